"""A machine's configuration: one TOML file. With a bad value the machine does not start.

The environment changes only the data folder and the ports: KIOSK_DATA, KIOSK_LOBBY_PORT,
KIOSK_DESK_PORT, KIOSK_OFFICE_PORT; and it can hold the password of the mail server,
KIOSK_SMTP_PASSWORD.

Over the line limit: it lists every key and what is wrong with a value.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

import msgspec

from kiosk.ground import wording
from kiosk.ground.network import addresses, provider, witnesses
from kiosk.ground.network.addresses import HOST, BadConfig, Listener, Port
from kiosk.ground.network.provider import Oidc
from kiosk.ground.network.witnesses import Log, Witness
from kiosk.vocabulary.documents import Clock

SCREENS = ("lobby", "desk", "office")
ARCHIVES = "archives"
"""The folder of archive files in the data folder, where the configuration names no other."""
SHORTEST_TERM = 36
"""The fewest months that facts stay in the database: claims expire after three years (民法典,
article 188), and until then what was said must be at hand."""
MOST_BYTES = 65_536
MAIL = re.compile(r"[\w.%+-]{1,64}@[\w.-]{1,253}", re.ASCII)
PASSWORD = re.compile(r"(^|;)\s*(pwd|password)\s*=", re.IGNORECASE)
QUERY = re.compile(r"\s*select\s.+\sorder\s+by\s.+", re.IGNORECASE | re.DOTALL)
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,8}){0,2}")


class Smtp(msgspec.Struct, forbid_unknown_fields=True):
    """The mail server for alerts. `security` is tls (from the first byte on), starttls, or none,
    for a server on this machine only. The password is the content of `password_file`, or of the
    variable KIOSK_SMTP_PASSWORD; it is read when a mail is sent."""

    host: str
    sender: str
    port: Port = 465
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password_file: str = ""


class TicketsTable(msgspec.Struct, forbid_unknown_fields=True):
    """The table that a ticket system keeps in a database of its own. `connection` is what ODBC
    connects by, without the password, which is the content of `password_file`; `query` selects the
    rows after a moment, its only parameter."""

    connection: str
    query: str
    password_file: str = ""


class Backups(msgspec.Struct, forbid_unknown_fields=True):
    """Where the nightly backups go: a folder, and where a USB stick is mounted ('' for none)."""

    folder: str = "/var/backups/tingsheng"
    stick: str = ""


class Program(msgspec.Struct, forbid_unknown_fields=True):
    """Where the program's versions are installed, and whose signature new ones must carry: Ed25519
    public keys, 64 hex digits each. `service` is the unit that serves this machine's screens; ''
    for tingsheng-station or tingsheng-office."""

    folder: str = "/opt/tingsheng"
    keys: list[Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]] = []
    service: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9@_.-]*$")] = ""

    @property
    def public_keys(self) -> list[bytes]:
        return [bytes.fromhex(key) for key in self.keys]


def _on(port: int) -> Listener:
    return Listener(port=port)


class Config(msgspec.Struct, forbid_unknown_fields=True):
    """A machine's configuration. Every key is explained in docs/configuration.md."""

    role: Literal["station", "office"]
    data: str = ""
    postgresql: str = msgspec.field(default="", name="database")
    lobby: Listener = msgspec.field(default_factory=lambda: _on(8080))
    desk: Listener = msgspec.field(default_factory=lambda: _on(8081))
    office: Listener = msgspec.field(default_factory=lambda: _on(8090))
    sync_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 300
    idle_seconds: Annotated[int, msgspec.Meta(ge=15, le=300)] = 60
    desk_idle_seconds: Annotated[int, msgspec.Meta(ge=60, le=900)] = 180
    news_seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 90
    opens: Clock = ""
    closes: Clock = ""
    phone_url: str = ""
    voice_volume: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    keep_months: Annotated[int, msgspec.Meta(ge=0, le=1200)] = 0
    archives: str = ""
    two_person_release: bool = False
    second_factor: bool = False
    oidc: Oidc | None = None
    invitation_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 72
    root_certificate: str = ""
    charts: str = ""
    tickets_folder: str = ""
    tickets_table: TicketsTable | None = None
    smtp: Smtp | None = None
    metrics_token_file: str = ""
    backup: Backups = msgspec.field(default_factory=Backups)
    program: Program = msgspec.field(default_factory=Program)
    log: Log = msgspec.field(default_factory=Log)
    screen_keyboard: Literal["auto", "on", "off"] = "auto"
    languages: list[str] = msgspec.field(default_factory=lambda: ["zh", "en"])

    @property
    def folder(self) -> Path:
        return Path(self.data)

    @property
    def staff(self) -> Listener:
        """The screen of staff: the office's, or the desk of a hall."""
        return self.office if self.role == "office" else self.desk

    @property
    def database(self) -> Path:
        return self.folder / f"{self.role}.db"

    @property
    def spare(self) -> Path:
        """A second database with everything but what happened (kiosk/records/upkeep/spare.py)."""
        return self.folder / f"{self.role}.spare"

    @property
    def damaged(self) -> Path:
        """Where damaged databases are set aside, each in a dated folder."""
        return self.folder / "damaged"

    @property
    def recovery_key(self) -> Path:
        """The public half of the key that is printed on paper."""
        return self.folder / "recovery.pub"

    @property
    def programs(self) -> Path:
        """Versions of the program that head office offers, or that came from there."""
        return self.folder / "programs"

    @property
    def next_program(self) -> Path:
        """One that is to be installed; it came whole, and no one has checked it yet."""
        return self.programs / "next.program"

    @property
    def key_file(self) -> Path:
        return self.folder / f"{self.role}.key"

    @property
    def next_key_file(self) -> Path:
        """Where a new key waits until the office has taken it."""
        return self.folder / f"{self.role}.key.next"

    @property
    def charts_socket(self) -> Path:
        """Where the chart unit listens."""
        return Path(self.charts) if self.charts else self.folder / "charts.sock"

    @property
    def archive_folder(self) -> Path:
        """Where head office's archive files are."""
        return Path(self.archives) if self.archives else self.folder / ARCHIVES

    @property
    def pictures(self) -> Path:
        return self.folder / "pictures"


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """Reads the file, then the four variables of the environment.

    Without `data`, the folder is the file's own. Raises BadConfig.
    """
    try:
        config = msgspec.convert(tomllib.loads(_text(path)), Config)
    except msgspec.ValidationError as error:
        raise BadConfig(f"{path}: {error}{_known_keys(str(error))}") from None
    except (ValueError, RecursionError) as error:  # a number without end is no TOMLDecodeError
        raise BadConfig(f"{path}: this is no TOML: {error}") from None
    config.data = environment.get("KIOSK_DATA") or config.data or str(path.parent)
    if "\0" in config.data:
        raise BadConfig(f"{path}: $.data is no path: {config.data!r}")
    for name in SCREENS:
        variable = f"KIOSK_{name.upper()}_PORT"
        if value := environment.get(variable):
            listener = getattr(config, name)
            listener.port = _port(variable, value)
    _check_languages(path, config.languages)
    for name in SCREENS:
        addresses.check(path, name, getattr(config, name))
    _check_phones(path, config)
    _check_messages(path, config)
    if config.tickets_folder and not Path(config.tickets_folder).is_dir():
        raise BadConfig(f"{path}: $.tickets_folder is no folder: {config.tickets_folder!r}")
    if config.tickets_table is not None:
        _check_table(path, config.tickets_table)
    if config.oidc is not None:
        provider.check(path, config.oidc)
    if config.postgresql:
        _check_database(path, config)
    _check_term(path, config)
    witnesses.check(path, config.log)
    if config.role == "station" and config.lobby.port == config.desk.port:
        raise BadConfig(
            f"{path}: $.lobby.port and $.desk.port are both {config.desk.port}; each screen needs"
            " a port of its own"
        )
    return config


