"""What an installer types once a computer is installed, as docs/install.md has it, with the values
of the test in place of the page's words."""

KIOSK = "runuser -u tingsheng -- .venv/bin/python kiosk.py --config /etc/tingsheng"
TYPED = (
    "cd /opt/tingsheng",
    "systemctl status tingsheng-station",
    "journalctl -u tingsheng-station -e",
    "journalctl -u tingsheng-lobby -e",
    "curl http://127.0.0.1:8080/healthz",
    f"{KIOSK}/station.toml backup --recovery-key",
    "systemctl start tingsheng-backup@station",
    "systemctl start tingsheng-backup@office",
    f"{KIOSK}/station.toml verify",
    f"{KIOSK}/station.toml pin 1001",
    f"{KIOSK}/office.toml user li",
)
"""Each must succeed."""
ASKED = (
    f"{KIOSK}/station.toml doctor --json",
    "spd-say --list-synthesis-voices | grep Mandarin | grep -v +",
    "systemctl is-active tingsheng-station tingsheng-office",
    "systemctl is-enabled tingsheng-lobby",
    "ls /var/backups/tingsheng",
    "readlink -f /etc/localtime",
    "curl --silent --header 'Sec-Fetch-Site: same-origin' --data letters=nihao"
    " http://127.0.0.1:8080/typing/candidates | grep -o 你好 | head -n 1",
    "runuser -u tingsheng -- python3 -c 'import sqlite3, sys; found = sqlite3.connect(sys.argv[1])"
    """.execute("SELECT code, level FROM checked"); print(dict(found))' """
    "/var/lib/tingsheng/station.db",
)
"""What the test wants to know besides."""
WAITS = "/var/lib/tingsheng/programs"
UPGRADED = (
    "cd /",
    "/opt/tingsheng/.venv/bin/python /opt/tingsheng/kiosk.py --config /etc/tingsheng/station.toml"
    " upgrade /root/next.program",
    f"install -d -m 700 -o tingsheng -g tingsheng {WAITS}",
    f"install -o tingsheng -g tingsheng /root/later.program {WAITS}/coming",
    f"mv {WAITS}/coming {WAITS}/next.program",
    "timeout 300 sh -c 'until [ ! -e /opt/tingsheng.upgrade/upgrading.json ] &&"
    ' grep -q -F "$(cat /root/later)" /opt/tingsheng.upgrade/upgraded.json; do sleep 2; done\'',
    "cat /opt/tingsheng.upgrade/upgraded.json",
    "sed -n 's/^VERSION = //p' /opt/tingsheng/kiosk/__init__.py",
    "systemctl is-active tingsheng-station",
)
"""A version from a stick, as docs/administration.md has it, then one that head office offered."""
WORDS = {
    "工号": "1001", "BADGE": "1001", "用户名": "li", "NAME": "li",
    "网点编号": "0001", "BRANCH": "0001",
}  # fmt: skip
"""Words of the page, in both languages, and what the test types for them."""


def filled(command: str) -> str:
    """A command of the page as the test types it."""
    return " ".join(WORDS.get(word, word) for word in command.split())
