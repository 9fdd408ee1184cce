"""Cases as they are listed and summed up."""

import datetime
from collections.abc import Sequence

import pytest

from kiosk.ground import paging
from kiosk.ground.paging import PAGE
from kiosk.records.cases import contact_use, lists, steps
from kiosk.records.cases.state import CaseNow
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, THERE, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import DAY_MS, D, accepted, cases_like, central, desk, file, k, look


def test_lists_and_counts_go_by_the_day_that_is_promised(hall: Machine, time: Time):
    one, two = file(hall, 1), file(hall, 2, kind="question", badge="")
    accepted(hall, one)
    time.pass_by(3 * DAY_MS)
    assert lists.counts(hall.db, HERE, "", hall.today(), "") == (1, 0, 2)
    assert lists.counts(hall.db, HERE, LI, hall.today(), "") == (0, 0, 1)
    time.pass_by(DAY_MS)
    assert lists.counts(hall.db, HERE, "", hall.today(), "").late == 2
    assert lists.counts(hall.db, THERE, "", hall.today(), "") == (0, 0, 0)
    late = lists.listed(hall.db, late=hall.today()).rows
    assert {row.case_id for row in late} == {one.case.event_id, two.case.event_id}
    assert names(lists.listed(hall.db, clerk=LI).rows) == [one.case.event_id]
    assert [row.kind for row in lists.listed(hall.db, kind="question").rows] == ["question"]


def test_a_list_is_summed_up_by_branch_the_first_due_day_first(
    hall: Machine, office: Machine, time: Time
):
    for number in range(3):
        file(hall, number)
    sync_round(hall, office)
    (made,) = office.db.rows(CaseNow.select().limit(1).dicts())
    theirs = made | {"branch": THERE, "case_id": "t", "must_by": D(2026, 11, 20)}
    office.db.run(CaseNow.insert(theirs))
    time.pass_by(9 * DAY_MS)
    due = made["must_by"]
    late = {"late": office.today()}
    assert lists.by_branch(office.db, **late).rows == [(THERE, 1, D(2026, 11, 20)), (HERE, 3, due)]
    assert lists.by_branch(office.db, **late, branch=HERE) == ([(HERE, 3, due)], 1)
    assert lists.by_branch(office.db, objected=True) == ([], 0)


