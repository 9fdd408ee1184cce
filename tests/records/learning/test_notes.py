"""A note is written, verified and made into a guide; its author reads what became of it."""

import pytest

from kiosk.records.learning import notes
from kiosk.records.learning.notes import Judgement, New
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.records.publishing import documents, releases
from kiosk.vocabulary.documents import Guide, Publication, Said
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, HERE, LI, START_2014, WANG, Machine, Time, sync_round
from tests.records.cases.cast import central, desk, k

NOTE = New("", "换 IC 卡", "先查卡号\n再补卡")
ONE, TWO = k(6_001), k(6_002)


def write(hall: Machine, note_id: str = ONE, note: New = NOTE, badge: str = WANG) -> None:
    notes.write(hall.db, desk(hall, badge), note_id, note)


def judge(hall: Machine, number: int, mark: str, reason: str = "", other: str = "") -> None:
    notes.judge(hall.db, desk(hall), k(6_100 + number), ONE, Judgement(mark, reason, other))


def state(machine: Machine, note_id: str = ONE) -> str:
    return notes.find(machine.db, HERE, note_id).state


def guide(key: str = "card-new") -> Publication:
    said = Said("换卡")
    content = Guide(title=said, steps=(said,), papers=(), limit=said, fee=said, window=said)
    return Publication(key, content, START_2014, "guide")


def facts(machine: Machine, kind: str) -> int:
    return len(machine.db.rows(Ledger.select().where(Ledger.kind == kind)))


def test_a_note_is_unverified_until_the_manager_says_otherwise(hall: Machine, time: Time):
    for _ in range(2):
        write(hall)
    assert facts(hall, "note_written") == 1 and state(hall) == "unverified"
    for number, mark in enumerate(("verified", "set_aside", "verified")):
        time.pass_by(1_000)
        judge(hall, number, mark, "流程已变")
        assert state(hall) == mark
    judge(hall, 2, "set_aside", "同一张表")
    assert facts(hall, "note_judged") == 3 and state(hall) == "verified"


def test_only_the_manager_judges(hall: Machine):
    write(hall)
    with pytest.raises(Refusal, match="only_manager"):
        notes.judge(hall.db, desk(hall, LI), k(1), ONE, Judgement("verified"))
    assert state(hall) == "unverified"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (Judgement("right"), "unknown_judgement", "mark"),
        (Judgement("set_aside"), "text_required", "reason"),
        (Judgement("verified", "字" * 201), "long_comment", "reason"),
        (Judgement("replaced"), "other_note", "other"),
        (Judgement("replaced", other=ONE), "other_note", "other"),
        (Judgement("replaced", other=k(9)), "other_note", "other"),
    ],
)
def test_what_is_missing_is_named(hall: Machine, said: Judgement, code: str, field: str):
    write(hall)
    with pytest.raises(Refusal, match=code) as refused:
        notes.judge(hall.db, desk(hall), k(1), ONE, said)
    assert refused.value.field == field and facts(hall, "note_judged") == 0


@pytest.mark.parametrize(
    ("note", "code", "field"),
    [
        (New("", " ", "一"), "text_required", "title"),
        (New("", "一", "\n"), "text_required", "text"),
        (New("", "字" * 61, "一"), "long_comment", "title"),
        (New("", "一", "字" * 1_501), "long_comment", "text"),
        (New("9-none", "一", "一"), "unknown_service", ""),
    ],
)
def test_a_note_has_a_title_a_text_and_a_known_item(
    hall: Machine, note: New, code: str, field: str
):
    with pytest.raises(Refusal, match=code) as refused:
        write(hall, note=note)
    assert refused.value.field == field and facts(hall, "note_written") == 0


def test_another_note_can_be_in_its_place(hall: Machine):
    write(hall)
    write(hall, TWO, New("", "新卡", "直接补卡"), LI)
    judge(hall, 1, "replaced", other=TWO)
    found = notes.find(hall.db, HERE, ONE)
    assert found.state == "replaced" and found.judged is not None and found.judged.other == TWO
    with pytest.raises(Refusal, match="unknown_note"):
        notes.find(hall.db, HERE, k(9))


def test_head_office_makes_a_verified_note_into_a_draft_and_the_hall_reads_that(
    hall: Machine, office: Machine
):
    write(hall)
    sync_round(hall, office)
    assert notes.verified(office.db, None) == []
    with pytest.raises(Refusal, match="unverified_note"):
        notes.draft(office.db, central(office), k(1), ONE, guide())
    judge(hall, 1, "verified")
    sync_round(hall, office)
    (found,) = notes.verified(office.db, None)
    assert found.is_waiting and found.fact.clerk == WANG
    for _ in range(2):
        notes.draft(office.db, central(office), k(1), ONE, guide())
    assert releases.find(office.db, k(1)).state == "proposed" and facts(office, "note_used") == 1
    sync_round(hall, office)
    here = notes.find(hall.db, HERE, ONE)
    assert here.used is not None and here.used.guide == "card-new"
    assert not notes.is_published(hall.db, here)
    today = office.today()
    releases.publish(office.db, k(1), "admin", office.time.utc, False, today, mostly_new=True)
    sync_round(hall, office)
    assert notes.is_published(hall.db, notes.find(hall.db, HERE, ONE))
    for machine in (hall, office):
        origin = notes.origin(machine.db, "card-new")
        assert origin is not None and origin.fact.branch == HERE and origin.fact.clerk == WANG
    assert notes.origin(office.db, "other") is None


def test_a_guide_that_is_there_is_not_overwritten_and_a_note_can_be_declined(
    hall: Machine, office: Machine
):
    write(hall)
    judge(hall, 1, "verified")
    sync_round(hall, office)
    documents.publish(office.db, [guide("card")], "t", office.time.utc)
    with pytest.raises(Refusal, match="known_guide"):
        notes.draft(office.db, central(office), k(1), ONE, guide("card"))
    with pytest.raises(Refusal, match="text_required"):
        notes.decline(office.db, central(office), k(1), ONE, " ")
    notes.decline(office.db, central(office), k(2), ONE, "已在培训中说明")
    sync_round(hall, office)
    here = notes.find(hall.db, HERE, ONE)
    assert here.used is not None and here.used.reason == "已在培训中说明" and not here.is_waiting
    assert releases.newest(office.db, 5) == []


def test_a_hall_alone_makes_its_own(alone: Machine):
    of = authors.at_desk(alone.db, WANG, alone.time())
    notes.write(alone.db, of, ONE, NOTE)
    notes.judge(alone.db, of, k(1), ONE, Judgement("verified"))
    own = authors.as_own_office(alone.db, of)
    assert own is not None
    notes.draft(alone.db, own, k(2), ONE, guide())
    (found,) = notes.verified(alone.db, [ALONE])
    assert found.used is not None and not found.is_waiting


def test_notes_arrive_in_any_order_and_no_other_hall_reads_them(hall: Machine, office: Machine):
    write(hall)
    judge(hall, 1, "verified")
    sync_round(hall, office)
    assert notes.of_branch(office.db, HERE) == notes.of_branch(hall.db, HERE) != []
    assert notes.of_branch(office.db, "sb02") == []
