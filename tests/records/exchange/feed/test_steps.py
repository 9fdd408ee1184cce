"""A program that reads cases on and on gets each step once, never before what its author had
seen."""

import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.records.cases import steps
from kiosk.records.exchange import revocation
from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.in_order import Place
from kiosk.records.exchange.feed.steps import CASE_STEPS, OPENED, Step
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, THERE, WANG, ZHAO, Machine, Time, sync_round
from tests.records.cases.cast import central, desk, file, k
from tests.records.cases.test_counter import take_in
from tests.records.exchange.feed.cast import LATER, read

KINDS = (OPENED, *facts.STEPS)


def held(machine: Machine) -> dict[str, str]:
    """The case of each step that a machine holds, by the step's id."""
    query = Ledger.select().where(Ledger.kind.in_(KINDS) & (Ledger.counted == 1))
    rows = machine.db.rows(query)
    return {row.event_id: row.event_id if row.kind == OPENED else row.subject for row in rows}


class Week:
    """Two halls and head office at work, in an order drawn from a seed, while a program reads.
    `causes` are the steps of the same case that a step's author had seen."""

    def __init__(self, halls: dict[str, Machine], office: Machine, seed: int) -> None:
        self.halls, self.office, self.drawn = halls, office, random.Random(seed)
        self.number, self.place = 1_000, Place()
        self.read: list[Step] = []
        self.causes: dict[str, set[str]] = {}

    def go_on(self) -> None:
        """One event: a customer, a hall, head office, the line, or the program."""
        branch = self.drawn.choice(list(self.halls))
        hall, choice = self.halls[branch], self.drawn.randrange(6)
        if choice == 0:
            self._take(hall, lambda number: file(hall, number, badge=_badge(branch)))
        elif choice == 1:
            self._take(hall, lambda number: self._step(hall, desk(hall), branch, number))
        elif choice in (2, 3):
            by = central(self.office, branch)
            self._take(self.office, lambda number: self._step(self.office, by, branch, number))
        elif choice == 4:
            sync_round(hall, self.office)
        else:
            part = in_order.after(self.office.db, CASE_STEPS, self.place, hall.time().utc)
            self.read, self.place = self.read + part.rows, part.place

    def _take(self, machine: Machine, act: Callable[[int], Any]) -> None:
        self.number += 1
        before = held(machine)
        with contextlib.suppress(Refusal):
            act(self.number)
        after = held(machine)
        for name in after.keys() - before.keys():
            self.causes[name] = {one for one, case in before.items() if case == after[name]}

    def _step(self, machine: Machine, by: Author, branch: str, number: int) -> None:
        cases = sorted(
            row.event_id
            for row in machine.db.rows(Ledger.select().where(Ledger.kind == OPENED))
            if row.branch == branch
        )
        if cases:
            case = machine.case(self.drawn.choice(cases))
            match self.drawn.randrange(4):
                case 0:
                    steps.accept(machine.db, by, case, k(number), _badge(branch), False, "")
                case 1:
                    steps.contacted(machine.db, by, case, k(number), "")
                case 2:
                    steps.reply(machine.db, by, case, k(number), "fixed", "")
                case 3:
                    steps.close(machine.db, by, case, k(number), "needs", "branch", "")


def _badge(branch: str) -> str:
    return LI if branch == HERE else ZHAO


@pytest.mark.both
@pytest.mark.parametrize(("most", "seed"), [(1, 0), (2, 1), (5, 2), (500, 3)])
def test_every_step_comes_once_and_none_before_what_its_author_had_seen(
    hall: Machine, office: Machine, another_hall, time: Time, monkeypatch: pytest.MonkeyPatch,
    most: int, seed: int,
):  # fmt: skip
    monkeypatch.setattr(in_order, "MOST", most)
    monkeypatch.setattr(in_order, "BATCHES", most)
    week = Week({HERE: hall, THERE: another_hall("other", THERE)}, office, seed)
    for _ in range(90):
        week.go_on()
        time.pass_by(week.drawn.choice([0, 1, 5_000, 40_000]))
    for machine in week.halls.values():
        sync_round(machine, office)
    time.pass_by(LATER)
    rest, place = read(office, CASE_STEPS, week.place, time().utc)
    names = [one.event_id for one in week.read + rest]
    assert len(names) == len(set(names)) and set(names) == held(office).keys()
    by_office = [one for one in week.read + rest if one.role == "office"]
    assert len(names) > 10 and by_office
    for number, name in enumerate(names):
        assert week.causes[name] <= set(names[:number])
    assert read(office, CASE_STEPS, place, time().utc)[0] == []


def test_a_step_says_who_took_it_and_how_its_case_is_now(
    hall: Machine, office: Machine, time: Time
):
    case_id = file(hall, 1, badge=WANG).case.event_id
    sync_round(hall, office)
    steps.accept(office.db, central(office), office.case(case_id), k(200), LI, False, "")
    time.pass_by(LATER)
    (opened, accepted), _ = read(office, CASE_STEPS, Place(), time().utc)
    assert (opened.event_id, opened.step, opened.role) == (case_id, "case", "customer")
    assert (accepted.case_id, accepted.step, accepted.role) == (case_id, "case_accepted", "office")
    assert {one.case.state for one in (opened, accepted) if one.case} == {"accepted"}


def test_what_a_clerk_took_in_is_opened_by_the_clerk(hall: Machine, office: Machine, time: Time):
    take_in(hall)
    sync_round(hall, office)
    time.pass_by(LATER)
    (opened,), _ = read(office, CASE_STEPS, Place(), time().utc)
    assert (opened.step, opened.role) == ("case", "clerk")


def test_what_a_revoked_station_sends_is_no_step(hall: Machine, office: Machine, time: Time):
    revocation.revoke(office.db, hall.keys.fingerprint, "anna", "报失", time().utc)
    file(hall)
    with pytest.raises(Refusal, match="revoked"):
        sync_round(hall, office)
    time.pass_by(LATER)
    assert read(office, CASE_STEPS, Place(), time().utc)[0] == []
