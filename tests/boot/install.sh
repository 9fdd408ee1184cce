# Installs the program into the image, as deploy/README.md says: this is the place where an
# installer is called. What a person would answer and what pip would fetch is here; so is a hall
# with six clerks, and the line by which the test speaks to the machine.
cd /opt/tingsheng
rm -rf .venv
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --no-index --find-links /root/wheels \
	--require-hashes -r requirements.txt
rm -rf /root/wheels
for user in tingsheng tingsheng-lobby; do
	userdel $user 2>/dev/null || true
done
useradd --system --home-dir /var/lib/tingsheng --shell /usr/sbin/nologin tingsheng
useradd --system --home-dir /run/tingsheng-lobby --shell /usr/sbin/nologin \
	--groups video,render tingsheng-lobby
install -d -m 755 /etc/tingsheng
install -d -m 700 -o tingsheng -g tingsheng /var/lib/tingsheng /var/backups/tingsheng
printf 'role = "station"\ndata = "/var/lib/tingsheng"\n' >/etc/tingsheng/station.toml
install -D -m 644 deploy/screen/policy.json /etc/chromium/policies/managed/tingsheng.json
install -D -m 644 deploy/screen/touch.rules /etc/udev/rules.d/70-tingsheng-touch.rules
install -D -m 644 deploy/screen/logind.conf /etc/systemd/logind.conf.d/tingsheng.conf
cp deploy/tingsheng-station.service deploy/tingsheng-lobby.service /etc/systemd/system/
systemctl mask ctrl-alt-del.target
systemctl set-default multi-user.target
systemctl enable tingsheng-station tingsheng-lobby
ln -sf /usr/share/zoneinfo/Asia/Shanghai /etc/localtime
echo hall >/etc/hostname

kiosk() {
	runuser -u tingsheng -- .venv/bin/python kiosk.py --config /etc/tingsheng/station.toml "$@"
}
kiosk found np07 --organisation 宁浦邮政 --name 江心洲支局 --hall 江心洲邮政营业厅 \
	--badge 0108 --manager 周雪 --since 2026-01-01
cat >/tmp/clerks.csv <<'CSV'
工号*,名称*,网点*,岗位,生效日期*
0101,王芳,np07,收费,2026-01-01
0102,李敏,np07,收费,2026-01-01
0103,张伟,np07,收费,2026-01-01
0104,刘洋,np07,收费,2026-01-01
0105,陈静,np07,咨询,2026-01-01
0106,赵磊,np07,咨询,2026-01-01
CSV
kiosk import clerks /tmp/clerks.csv --mostly-new

# The machine is started again where the kernel hangs.
mkdir -p /etc/systemd/system.conf.d
printf '[Manager]\nRuntimeWatchdogSec=20\n' >/etc/systemd/system.conf.d/watchdog.conf

cat >/etc/systemd/system/boot-test.service <<'UNIT'
[Unit]
Description=The boot test's shell
[Service]
ExecStart=/bin/sh -c 'exec 3<>/dev/virtio-ports/shell; exec /bin/sh <&3 >&3 2>&3'
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable boot-test
