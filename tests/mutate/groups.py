"""What is mutated, in groups of which each must reach the limit, and which tests judge it."""

from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).parents[2]
LEAST = 85
"""Per cent of a group's mutants that its tests must kill."""


class Group(NamedTuple):
    """Modules, or folders of them, and the folders of tests besides those that mirror these."""

    modules: tuple[str, ...]
    tests: tuple[str, ...] = ()


GROUPS = {
    "chain": Group(
        (
            "kiosk/rules/ledger",
            "kiosk/records/ledger/ledger.py",
            "kiosk/records/ledger/writing.py",
            "kiosk/records/ledger/verify.py",
            "kiosk/records/ledger/identity.py",
        ),
        (
            "tests/records/ledger/archives",
            "tests/records/exchange/test_arrivals.py",
            "tests/records/exchange/test_readable.py",
            "tests/records/exchange/test_epochs.py",
        ),
    ),
    "sync": Group(
        (
            "kiosk/rules/office/backoff.py",
            "kiosk/rules/office/cursors.py",
            "kiosk/records/exchange",
            "kiosk/sync",
        ),
        ("tests/records/exchange", "tests/sync"),
    ),
    "auth": Group(
        (
            "kiosk/rules/people/access.py",
            "kiosk/rules/people/pins.py",
            "kiosk/rules/people/provider.py",
            "kiosk/rules/people/roles.py",
            "kiosk/rules/people/second_factor.py",
            "kiosk/rules/people/throttle.py",
            "kiosk/rules/people/users.py",
            "kiosk/records/people/pins.py",
            "kiosk/records/people/second_factor.py",
            "kiosk/records/people/sessions.py",
            "kiosk/records/people/tries.py",
        ),
    ),
    "case": Group(
        ("kiosk/rules/cases", "kiosk/records/cases"),
        ("tests/rules/cases", "tests/records/cases", "tests/records/reports/test_news.py"),
    ),
    "log": Group(
        ("kiosk/rules/transparency", "kiosk/records/transparency", "kiosk/records/receipts"),
        ("tests/rules/transparency", "tests/records/transparency", "tests/records/receipts"),
    ),
}
LEFT_OUT = ("kiosk/sync/alerts",)
"""Folders inside those above that are of another trade."""


def modules(group: Group) -> list[str]:
    """The files of a group, by their paths from the top."""
    found: list[Path] = []
    for name in group.modules:
        path = TOP / name
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    names = [path.relative_to(TOP).as_posix() for path in found if path.stem != "__init__"]
    return [name for name in names if not name.startswith(LEFT_OUT)]


def mirror(module: str) -> str:
    """The tests of a module: kiosk/rules/cases/moves.py has tests/rules/cases/test_moves.py."""
    path = Path(module)
    return (Path("tests", *path.parts[1:-1]) / f"test_{path.name}").as_posix()


def judges(group: Group, chosen: list[str]) -> list[str]:
    """The files and folders of tests that judge these modules."""
    files = {mirror(module) for module in chosen}
    return [*sorted(files), *group.tests]
