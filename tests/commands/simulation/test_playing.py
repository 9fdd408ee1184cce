"""Simulated halls reach head office over its interface, and what is manipulated is flagged."""

import pytest

from kiosk.commands.simulation import playing
from kiosk.commands.simulation.playing import Office
from kiosk.records.ledger import tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.oversight import flags, nightly
from kiosk.records.publishing import branches
from kiosk.records.stations import enrolment
from kiosk.simulation.cheating import PATTERNS
from tests.cast import Machine, wire_to
from tests.commands.cast import run


def played(office: Machine, number: int, days: int, pattern: str = playing.MIXED) -> int:
    done: list[int] = []
    line = Office(
        office.db, office.keys, "http://office", wire_to(office), office.time, office.new_id
    )
    sent = playing.play(line, number, days, lambda: done.append(1), pattern)
    assert len(done) == days
    return sent


def given(office: Machine, branch: str) -> dict[tuple[str], int]:
    return tallies.sums(office.db, ["day"], branch=branch, kinds=("card", "rating"))


@pytest.mark.parametrize(
    ("pattern", "days"), [("burst", 10), ("edge", 20), ("ring", 10), ("screen", 36)]
)
def test_a_pattern_reaches_head_office_and_is_flagged_as_what_it_is(
    office: Machine, monkeypatch: pytest.MonkeyPatch, pattern: str, days: int
):
    """A small hall and a bold pattern; `drip` and `refused` need a longer past, which
    tests/rules/office/suspicion has."""
    for name, value in (("CLERKS", 3), ("DAILY", (12,)), ("CHEATING_DAYS", 4)):
        monkeypatch.setattr(playing, name, value)
    monkeypatch.setitem(playing.STRENGTH, pattern, 2.0)
    sent = played(office, 1, days, pattern)
    assert sent > days * 40 and len(given(office, "sim001")) == days
    nightly.judge(office.db, "sim001", office.time())
    found = {(one.kind, one.clerk) for one in flags.of_branch(office.db, "sim001")}
    assert (pattern, "sim0011") in found
    assert {clerk for _, clerk in found} == {"sim0011"}


def test_a_hall_has_several_stations_each_with_its_own_facts(office: Machine):
    played(office, 1, 3, playing.CLEAN)
    wrote = office.db.rows(Ledger.select().where(Ledger.kind.in_(("card", "rating"))))
    known = {one.station for one in enrolment.every(office.db)}
    assert len(known) >= 2 and {one.station for one in wrote} == known
    assert not flags.of_branch(office.db, "sim001")


def test_mixed_halls_play_all_patterns_and_some_are_silent_in_the_end(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    day = office.today()
    wrong = [playing._wrong(playing._hall("x", n), n, day, playing.MIXED) for n in range(1, 15)]
    assert {one.pattern for cheats, _ in wrong for one in cheats} == set(PATTERNS)
    assert [n for n, (_, silent) in enumerate(wrong, 1) if silent] == [7, 14]
    monkeypatch.setattr(playing, "DAILY", (8,))
    played(office, 7, 5)
    assert len(given(office, "sim007")) == 5 - playing.SILENT_DAYS
    played(office, 8, 5, playing.SILENCE)
    assert len(given(office, "sim008")) == 5 - playing.SILENT_DAYS


def test_an_office_with_real_stations_refuses(office: Machine, hall: Machine):
    done = run(office, "simulate", "--stations", "1", "--days", "1", "--office", "http://office")
    assert done.exit_code == 1 and not given(office, "sim001")


def test_the_command_goes_on_with_the_next_hall(office: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(playing, "over_http", lambda *_: wire_to(office))
    for _ in range(2):
        done = run(office, "simulate", "--stations", "1", "--days", "2", "--office", "http://x/")
        assert done.exit_code == 0, done.output
    assert "1 halls, 2 days" in done.output
    assert given(office, "sim001") and given(office, "sim002")
    assert branches.named(office.db, ["sim001"], office.today())
