"""Writes what a release is made of, as CycloneDX 1.6 in JSON: Python's packages as locked, with
their hashes; the files for browsers; and Debian's packages, by name alone, since each computer
has the versions of its own Debian.

    python deploy/installer/sbom.py VERSION SECONDS TARGET

SECONDS since 1970 is the time of the release. The same lock files give the same bytes.
"""

import base64
import datetime
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseAcknowledgement, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

TOP = Path(__file__).parents[2]
NAMESPACE = uuid.UUID("0b60a4e4-6d2f-5c0e-9a55-3d1f6a0d5c11")
"""Of the documents' serial numbers, which are made of their contents."""
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)((?:\s*\\\s*--hash=sha256:[0-9a-f]{64})+)", re.M)


def python_packages(locked: str) -> Iterator[Component]:
    """The packages of a requirements.txt, in its order; each has the hashes of all its files."""
    for name, version, hashes in LOCKED.findall(locked):
        url = PackageURL("pypi", None, name, version)
        yield Component(
            name=name, version=version, purl=url, bom_ref=str(url), type=ComponentType.LIBRARY,
            hashes=[
                HashType(alg=HashAlgorithm.SHA_256, content=one)
                for one in re.findall(r"sha256:(\w{64})", hashes)
            ],
        )  # fmt: skip


def browser_files(locked: str) -> Iterator[Component]:
    """The packages of a package-lock.json that go into a release."""
    for path, found in sorted(json.loads(locked)["packages"].items()):
        if not path or found.get("dev"):
            continue
        url = PackageURL("npm", None, path.removeprefix("node_modules/"), found["version"])
        kind, _, digest = found["integrity"].partition("-")
        if kind != "sha512":
            raise ValueError(f"{path}: {kind} instead of sha512")
        yield Component(
            name=url.name, version=found["version"], purl=url, bom_ref=str(url),
            type=ComponentType.LIBRARY,
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())],
        )  # fmt: skip


def debian_packages(listed: str) -> Iterator[Component]:
    """The packages of a packages.txt: without versions, and not part of the release itself."""
    names = {line.split()[1] for line in listed.splitlines() if line and line[0] != "#"}
    for name in sorted(names):
        url = PackageURL("deb", "debian", name)
        yield Component(name=name, purl=url, bom_ref=str(url), type=ComponentType.LIBRARY)


def document(version: str, seconds: int) -> str:
    """The whole document. Raises ValueError for a lock file that it can't read."""
    program = Component(
        name="tingsheng", version=version, bom_ref="tingsheng", type=ComponentType.APPLICATION,
        licenses=[LicenseExpression("Apache-2.0", acknowledgement=LicenseAcknowledgement.DECLARED)],
    )  # fmt: skip
    lists = "requirements.txt", "package-lock.json", "deploy/installer/packages.txt"
    python, browsers, debian = ((TOP / name).read_text("utf-8") for name in lists)
    parts = [*python_packages(python), *browser_files(browsers), *debian_packages(debian)]
    if len(parts) < python.count("=="):
        raise ValueError("requirements.txt has lines without a hash")
    bom = Bom(components=parts)
    bom.metadata.component = program
    bom.metadata.timestamp = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    bom.serial_number = uuid.uuid5(NAMESPACE, "\n".join((version, python, browsers, debian)))
    bom.register_dependency(program, parts)
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(document(sys.argv[1], int(sys.argv[2])), "utf-8")
