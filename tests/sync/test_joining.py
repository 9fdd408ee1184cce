"""A hall that stood alone joins an office, and its whole history with it."""

import datetime
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.ground.db import Database
from kiosk.records.cases import contact_store, contact_use, filing, steps
from kiosk.records.cases import state as case_state
from kiosk.records.cases.filing import Filed
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange import joining, stations
from kiosk.records.feedback import cards, paper, ratings, thanks
from kiosk.records.ledger import alarms, identity, ledger, writing
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import verify
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches, documents, manifests
from kiosk.rules.ledger.time import standing
from kiosk.sync import client, rounds
from kiosk.sync.client import Answer
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import (
    ALONE,
    FORM,
    HERE,
    LI,
    MANAGER,
    WANG,
    Machine,
    Time,
    by_machine,
    by_visit,
    founded,
    machine,
    plant,
    sync_round,
    wire_to,
)

BOX = "date,badge,kind,giver,comment\n2014-03-05,0317,polite,customer,\n"
DAY_MS = 86_400_000


def key(n: int) -> str:
    return f"{n:032x}"


def history(hall: Machine) -> filing.Receipt:
    """Cards, one of them taken back, a rating, a paper card, and a complaint."""
    now = hall.time
    for n in range(3):
        cards.give(hall.db, by_visit(hall.db, now(), "v1"), key(n), WANG, "polite", "")
    thanks.undo(hall.db, by_visit(hall.db, now(), "v1"), FORM, key(2))
    ratings.rate(hall.db, by_visit(hall.db, now(), "v1"), key(3), LI, "1")
    enter_box(hall)
    return filing.open_case(
        hall.db,
        by_visit(hall.db, now(), "v1"),
        hall.keys,
        key(9),
        Filed("complaint", ["waiting"], "等了一小时", LI),
        None,
    )


def enter_box(hall: Machine) -> paper.Imported:
    return paper.import_cards(
        hall.db, by_machine(hall.db, hall.time()), BOX.encode(), "", lambda _done, _all: None
    )


def a_code(office: Machine, branch: str = HERE) -> str:
    secret = bytes.fromhex(office.new_id())[-10:]
    return stations.issue_code(office.db, branch, office.keys, secret, office.time().utc)


def join(hall: Machine, office: Machine, code: str, send: client.Send | None = None) -> None:
    wire = send or wire_to(office)
    rounds.enrol(hall.db, wire, hall.keys, "http://office", code, hall.time(), hall.new_id)


def counts(machine: Machine) -> dict[tuple[str, ...], int]:
    given = cards.count(machine.db, ["branch", "clerk", "kind", "month"])
    rated = {("rated", mark): n for mark, n in ratings.count(machine.db, HERE, LI).items()}
    return given | rated


def rows(machine: Machine, branch: str) -> list[ledger.Ledger]:
    wanted = (ledger.Ledger.branch == branch) & (ledger.Ledger.counted == 1)
    return machine.db.rows(ledger.Ledger.select().where(wanted))


def is_sound(*machines: Machine) -> bool:
    return all(
        verify(one.db, one.keys.fingerprint if one.config.role == "station" else None) is None
        for one in machines
    )


@pytest.fixture(params=[ALONE, HERE])
def lonely(request: pytest.FixtureRequest, tmp_path: Path, time: Time, office: Machine) -> Machine:
    """A hall that stands alone, under another id than the office's, or the same."""
    made = machine(tmp_path / "lonely", "station", time)
    founded(made, request.param)
    return made


def test_the_office_agrees_with_a_hall_that_joined(lonely: Machine, office: Machine):
    history(lonely)
    before = {k[1:]: n for k, n in cards.count(lonely.db, ["branch", "clerk", "kind"]).items()}
    join(lonely, office, a_code(office))
    sync_round(lonely, office)
    assert counts(office) == counts(lonely) != {}
    assert before == {(WANG, "polite"): 3}
    assert {k[1:]: n for k, n in cards.count(office.db, ["branch", "clerk", "kind"]).items()} == (
        before
    )
    assert len(rows(office, HERE)) == len(rows(lonely, HERE)) == 7
    assert is_sound(lonely, office)
    assert lonely.db.rows(alarms.Alarm.select()) == office.db.rows(alarms.Alarm.select()) == []


