"""The root certificate of the proxy in front, which other devices of the hall must trust."""

import hashlib
import ssl
from pathlib import Path
from typing import NamedTuple

from kiosk.vocabulary.refusals import Refusal

MOST_BYTES = 65_536


class Certificate(NamedTuple):
    """A certificate's bytes (DER), and its fingerprints as phones (SHA-256) and Windows (SHA-1)
    show them: AB:CD:…"""

    der: bytes
    sha256: str
    sha1: str


def read(path: Path) -> Certificate:
    """The first certificate of a file in PEM. Raises Refusal `no_certificate`."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES).decode("ascii")
        begin = text.index(ssl.PEM_HEADER)
        end = text.index(ssl.PEM_FOOTER, begin) + len(ssl.PEM_FOOTER)
        der = ssl.PEM_cert_to_DER_cert(text[begin:end])
    except (OSError, ValueError) as error:
        raise Refusal("no_certificate", str(error)) from None
    found = (hashlib.new(name, der).digest().hex(":").upper() for name in ("sha256", "sha1"))
    return Certificate(der, *found)
