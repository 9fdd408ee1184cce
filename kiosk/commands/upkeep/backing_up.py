"""Backups: sealed, checked, pruned, in a folder and on a USB stick."""

import base64
import datetime
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path

import click

from kiosk.commands.machine import Machine, fail, machine
from kiosk.ground import clock, disk, sealed_files
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import SEED_BYTES, Keys, fingerprint
from kiosk.records.cases import contact_use
from kiosk.records.ledger import identity
from kiosk.records.upkeep import backups
from kiosk.records.upkeep.backups import DISK, STICK
from kiosk.rules.input import days
from kiosk.rules.input.folding import squeezed
from kiosk.rules.upkeep import keeping

SHEET = """厅声 Tingsheng

备份恢复密钥  Recovery key for backups
{name}  {day}

{lines}

有这张纸和一份备份，就能读出备份里的全部内容：请锁进保险柜，不要与备份放在一起，不要拍照。
总部和程序都没有这个密钥，遗失无法找回；
请用 backup --recovery-key 另做一张，旧备份仍只能用旧的这张打开。

This sheet opens every backup that is sealed for it: lock it into the safe, away from the backups,
and take no photograph. Neither head office nor the program has this key. If it is lost, make
another one with backup --recovery-key; older backups open with the old sheet only.
"""
CHECK_BYTES = 3


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--plain", is_flag=True, help="Do not seal it: anyone who has it can read it.")
@click.option("--recovery-key", is_flag=True, help="Print a new recovery key, once.")
@machine
def backup(here: Machine, folder: Path | None, plain: bool, recovery_key: bool) -> None:
    """Write a sealed, dated copy of the database into FOLDER, and to the USB stick.

    Without FOLDER, into that of the configuration. Only head office's key or the printed recovery
    key opens it. Never copy the database file itself.
    """
    config, db, _ = here.open(to_read=True)
    if recovery_key:
        click.echo(new_recovery_key(config))
        return
    if not db.read_only:  # else a backup holds contact details that have expired
        contact_use.erase_due(db, clock.read(), at_office=config.role == "office")
    readers = {} if plain else keys_for(config, db)
    if not plain and not readers:
        click.echo("not sealed: make a recovery key first (backup --recovery-key)", err=True)
    target = folder or Path(config.backup.folder)
    try:
        made = make(config, db, target, readers)
    except OSError as error:
        fail(f"no backup: {error}")
    click.echo(str(made))
    _remember(db, DISK, made, sealed=bool(readers))
    if config.backup.stick and folder is None:
        _to_stick(config, db, made, sealed=bool(readers))
    if not db.read_only:
        backups.look(db, places(config), clock.read())


def places(config: Config) -> tuple[str, ...]:
    """Where backups of this machine are wanted."""
    return (DISK, STICK) if config.backup.stick else (DISK,)


def keys_for(config: Config, db: Database) -> dict[str, bytes]:
    """The public keys that a backup is sealed for: head office's, if the hall has one, and the one
    on paper."""
    publics = []
    if identity.settled(db) and identity.me(db).has_office:
        publics.append(bytes(identity.me(db).office_key))
    if config.recovery_key.exists():
        publics.append(bytes.fromhex(config.recovery_key.read_text("ascii").strip()))
    return sealed_files.readers(*publics)


def make(config: Config, db: Database, folder: Path, readers: dict[str, bytes]) -> Path:
    """Writes a backup and prunes the older ones of this machine; returns it. On a full disk, gives
    back what was put by and tries again. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.fromtimestamp(clock.read().utc / 1000).strftime("%Y%m%d-%H%M%S")
    plain = ".dump" if config.postgresql else ".db"
    target = folder / f"{config.role}-{stamp}{'.sealed' if readers else plain}"
    try:
        _write(config, db, target, readers)
    except Exception:  # SQLite says it in its own way
        if disk.free(config.folder) > disk.BALLAST or not disk.give_back(config.folder):
            raise
        _write(config, db, target, readers)
    prune(config, folder)
    return target


def _write(config: Config, db: Database, target: Path, readers: dict[str, bytes]) -> None:
    """Writes a backup, and reads it again."""
    if not readers:
        db.backup(target)
        return
    beside = target.parent if db.read_only else config.folder  # in the clear on no stick
    plain = beside / f"{target.name}.plain"
    plain.unlink(missing_ok=True)
    try:
        db.backup(plain)
        about = {"role": config.role, "station": _name(db)}
        sealed_files.write(plain, target, readers, about)
    finally:
        plain.unlink(missing_ok=True)


def _name(db: Database) -> str:
    return identity.me(db).station if identity.settled(db) else ""


def _remember(db: Database, place: str, made: Path, *, sealed: bool) -> None:
    if not db.read_only:
        backups.note(db, place, made.name, sealed=sealed, now=clock.read())


def _to_stick(config: Config, db: Database, made: Path, *, sealed: bool) -> None:
    """Copies a backup to the stick, if it is there."""
    stick = Path(config.backup.stick)
    if not os.path.ismount(stick):
        click.echo(f"no USB stick at {stick}", err=True)
        return
    try:
        copy = stick / made.name
        partial = copy.with_name(copy.name + ".partial")
        shutil.copyfile(made, partial)
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        if _digest(partial) != _digest(made):
            raise OSError("what was written reads otherwise")
        partial.replace(copy)
        prune(config, stick)
    except OSError as error:
        click.echo(f"no backup on the USB stick: {error}", err=True)
        return
    _remember(db, STICK, copy, sealed=sealed)
    click.echo(str(copy))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prune(config: Config, folder: Path) -> None:
    """Deletes the backups of this machine that are no longer kept; of one day, the newest stays."""
    named = re.compile(rf"{config.role}-(\d{{8}})-\d{{6}}\.(db|dump|sealed)")
    found = {path: m.group(1) for path in folder.iterdir() if (m := named.fullmatch(path.name))}
    dated = {text: day for text in found.values() if (day := _day(text)) is not None}
    keep = keeping.kept(dated.values())
    newest = {text: max(path for path in found if found[path] == text) for text in dated}
    for path, text in found.items():
        if text in dated and (dated[text] not in keep or path != newest[text]):
            path.unlink()


def _day(text: str) -> datetime.date | None:
    try:
        return days.day(text)
    except days.NotADay:
        return None


# The key on paper -------------------------------------------------------------------


def new_recovery_key(config: Config) -> str:
    """Draws a recovery key, keeps its public half, and returns the sheet to print."""
    seed = secrets.token_bytes(SEED_BYTES)
    public = Keys(seed).public
    if config.recovery_key.exists():
        click.confirm("New backups will open with the new sheet only. Go on?", abort=True, err=True)
    config.recovery_key.write_text(public.hex(), "ascii")
    day = datetime.date.fromtimestamp(clock.read().utc / 1000).isoformat()
    words = written(seed)
    lines = "\n".join("    " + "  ".join(words[at : at + 5]) for at in range(0, len(words), 5))
    return SHEET.format(name=fingerprint(public), day=day, lines=lines)


def written(seed: bytes) -> list[str]:
    """A seed as groups of letters and digits, with a check at the end."""
    check = hashlib.sha256(b"recovery" + seed).digest()[:CHECK_BYTES]
    text = base64.b32encode(seed + check).decode().rstrip("=")
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def typed(text: str) -> Keys | None:
    """The key as a person typed it from the sheet; None for a slip."""
    letters = squeezed(text).replace("-", "").upper().translate(str.maketrans("018", "OIB"))
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    seed = data[:SEED_BYTES]
    return Keys(seed) if "".join(written(seed)) == letters else None