def _text(path: Path) -> str:
    """The file's text. Raises BadConfig."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BadConfig(f"{path}: longer than {MOST_BYTES} bytes; this is no configuration")
        return content.decode("utf-8")
    except FileNotFoundError:
        raise BadConfig(f"{path}: no such file; --config names it") from None
    except (OSError, ValueError) as error:
        says = "save it as UTF-8" if isinstance(error, UnicodeDecodeError) else "it can't be read"
        raise BadConfig(f"{path}: {says}: {error}") from None


def _known_keys(error: str) -> str:
    """The keys that there are, where the error is one that there isn't."""
    if "unknown field" not in error:
        return ""
    parts: dict[str, type[msgspec.Struct]] = {
        "at `$.smtp": Smtp,
        "at `$.tickets_table": TicketsTable,
        "at `$.backup": Backups,
        "at `$.program": Program,
        "at `$.oidc": Oidc,
        "at `$.log.witnesses": Witness,
        "at `$.log": Log,
        "at `$.": Listener,
    }
    shape = next((shape for part, shape in parts.items() if part in error), Config)
    return f"; the keys are {', '.join(shape.__struct_encode_fields__)}"


def _port(variable: str, value: str) -> int:
    try:
        return msgspec.convert(value, Port, strict=False)
    except msgspec.ValidationError as error:
        raise BadConfig(f"{variable}={value!r}: {error}") from None


