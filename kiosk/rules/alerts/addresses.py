"""Where messages can go: addresses that an administrator typed, judged before anything is sent.

An address of a webhook is https, to any host; http only to this machine itself. No user or password
is in it, and no address that reaches a machine's own network services (link-local, such as
169.254.169.254) or many machines at once. Hosts on the own network are allowed: that is where
gateways are.
"""

import ipaddress
import re

from kiosk.rules.input.folding import squeezed
from kiosk.rules.input.mails import is_mail
from kiosk.rules.input.numbers import digits

LONGEST = 500
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]{2,45}\]|[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>[/?][!$-;=?-Z_a-z~-]*)?",
    re.IGNORECASE | re.ASCII,
)
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)


class NotAnAddress(ValueError):
    """No message can go there."""


def url(typed: str) -> str:
    """The address of a webhook; raises NotAnAddress."""
    plain = typed.strip()
    found = _URL.fullmatch(plain)
    if found is None or len(plain) > LONGEST or "@" in plain:
        raise NotAnAddress(plain[:40])
    if found["port"] and not 0 < digits(found["port"]) <= 65_535:
        raise NotAnAddress(plain[:40])
    loopback = _is_loopback(found["host"].lower())
    if found["scheme"].lower() == "http" and not loopback:
        raise NotAnAddress(plain[:40])
    return plain


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine; raises NotAnAddress if no message may go there."""
    if host == "localhost":
        return True
    bare = host.strip("[]")
    if not host.startswith("[") and not _NUMERIC.fullmatch(host.rpartition(".")[2]):
        return False
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:  # 127.1, 0x7f000001: a number that only some programs read
        raise NotAnAddress(host[:40]) from None
    return _judged(address)


def _judged(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or address
    if mapped.is_loopback:
        return True
    if mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified or mapped.is_reserved:
        raise NotAnAddress(str(address))
    return False


def check_reached(address: str, *, encrypted: bool) -> None:
    """Judges where a host's name led in fact, before anything is sent: names are looked up each
    time. Raises NotAnAddress."""
    if not _judged(ipaddress.ip_address(address)) and not encrypted:
        raise NotAnAddress(address)


def mail(typed: str) -> str:
    """An e-mail address; raises NotAnAddress."""
    plain = squeezed(typed)
    if not is_mail(plain):
        raise NotAnAddress(plain[:40])
    return plain


def shown(address: str) -> str:
    """What a page shows of an address: an e-mail address as it is, of a webhook the host alone,
    since its path or query is what lets a robot be used."""
    found = _URL.fullmatch(address)
    return f"{found['scheme'].lower()}://{found['host'].lower()}/…" if found else address