def test_a_long_list_is_read_page_by_page(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    file(hall, 1)
    (made,) = hall.db.rows(CaseNow.select().dicts())
    rows = [made | {"case_id": f"{number:03}"} for number in range(2 * PAGE)]
    hall.db.run(CaseNow.insert_many(rows))
    pages = [lists.listed(hall.db, page, branch=HERE) for page in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 1, 0]
    assert len({row.case_id for page in pages for row in page.rows}) == 2 * PAGE + 1
    monkeypatch.setattr(paging, "MOST_COUNTED", 2)
    assert [lists.number(hall.db), lists.number(hall.db, 2)] == [PAGE + 2, 2 * PAGE + 1]
    hall.db.run(CaseNow.update(branch=CaseNow.case_id))
    found = [lists.by_branch(hall.db, page).number for page in (1, 2)]
    assert found == [PAGE + 2, 2 * PAGE + 1]


def test_answers_are_summed_up_by_what_is_asked(hall: Machine, office: Machine, time: Time):
    case_id = accepted(hall, file(hall, 1))
    file(hall, 2)
    time.pass_by(3 * 3_600_000)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    sync_round(hall, office)
    answers = lists.answering(office.db, "kind", hall.today(), hall.today(), hall.today())
    told = answers.groups["complaint"]
    assert (told.opened, told.answered, told.on_time, told.median, told.p90) == (2, 1, 1, 3.0, 3.0)
    assert answers.whole == told and (told.late, told.share) == (0, 1.0)
    later = lists.answering(office.db, "kind", hall.today(), hall.today(), D(2027, 6, 1)).whole
    assert (later.answered, later.late, later.share) == (1, 1, 0.5), "late without an answer"
    none = lists.answering(office.db, "branch", D(2020, 1, 1), D(2020, 1, 2), hall.today())
    assert none.groups == {} and none.whole.opened == 0


def test_answers_are_grouped_by_branch_kind_class_cause_and_level(hall: Machine):
    file(hall)
    cases_like(hall, {
        "special": {"special": 1, "cause": "needs", "level": "branch", "must_by": D(2026, 11, 29)},
        "due": {"must_by": D(2026, 11, 30), "day": D(2026, 11, 20)},
        "elsewhere": {"branch": THERE, "kind": "question", "day": D(2026, 11, 19)},
    })  # fmt: skip
    first, last, today = D(2026, 11, 20), D(2026, 11, 21), D(2026, 11, 30)

    def grouped(by: str, **only: list[str]) -> dict[str, tuple[int, int]]:
        found = lists.answering(hall.db, by, first, last, today, **only)
        assert found.whole.opened == sum(one.opened for one in found.groups.values())
        return {name: (one.opened, one.late) for name, one in found.groups.items()}

    assert grouped("class") == {"special": (1, 1), "general": (1, 0)}, "due today is not late"
    assert grouped("cause") == {"needs": (1, 1), "": (1, 0)}
    assert grouped("level") == {"branch": (1, 1), "": (1, 0)}
    first = D(2026, 11, 19)
    assert grouped("branch")[THERE] == grouped("kind")["question"] == (1, 1)
    assert grouped("branch", branches=[HERE]) == {HERE: (2, 1)}
    assert grouped("branch", branches=[]) == {}


def test_a_complaint_about_the_manager_waits_for_the_office(hall: Machine, office: Machine):
    receipt = file(hall, badge=MANAGER)
    sync_round(hall, office)
    waiting = lists.listed(office.db, waits_for="office")
    assert (waiting.number, waiting.rows[0].case_id) == (1, receipt.case.event_id)
    steps.accept(
        office.db, central(office), office.case(receipt.case.event_id), k(1), LI, False, ""
    )
    sync_round(hall, office)
    with pytest.raises(Refusal, match="conflict_of_interest"):
        steps.hand_over(
            hall.db, desk(hall, LI), hall.case(receipt.case.event_id), k(2), MANAGER, ""
        )
    steps.reply(hall.db, desk(hall, LI), hall.case(receipt.case.event_id), k(3), "fixed", "")
    assert look(hall, receipt).must == "office"


def test_an_objection_waits_at_the_office_until_it_has_ruled_and_comes_once(
    hall: Machine, office: Machine
):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(1), "fixed", "")
    steps.dispute(hall.db, desk(hall, WANG), hall.case(case_id), k(2), "mistaken", "不是我")
    steps.reopen(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, k(3), "")
    sync_round(hall, office)
    assert lists.listed(office.db, objected=True).number == 1
    steps.rule_on(office.db, central(office), office.case(case_id), k(4), False, "是")
    assert lists.listed(office.db, objected=True).number == 0
    sync_round(hall, office)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(5), "fixed", "")
    with pytest.raises(Refusal, match="disputed_already"):
        steps.dispute(hall.db, desk(hall, WANG), hall.case(case_id), k(6), "mistaken", "不是我")


def test_requests_to_erase_are_listed_by_the_day_on_which_they_are_due(hall: Machine, time: Time):
    made = [file(hall, number, reach=True).case.event_id for number in (1, 2, 3)]
    time.pass_by(3 * DAY_MS)
    for number, back in ((0, 0), (1, 2)):
        case, day = hall.case(made[number]), hall.today() - datetime.timedelta(back)
        contact_use.ask_erasure(hall.db, desk(hall), case, k(70 + number), "letter", day)
    rows = lists.listed(hall.db, erasing=True).rows
    assert names(rows) == [made[1], made[0]]
    assert lists.by_branch(hall.db, erasing=True).rows == [(HERE, 2, rows[0].erase_by)]
    due = rows[1].erase_by
    assert [row.case_id for row in lists.listed(hall.db, erasing=True, late=due).rows] == [made[1]]


def test_beside_a_case_are_those_before_and_after_it_on_the_list(hall: Machine, time: Time):
    ids = []
    for number in range(1, 6):
        more = {"topics": ["safety"]} if number == 4 else {}
        ids.append(file(hall, number, kind="question", badge="", **more).case.event_id)
        time.pass_by(1_000)
    which: lists.Which = {"branch": HERE}
    order = [row.case_id for row in lists.listed(hall.db, **which).rows]
    assert order == [ids[3], ids[4], ids[2], ids[1], ids[0]]
    for place, case_id in enumerate(order):
        before, after = order[place - 1] if place else "", "".join(order[place + 1 : place + 2])
        assert lists.beside(hall.db, case_id, which) == (before, after)
    assert lists.beside(hall.db, ids[1], {"branch": HERE, "states": ("closed",)}) == ("", "")
    assert lists.beside(hall.db, "unknown", which) == ("", "")


