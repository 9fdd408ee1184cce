"""Whoever touches a ledger is named: row and column."""

from collections.abc import Callable

import pytest

from kiosk.records.feedback import cards, thanks
from kiosk.records.ledger import alarms, identity, ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import Finding, verify
from kiosk.rules.ledger.chain import link
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, FORM, HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.exchange.cast import a_code, history, is_sound, join

pytestmark = pytest.mark.both


@pytest.fixture
def five(hall: Machine) -> Machine:
    """The hall with five unsent cards, the last one taken back."""
    for n, mark in enumerate(("polite", "patient", "positive", "passionate"), 1):
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), f"{n:032x}", WANG, mark, "")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{4:032x}")
    return hall


def found(station: Machine) -> tuple[int, str] | None:
    finding = verify(station.db, station.keys.fingerprint)
    return None if finding is None else (finding.seq, finding.column)


def touch(station: Machine, sql: str, *values: object) -> None:
    station.db.sql(sql, *values)


def body(station: Machine, seq: int) -> bytes:
    return bytes(station.db.sql("SELECT body FROM ledger WHERE seq = ?", seq).fetchone()[0])


def test_an_untouched_ledger_verifies(five: Machine, office: Machine):
    assert found(five) is None
    sync_round(five, office)
    assert found(five) is None
    assert verify(office.db) is None


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_an_edited_body_is_named(five: Machine, seq: int):
    edited = body(five, seq).replace(b"customer", b"superior")
    touch(five, "UPDATE ledger SET body = ? WHERE seq = ?", edited, seq)
    assert found(five) == (seq, "body")


@pytest.mark.parametrize(
    ("column", "value"),
    [("mark", "polite"), ("clerk", LI), ("giver", "superior"), ("entry", "paper"),
     ("day", "2026-11-20"), ("event_id", "f" * 32), ("kind", "praise"), ("subject", "x")],
)  # fmt: skip
def test_an_edited_column_is_named(five: Machine, column: str, value: str):
    touch(five, f"UPDATE ledger SET {column} = ? WHERE seq = 3", value)
    assert found(five) == (3, column)


@pytest.mark.parametrize("seq", [2, 5])
def test_an_edited_hash_is_named(five: Machine, seq: int):
    touch(five, "UPDATE ledger SET hash = ? WHERE seq = ?", bytes(32), seq)
    assert found(five) == (seq, "hash")


def test_a_fact_that_no_longer_counts_is_named(five: Machine):
    touch(five, "UPDATE ledger SET counted = 0 WHERE seq = 2")
    assert found(five) == (2, "counted")
    touch(five, "UPDATE ledger SET counted = 2 WHERE seq = 2")
    assert found(five) == (2, "counted")


@pytest.mark.parametrize(("seq", "named"), [(1, 1), (3, 3), (5, 4)])
def test_a_deleted_row_is_named(five: Machine, seq: int, named: int):
    touch(five, "DELETE FROM ledger WHERE seq = ?", seq)
    assert found(five) == (named, "seq")


def test_a_body_that_is_no_fact_and_is_said_to_be_one_is_named(five: Machine):
    of = identity.me(five.db).chain
    head = ledger.chain(five.db, of)
    bad = link(bytes(head.head), head.seq + 1, b"no fact")
    columns = "branch, station, epoch, event_id, mark, clerk, giver, entry, subject, day"
    touch(five, f"INSERT INTO ledger ({columns}, counted_day, counted, seq, kind, body, hash)"
          f" SELECT {columns}, counted_day, counted, 6, kind, ?, ? FROM ledger WHERE seq = 1",
          b"no fact", bad)  # fmt: skip
    touch(five, "UPDATE chain SET seq = 6, head = ?", bad)
    assert found(five) == (6, "kind")


def test_a_deleted_chain_head_is_named(five: Machine):
    touch(five, "DELETE FROM chain")
    assert found(five) == (0, "chain")


def insert_copy(station: Machine, seq: int, new_seq: int, new_hash: bytes) -> None:
    touch(
        station,
        "INSERT INTO ledger (branch, station, epoch, seq, event_id, kind, mark, clerk, giver,"
        " entry, subject, day, counted_day, counted, body, hash)"
        " SELECT branch, station, epoch, ?, event_id || 'x', kind, mark, clerk, giver, entry,"
        " subject, '2026-11-22', '2026-11-22', counted, body, ? FROM ledger WHERE seq = ?",
        new_seq,
        new_hash,
        seq,
    )


def test_an_inserted_row_is_named(five: Machine):
    insert_copy(five, 2, 2, bytes(32))
    assert found(five) == (3, "seq")


