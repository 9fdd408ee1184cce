"""What deploy/ gives to systemd and to the proxy fits the program."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest

from kiosk.commands import listening, watchdog
from kiosk.ground.config import Config, Listener, load
from tests.cast import Machine
from tests.faults.machines import free_ports

DEPLOY = Path(__file__).parents[1] / "deploy"
CADDYFILE = DEPLOY / "Caddyfile"
needs_caddy = pytest.mark.skipif(shutil.which("caddy") is None, reason="apt-get install caddy")


@pytest.mark.parametrize("name", ["station", "office"])
def test_systemd_waits_for_the_first_page_and_longer_than_the_program_itself(name: str):
    unit = (DEPLOY / f"tingsheng-{name}.service").read_text("utf-8")
    said = dict(re.findall(r"^(\w+)=(.+)$", unit, re.M))
    assert (said["Type"], said["NotifyAccess"], said["Restart"]) == ("notify", "main", "always")
    assert int(said["WatchdogSec"]) >= watchdog.UNFED_S + watchdog.EVERY_S
    assert watchdog.UNFED_S >= 2 * (watchdog.EVERY_S + watchdog.ANSWER_S), "one late answer passes"
    assert "StartLimitIntervalSec=0" in unit, "however often it must be started again"


def test_the_proxy_leads_to_the_ports_that_the_program_has():
    config = Config(role="station")
    ports = re.findall(r"reverse_proxy 127\.0\.0\.1:(\d+)", CADDYFILE.read_text("utf-8"))
    assert ports == [str(config.desk.port), str(config.office.port)]


def test_the_configurations_in_the_instructions_are_good(tmp_path: Path):
    page = (DEPLOY / "README.md").read_text("utf-8")
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.M)
    tables = [re.sub(r"^    ", "", one, flags=re.M) for one in found if "    [desk]" in one]
    assert len(tables) == 2, "one in each language"
    for text in tables:
        file = tmp_path / "station.toml"
        file.write_text('role = "station"\n' + text, "utf-8")
        desk = load(file, {}).desk
        assert (desk.bind, desk.proxy, len(desk.hosts)) == ("127.0.0.1", "127.0.0.1", 1)


def test_the_proxy_lets_go_of_a_connection_before_the_program_does():
    kept = re.findall(r"keepalive (\d+)s", CADDYFILE.read_text("utf-8"))
    assert len(kept) == 2 and all(int(one) < listening.IDLE_S for one in kept)


@needs_caddy
def test_caddy_reads_the_proxys_file():
    words = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


@needs_caddy
def test_the_desk_opens_through_the_proxy_by_https(hall: Machine, tmp_path: Path):
    desk, secure, plain = free_ports(3)
    text = CADDYFILE.read_text("utf-8").split("# Head office,")[0]
    ours = f"admin off\n\thttp_port {plain}\n\thttps_port {secure}\n\tskip_install_trust"
    text = text.replace("skip_install_trust", ours).replace("127.0.0.1:8081", f"127.0.0.1:{desk}")
    file = tmp_path / "Caddyfile"
    file.write_text(text, "utf-8")
    hall.config.desk = Listener(port=desk, hosts=["desk.example.com"], proxy="127.0.0.1")
    server = listening.listen(hall.app("desk"), "desk", hall.config.desk)
    threading.Thread(target=server.run, daemon=True).start()
    words = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    environment = os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with (tmp_path / "log").open("w") as log:
        proxy = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
    try:
        page = once_it_runs(secure, "GET", "/sign-in")
        assert page.status == 200
        chosen = asked(secure, "POST", "/language", "language=en")
        assert chosen.status == 303 and "Secure" in (chosen.getheader("Set-Cookie") or "")
        spoof = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}
        chosen = asked(secure, "POST", "/language", "language=en", **spoof)
        assert "Secure" in (chosen.getheader("Set-Cookie") or ""), "the proxy's word counts"
        elsewhere = asked(secure, "GET", "/sign-in", Host="evil.example")
        assert elsewhere.getheader("Content-Length") == "0", "no page"
        assert asked(secure, "GET", "/sign-in?" + "a" * 3_000).status == 414
        assert asked(secure, "POST", "/language", "a=" + "b" * 100_000).status == 413
    finally:
        proxy.terminate()
        proxy.wait(20)
        listening.drain(server)


def asked(
    port: int, method: str, path: str, body: str = "", **headers: str
) -> http.client.HTTPResponse:
    """The proxy's answer to a browser that trusts its certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sock = context.wrap_socket(plain, server_hostname="desk.example.com")
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    name = {"Host": "desk.example.com"}
    line.request(method, path, body or None, name | (form if body else {}) | headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def once_it_runs(port: int, method: str, path: str) -> http.client.HTTPResponse:
    end = time.monotonic() + 20
    while True:
        try:
            return asked(port, method, path)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_the_upgrade_waits_for_the_file_that_the_station_puts_there():
    path = (DEPLOY / "tingsheng-upgrade@.path").read_text("utf-8")
    (waited,) = re.findall(r"^PathExists=(.+)$", path, re.M)
    config = Config(role="station", data="/var/lib/tingsheng")
    assert waited == str(config.next_program)
    unit = (DEPLOY / "tingsheng-upgrade@.service").read_text("utf-8")
    assert f"{config.program.folder}/kiosk.py --config /etc/tingsheng/%i.toml upgrade --wai" in unit
    writes = re.findall(r"^ReadWritePaths=(.+)$", unit, re.M)[0].split()
    assert {str(Path(config.program.folder).parent), config.data} <= set(writes)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="apt-get install systemd")
def test_the_unit_that_upgrades_may_do_little_else(tmp_path: Path):
    unit = tmp_path / "tingsheng-upgrade@station.service"
    shutil.copy(DEPLOY / "tingsheng-upgrade@.service", unit)
    words = ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr
