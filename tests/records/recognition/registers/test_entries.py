"""Entries of a register: written by those who may, shown after consent, gone after it is taken
back, and the same at the hall and at head office."""

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.registers import entries
from kiosk.records.recognition.registers.entries import Entry, New
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, THERE, WANG, ZHAO, Machine, Time, sync_round
from tests.records.cases.cast import central, desk, k
from tests.records.recognition.registers.cast import DEED, consent, deeds, enter, publish

DAY_MS = 86_400_000


def listed(machine: Machine, branches: list[str] | None = None) -> list[Entry]:
    today = machine.today()
    register = entries.find(machine.db, "deeds", today)
    return entries.listed(machine.db, "deeds", register, today, branches)


def shown(machine: Machine) -> list[str]:
    return [one.fact.event_id for one in listed(machine) if one.is_shown]


def test_an_entry_is_shown_once_its_clerk_has_consented(hall: Machine, office: Machine, time: Time):
    publish(office, hall)
    entry_id = enter(hall)
    (one,) = listed(hall)
    assert one.fact.said == (f"{DEED}（1）", "主动") and not one.is_shown and one.consent == ""
    assert entries.waiting(hall.db, HERE, WANG, hall.today()) == 1
    assert entries.waiting(hall.db, HERE, LI, hall.today()) == 0
    for _ in range(2):
        consent(hall, 10, entry_id)
    sync_round(hall, office)
    assert shown(hall) == shown(office) == [entry_id]
    assert entries.waiting(hall.db, HERE, WANG, hall.today()) == 0
    time.pass_by(1_000)
    consent(hall, 11, entry_id, yes=False)
    sync_round(hall, office)
    assert shown(hall) == shown(office) == []
    kinds = [row.kind for row in hall.db.rows(Ledger.select()) if row.kind == "consented"]
    assert len(kinds) == 2, "the same form twice is one fact"


def test_no_one_else_consents_and_who_is_in_charge_takes_it_down(
    hall: Machine, office: Machine, time: Time
):
    publish(office, hall)
    entry_id = enter(hall)
    for badge, yes in ((LI, True), (LI, False), (MANAGER, True)):
        with pytest.raises(Refusal, match="not_your_entry"):
            consent(hall, 10, entry_id, yes, by=badge)
    with pytest.raises(Refusal, match="unknown_entry"):
        consent(hall, 10, k(99))
    consent(hall, 10, entry_id)
    sync_round(hall, office)
    time.pass_by(1_000)
    with pytest.raises(Refusal, match="not_your_entry"):
        entries.say(office.db, central(office), k(11), entry_id, True)
    entries.say(office.db, central(office), k(11), entry_id, False)
    sync_round(hall, office)
    assert shown(hall) == shown(office) == []


def test_head_office_enters_and_the_clerk_consents_in_the_hall(hall: Machine, office: Machine):
    publish(office, hall)
    entries.enter(office.db, central(office), k(1), New("deeds", WANG, [DEED]))
    sync_round(hall, office)
    consent(hall, 10, k(1))
    sync_round(hall, office)
    assert shown(office) == shown(hall) == [k(1)]
    assert listed(office, [THERE]) == [] and len(listed(office, [HERE])) == 1


def test_an_entry_expires(hall: Machine, office: Machine, time: Time):
    publish(office, hall, months=1)
    consent(hall, 10, enter(hall))
    assert len(shown(hall)) == 1
    time.pass_by(40 * DAY_MS)
    assert len(shown(hall)) == 1
    time.pass_by(DAY_MS)
    assert shown(hall) == [] and len(listed(hall)) == 1


def test_without_a_named_clerk_no_one_is_asked(hall: Machine, office: Machine):
    publish(office, hall)
    assert enter(hall, clerk="") in shown(hall)


def test_what_is_about_a_clerk_is_read_by_that_clerk(hall: Machine, office: Machine):
    publish(office, hall, readers="managers")
    enter(hall)
    enter(hall, 2, clerk=LI)
    (one,) = entries.about(hall.db, HERE, WANG, hall.today())
    assert one.fact.clerk == WANG


def test_clerks_write_where_the_register_lets_them(hall: Machine, office: Machine):
    publish(office, hall)
    with pytest.raises(Refusal, match="not_your_register"):
        enter(hall, by=LI)
    publish(office, hall, key="other", writers="staff")
    enter(hall, 2, by=LI, key="other")


@pytest.mark.parametrize(
    ("key", "clerk", "said", "code"),
    [
        ("none", WANG, [DEED], "unknown_register"),
        ("deeds", WANG, [" "], "text_required"),
        ("deeds", WANG, [], "text_required"),
        ("deeds", WANG, ["字" * 501], "long_comment"),
        ("deeds", WANG, [DEED, "a\x00"], "odd_comment"),
        ("deeds", ZHAO, [DEED], "unknown_clerk"),
        ("deeds", "9999", [DEED], "unknown_clerk"),
    ],
)
def test_what_is_refused_writes_nothing(
    hall: Machine, office: Machine, key: str, clerk: str, said: list[str], code: str
):
    publish(office, hall)
    with pytest.raises(Refusal, match=code):
        entries.enter(hall.db, desk(hall), k(1), New(key, clerk, said))
    assert listed(hall) == []
    assert entries.registers(hall.db, hall.today()) == {"deeds": deeds()}
