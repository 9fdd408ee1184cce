"""What an attack is, and how it is tried with and without its mend."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock


class Outcome(NamedTuple):
    """How often an attack was tried, and a line for each time it got through."""

    tried: int
    through: list[str]


class Attack(NamedTuple):
    """An attack by name; `run` tries it in an empty folder; inside `without`, the product lacks
    what holds it off."""

    name: str
    run: Callable[[Path], Outcome]
    without: Callable[[], contextlib.AbstractContextManager[object]]


@contextlib.contextmanager
def replaced(*changes: tuple[object, str, object]) -> Iterator[None]:
    """Replaces attributes (owner, name, value) for a while: a mend taken out."""
    with contextlib.ExitStack() as stack:
        for owner, name, value in changes:
            stack.enter_context(mock.patch.object(owner, name, value))
        yield


def judge(attack: Attack, folder: Path) -> tuple[Outcome, Outcome]:
    """The outcome on the product, and on the product without the mend."""
    (folder / "with").mkdir(parents=True)
    (folder / "without").mkdir()
    held = attack.run(folder / "with")
    with attack.without():
        return held, attack.run(folder / "without")
