"""A version tries itself: with a copy while the machine serves, then with the database itself."""

from collections.abc import Callable

import pytest

from kiosk.commands import watchdog
from kiosk.commands.upkeep import healing
from kiosk.ground.db import Database
from kiosk.records.exchange import projections
from kiosk.records.feedback import cards
from kiosk.records.ledger.ledger import Ledger
from tests.cast import WANG, Machine, by_visit
from tests.commands.cast import run


def number(of: Machine) -> int:
    return len(of.db.rows(Ledger.select(Ledger.seq)))


@pytest.mark.parametrize("options", [(), ("--in-place",)])
def test_a_sound_version_says_so_and_leaves_all_as_it_was(hall: Machine, options: tuple[str, ...]):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    before = number(hall)
    done = run(hall, "self-test", *options)
    assert done.exit_code == 0 and "sound" in done.output and "not settled" not in done.output
    assert number(hall) == before and not (hall.config.folder / "try-out").exists()


@pytest.mark.sqlite
def test_an_office_and_a_new_machine_try_themselves_too(office: Machine, new: Machine):
    assert "sound" in run(office, "self-test").output
    assert run(new, "self-test").output.strip().endswith("not settled yet")


def test_the_copy_is_tried_while_the_machine_serves_and_the_database_is_not(hall: Machine):
    with healing.alone(hall.config):
        assert run(hall, "self-test").exit_code == 0
        done = run(hall, "self-test", "--in-place")
    assert done.exit_code == 1 and "being served" in done.output


def a_page_that_fails(*_args: object, **_more: object) -> None:
    raise watchdog.Unwell("lobby: / is answered with 500")


def an_upgrade_that_fails(_db: Database) -> None:
    raise ValueError("no such column")


def an_upgrade_that_forgets(db: Database) -> None:
    db.migrate()
    db.sql("DELETE FROM chain")


def no(*_args: object) -> bool:
    return False


@pytest.mark.parametrize(
    ("module", "name", "broken", "says"),
    [
        (watchdog, "check", a_page_that_fails, "answered with 500"),
        (watchdog, "can_save", no, "nothing can be saved"),
        (projections, "upgrade", an_upgrade_that_fails, "no such column"),
        (projections, "upgrade", an_upgrade_that_forgets, "other entries"),
    ],
)
def test_what_goes_wrong_is_said_and_touches_the_copy_alone(
    hall: Machine, monkeypatch: pytest.MonkeyPatch, module: object, name: str,
    broken: Callable[..., object], says: str,
):  # fmt: skip
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    before = number(hall)
    monkeypatch.setattr(module, name, broken)
    done = run(hall, "self-test")
    assert done.exit_code == 1 and says in done.output
    assert number(hall) == before and not (hall.config.folder / "try-out").exists()


def test_a_machine_whose_key_is_lost_is_no_place_to_upgrade(hall: Machine):
    hall.config.key_file.unlink()
    done = run(hall, "self-test")
    assert done.exit_code == 1 and "station.key" in done.output
