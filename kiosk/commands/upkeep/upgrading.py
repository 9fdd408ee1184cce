"""The program is upgraded, and goes back by itself if the new version does not serve.

The new version is put beside the present one and tries itself on a copy of the data, while the
machine goes on serving. Only then is the service stopped, a copy of the database kept, the version
exchanged, and the database upgraded, before any customer can write. From the exchange on, a journal
says what is under way, so that the next start ends it after a power cut.

What touches the data runs as their owner, in processes of its own; what installs the program runs
as root, which takes no one's word but that of the keys in the configuration.
"""

import contextlib
import platform
import subprocess
from collections.abc import Callable
from pathlib import Path

import click

from kiosk.commands.language import worded
from kiosk.commands.machine import Machine, fail, machine
from kiosk.commands.upkeep import going_back, installed, under_way
from kiosk.commands.upkeep.installed import NotInstalled
from kiosk.commands.upkeep.self_test import UNSETTLED
from kiosk.commands.upkeep.under_way import LONG_S, TROUBLES, Failed, Journal, Upgrade
from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram, Head
from kiosk.ground import disk
from kiosk.ground.config import Config
from kiosk.ground.keys import signed_by_one
from kiosk.rules.upkeep import versions
from kiosk.vocabulary import upgrades
from kiosk.vocabulary.upgrades import Outcome

MARGIN = 64 * 1_048_576
"""Bytes that stay free."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--waiting", is_flag=True, help="The file that head office offered, if it is there.")
@machine
def upgrade(here: Machine, file: Path | None, waiting: bool) -> None:
    """Install the program FILE, such as from a USB stick, and go back by itself if it fails.

    As root. The machine serves meanwhile, except for some seconds. A power cut leaves the old or
    the new version running; the next start ends what was under way.
    """
    if file is None and not waiting:
        raise click.UsageError("name a FILE, or type --waiting")
    config = here.file_config()
    folder = Path(config.program.folder)
    if not installed.version(folder):
        fail(f"{worded(upgrades.NOT_INSTALLED)} {folder}")
    try:
        with under_way.alone(installed.beside(folder)):
            ended = going_back.finish(config, here.path.absolute())
            if file is not None or (ended is None and config.next_program.exists()):
                ended = run(config, here.path.absolute(), file)
    except BlockingIOError:
        fail(worded(upgrades.RUNNING))
    except PermissionError:
        fail(worded(upgrades.NOT_ROOT))
    except OSError as error:
        fail(str(error))
    if ended is not None:
        _say(ended)


def _say(ended: Outcome) -> None:
    says = f"{worded(upgrades.OUTCOMES[ended.code])} {ended.before} → {ended.version or '?'}"
    if ended.code != upgrades.DONE:
        fail(f"{says}\n{ended.detail}".strip())
    click.echo(says)


def run(config: Config, path: Path, file: Path | None) -> Outcome:
    """Upgrades by a file, or by the one that waits; returns how it ended."""
    of = Journal("", "", installed.version(Path(config.program.folder)))
    up = Upgrade(config, path, file or config.next_program, file is None, of)
    try:
        for step in STEPS:
            step(up)
    except TROUBLES as trouble:
        code = trouble.code if isinstance(trouble, Failed) else "not_installed"
        return _went_wrong(up, code, going_back.says(trouble))
    return going_back.end(up)


def _went_wrong(up: Upgrade, code: str, detail: str) -> Outcome:
    if under_way.journal(up.folder) is not None:
        return going_back.roll_back(up, detail)
    if up.stopped:
        with contextlib.suppress(*TROUBLES):
            under_way.start(up)
    installed.clear(up.folder)
    up.taken.unlink(missing_ok=True)
    return under_way.note(up, code, detail)


# The steps --------------------------------------------------------------------------


def _take(up: Upgrade) -> None:
    """Copies the file. One that waits lies where others can write, so it is read as their owner: a
    link to a secret is not followed further than they could."""
    others = under_way.owner(up) if up.waiting else {}
    with up.taken.open("wb") as out:
        words = ["head", "-c", str(packed.MOST_BYTES + packed.MOST_HEAD), "--", str(up.file)]
        done = subprocess.run(words, stdout=out, timeout=LONG_S, **others)
    if up.waiting:
        subprocess.run(["rm", "-f", "--", str(up.file)], timeout=LONG_S, **others)
    if done.returncode:
        raise Failed("damaged_program", str(up.file))


def _look(up: Upgrade) -> None:
    """Whether the file may be installed here. Nothing of it is unpacked before."""
    up.journal.sha256 = packed.sha256(up.taken)
    try:
        found = packed.head(up.taken)
    except BadProgram as error:
        raise Failed("not_a_program", str(error)) from None
    if not signed_by_one(up.config.program.public_keys, found.said, found.signature):
        raise Failed("not_trusted")
    head = found.head
    up.journal.version = head.version
    try:
        packed.check(up.taken)
        newer = versions.is_newer(head.version, up.journal.before)
    except (BadProgram, versions.NotAVersion) as error:
        raise Failed("damaged_program", str(error)) from None
    if not newer:
        raise Failed("not_newer", f"{head.version}, {up.journal.before}")
    _check_system(head)
    _check_space(up, head)


def _check_system(head: Head) -> None:
    for wanted, found in ((head.debian, _debian()), (head.machine, platform.machine())):
        if wanted not in ("", found):
            raise Failed("other_system", f"{wanted}, {found}")


def _debian() -> str:
    try:
        return platform.freedesktop_os_release().get("VERSION_ID", "")
    except OSError:
        return ""


def _check_space(up: Upgrade, head: Head) -> None:
    database = up.config.database
    data = 3 * database.stat().st_size if database.exists() else 0
    for folder, needed in ((up.beside, 3 * head.unpacked), (up.config.folder, data)):
        if disk.free(folder) < needed + MARGIN:
            raise Failed("no_space", f"{folder}: {(needed + MARGIN) // 1_048_576} MB")


def _install(up: Upgrade) -> None:
    try:
        installed.install(up.folder, up.taken)
    except (NotInstalled, BadProgram) as error:
        raise Failed("not_installed", str(error)) from None
    up.taken.unlink()


def _self_test(up: Upgrade) -> None:
    says = under_way.said(up, "test_failed", up.journal.version, "self-test")
    up.journal.settled = not says.endswith(UNSETTLED)


def _back_up(up: Upgrade) -> None:
    if up.config.database.exists():
        under_way.said(up, "no_backup", up.journal.before, "backup")


def _stop(up: Upgrade) -> None:
    up.stopped = True
    if under_way.service(up, "stop"):
        raise Failed("not_stopped")


def _keep(up: Upgrade) -> None:
    under_way.said(up, "not_stopped", up.journal.before, "upgrade-data", "keep")


def _switch(up: Upgrade) -> None:
    under_way.begin(up)
    installed.switch(up.folder)


def _upgrade_data(up: Upgrade) -> None:
    """The last trial, and the upgrade of the database: its listeners are not yet those that
    customers reach."""
    under_way.said(up, "test_failed", up.journal.version, "self-test", "--in-place")


STEPS: tuple[Callable[[Upgrade], None], ...] = (
    _take, _look, _install, _self_test, _back_up, _stop, _keep, _switch, _upgrade_data,
    under_way.start, under_way.wait,
)  # fmt: skip
