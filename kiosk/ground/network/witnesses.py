"""Who witnesses head office's transparency log, as the configuration names them (docs/log.md)."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from kiosk.ground.network.addresses import BASE, BadConfig

KEY = r"^[^\s+]{1,200}\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}$"
"""A verifier key of a cosigner: its name, id and Ed25519 key."""
LOG_NAME = re.compile(r"[^\s+\x00-\x20]{0,200}")
MOST = 16
HERE = ("127.0.0.1", "::1", "localhost")


class Witness(msgspec.Struct, forbid_unknown_fields=True):
    """A witness: what it is called on pages, where it is asked, and its verifier key."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    url: str
    key: Annotated[str, msgspec.Meta(pattern=KEY)]


class Log(msgspec.Struct, forbid_unknown_fields=True):
    """How the log is named, '' for the fingerprint of head office's key; who witnesses it, and how
    many of them must sign a checkpoint; and whether each entry is a leaf of it, or what came of a
    chain together is one."""

    name: str = ""
    needed: Annotated[int, msgspec.Meta(ge=0, le=MOST)] = 0
    leaves: Literal["entry", "batch"] = "entry"
    witnesses: list[Witness] = []


def check(path: Path, log: Log) -> None:
    """Raises BadConfig, which names file and key."""
    if not LOG_NAME.fullmatch(log.name):
        raise BadConfig(f"{path}: $.log.name has a space or a plus: {log.name!r}")
    if len(log.witnesses) > MOST or log.needed > len(log.witnesses):
        raise BadConfig(
            f"{path}: $.log.needed is {log.needed}, and there are {len(log.witnesses)} witnesses;"
            f" there can be {MOST}"
        )
    if len({one.name for one in log.witnesses}) < len(log.witnesses):
        raise BadConfig(f"{path}: $.log.witnesses: two have the same name")
    if len({one.key for one in log.witnesses}) < len(log.witnesses):
        raise BadConfig(f"{path}: $.log.witnesses: two have the same key")
    for one in log.witnesses:
        one.url = one.url.rstrip("/")
        if not is_address(one.url):
            raise BadConfig(
                f"{path}: $.log.witnesses: {one.url!r} is no address of a witness; write"
                " https://witness.example.com, or http:// for one on this machine"
            )


def is_address(text: str) -> bool:
    """Whether a witness or a log can be at this address: encrypted, or on this machine."""
    url = urlsplit(text)
    return bool(BASE.fullmatch(text)) and (url.scheme == "https" or url.hostname in HERE)
