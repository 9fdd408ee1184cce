"""A hall that stood alone joins an office, and its whole history with it."""

import datetime
from collections.abc import Callable

import msgspec
import pytest

from kiosk.records.cases import contact_store, filing
from kiosk.records.cases.filing import Filed
from kiosk.records.exchange import joining
from kiosk.records.exchange.epochs import SignedHead
from kiosk.records.feedback import cards, paper, thanks
from kiosk.records.ledger import alarms, identity, ledger, times
from kiosk.records.ledger.ledger import OFFICE, ChainId
from kiosk.records.ledger.office_marks import MarkMoved
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, manifests
from kiosk.rules.ledger.time import standing
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    ALONE,
    FORM,
    HERE,
    LI,
    MANAGER,
    THERE,
    WANG,
    Machine,
    Time,
    by_visit,
    founded,
    plant,
    sync_round,
)
from tests.records.cases.cast import file
from tests.records.exchange.cast import (
    DAY_MS,
    a_code,
    code,
    counted,
    enter_box,
    history,
    is_sound,
    join,
    key,
    renamed,
    rows,
)
from tests.sync.cast import watched


def test_the_office_agrees_with_a_hall_that_joined(lonely: Machine, office: Machine):
    history(lonely)
    before = {k[1:]: n for k, n in cards.count(lonely.db, ["branch", "clerk", "kind"]).items()}
    join(lonely, office, a_code(office))
    sync_round(lonely, office)
    assert counted(office) == counted(lonely) != {}
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
    assert counted(office) == counted(lonely) == {}
    assert office.db.rows(alarms.Alarm.select()) == [] and is_sound(lonely, office)


def test_the_offices_documents_take_the_place_of_its_own_at_once(lonely: Machine, office: Machine):
    join(lonely, office, a_code(office))
    hall = branches.hall(lonely.db, lonely.today())
    assert hall is not None and hall.hall == "皇姑营业厅"
    assert set(clerks.roster(lonely.db, HERE, lonely.today())) == {WANG, LI, MANAGER}
    assert manifests.newest_manifest(lonely.db, HERE) is not None
    assert identity.me(lonely.db).anchor is None


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
    assert counted(second) == counted(office) == counted(lonely)
    assert sum(counted(office).values()) == 2
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
    calls: list[str] = []
    assert sync_round(lonely, office, watched(office, calls)).sent == 2
    assert calls.count("POST /intake/v1/entries") == 2, "one message for each chain"
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


def test_a_hall_is_founded_once(alone: Machine, hall: Machine):
    for station in (alone, hall):
        with pytest.raises(Refusal, match="settled_already"):
            founded(station, "np08")
    assert not joining.is_standalone(hall.db) and joining.is_standalone(alone.db)
    assert identity.me(alone.db).chain == ChainId(ALONE, alone.keys.fingerprint, 1)
    assert joining.brought(alone.db) == (None, 0)
    assert times.believed(alone.db, alone.time()).sure, "who founded it has confirmed the clock"


def test_what_a_hall_brings_along_is_as_old_as_its_oldest_fact(alone: Machine, time: Time):
    cards.give(alone.db, by_visit(alone.db, time(), "v1"), key(1), WANG, "polite", "")
    time.pass_by(DAY_MS)
    cards.give(alone.db, by_visit(alone.db, time(), "v1"), key(2), WANG, "polite", "")
    assert joining.brought(alone.db) == (datetime.date(2026, 11, 21), 0)


def test_what_another_office_held_is_forgotten(lonely: Machine, office: Machine):
    history(lonely)
    of = identity.me(lonely.db).chain
    row = {"station": of.station, "epoch": 1, "seq": 1, "at": 1}
    lonely.db.run(MarkMoved.insert(row))
    join(lonely, office, a_code(office))
    assert [moved.at for moved in lonely.db.rows(MarkMoved.select()) if moved.at == 1] == []


@pytest.mark.parametrize(("branch", "left"), [(HERE, {OFFICE, "t" * 24}), (THERE, {"t" * 24})])
def test_signed_heads_of_head_office_stay_with_the_branch_that_was_left(
    hall: Machine, office: Machine, branch: str, left: set[str]
):
    """Its chain for the next branch has the same name."""
    sync_round(hall, office)
    for station in (OFFICE, "t" * 24):
        row = {"station": station, "epoch": 1, "seq": 1, "head": b"h", "signature": b"s"}
        hall.db.run(SignedHead.insert(row))
    renamed(hall, office, code(office, branch, hall.keys.fingerprint))
    assert {row.station for row in hall.db.rows(SignedHead.select())} == left


@pytest.mark.parametrize("other", [True, False])
def test_only_to_another_office_sent_details_are_sent_again(
    hall: Machine, office: Machine, other: bool
):
    file(hall, reach=True)
    sync_round(hall, office)
    if other:  # what it had before
        hall.db.run(identity.Identity.update(office_key=b"k" * 32))
    renamed(hall, office, code(office, replaces=hall.keys.fingerprint))
    assert contact_store.has_unsent(hall.db, HERE) is other
