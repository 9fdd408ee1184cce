"""The way back from an upgrade: the former version serves again, with the database as it can read
it. And the end of what a power cut interrupted."""

from pathlib import Path

from kiosk.commands.upkeep import installed, kept, under_way
from kiosk.commands.upkeep.under_way import TROUBLES, Failed, Journal, Upgrade
from kiosk.ground.config import Config
from kiosk.vocabulary import upgrades
from kiosk.vocabulary.upgrades import Outcome


def roll_back(up: Upgrade, detail: str) -> Outcome:
    """Puts the former version back; returns how it ended. What customers were thanked for meanwhile
    is kept. Whatever fails here is tried again at the next start."""
    before = up.journal.before
    up.journal.undoing = True
    try:
        under_way.begin(up)
        under_way.service(up, "stop")
        if _said(up, "upgrade-data", "undo") == "written":
            _said(up, "restore", "--yes", str(kept.copy(up.config)))
        if installed.version(up.folder) != before:
            installed.switch(up.folder)
        under_way.start(up)
        under_way.wait(up)
    except TROUBLES as trouble:
        return under_way.note(up, upgrades.NOT_ROLLED_BACK, f"{detail}\n{says(trouble)}")
    ended = under_way.note(up, upgrades.ROLLED_BACK, detail)
    under_way.clear(up, before)
    under_way.forget(up)
    return ended


def _said(up: Upgrade, *words: str) -> str:
    """By the former version, since the newer one may not even start."""
    return under_way.said(up, upgrades.NOT_ROLLED_BACK, up.journal.before, *words)


def says(trouble: BaseException) -> str:
    """What a failed step said."""
    return trouble.detail if isinstance(trouble, Failed) else repr(trouble)


def finish(config: Config, path: Path) -> Outcome | None:
    """Ends what a power cut interrupted; returns how, None if nothing was under way."""
    folder = Path(config.program.folder)
    found = under_way.journal(folder)
    up = Upgrade(config, path, Path(), False, found or Journal("", "", installed.version(folder)))
    if found is None:  # if the power failed, it was before the exchange
        if kept.copy(config).exists():
            under_way.clear(up, up.journal.before)
        installed.clear(folder)
        up.taken.unlink(missing_ok=True)
        return None
    if found.undoing:
        return roll_back(up, "")
    if installed.version(folder) != found.version:
        under_way.start(up)
        under_way.clear(up, found.before)
        ended = under_way.note(up, upgrades.INTERRUPTED)
        under_way.forget(up)
        return ended
    try:
        under_way.start(up)
        under_way.wait(up)
    except TROUBLES as trouble:
        return roll_back(up, says(trouble))
    return end(up)


def end(up: Upgrade) -> Outcome:
    """The new version serves: nothing leads back any more, except the backup."""
    ended = under_way.note(up, upgrades.DONE)
    under_way.clear(up, up.journal.version)
    under_way.forget(up)
    return ended
