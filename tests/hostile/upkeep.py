"""Attacks on what a machine is given to install or to put back: programs of another maker, changed
on the way, or packed to write elsewhere; backups that were cut, changed or put together."""

import contextlib
import secrets
from pathlib import Path

from nacl.secret import SecretBox

from kiosk.commands.upkeep import installed, under_way, upgrading
from kiosk.commands.upkeep.under_way import Failed, Journal, Upgrade
from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram, Head
from kiosk.ground import sealed_files
from kiosk.ground.config import Config, Program
from kiosk.ground.keys import Keys
from kiosk.ground.sealed_files import BadSealed
from tests.commands.upkeep.test_installed import tree
from tests.files.programs.test_packed import crafted, member
from tests.hostile.attacks import Attack, Outcome, replaced

MAKER = Keys(b"k" * 32)


def _looks_good(folder: Path, file: Path) -> bool:
    """Whether a machine that trusts MAKER would go on to unpack this file."""
    config = Config(role="station", data=str(folder))
    config.program = Program(str(folder / "opt"), [MAKER.public.hex()])
    installed.beside(folder / "opt").mkdir(exist_ok=True)
    up = Upgrade(config, folder / "c", file, False, Journal("", "", "1.0.0"))
    try:
        upgrading._take(up)
        upgrading._look(up)
    except (Failed, under_way.Failed):
        return False
    return True


def forge(folder: Path) -> Outcome:
    """Files signed by 40 other keys, by none, and the maker's own with one byte of head, signature
    or tree changed at 200 places."""
    tree(folder / "opt", "1.0.0")
    made, file, through = tree(folder / "tree", "9.0.0"), folder / "it.program", []
    about = Head(packed.FORMAT, "9.0.0", "", "", 0, "", 0)
    for number in range(40):
        packed.pack(made, None, about, Keys(secrets.token_bytes(32)).sign, file)
        if _looks_good(folder, file):
            through.append(f"key {number}")
    packed.pack(made, None, about, MAKER.sign, file)
    good = file.read_bytes()
    assert _looks_good(folder, file), "else nothing is proved"
    for number in range(200):
        place = number * len(good) // 200
        file.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        if _looks_good(folder, file):
            through.append(f"a byte at {place}")
    return Outcome(240, through)


def write_elsewhere(folder: Path) -> Outcome:
    """Members that lead out of the folder, under names of many forms."""
    names = ["../out", "kiosk/../../out", "./../out", "kiosk/./../../out", f"{folder}/out"]
    through = []
    for number, name in enumerate(names):
        file = crafted(folder / f"{number}.program", (member(name), b"outside"))
        with contextlib.suppress(BadProgram, OSError):
            packed.unpack(file, folder / f"new{number}")
        if (folder / "out").exists():
            through.append(name)
            (folder / "out").unlink()
    return Outcome(len(names), through)


def change_backup(folder: Path) -> Outcome:
    """A sealed backup that is cut at each piece, has pieces exchanged, or bits turned over."""
    keys, plain = Keys(b"o" * 32), folder / "plain"
    plain.write_bytes(secrets.token_bytes(3 * sealed_files.PIECE + 100))
    sealed, through, tried = folder / "it.sealed", [], 0
    sealed_files.write(plain, sealed, sealed_files.readers(keys.public), {"role": "station"})
    whole = sealed.read_bytes()
    begin, step = whole.index(b"\n") + 1, sealed_files.PIECE + sealed_files.OVERHEAD
    pieces = [whole[at : at + step] for at in range(begin, len(whole), step)]
    changed = [whole[:begin] + b"".join(pieces[:number]) for number in range(1, len(pieces))]
    changed += [whole[:begin] + b"".join([pieces[1], pieces[0], *pieces[2:]])]
    for number in range(20):
        at = begin + number * (len(whole) - begin) // 20
        changed.append(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    for content in changed:
        tried += 1
        sealed.write_bytes(content)
        (folder / "opened").unlink(missing_ok=True)
        with contextlib.suppress(BadSealed):
            sealed_files.read(sealed, folder / "opened", keys)
        if (folder / "opened").exists():
            through.append(f"change {tried}")
    return Outcome(tried, through)


def _place_anywhere(_packed: object, found: object, target: Path) -> None:
    (target / str(getattr(found, "name", ""))).write_bytes(b"outside")


class _Open(SecretBox):
    """A box that opens whatever it is given."""

    def decrypt(self, piece: bytes, *_more: object) -> bytes:
        return piece


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "a program of another maker, or changed on the way",
        forge,
        lambda: replaced(
            (upgrading, "signed_by_one", lambda *_: True), (packed, "check", lambda _: None)
        ),
    ),
    Attack(
        "a program that writes outside its folder",
        write_elsewhere,
        lambda: replaced((packed, "_place", _place_anywhere)),
    ),
    Attack(
        "a backup that was cut or changed",
        change_backup,
        lambda: replaced((sealed_files, "SecretBox", _Open)),
    ),
)
