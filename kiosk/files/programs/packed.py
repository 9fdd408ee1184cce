"""A version of the program as one file: its head, the maker's signature over it, and the tree.

The first line says what the file holds, the second is an Ed25519 signature over the first; the rest
is a tar.xz, whose length and SHA-256 the head names. Nothing of the tree is unpacked before all
three were found right, and then only plain files and folders, no more bytes than the head says.
"""

import base64
import hashlib
import lzma
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

import msgspec

FORMAT = "tingsheng-program/1"
MOST_HEAD = 4_096
MOST_BYTES = 1 << 30
"""Largest file, and most bytes of its tree."""
PARTS = (
    "kiosk.py", "kiosk", "templates", "static", "deploy", "docs", "requirements.txt",
    "LICENSE", "README.md", "README.en.md", "CHANGELOG.md", "SECURITY.md",
)  # fmt: skip
"""What is packed of a tree; the first five must be there to run it."""
WHEELS = "wheels"
Bytes = msgspec.Meta(ge=1, le=MOST_BYTES)


class BadProgram(Exception):
    """A file is no program, or is damaged."""


class Head(msgspec.Struct, frozen=True):
    """What a file holds: the version; the Debian version and the machine (`uname -m`) that its
    wheels are made for, '' for any; bytes and SHA-256 of the packed tree, bytes once unpacked."""

    format: str
    version: str
    debian: str
    machine: str
    size: int
    sha256: str
    unpacked: int


class Signed(NamedTuple):
    """A head, the line that it was read from, and the signature over that line."""

    head: Head
    said: bytes
    signature: bytes


def head(file: Path) -> Signed:
    """What a file says of itself; who signed it is for the caller to check. Raises BadProgram,
    OSError."""
    with file.open("rb") as opened:
        return _head(opened)


def _head(opened: BinaryIO) -> Signed:
    said, signed = opened.readline(MOST_HEAD), opened.readline(200)
    try:
        found = msgspec.json.decode(said, type=Head)
        signature = base64.b64decode(signed.strip(), validate=True)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise BadProgram("no head") from None
    bounded = 0 < found.size <= MOST_BYTES and 0 < found.unpacked <= MOST_BYTES
    if found.format != FORMAT or not bounded or not (said + signed).endswith(b"\n"):
        raise BadProgram(f"format {found.format[:40]}")
    return Signed(found, said, signature)


def sha256(file: Path) -> str:
    """The hash of the whole file, by which it is known."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check(file: Path) -> None:
    """Raises BadProgram unless the packed tree is whole and as the head says."""
    with file.open("rb") as opened:
        found = _head(opened).head
        rest = file.stat().st_size - opened.tell()
        if rest != found.size:
            raise BadProgram(f"{rest} bytes instead of {found.size}")
        if hashlib.file_digest(opened, "sha256").hexdigest() != found.sha256:
            raise BadProgram("other bytes than the head says")


def unpack(file: Path, target: Path) -> None:
    """Unpacks the tree into `target`, a new folder. Raises BadProgram, OSError."""
    target.mkdir(mode=0o755)
    with file.open("rb") as opened:
        left = _head(opened).head.unpacked
        try:
            with tarfile.open(fileobj=opened, mode="r|xz") as packed:
                for member in packed:
                    left -= member.size
                    if left < 0:
                        raise BadProgram("more than the head says")
                    _place(packed, member, target)
        except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
            raise BadProgram(str(error)) from None


def _place(packed: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or not name.parts:
        raise BadProgram(f"a name that leads elsewhere: {member.name[:80]!r}")
    path = target / name
    if member.isdir():
        path.mkdir(mode=0o755, exist_ok=True)
        path.chmod(0o755)
        return
    source = packed.extractfile(member) if member.isreg() else None
    if source is None:
        raise BadProgram(f"neither a file nor a folder: {member.name[:80]!r}")
    with path.open("xb") as out:
        while piece := source.read(1_048_576):
            out.write(piece)
        os.fchmod(out.fileno(), 0o755 if member.mode & 0o100 else 0o644)


# Packing ----------------------------------------------------------------------------


def pack(
    tree: Path, wheels: Path | None, about: Head, sign: Callable[[bytes], bytes], target: Path
) -> Head:
    """Packs a tree, with wheels if a machine may need other packages than before, and signs it;
    `about` names version and system. The same tree gives the same bytes. Raises BadProgram if it is
    no tree of the program, OSError."""
    packed = target.with_name(target.name + ".packed")
    try:
        unpacked = 0
        with tarfile.open(packed, "w:xz") as out:
            for path, name in _packed(tree, wheels):
                member = out.gettarinfo(path, name)
                member.mtime, member.uid, member.gid = 0, 0, 0
                member.uname = member.gname = ""
                if member.isreg():
                    unpacked += member.size
                    with path.open("rb") as opened:
                        out.addfile(member, opened)
                elif member.isdir():
                    out.addfile(member)
                else:
                    raise BadProgram(f"{path} is neither a file nor a folder")
        size = packed.stat().st_size
        head = msgspec.structs.replace(about, size=size, sha256=sha256(packed), unpacked=unpacked)
        said = msgspec.json.encode(head) + b"\n"
        partial = target.with_name(target.name + ".partial")
        with partial.open("wb") as file, packed.open("rb") as opened:
            file.write(said + base64.b64encode(sign(said)) + b"\n")
            while piece := opened.read(1_048_576):
                file.write(piece)
            os.fsync(file.fileno())
        partial.replace(target)
        return head
    finally:
        packed.unlink(missing_ok=True)


def _packed(tree: Path, wheels: Path | None) -> Iterator[tuple[Path, str]]:
    """What is packed, each with its name, in order."""
    for number, part in enumerate(PARTS):
        if number < 5 and not (tree / part).exists():
            raise BadProgram(f"{tree} has no {part}")
        yield from _below(tree / part, part)
    if wheels is not None:
        yield from _below(wheels, WHEELS)


def _below(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    if not path.exists() or path.name == "__pycache__":
        return
    yield path, name
    if path.is_dir() and not path.is_symlink():
        for one in sorted(path.iterdir()):
            yield from _below(one, f"{name}/{one.name}")