def test_a_complaint_is_hidden_from_its_subject_until_it_is_answered(hall: Machine):
    receipt = file(hall, 1)
    file(hall, 2, kind="suggestion")
    hidden: lists.Which = {"branch": HERE, "hidden_from": WANG}
    assert [row.kind for row in lists.listed(hall.db, **hidden).rows] == ["suggestion"]
    assert lists.counts(hall.db, HERE, "", hall.today(), WANG).new == 1
    assert lists.listed(hall.db, branch=HERE, hidden_from=LI).number == 2
    case_id = accepted(hall, receipt)
    assert lists.listed(hall.db, **hidden).number == 1
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(200), "fixed", "")
    assert lists.listed(hall.db, **hidden).number == 2


def names(rows: Sequence[CaseNow]) -> list[str]:
    return [row.case_id for row in rows]


CLOSED = {"state": "closed", "must_by": None}
PRAISE = CLOSED | {"kind": "praise"}


def test_each_clerk_reads_the_answered_cases_and_the_praise_of_their_own(hall: Machine):
    file(hall)
    cases_like(hall, {
        "praise": PRAISE | {"day": D(2026, 11, 3)},
        "newer": PRAISE | {"day": D(2026, 11, 4)},
        "unthanked": PRAISE | {"state": "opened"},
        "of another": PRAISE | {"about": LI},
        "elsewhere": PRAISE | {"branch": THERE},
        "replied": {"state": "replied", "day": D(2026, 11, 5)},
        "disputed": {"state": "disputed", "day": D(2026, 11, 2)},
        "closed": CLOSED | {"day": D(2026, 11, 1)},
        "accepted": {"state": "accepted"},
    })  # fmt: skip
    assert names(lists.praise(hall.db, HERE, WANG).rows) == ["newer", "praise"]
    answered = ["replied", "newer", "praise", "disputed", "closed"]
    assert names(lists.about(hall.db, HERE, WANG).rows) == answered


def test_a_list_holds_what_it_is_asked_for_and_no_more(hall: Machine):
    file(hall)
    cases_like(hall, {
        "extended": {"extended": 2},
        "once": {"extended": 1, "responsible": LI, "number": "26-1"},
        "closed": CLOSED | {"extended": 1, "worker": LI},
        "other": {"kind": "question", "state": "replied"},
        "elsewhere": {"branch": THERE, "number": "26-1", "must": "office"},
    })  # fmt: skip

    def listed(**which: object) -> set[str]:
        found = lists.listed(hall.db, **which)  # type: ignore[arg-type]
        assert lists.number(hall.db, **which) == found.number  # type: ignore[arg-type]
        return {*names(found.rows)}

    everything = {"extended", "once", "closed", "other", "elsewhere"}
    assert listed() == everything and listed(branches=[]) == set()
    assert listed(extended=True) == {"extended", "once"}
    assert listed(clerk=LI) == {"once", "closed"}
    assert listed(number="26-1") == {"once", "elsewhere"}
    assert listed(number="26-1", branch=HERE) == {"once"}
    assert listed(branches=[THERE]) == listed(waits_for="office") == {"elsewhere"}
    assert listed(states=("closed", "replied")) == {"closed", "other"}
    assert listed(kind="complaint") == everything - {"other"}
    assert listed(erasing=True) == listed(objected=True) == set()
    odd = {"must_by": D.min, "objected_by": D.min, "erase_by": D.min, "extended": 1}
    hall.db.run(CaseNow.update(odd).where(CaseNow.case_id == "other"))
    assert listed(erasing=True) == listed(objected=True) == {"other"}, "whatever the day"
    assert listed(extended=True) == {"extended", "once", "other"}


def test_cases_that_explain_a_rating_are_found_by_it(hall: Machine):
    file(hall)
    cases_like(hall, {
        "late": {"rating": "r1", "at": 9}, "early": {"rating": "r1", "at": 8},
        "replied": {"rating": "r2", "state": "replied"}, "lobby": {},
        "of another": {"rating": "r3", "about": LI, "state": "accepted"},
        "elsewhere": {"rating": "r1", "branch": THERE},
    })  # fmt: skip
    found = lists.of_ratings(hall.db, HERE, ["r1", "r2", ""])
    assert {rating: names(rows) for rating, rows in found.items()} == {
        "r1": ["early", "late"], "r2": ["replied"],
    }  # fmt: skip
    assert lists.unanswered_ratings(hall.db, HERE, WANG) == ["r1", "r1"]
    assert lists.unanswered_ratings(hall.db, HERE, LI) == ["r3"]
