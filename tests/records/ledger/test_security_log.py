"""The security log is only added to, holds no secret, and shows when it was cut."""

import logging

import apsw
import peewee
import pytest

from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor, SecurityLog, SecurityLogHead
from kiosk.records.upkeep import checks
from tests.cast import Machine, Time


def by(hall: Machine, who: str = "0320", screen: str = "desk") -> Actor:
    return Actor(screen, who, hall.time())


def fill(hall: Machine, number: int = 4) -> None:
    for n in range(number):
        security_log.write(hall.db, by(hall), "exported", f"table {n}", number=n)


def rows(hall: Machine) -> list[SecurityLog]:
    return list(security_log.every(hall.db))


def test_an_event_says_who_did_what_where_and_when(hall: Machine, time: Time):
    security_log.write(hall.db, by(hall), "exported", "clerk", detail="csv", number=3, key="a" * 32)
    (row,) = rows(hall)
    said = (row.seq, row.at, row.screen, row.who, row.action, row.subject, row.detail, row.number)
    assert said == (1, time.utc, "desk", "0320", "exported", "clerk", "csv", 3)


def test_the_same_form_twice_is_one_event(hall: Machine):
    for key in ("a" * 32, "a" * 32, "b" * 32, "", "", "not a key"):
        security_log.write(hall.db, by(hall), "exported", key=key)
    assert len(rows(hall)) == 5
    security_log.write(hall.db, by(hall), "sign_out", key="a" * 32)
    assert len(rows(hall)) == 6, "a form has buttons for several actions"


def test_a_verb_that_fails_leaves_no_event_and_an_event_no_verb(hall: Machine):
    with pytest.raises(ZeroDivisionError), security_log.acting(hall.db, by(hall), "exported"):
        _ = 1 / 0
    with pytest.raises(KeyError), security_log.acting(hall.db, by(hall), "no such action"):
        fill(hall)
    assert rows(hall) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE security_log SET who = 'another' WHERE seq = 2",
        "DELETE FROM security_log WHERE seq = 2",
        "DELETE FROM security_log",
        "INSERT OR REPLACE INTO security_log SELECT * FROM security_log WHERE seq = 2",
        "INSERT INTO security_log SELECT 9, at, screen, who, action, subject, detail, number,"
        " NULL, hash FROM security_log WHERE seq = 1",
    ],
)
def test_nothing_in_it_is_changed_or_deleted(hall: Machine, statement: str):
    fill(hall)
    before = [row.body for row in rows(hall)]
    with pytest.raises((apsw.ConstraintError, peewee.IntegrityError), match="append-only"):
        hall.db.sql(statement)
    assert [row.body for row in rows(hall)] == before


@pytest.mark.parametrize(
    "statement, column",
    [
        ("UPDATE security_log SET who = 'another' WHERE seq = 2", "hash"),
        ("UPDATE security_log SET number = NULL WHERE seq = 3", "hash"),
        ("DELETE FROM security_log WHERE seq = 2", "seq"),
        ("DELETE FROM security_log WHERE seq = 1", "seq"),
        ("DELETE FROM security_log WHERE seq = 4", "seq"),
        ("DELETE FROM security_log", "seq"),
        ("SELECT 1", "trigger"),
    ],
)
def test_verify_finds_what_was_done_past_the_triggers(hall: Machine, statement: str, column: str):
    fill(hall)
    assert checks.check(hall.db, hall.keys, at_office=False) is None
    for name in security_log.TRIGGERS:
        hall.db.sql(f"DROP TRIGGER {name}")
    hall.db.sql(statement)
    found = checks.check(hall.db, hall.keys, at_office=False)
    assert found is not None
    assert (found.chain.station, found.column) == ("security_log", column)


def test_a_head_that_was_cut_with_the_rows_shows_the_triggers_that_are_gone(hall: Machine):
    fill(hall)
    hall.db.sql("DROP TRIGGER security_log_kept")
    hall.db.sql("DELETE FROM security_log")
    hall.db.run(SecurityLogHead.delete())
    found = checks.check(hall.db, hall.keys, at_office=False)
    assert found is not None and "security_log_kept is missing" in found.says


def test_a_flood_neither_fills_it_nor_hides_another(hall: Machine, time: Time):
    for number in range(1, 1_001):
        security_log.write_seldom(hall.db, by(hall, ""), "sign_in_failed", number=number)
    security_log.write_seldom(hall.db, by(hall), "sign_in_failed", number=1)
    security_log.write_seldom(hall.db, by(hall, "", "lobby"), "sign_in_failed", number=1)
    assert [row.number for row in rows(hall)] == [1, 2, 3, 4, 5, 1, 1]
    time.pass_by(security_log.WITHIN_MS)
    security_log.write_seldom(hall.db, by(hall, ""), "sign_in_failed", number=1_001)
    assert rows(hall)[-1].number == 1_001, "the next one says how many there were"


def test_a_clock_that_was_put_back_silences_nothing(hall: Machine, time: Time):
    fill(hall, 5)
    for _ in range(5):
        security_log.write_seldom(hall.db, by(hall), "refused", "only_manager")
    hall.db.run(SecurityLog.select())  # the rows lie in the future of an earlier day
    before = len(rows(hall))
    time.utc -= 86_400_000
    hall.db.sql("DELETE FROM clock")
    hall.db.sql("UPDATE identity SET anchor_office = NULL")
    security_log.write_seldom(hall.db, by(hall), "refused", "only_manager")
    assert len(rows(hall)) == before + 1


def test_the_lists_are_by_action_and_person(hall: Machine):
    fill(hall, 30)
    security_log.write(hall.db, by(hall, "0317"), "sign_out")
    assert security_log.listed(hall.db).number == 31
    assert [row.subject for row in security_log.listed(hall.db, "exported", page=2).rows] == [
        f"table {n}" for n in range(4, -1, -1)
    ]
    assert security_log.listed(hall.db, who="0317").number == 1
    assert security_log.listed(hall.db, "exported", "0317").number == 0
    assert security_log.persons(hall.db) == ["0317", "0320"]


def test_the_programs_own_log_has_a_line_of_each(hall: Machine, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "tingsheng.security"):
        security_log.write(hall.db, by(hall, "a\nb"), "exported", "clerk")
    assert caplog.messages == ["desk exported by 'a\\nb': clerk "]


def test_a_page_that_was_opened_again_within_the_hour_is_one_row(hall: Machine, time: Time):
    for detail in ("figures", "list", "figures"):
        security_log.write_once(hall.db, by(hall), "clerk_viewed", "0318", detail)
    assert [row.detail for row in rows(hall)] == ["figures", "list"]
    time.pass_by(security_log.WITHIN_MS)
    security_log.write_once(hall.db, by(hall), "clerk_viewed", "0318", "figures")
    found = security_log.about(hall.db, "0318", ())
    assert [row.detail for row in found.rows] == ["figures", "list", "figures"]
    assert security_log.about(hall.db, "0317", ()).rows == []
