"""Where the screens of a machine are served, and where they are found: the addresses in its
configuration."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

HOST = re.compile(r"\.?\w([\w.-]{0,251}\w)?|\[[0-9A-Fa-f:.]+\]")
"""A name or an address in a browser's address bar; with a dot before it, all names below it."""
BASE = re.compile(r"https?://[\w.-]{1,253}(:[0-9]{1,5})?(/[\w./~-]*)?", re.ASCII)
"""Where a screen is found from outside."""
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class BadConfig(Exception):
    """The configuration can't be used; the message names file and key."""


class Listener(msgspec.Struct, forbid_unknown_fields=True):
    """Where a screen is served. `hosts` are the names that browsers may use; required if `bind`
    is not a loopback address. `proxy` is the address of a proxy in front, whose word for a
    visitor's address and for https is taken; no one else's is. `public_url` is where the screen is
    opened from other computers; its name is one of `hosts`."""

    port: Port
    bind: str = "127.0.0.1"
    hosts: list[str] = []
    proxy: str = ""
    public_url: str = ""


def check(path: Path, name: str, listener: Listener) -> None:
    """Whether a screen's addresses can be used; the name in `public_url` becomes one of its hosts,
    which are then as browsers send them. Raises BadConfig, which names file and key."""
    listener.public_url = public_url(path, f"$.{name}.public_url", listener.public_url)
    own = urlsplit(listener.public_url).hostname
    if own and own not in listener.hosts:
        listener.hosts.append(own)
    if listener.bind not in ("127.0.0.1", "::1", "localhost"):
        if not _is_address(listener.bind):
            raise BadConfig(
                f"{path}: $.{name}.bind is no IP address: {listener.bind!r}; 127.0.0.1 is this"
                " machine alone, 0.0.0.0 every line of it"
            )
        if not listener.hosts:
            raise BadConfig(
                f"{path}: $.{name}.hosts is missing: off the loopback, list the names browsers use"
            )
    listener.hosts = [_as_sent(path, name, host) for host in listener.hosts]
    if listener.proxy and not _is_address(listener.proxy):
        raise BadConfig(
            f"{path}: $.{name}.proxy is no IP address: {listener.proxy!r}; write 127.0.0.1 for a"
            " proxy on this machine"
        )


def _as_sent(path: Path, name: str, host: str) -> str:
    """A name as browsers send it: in small letters, 政务.example as xn--zfr164b.example."""
    try:
        if "_" in host or not HOST.fullmatch(host):
            raise UnicodeError
        dot = "." if host.startswith(".") else ""
        return dot + host.removeprefix(".").encode("idna").decode().lower()
    except UnicodeError:
        raise BadConfig(
            f"{path}: $.{name}.hosts: {host!r} is no name of a host; write desk.example.com,"
            " without http:// and without a port"
        ) from None


def public_url(path: Path, name: str, url: str) -> str:
    """An address without the stroke at its end. Raises BadConfig."""
    url = url.rstrip("/")
    if url and not BASE.fullmatch(url):
        raise BadConfig(
            f"{path}: {name} is no address of a screen: {url!r}; write https://office.example.com"
        )
    return url


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
