"""A version of the program as one file: nothing else than what was signed is unpacked."""

import base64
import io
import tarfile
from pathlib import Path

import msgspec
import pytest

from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram, Head
from kiosk.ground.keys import Keys, signed_by

KEYS = Keys(b"k" * 32)
ABOUT = Head(packed.FORMAT, "0.3.0", "12", "x86_64", 0, "", 0)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    made = tmp_path / "tree"
    for name in ("kiosk", "templates", "static", "deploy", "kiosk/__pycache__"):
        (made / name).mkdir(parents=True)
    (made / "kiosk.py").write_text("print(1)")
    (made / "kiosk.py").chmod(0o755)
    (made / "kiosk/__init__.py").write_text('VERSION = "0.3.0"')
    (made / "kiosk/__pycache__/x.pyc").write_text("cached")
    (made / "secret.txt").write_text("not of the program")
    return made


@pytest.fixture
def file(tree: Path, tmp_path: Path) -> Path:
    target = tmp_path / "it.program"
    packed.pack(tree, None, ABOUT, KEYS.sign, target)
    return target


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_was_packed_is_unpacked_and_nothing_else(file: Path, tmp_path: Path):
    found = packed.head(file)
    assert (found.head.version, found.head.debian) == ("0.3.0", "12")
    assert signed_by(KEYS.public, found.said, found.signature)
    packed.check(file)
    packed.unpack(file, tmp_path / "new")
    assert names(tmp_path / "new") == {"kiosk.py", "kiosk/__init__.py"}
    assert (tmp_path / "new/kiosk.py").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "new/kiosk/__init__.py").stat().st_mode & 0o777 == 0o644


def test_the_same_tree_gives_the_same_file(file: Path, tree: Path, tmp_path: Path):
    again = tmp_path / "again.program"
    packed.pack(tree, None, ABOUT, KEYS.sign, again)
    assert again.read_bytes() == file.read_bytes()


def test_wheels_go_along(tree: Path, tmp_path: Path):
    (tmp_path / "w").mkdir()
    (tmp_path / "w/some.whl").write_text("wheel")
    packed.pack(tree, tmp_path / "w", ABOUT, KEYS.sign, tmp_path / "it")
    packed.unpack(tmp_path / "it", tmp_path / "new")
    assert "wheels/some.whl" in names(tmp_path / "new")


def test_what_is_no_tree_of_the_program_is_not_packed(tmp_path: Path):
    with pytest.raises(BadProgram, match=r"no kiosk\.py"):
        packed.pack(tmp_path, None, ABOUT, KEYS.sign, tmp_path / "it")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{}\n", b"no\nhead\n", b"x" * 10_000, b"[" * 4_000])
def test_any_other_file_is_no_program(tmp_path: Path, content: bytes):
    (tmp_path / "it").write_bytes(content)
    with pytest.raises(BadProgram):
        packed.head(tmp_path / "it")


def test_a_cut_and_a_changed_file_are_damaged(file: Path):
    whole = file.read_bytes()
    for content in (whole[:-1], whole + b"x", whole[:-5] + b"xxxxx"):
        file.write_bytes(content)
        with pytest.raises(BadProgram):
            packed.check(file)


def crafted(file: Path, *members: tuple[tarfile.TarInfo, bytes], unpacked: int = 1000) -> Path:
    """A file with such members, as its maker alone could sign it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:xz") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    head = msgspec.structs.replace(ABOUT, size=len(out.getvalue()), sha256="", unpacked=unpacked)
    said = msgspec.json.encode(head) + b"\n"
    file.write_bytes(said + base64.b64encode(KEYS.sign(said)) + b"\n" + out.getvalue())
    return file


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.mark.parametrize(
    "odd",
    [
        member("../outside"),
        member("/etc/outside"),
        member("link", tarfile.SYMTYPE, "/etc/passwd"),
        member("hard", tarfile.LNKTYPE, "kiosk.py"),
        member("device", tarfile.CHRTYPE),
        member("pipe", tarfile.FIFOTYPE),
    ],
)
def test_only_files_and_folders_below_are_unpacked(tmp_path: Path, odd: tarfile.TarInfo):
    file = crafted(tmp_path / "it", (odd, b""))
    with pytest.raises(BadProgram):
        packed.unpack(file, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_no_more_bytes_are_unpacked_than_the_head_says(tmp_path: Path):
    file = crafted(tmp_path / "it", (member("zeros"), bytes(1_000_000)))
    assert file.stat().st_size < 10_000
    with pytest.raises(BadProgram, match="more than"):
        packed.unpack(file, tmp_path / "new")
