"""The network of a hall and of head office: the proxy's files fit the program, and devices use it
over real TLS, which they verify as a browser does."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kiosk.commands import listening
from kiosk.ground.config import Config, load
from kiosk.records.hall import screens
from kiosk.records.hall.screens import Screen, Wanted
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from tests.cast import MANAGER, WANG, Machine
from tests.faults.machines import free_ports

TOP = Path(__file__).parents[1]
HALL, OFFICE, PHONES = (
    TOP / "deploy" / "caddy" / f"Caddyfile.{one}" for one in ("hall", "office", "phones")
)
GUIDE = TOP / "docs" / "network.md"
UNPACKED = TOP / ".venv" / "caddy" / "usr" / "bin" / "caddy"
CADDY = shutil.which("caddy") or (str(UNPACKED) if UNPACKED.exists() else "")
needs_caddy = pytest.mark.skipif(not CADDY, reason="no caddy: deploy/setup.sh browser gets it")
HOST = "hall.example.com"
CARD = f"/clerks/{WANG}/cards"


def test_the_proxy_leads_to_the_ports_that_the_program_has():
    station, office = Config(role="station"), Config(role="office")
    found = {
        file: re.findall(r"reverse_proxy 127\.0\.0\.1:(\d+)", file.read_text("utf-8"))
        for file in (HALL, OFFICE, PHONES)
    }
    desk, lobby = str(station.desk.port), str(station.lobby.port)
    assert found == {HALL: [lobby, desk, desk], PHONES: [lobby], OFFICE: [str(office.office.port)]}


def test_the_proxy_lets_go_of_a_connection_before_the_program_does():
    for file in (HALL, OFFICE):
        (kept,) = re.findall(r"keepalive (\d+)s", file.read_text("utf-8"))
        assert int(kept) < listening.IDLE_S


def test_the_configurations_in_the_instructions_are_good(tmp_path: Path):
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", GUIDE.read_text("utf-8"), re.M)
    files = [re.sub(r"^    ", "", one, flags=re.M) for one in found if "    role = " in one]
    assert len(files) == 4, "hall and office, in each language"
    for text in files:
        file = tmp_path / "machine.toml"
        file.write_text(text, "utf-8")
        config = load(file, {})
        served = [config.lobby, config.desk] if config.role == "station" else [config.office]
        for one in served:
            assert (one.bind, one.proxy, len(one.hosts)) == ("127.0.0.1", "127.0.0.1", 1)


# Over real TLS --------------------------------------------------------------------


def validated(file: Path) -> str:
    words = [CADDY, "validate", "--adapter", "caddyfile", "--config", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    return "" if done.returncode == 0 else done.stderr


def under(folder: Path) -> dict[str, str]:
    """The environment in which Caddy keeps its certificates in this folder."""
    return os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}


@dataclass
class Network:
    """A hall whose screens are reached through the proxy, at free ports of this machine."""

    hall: Machine
    folder: Path
    ports: dict[str, int]
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @property
    def root(self) -> Path:
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def ask(
        self, screen: str, method: str, path: str, said: dict[str, str] | None = None, **more: str
    ) -> http.client.HTTPResponse:
        """What a device is answered whose browser says nothing but where its page came from."""
        line: http.client.HTTPConnection
        port = self.ports[screen]
        plain = socket.create_connection(("127.0.0.1", port), timeout=20)
        if screen == "plain":
            line = http.client.HTTPConnection(HOST, port)
            line.sock = plain
        else:
            line = http.client.HTTPSConnection(HOST, port, context=self.context)
            line.sock = self.context.wrap_socket(plain, server_hostname=HOST)
        name = f"{HOST}:{port}"
        headers = {"Host": name}
        if said is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded",
                        "Referer": f"https://{name}/"}  # fmt: skip
        body = None if said is None else urlencode(said)
        more = {key.replace("_", "-"): value for key, value in more.items()}
        line.request(method, path, body, headers | more)
        answer = line.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
        line.close()
        return answer


@pytest.fixture
def network(hall: Machine, tmp_path: Path) -> Iterator[Network]:
    names = ("lobby", "desk", "plain", "lobby behind", "desk behind")
    made = Network(hall, tmp_path, dict(zip(names, free_ports(5), strict=True)))
    ports = made.ports
    text = HALL.read_text("utf-8")
    for old, new in {
        "skip_install_trust": f"skip_install_trust\n\tadmin off\n\thttp_port {ports['plain']}"
                              f"\n\thttps_port {ports['lobby']}",
        f"{HOST}:8443": f"{HOST}:{ports['desk']}",
        "127.0.0.1:8080": f"127.0.0.1:{ports['lobby behind']}",
        "127.0.0.1:8081": f"127.0.0.1:{ports['desk behind']}",
    }.items():  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "Caddyfile").write_text(text, "utf-8")
    config = tmp_path / "station.toml"
    config.write_text(
        f'role = "station"\nroot_certificate = "{made.root}"\n'
        + "".join(
            f'[{screen}]\nport = {ports[f"{screen} behind"]}\nproxy = "127.0.0.1"\n'
            f'public_url = "https://{HOST}:{ports[screen]}"\n'
            for screen in ("lobby", "desk")
        )
    )
    read = load(config, {"KIOSK_DATA": hall.config.data})
    hall.config.lobby, hall.config.desk = read.lobby, read.desk
    hall.config.root_certificate = read.root_certificate
    servers = [
        listening.listen(hall.app(screen), screen, getattr(hall.config, screen))
        for screen in ("lobby", "desk")
    ]
    for server in servers:
        threading.Thread(target=server.run, daemon=True).start()
    words = [CADDY, "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    with (tmp_path / "log").open("w") as log:
        proxy = subprocess.Popen(words, env=under(tmp_path), stdout=log, stderr=log)
    try:
        until(lambda: made.root.exists() and made.ask("plain", "GET", "/connect").status == 200)
        yield made
    finally:
        proxy.terminate()
        proxy.wait(20)
        for server in servers:
            listening.drain(server)


def until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            if ready():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "the proxy does not answer"
        time.sleep(0.1)


def trusts(network: Network) -> None:
    """A device installs the certificate that the page offers, and trusts no other."""
    found = network.ask("plain", "GET", "/connect/tingsheng-root.crt")
    assert found.getheader("Content-Type") == "application/x-x509-ca-cert"
    network.context = ssl.create_default_context(cafile=str(network.root))
    until(lambda: network.ask("lobby", "GET", "/").status == 200)


def cards(hall: Machine) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == "card")))


@needs_caddy
def test_caddy_reads_the_halls_file():
    assert validated(HALL) == ""


@needs_caddy
def test_a_device_comes_from_the_page_that_is_not_encrypted_to_the_desk(network: Network):
    page = network.ask("plain", "GET", "/connect").text  # type: ignore[attr-defined]
    desk = network.hall.config.desk.public_url
    assert f'href="{desk}"' in page and f"http://{HOST}/connect" in page
    for path in ("/", "/sign-in", "/clerks/0317", "/healthz", "/connectother"):
        led = network.ask("plain", "GET", path)
        assert (led.status, led.getheader("Location")) == (302, f"https://{HOST}{path}")
    trusts(network)
    trusting, network.context = network.context, ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        network.ask("desk", "GET", "/sign-in")
    network.context = trusting
    der = ssl.PEM_cert_to_DER_cert(network.root.read_text("ascii"))
    assert ssl.DER_cert_to_PEM_cert(der) in network.root.read_text("ascii")
    assert network.ask("desk", "GET", "/sign-in").status == 200
    chosen = network.ask("desk", "POST", "/language", {"language": "en"})
    assert chosen.status == 303 and "Secure" in (chosen.getheader("Set-Cookie") or "")
    spoof = {"X_Forwarded_Proto": "http", "X_Forwarded_For": "1.2.3.4"}
    chosen = network.ask("desk", "POST", "/language", {"language": "en"}, **spoof)
    assert "Secure" in (chosen.getheader("Set-Cookie") or ""), "the proxy's word counts"
    elsewhere = network.ask("desk", "GET", "/sign-in", Host="evil.example")
    assert elsewhere.getheader("Content-Length") == "0", "no page"
    assert network.ask("desk", "GET", "/sign-in?" + "a" * 3_000).status == 414
    long = {"language": "b" * 100_000}
    assert network.ask("desk", "POST", "/language", long).status == 413


@needs_caddy
def test_only_a_paired_tablet_gives_feedback_through_the_proxy(network: Network):
    hall = network.hall
    trusts(network)
    page = network.ask("lobby", "GET", "/")
    assert "这台设备只能查看" in page.text  # type: ignore[attr-defined]
    spoofed = ({}, {"X_Forwarded_For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"},
               {"X_Real_IP": "127.0.0.1"}, {"X_Forwarded_For": ""})  # fmt: skip
    for n, headers in enumerate(spoofed):
        said = {"key": f"{n:032x}", "card": "polite"}
        network.ask("lobby", "POST", CARD, said, **headers)
        assert cards(hall) == 0, headers
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    wanted = Wanted("一号平板", "tablet")
    code = screens.make_code(hall.db, manager, hall.keys, "a" * 32, wanted)
    paired = network.ask("lobby", "POST", "/pair", {"key": "b" * 32, "code": code})
    cookie = paired.getheader("Set-Cookie") or ""
    assert paired.status == 303
    assert {"Secure", "HttpOnly", "SameSite=Strict"} <= {one.strip() for one in cookie.split(";")}
    holds = {"Cookie": cookie.split(";")[0]}
    said = {"key": "c" * 32, "card": "polite"}
    foreign = {"Referer": "https://evil.example/"}
    assert network.ask("lobby", "POST", CARD, said, **holds, **foreign).status == 403
    unencrypted = {"Origin": f"http://{HOST}:{network.ports['lobby']}"}
    assert network.ask("lobby", "POST", CARD, said, **holds, **unencrypted).status == 403
    assert network.ask("lobby", "POST", CARD, said, **holds).status == 303
    assert cards(hall) == 1
    (row,) = hall.db.rows(Screen.select())
    screens.unpair(hall.db, manager, "d" * 32, row.pairing)
    network.ask("lobby", "POST", CARD, said | {"key": "e" * 32}, **holds)
    assert cards(hall) == 1


@needs_caddy
def test_idle_browsers_of_a_whole_hall_shut_no_one_out(network: Network):
    trusts(network)
    idle = []
    for _ in range(2 * listening.CONNECTIONS["lobby"]):
        plain = socket.create_connection(("127.0.0.1", network.ports["lobby"]), timeout=20)
        idle.append(network.context.wrap_socket(plain, server_hostname=HOST))
    assert network.ask("lobby", "GET", "/").status == 200
    for line in idle:
        line.close()


def with_issued(network: Network, text: str, name: str) -> Path:
    """A file of Caddy's in which the organisation's certificate `name` is one that was issued."""
    issued = network.folder / "caddy" / "certificates" / "local" / HOST
    for ours, file in ((f"{name}.pem", f"{HOST}.crt"), (f"{name}-key.pem", f"{HOST}.key")):
        assert f"/etc/caddy/{ours}" in text
        text = text.replace(f"/etc/caddy/{ours}", str(issued / file))
    path = network.folder / f"Caddyfile.{name}"
    path.write_text(text, "utf-8")
    return path


@needs_caddy
def test_head_offices_file_takes_a_certificate_of_the_organisation(network: Network):
    trusts(network)
    text = OFFICE.read_text("utf-8").replace("office.example.com", HOST)
    assert validated(with_issued(network, text, "office")) == ""


@needs_caddy
def test_phones_are_served_with_a_public_certificate(network: Network):
    trusts(network)
    text = (network.folder / "Caddyfile").read_text("utf-8") + PHONES.read_text("utf-8")
    assert validated(with_issued(network, text, "phones")) == ""


@needs_caddy
def test_a_phone_rates_by_the_tablets_code_over_tls(network: Network):
    hall = network.hall
    trusts(network)
    url = hall.config.phone_url = hall.config.lobby.public_url
    page = hall.browser("lobby").get(f"/clerks/{WANG}/phone").text
    (leads,) = re.findall(r'data-leads="([^"]+)"', page)
    path = leads.removeprefix(url)
    opened = network.ask("lobby", "GET", path)
    cookie = opened.getheader("Set-Cookie") or ""
    assert opened.status == 200 and "Secure" in cookie
    visit = {"Cookie": cookie.split(";")[0]}
    for _ in range(2):  # the second time it is the same form
        assert network.ask("lobby", "POST", path, {"grade": "4"}, **visit).status == 303
    assert network.ask("lobby", "GET", path).status == 409
    (row,) = hall.db.rows(Ledger.select().where(Ledger.kind == "rating"))
    assert (row.entry, row.mark) == ("phone", "4")
