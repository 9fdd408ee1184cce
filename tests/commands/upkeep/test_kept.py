"""The copy that an upgrade keeps is put back only where that loses nothing."""

import pytest

from kiosk.commands.upkeep import healing, kept
from kiosk.ground.db import Database
from kiosk.records.feedback import cards
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.transparency import log
from tests.cast import WANG, Machine, by_visit
from tests.commands.cast import run


def give(hall: Machine, n: int) -> None:
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), f"{n:032x}", WANG, "polite", "")


def migrate(hall: Machine) -> None:
    """As a newer version would."""
    hall.db.sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_new', '2026-11-21')")


def undone(hall: Machine) -> str:
    hall.db.close()
    done = run(hall, "upgrade-data", "undo")
    hall.db = Database(hall.config.database)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def numbers(hall: Machine) -> list[int]:
    wanted = Ledger.select().where(Ledger.kind == "card")
    return [int(row.event_id, 16) for row in hall.db.rows(wanted)]


@pytest.fixture
def upgraded(hall: Machine) -> Machine:
    give(hall, 1)
    assert run(hall, "upgrade-data", "keep").exit_code == 0
    assert kept.copy(hall.config).stat().st_mode & 0o777 == 0o600
    return hall


def test_where_nothing_was_upgraded_the_database_stays_with_all_that_is_new(upgraded: Machine):
    give(upgraded, 2)
    assert undone(upgraded) == "same" and numbers(upgraded) == [1, 2]


def test_where_it_was_upgraded_and_nothing_written_the_copy_is_put_back(upgraded: Machine):
    migrate(upgraded)
    assert undone(upgraded) == "put_back" and numbers(upgraded) == [1]
    assert "9999_new" not in upgraded.db.applied()
    assert not kept.copy(upgraded.config).exists() and not any(upgraded.config.damaged.iterdir())


@pytest.mark.parametrize("grew", [True, False])
@pytest.mark.sqlite
def test_a_log_that_has_signed_more_than_the_copy_holds_ends_with_it(office: Machine, grew: bool):
    first = log.begin(office.db, "log.example", office.keys, 1)
    assert run(office, "upgrade-data", "keep").exit_code == 0
    migrate(office)
    if grew:
        with office.db.writing_in(log.TURN):
            log.append(office.db, [b"signed meanwhile"])
    assert undone(office) == "put_back"
    then = log.state(office.db)
    assert (then is None) if grew else (then is not None and then.head == first.head)


def test_where_a_customer_was_thanked_meanwhile_the_copy_does_not_replace_it(upgraded: Machine):
    migrate(upgraded)
    give(upgraded, 2)
    assert undone(upgraded) == "written" and numbers(upgraded) == [1, 2]
    assert kept.copy(upgraded.config).exists()


def test_a_database_that_the_new_version_damaged_is_left_to_restore(upgraded: Machine):
    upgraded.db.close()
    upgraded.config.database.write_bytes(b"x" * 10_000)
    assert run(upgraded, "upgrade-data", "undo").output.strip() == "written"


def test_a_power_cut_while_the_copy_is_put_back_is_made_up_for(
    upgraded: Machine, monkeypatch: pytest.MonkeyPatch
):
    """After the database was set aside, and before the copy took its place."""
    migrate(upgraded)
    upgraded.db.close()

    def cut(*_args: object) -> None:
        raise SystemExit("the power failed")

    with monkeypatch.context() as off:
        off.setattr(healing, "take_place", cut)
        with healing.alone(upgraded.config), pytest.raises(SystemExit):
            kept.undo(upgraded.config)
    assert not upgraded.config.database.exists()
    with healing.alone(upgraded.config):
        assert kept.undo(upgraded.config) == "put_back"
    upgraded.db = Database(upgraded.config.database)
    assert numbers(upgraded) == [1] and "9999_new" not in upgraded.db.applied()


def test_while_the_machine_serves_nothing_is_kept_or_undone(hall: Machine):
    with healing.alone(hall.config):
        assert run(hall, "upgrade-data", "keep").exit_code == 1
        assert run(hall, "upgrade-data", "undo").exit_code == 1
    assert not kept.copy(hall.config).exists()