def test_a_row_appended_with_a_right_hash_is_named(five: Machine):
    head = bytes(five.db.sql("SELECT head FROM chain").fetchone()[0])
    insert_copy(five, 2, 6, link(head, 6, body(five, 2)))
    assert found(five) == (6, "event_id")


def test_reordered_rows_are_named(five: Machine):
    touch(five, "UPDATE ledger SET seq = 99 WHERE seq = 2")
    touch(five, "UPDATE ledger SET seq = 2 WHERE seq = 3")
    touch(five, "UPDATE ledger SET seq = 3 WHERE seq = 99")
    assert found(five) in [(2, "body"), (2, "hash")]


def test_another_stations_file_is_named(five: Machine, another_hall: Callable[..., Machine]):
    other = another_hall("other", HERE)
    finding = verify(five.db, other.keys.fingerprint)
    assert finding is not None and finding.column == "station"


def test_a_re_signed_ledger_that_the_office_already_held_is_named(five: Machine, office: Machine):
    sync_round(five, office)
    me = identity.me(five.db)
    for table in ("ledger", "chain"):
        touch(five, f"DELETE FROM {table}")
    assert me.chain == ChainId(HERE, five.keys.fingerprint, 1)
    cards.give(five.db, by_visit(five.db, five.time(), "v1"), "e" * 32, WANG, "polite", "")
    assert found(five) == (5, "hash")


def test_rows_on_a_foreign_branch_are_named(five: Machine):
    touch(five, "UPDATE ledger SET branch = ?", THERE)
    finding = verify(five.db, five.keys.fingerprint)
    assert finding is not None


class TestTheOffice:
    """It names what touches unacknowledged bodies, order or chain."""

    def alarms(self, office: Machine) -> set[str]:
        return {alarm.code for alarm in office.db.rows(alarms.Alarm.select())}

    def test_an_edited_unsent_body_is_named(self, five: Machine, office: Machine):
        edited = body(five, 3).replace(b"customer", b"superior")
        touch(five, "UPDATE ledger SET body = ? WHERE seq = 3", edited)
        self.refuses(five, office, "broken_chain")

    def test_a_deleted_unsent_row_is_named(self, five: Machine, office: Machine):
        touch(five, "DELETE FROM ledger WHERE seq = 3")
        self.refuses(five, office, "broken_chain")

    def test_an_inserted_unsent_row_is_named(self, five: Machine, office: Machine):
        insert_copy(five, 2, 2, bytes(32))
        self.refuses(five, office, "broken_chain")

    def test_reordered_unsent_rows_are_named(self, five: Machine, office: Machine):
        touch(five, "UPDATE ledger SET seq = 99 WHERE seq = 2")
        touch(five, "UPDATE ledger SET seq = 2 WHERE seq = 3")
        touch(five, "UPDATE ledger SET seq = 3 WHERE seq = 99")
        self.refuses(five, office, "broken_chain")

    def test_a_deleted_last_row_stops_the_station(self, five: Machine, office: Machine):
        touch(five, "DELETE FROM ledger WHERE seq = 5")
        self.refuses(five, office, "broken_chain", at_office=False)

    def test_another_stations_file_is_refused(
        self, five: Machine, office: Machine, another_hall: Callable[..., Machine]
    ):
        other = another_hall("other", THERE)
        other.db, kept = five.db, other.db
        with pytest.raises(Refusal, match="bad_envelope"):
            sync_round(other, office)
        other.db = kept
        held = [*ledger.chains(office.db, HERE), *ledger.chains(office.db, THERE)]
        assert not any(chain.seq for chain in held)

    def refuses(
        self, station: Machine, office: Machine, code: str, *, at_office: bool = True
    ) -> None:
        with pytest.raises(Refusal, match=code):
            sync_round(station, office)
        assert ({code} <= self.alarms(office)) == at_office
        assert {code} <= self.alarms(station)


def test_a_finding_reads_well():
    finding = Finding(ChainId("sb01", "abc", 1), 3, "mark", "says")
    assert "/".join(map(str, finding.chain)) == "sb01/abc/1"


@pytest.mark.parametrize("touched", ["recounted", "lost", "altered"])
def test_verify_sees_when_an_old_copy_is_touched(alone: Machine, office: Machine, touched: str):
    history(alone)
    join(alone, office, a_code(office))
    assert is_sound(alone)
    old = ledger.Ledger.branch == ALONE
    if touched == "recounted":
        alone.db.run(ledger.Ledger.update(counted=1).where(old & (ledger.Ledger.seq == 1)))
    elif touched == "lost":
        new = (ledger.Ledger.branch == HERE) & (ledger.Ledger.seq == 7)
        alone.db.run(ledger.Ledger.update(counted=0).where(new))
    else:
        alone.db.run(ledger.Ledger.update(clerk=LI).where(old & (ledger.Ledger.seq == 1)))
    assert not is_sound(alone)
