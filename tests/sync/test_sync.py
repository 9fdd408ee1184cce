"""Facts reach the office once each, whatever happens on the way."""

import json
from collections.abc import Callable

import pytest

from kiosk.ground.db import Database
from kiosk.records.exchange import last_calls
from kiosk.records.feedback import cards, thanks
from kiosk.records.ledger import alarms as raised
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.sync import client, rounds
from kiosk.sync.client import Answer
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import FORM, HERE, LI, THERE, WANG, Machine, Time, by_visit, sync_round, wire_to


def tap(station: Machine, n: int, badge: str = WANG, mark: str = "polite") -> None:
    cards.give(station.db, by_visit(station.db, station.time(), "v1"), f"{n:032x}", badge, mark, "")


def counts(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["branch", "clerk", "kind"])


def alarms(machine: Machine) -> set[str]:
    return {alarm.code for alarm in machine.db.rows(raised.Alarm.select())}


def test_a_round_brings_every_fact_to_the_office(hall: Machine, office: Machine):
    for n in range(7):
        tap(hall, n)
    assert sync_round(hall, office).sent == 7
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 7}
    assert sync_round(hall, office).sent == 0
    assert verify(office.db) is None


def test_bodies_arrive_byte_for_byte(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    one, other = (
        [bytes(row.body) for row in machine.db.rows(ledger.Ledger.select())]
        for machine in (hall, office)
    )
    assert one == other


def test_small_batches_bring_the_same(hall: Machine, office: Machine):
    for n in range(10):
        tap(hall, n)
    done = rounds.run(hall.db, wire_to(office), hall.keys, hall.time, hall.new_id, size=3)
    assert done.sent == 10
    assert counts(office) == counts(hall)


@pytest.mark.parametrize("cut_before", [True, False])
@pytest.mark.parametrize("step", range(4))
def test_a_line_cut_at_any_step_only_repeats_work(
    hall: Machine, office: Machine, step: int, cut_before: bool
):
    """Cut before the office hears, or after it has acted but before its answer arrives."""
    tap(hall, 1)
    real, calls = wire_to(office), iter(range(100))

    def cut(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        broken = next(calls) == step
        if broken and cut_before:
            raise NoLine("cut")
        answer = real(method, path, body, headers)
        if broken:
            raise NoLine("cut")
        return answer

    try:
        sync_round(hall, office, cut)
    except NoLine:
        tap(hall, 2)
    sync_round(hall, office)
    assert counts(office) == counts(hall)
    assert verify(office.db) is None and verify(hall.db, hall.keys.fingerprint) is None


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_a_wifi_login_page_moves_no_mark(hall: Machine, office: Machine, status: int):
    tap(hall, 1)

    def portal(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return Answer(status, b"<html>please log in</html>", dict.fromkeys(client.HEADERS, ""))

    with pytest.raises(NoLine):
        sync_round(hall, office, portal)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 0


def test_an_answer_to_another_request_is_not_believed(hall: Machine, office: Machine):
    real, kept = wire_to(office), []

    def replaying(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        kept.append(answer)
        return kept[0] if path == "/intake/v1/entries" and method == "POST" else answer

    tap(hall, 1)
    with pytest.raises(NoLine, match="not signed"):
        sync_round(hall, office, replaying)


def test_an_altered_answer_is_not_believed(hall: Machine, office: Machine):
    real = wire_to(office)

    def altering(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        if method == "POST":
            said = json.loads(answer.body) | {"office_time": 1}
            answer = answer._replace(body=json.dumps(said).encode())
        return answer

    with pytest.raises(NoLine, match="not signed"):
        sync_round(hall, office, altering)


def test_a_station_put_back_to_an_old_file_stops_with_an_alarm_on_both_sides(
    hall: Machine, office: Machine
):
    tap(hall, 1)
    sync_round(hall, office)
    hall.db.backup(hall.config.folder / "old.db")
    tap(hall, 2)
    tap(hall, 3, LI)
    sync_round(hall, office)
    before = counts(office)
    hall.db.close()
    hall.db = Database(hall.config.folder / "old.db")
    tap(hall, 4, LI, "patient")  # the lobby goes on, and nothing of it is lost
    for _ in range(2):
        with pytest.raises(Refusal, match="mark_mismatch"):
            sync_round(hall, office)
    assert counts(office) == before
    assert counts(hall)[HERE, LI, "patient"] == 1
    assert "mark_mismatch" in alarms(hall) and "mark_mismatch" in alarms(office)


def test_a_station_put_back_that_has_nothing_new_is_noticed_too(hall: Machine, office: Machine):
    hall.db.backup(hall.config.folder / "old.db")
    tap(hall, 1)
    sync_round(hall, office)
    hall.db.close()
    hall.db = Database(hall.config.folder / "old.db")
    with pytest.raises(Refusal, match="mark_mismatch"):
        sync_round(hall, office)
    assert "mark_mismatch" in alarms(hall) and "mark_mismatch" in alarms(office)


def test_a_cloned_station_stops_with_an_alarm(hall: Machine, office: Machine):
    hall.db.backup(hall.config.folder / "clone.db")
    tap(hall, 1)
    sync_round(hall, office)
    clone = Machine(hall.config, Database(hall.config.folder / "clone.db"), hall.keys, hall.time)
    tap(clone, 2, mark="patient")
    with pytest.raises(Refusal, match="mark_mismatch"):
        sync_round(clone, office)
    clone.db.close()
    assert counts(office) == {(HERE, WANG, "polite"): 1}


def test_an_office_put_back_an_hour_gets_everything_again(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    office.db.backup(office.config.folder / "old.db")
    for n in range(2, 8):
        tap(hall, n)
    sync_round(hall, office)
    assert office_marks.held_by_office(hall.db, identity.me(hall.db).chain) == 7
    office.db.close()
    office.db = Database(office.config.folder / "old.db")
    office.apps.clear()
    tap(hall, 8)
    assert sync_round(hall, office).sent == 7
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 8}
    assert verify(office.db) is None and alarms(office) == set() == alarms(hall)


def test_an_office_that_lost_everything_gets_everything_again(hall: Machine, office: Machine):
    office.db.backup(office.config.folder / "enrolled.db")
    for n in range(3):
        tap(hall, n)
    sync_round(hall, office)
    office.db.close()
    office.db = Database(office.config.folder / "enrolled.db")
    office.apps.clear()
    assert sync_round(hall, office).sent == 3


def test_a_second_station_of_a_branch_gets_the_firsts_facts(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    tap(hall, 1)
    sync_round(hall, office)
    second = another_hall("second", HERE)
    assert counts(second) == counts(hall)
    tap(second, 2, LI)
    sync_round(second, office)
    assert sync_round(hall, office).received == 1
    assert counts(second) == counts(hall) == counts(office)
    assert verify(second.db, second.keys.fingerprint) is None


def test_no_branch_sees_anothers_facts_or_clerks(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    tap(hall, 1)
    sync_round(hall, office)
    other = another_hall("other", THERE)
    assert counts(other) == {}
    assert set(documents.read_all(other.db, "clerk", other.today())) == {"0400"}


def test_the_office_time_corrects_a_wrong_clock(hall: Machine, office: Machine, time: Time):
    time.step(-40 * 86_400_000)  # battery flat, clock far behind
    office.time = Time(time.utc + 40 * 86_400_000, time.mono, time.boot)
    me = identity.me(hall.db)
    assert me.anchor is not None
    tap(hall, 1)
    fact = ledger.Ledger.select()
    assert hall.db.first(fact).day.isoformat() == "2026-11-21"


def test_an_undo_is_honoured_at_the_office(hall: Machine, office: Machine):
    tap(hall, 1)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    sync_round(hall, office)
    assert counts(office) == {}
    assert ledger.chains(office.db, HERE)[0].seq == 2
    assert alarms(office) == set()


def test_a_message_that_was_overtaken_is_no_rollback(hall: Machine, office: Machine, time: Time):
    """It left first, arrived last: the line was slow and the station asked again."""
    real, late = wire_to(office), []

    def slow(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if method == "POST" and not late:
            late.append((method, path, body, headers))
            raise NoLine("timed out")
        return real(method, path, body, headers)

    tap(hall, 1)
    with pytest.raises(NoLine):
        sync_round(hall, office, slow)
    time.pass_by(20_000)
    tap(hall, 2)
    sync_round(hall, office)
    assert real(*late[0]).status == 200
    assert alarms(office) == set()
    contact = office.db.first(last_calls.LastCall.select())
    assert contact.tip_seq == 2
