"""Simulated halls reach head office over its interface, and what is manipulated is flagged."""

import pytest

from kiosk.commands.simulation import playing
from kiosk.commands.simulation.playing import Office
from kiosk.records.ledger import tallies
from kiosk.records.oversight import flags, nightly
from kiosk.records.publishing import branches
from tests.cast import Machine, wire_to
from tests.commands.cast import run


def played(office: Machine, number: int, days: int) -> int:
    done: list[int] = []
    line = Office(
        office.db, office.keys, "http://office", wire_to(office), office.time, office.new_id
    )
    sent = playing.play(line, number, days, lambda: done.append(1))
    assert len(done) == days
    return sent


def given(office: Machine, branch: str) -> dict[tuple[str], int]:
    return tallies.sums(office.db, ["day"], branch=branch, kinds=("card", "rating"))


def test_a_hall_with_stuffed_feedback_is_enrolled_plays_and_is_flagged(office: Machine):
    """Hall 10 plays bursts."""
    assert playing.PLAYED[10 // 2 % len(playing.PLAYED)] == "burst"
    sent = played(office, 10, 14)
    assert sent > 14 * 50 and len(given(office, "sim010")) == 14
    assert branches.named(office.db, ["sim010"], office.today())
    nightly.judge(office.db, "sim010", office.time())
    found = flags.of_branch(office.db, "sim010")
    assert {(one.kind, one.clerk) for one in found} == {("burst", "sim0101")}


def test_some_halls_are_silent_in_the_end(office: Machine):
    played(office, 7, 5)
    assert len(given(office, "sim007")) == 5 - playing.SILENT_DAYS


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