def test_nothing_is_counted_twice_and_a_box_is_entered_once(lonely: Machine, office: Machine):
    history(lonely)
    join(lonely, office, a_code(office))
    assert cards.count(lonely.db, ["kind"]) == {("polite",): 3}
    assert enter_box(lonely) == paper.Imported(known=1, new=0)
    sync_round(lonely, office)
    assert cards.count(office.db, ["kind"]) == {("polite",): 3}


def test_receipts_of_before_are_still_good(lonely: Machine, office: Machine):
    receipt = history(lonely)
    join(lonely, office, a_code(office))
    found = filing.look_up(
        lonely.db, by_visit(lonely.db, lonely.time(), ""), lonely.keys, receipt.code
    )
    assert found.case.opened.text == "等了一小时" and not found.arrived
    sync_round(lonely, office)
    assert filing.look_up(
        lonely.db, by_visit(lonely.db, lonely.time(), ""), lonely.keys, receipt.code
    ).arrived
    assert (
        filing.receipt(
            lonely.db, by_visit(lonely.db, lonely.time(), "v1"), lonely.keys, key(9)
        ).code
        == receipt.code
    )
    again = filing.open_case(
        lonely.db,
        by_visit(lonely.db, lonely.time(), "v1"),
        lonely.keys,
        key(9),
        Filed("complaint", ["waiting"]),
        None,
    )
    assert again.code == receipt.code, "a form sent again shows the first receipt"
    new = filing.open_case(
        lonely.db,
        by_visit(lonely.db, lonely.time(), "v1"),
        lonely.keys,
        key(10),
        Filed("question", ["fees"]),
        None,
    )
    assert (
        filing.look_up(
            lonely.db, by_visit(lonely.db, lonely.time(), ""), lonely.keys, new.code
        ).case.opened.mark
        == "question"
    )


def test_a_card_given_just_before_may_still_be_taken_back(lonely: Machine, office: Machine):
    cards.give(lonely.db, by_visit(lonely.db, lonely.time(), "v1"), key(1), WANG, "polite", "")
    join(lonely, office, a_code(office))
    lonely.time.pass_by(5_000)
    assert thanks.undo(lonely.db, by_visit(lonely.db, lonely.time(), "v1"), FORM, key(1)).voided
    sync_round(lonely, office)
    assert counts(office) == counts(lonely) == {}
    assert office.db.rows(alarms.Alarm.select()) == [] and is_sound(lonely, office)


def test_the_offices_documents_take_the_place_of_its_own_at_once(lonely: Machine, office: Machine):
    join(lonely, office, a_code(office))
    hall = branches.hall(lonely.db, lonely.today())
    assert hall is not None and hall.hall == "皇姑营业厅"
    assert set(clerks.roster(lonely.db, HERE, lonely.today())) == {WANG, LI, MANAGER}
    assert manifests.newest_manifest(lonely.db, HERE) is not None
    assert identity.me(lonely.db).anchor is None