def _check_languages(path: Path, languages: list[str]) -> None:
    if not languages or len(set(languages)) < len(languages):
        raise BadConfig(f"{path}: $.languages lists each language once, the first one at first")
    for code in languages:
        if not LANGUAGE.fullmatch(code) or not wording.is_there(code):
            raise BadConfig(
                f"{path}: $.languages: {code!r} is no language with a translation, which would be"
                f" {wording.file(code)}"
            )


def _check_phones(path: Path, config: Config) -> None:
    """Whether customers' phones can open the lobby at `phone_url`, whose name becomes one of its
    hosts."""
    url = config.phone_url = addresses.public_url(path, "$.phone_url", config.phone_url)
    if not url:
        return
    if not url.startswith("https://"):
        raise BadConfig(f"{path}: $.phone_url must begin with https://, with a public certificate")
    if not config.lobby.proxy:
        raise BadConfig(
            f"{path}: $.lobby.proxy is missing: phones reach the lobby through a proxy that"
            " brings the certificate; write 127.0.0.1 for one on this machine"
        )
    name = urlsplit(url).hostname
    if name and name not in config.lobby.hosts:
        config.lobby.hosts.append(name)


def _check_messages(path: Path, config: Config) -> None:
    smtp = config.smtp
    if smtp is None:
        return
    if not HOST.fullmatch(smtp.host):
        raise BadConfig(f"{path}: $.smtp.host is no name of a host: {smtp.host!r}")
    if not MAIL.fullmatch(smtp.sender):
        raise BadConfig(f"{path}: $.smtp.sender is no e-mail address: {smtp.sender!r}")
    if smtp.security == "none" and smtp.host not in ("127.0.0.1", "[::1]", "localhost"):
        raise BadConfig(
            f'{path}: $.smtp.security can be "none" only for a server on this machine; mails and'
            " the password would cross the network in the clear"
        )


def _check_database(path: Path, config: Config) -> None:
    if config.role == "station":
        raise BadConfig(f"{path}: $.database is for an office; a station keeps its own file")
    if wrong := fault_of_address(config.postgresql):
        raise BadConfig(f"{path}: $.database {wrong}")


def _check_term(path: Path, config: Config) -> None:
    if config.role == "station" and (config.keep_months or config.archives):
        raise BadConfig(
            f"{path}: $.keep_months and $.archives are for an office; a station keeps its facts"
        )
    if 0 < config.keep_months < SHORTEST_TERM:
        raise BadConfig(
            f"{path}: $.keep_months is {config.keep_months}, but facts stay in the database for"
            f" {SHORTEST_TERM} months at least; write 0 to keep them there for ever"
        )


def fault_of_address(text: str) -> str:
    """What is wrong with the address of a PostgreSQL, and what would be right; '' for nothing."""
    try:
        url = urlsplit(text)
        asked, secret = parse_qsl(url.query), url.password
    except ValueError as error:
        return f"is no address: {error}"
    if url.scheme != "postgresql" or url.path in ("", "/") or "\0" in text:
        return (
            "must name a database of PostgreSQL: postgresql://tingsheng@10.0.0.5/tingsheng, or"
            " postgresql:///tingsheng on this machine"
        )
    if secret is not None or any(name == "password" for name, _ in asked):
        return (
            "has a password in it; write it into a file that only the program's user can read, and"
            " name that at the end: ?passfile=/etc/tingsheng/pgpass"
        )
    return ""


def _check_table(path: Path, table: TicketsTable) -> None:
    if PASSWORD.search(table.connection):
        raise BadConfig(
            f"{path}: $.tickets_table.connection has a password in it; write it into a file that"
            " only the program's user can read, and name that in password_file"
        )
    if "\0" in table.connection or "=" not in table.connection:
        raise BadConfig(
            f"{path}: $.tickets_table.connection is no ODBC connection: write DSN=name, or"
            " DRIVER=PostgreSQL Unicode;SERVER=10.0.0.5;DATABASE=queue;UID=reader"
        )
    if not QUERY.fullmatch(table.query) or table.query.count("?") != 1 or ";" in table.query:
        raise BadConfig(
            f"{path}: $.tickets_table.query must be one SELECT with one ?, the moment after which"
            " rows are wanted, and ORDER BY that moment"
        )
