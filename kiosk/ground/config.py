"""A machine's configuration: one TOML file. With a bad value the machine does not start.

The environment changes only the data folder and the ports: KIOSK_DATA, KIOSK_LOBBY_PORT,
KIOSK_DESK_PORT, KIOSK_OFFICE_PORT.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class BadConfig(Exception):
    """The configuration can't be used; the message names file and key."""


class Listener(msgspec.Struct, forbid_unknown_fields=True):
    """Where a screen is served. `hosts` are the names that browsers may use; required if `bind`
    is not a loopback address."""

    port: Port
    bind: str = "127.0.0.1"
    hosts: list[str] = []


def _on(port: int) -> Listener:
    return Listener(port=port)


class Config(msgspec.Struct, forbid_unknown_fields=True):
    """A machine's configuration. Every key is explained in docs/configuration.md."""

    role: Literal["station", "office"]
    data: str = ""
    lobby: Listener = msgspec.field(default_factory=lambda: _on(8080))
    desk: Listener = msgspec.field(default_factory=lambda: _on(8081))
    office: Listener = msgspec.field(default_factory=lambda: _on(8090))
    sync_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 300
    idle_seconds: Annotated[int, msgspec.Meta(ge=15, le=300)] = 60
    two_person_release: bool = False

    @property
    def folder(self) -> Path:
        return Path(self.data)

    @property
    def database(self) -> Path:
        return self.folder / f"{self.role}.db"

    @property
    def key_file(self) -> Path:
        return self.folder / f"{self.role}.key"

    @property
    def next_key_file(self) -> Path:
        """Where a new key waits until the office has taken it."""
        return self.folder / f"{self.role}.key.next"

    @property
    def pictures(self) -> Path:
        return self.folder / "pictures"


def load(path: Path, environment: Mapping[str, str]) -> Config:
    """Reads the file, then the four variables of the environment.

    Without `data`, the folder is the file's own. Raises BadConfig.
    """
    try:
        config = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Config)
    except FileNotFoundError:
        raise BadConfig(f"{path}: no such file") from None
    except ValueError as error:  # no TOML, no UTF-8, a number without end, or not what is asked
        raise BadConfig(f"{path}: {error}") from None
    config.data = environment.get("KIOSK_DATA") or config.data or str(path.parent)
    for name in ("lobby", "desk", "office"):
        variable = f"KIOSK_{name.upper()}_PORT"
        if value := environment.get(variable):
            listener = getattr(config, name)
            listener.port = _port(variable, value)
    for name in ("lobby", "desk", "office"):
        _check_hosts(path, name, getattr(config, name))
    return config


def _port(variable: str, value: str) -> int:
    try:
        return msgspec.convert(value, Port, strict=False)
    except msgspec.ValidationError as error:
        raise BadConfig(f"{variable}={value!r}: {error}") from None


def _check_hosts(path: Path, name: str, listener: Listener) -> None:
    if listener.bind not in ("127.0.0.1", "::1", "localhost") and not listener.hosts:
        raise BadConfig(
            f"{path}: $.{name}.hosts is missing: off the loopback, list the names browsers use"
        )