@pytest.mark.parametrize("step", range(8))
@pytest.mark.parametrize("cut_before", [True, False])
def test_a_line_cut_while_joining_changes_nothing(
    lonely: Machine, office: Machine, step: int, cut_before: bool
):
    history(lonely)
    alone_as = identity.me(lonely.db).chain
    real, calls, code = wire_to(office), iter(range(1000)), a_code(office)

    def cut(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        broken = next(calls) == step
        if broken and cut_before:
            raise NoLine("cut")
        answer = real(method, path, body, headers)
        if broken:
            raise NoLine("cut")
        return answer

    with pytest.raises(NoLine):
        join(lonely, office, code, cut)
    assert joining.stands_alone(lonely.db) and identity.me(lonely.db).chain == alone_as
    assert is_sound(lonely)
    for _ in range(2):  # and asked twice it is the same station
        join(lonely, office, code)
    sync_round(lonely, office)
    join(lonely, office, a_code(office))  # a further code, the same office
    assert counts(office) == counts(lonely) and is_sound(lonely, office)
    assert len(rows(lonely, HERE)) == 7
    assert len(identity.receipt_keys(lonely.db, lonely.keys)) == 2


@pytest.mark.parametrize(
    "noun, verb",
    [(identity, "settle"), (writing, "_append"), (identity, "forget_office_time"),
     (documents, "swap_in"), (joining, "note_zone")],
)  # fmt: skip
def test_a_machine_that_dies_while_it_joins_is_as_it_was(
    alone: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch, noun: object, verb: str
):
    lonely = alone
    receipt = history(lonely)
    alone_as, held = identity.me(lonely.db).chain, counts(lonely)
    with monkeypatch.context() as dying:
        dying.setattr(noun, verb, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            join(lonely, office, a_code(office))
    again = Database(lonely.config.database)
    lonely.db.close()
    lonely.db = again
    assert identity.me(lonely.db).chain == alone_as and counts(lonely) == held
    assert filing.look_up(
        lonely.db, by_visit(lonely.db, lonely.time(), ""), lonely.keys, receipt.code
    )
    assert is_sound(lonely)


def test_years_of_history_count_at_the_office_and_in_a_second_station(
    lonely: Machine, office: Machine, time: Time, another_hall: Callable[[str, str], Machine]
):
    cards.give(lonely.db, by_visit(lonely.db, time(), "v1"), key(1), WANG, "polite", "")
    for _ in range(3):
        time.pass_by(300 * DAY_MS)
    cards.give(lonely.db, by_visit(lonely.db, time(), "v1"), key(2), WANG, "patient", "")
    join(lonely, office, a_code(office))
    sync_round(lonely, office)
    second = another_hall("second", HERE)
    assert counts(second) == counts(office) == counts(lonely)
    assert sum(counts(office).values()) == 2
    assert office.db.rows(alarms.Alarm.select()) == [] == second.db.rows(alarms.Alarm.select())


def test_a_station_without_a_history_still_may_not_bring_an_old_day(
    hall: Machine, office: Machine, time: Time
):
    time.step(-500 * DAY_MS)
    hall.db.run(identity.Identity.update(anchor_boot="another boot"))
    chain = identity.me(hall.db).chain
    hall.db.run(ledger.Chain.delete())
    said = facts.CardGiven(
        event_id=key(1), branch=HERE, day=hall.today(), at=time.utc, clock=standing(time(), None),
        mark="polite", clerk=WANG, giver="customer", entry="screen",
    )  # fmt: skip
    with hall.db.writing():
        plant(hall.db, chain, [facts.encode(said)])
    office.time = Time(time.utc + 500 * DAY_MS)
    time.step(500 * DAY_MS)
    sync_round(hall, office)
    assert [a.code for a in office.db.rows(alarms.Alarm.select())] == ["old_day"]


def test_what_the_hall_did_as_its_own_office_goes_along(lonely: Machine, office: Machine):
    me = identity.me(lonely.db)
    cards.give(lonely.db, by_visit(lonely.db, lonely.time(), "v1"), key(1), WANG, "polite", "")
    said = facts.PinChanged(
        event_id=key(5), branch=me.branch, day=lonely.today(), at=lonely.time.utc, clerk=LI,
        clock=standing(lonely.time(), None),
    )  # fmt: skip
    with lonely.db.writing():
        plant(lonely.db, me.own_office, [facts.encode(said)])
    join(lonely, office, a_code(office))
    assert sync_round(lonely, office).sent == 2
    assert {row.station: row.kind for row in rows(office, HERE)} == {
        me.station: "card", me.own_office.station: "pin_changed",
    }  # fmt: skip
    assert is_sound(lonely, office)
    now = identity.me(lonely.db)
    more = msgspec.structs.replace(said, branch=HERE, event_id=key(6))
    with lonely.db.writing():
        plant(lonely.db, now.own_office, [facts.encode(more)])
    with pytest.raises(Refusal, match="bad_envelope"):
        sync_round(lonely, office)
    assert len(rows(office, HERE)) == 2, "from then on only the office decides"


def as_listed(machine: Machine, branch: str) -> list[tuple[object, ...]]:
    """A branch's cases as its lists show them, whatever the branch is called."""
    fields = [field for name, field in CaseNow._meta.fields.items() if name != "branch"]
    wanted = CaseNow.select(*fields).where(CaseNow.branch == branch).order_by(CaseNow.case_id)
    return machine.db.rows(wanted.tuples())


def test_cases_stand_where_they_stood_rulings_and_contacts_too(lonely: Machine, office: Machine):
    """Answered, disputed, ruled on by the manager as the hall's own office."""
    me, now = identity.me(lonely.db), lonely.time

    def desk(badge: str) -> Author:
        return authors.at_desk(lonely.db, badge, now())

    contact_use.make_key(lonely.db, desk(WANG), key(40), "correct horse battery", b"0" * 16)
    reach = filing.Reach("王女士", "13812345678", b"1" * 16)
    filed = filing.Filed("complaint", ["waiting"], "等了一小时", LI)
    receipt = filing.open_case(
        lonely.db, by_visit(lonely.db, now(), "v1"), lonely.keys, key(9), filed, reach
    )
    open_one = filing.open_case(
        lonely.db, by_visit(lonely.db, now(), "v1"), lonely.keys, key(10), filed, None
    )
    case_id = receipt.case.event_id
    steps.accept(lonely.db, desk(WANG), lonely.case(case_id), key(41), WANG, False, "")
    steps.reply(lonely.db, desk(WANG), lonely.case(case_id), key(42), "explained", "")
    steps.dispute(lonely.db, desk(LI), lonely.case(case_id), key(43), "malicious", "没有的事")
    own = authors.as_own_office(lonely.db, authors.at_desk(lonely.db, WANG, now()))
    assert own is not None
    steps.rule_on(lonely.db, own, lonely.case(case_id), key(44), False, "录像可查")
    before = as_listed(lonely, me.branch)
    assert len(before) == 2
    join(lonely, office, a_code(office))
    assert as_listed(lonely, HERE) == before
    assert me.branch == HERE or as_listed(lonely, me.branch) == []
    sync_round(lonely, office)
    assert as_listed(office, HERE) == before
    assert is_sound(lonely, office)
    sealed = contact_store.find(office.db, HERE, receipt.case.contact)
    assert sealed is not None and sealed == contact_store.find(
        lonely.db, HERE, receipt.case.contact
    )
    state = filing.look_up(
        lonely.db, by_visit(lonely.db, now(), ""), lonely.keys, receipt.code
    ).case.state
    assert state == case_state.find(office.db, HERE, case_id).state != "new"
    case_id = open_one.case.event_id
    steps.accept(lonely.db, desk(MANAGER), lonely.case(case_id), key(45), WANG, False, "")
    sync_round(lonely, office)
    assert as_listed(office, HERE) == as_listed(lonely, HERE)
    assert authors.as_own_office(lonely.db, authors.at_desk(lonely.db, MANAGER, now())) is None, (
        "head office rules from now on"
    )


def test_what_happens_between_two_tries_to_join_goes_along(lonely: Machine, office: Machine):
    def lost(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        wire_to(office)(method, path, body, headers)
        raise NoLine("the answer is lost")

    code, me = a_code(office), identity.me(lonely.db)
    with pytest.raises(NoLine):
        join(lonely, office, code, lost)
    said = facts.PinChanged(
        event_id=key(5), branch=me.branch, day=lonely.today(), at=lonely.time.utc, clerk=LI,
        clock=standing(lonely.time(), None),
    )  # fmt: skip
    with lonely.db.writing():
        plant(lonely.db, me.own_office, [facts.encode(said)])
    join(lonely, office, code)
    sync_round(lonely, office)
    assert [row.kind for row in rows(office, HERE)] == ["pin_changed"]


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


def test_a_hall_is_founded_once(alone: Machine, hall: Machine):
    for station in (alone, hall):
        with pytest.raises(Refusal, match="settled_already"):
            founded(station, "np08")
    assert not joining.stands_alone(hall.db) and joining.stands_alone(alone.db)
    assert identity.me(alone.db).chain == ChainId(ALONE, alone.keys.fingerprint, 1)
    assert joining.brought(alone.db) == (None, 0)


def test_what_a_hall_brings_along_is_as_old_as_its_oldest_fact(alone: Machine, time: Time):
    cards.give(alone.db, by_visit(alone.db, time(), "v1"), key(1), WANG, "polite", "")
    time.pass_by(DAY_MS)
    cards.give(alone.db, by_visit(alone.db, time(), "v1"), key(2), WANG, "polite", "")
    assert joining.brought(alone.db) == (datetime.date(2026, 11, 21), 0)
