"""Steps that are taken: by whom, until when, and what is refused."""

import pytest

from kiosk.records.cases import lists, state, steps
from kiosk.records.ledger import ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.people import authors
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, ZHAO, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import (
    DAY_MS,
    D,
    accepted,
    central,
    counting_key,
    desk,
    file,
    k,
    look,
    read,
)


def test_a_case_is_promised_by_a_date_and_answered_by_it(hall: Machine, time: Time):
    receipt = file(hall)
    assert receipt.case.due == D(2026, 11, 24)  # Saturday the 21st, two working days
    case_id = accepted(hall, receipt)
    time.pass_by(3 * DAY_MS)
    answered = steps.reply(
        hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "已加开窗口"
    )
    assert (answered.state, answered.must, answered.on_time) == ("replied", "manager", True)
    closed = steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "execution", "branch", "")
    assert (closed.state, closed.must_by) == ("closed", None)
    after = steps.follow_up(hall.db, desk(hall), hall.case(case_id), k(103), "satisfied", "")
    assert len(after.trail) == 4 and look(hall, receipt) == after
    assert verify(hall.db) is None


def test_a_special_case_takes_the_longer_class_and_says_why(hall: Machine):
    receipt = file(hall)
    with pytest.raises(Refusal, match="text_required"):
        steps.accept(hall.db, desk(hall), hall.case(receipt.case.event_id), k(5), LI, True, " ")
    case = steps.accept(
        hall.db, desk(hall), hall.case(receipt.case.event_id), k(5), LI, True, "要上门"
    )
    assert (case.due, case.special, case.responsible) == (D(2026, 11, 27), True, LI)
    case = steps.reply(hall.db, desk(hall, LI), case, k(6), "fixed", "")
    assert case.due == D(2026, 11, 27), "five working days until it is closed"


def test_an_extension_before_acceptance_stays(hall: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    steps.extend(hall.db, desk(hall), hall.case(case_id), k(6), D(2026, 12, 1), "等厂家回信")
    case = steps.accept(hall.db, desk(hall), hall.case(case_id), k(7), LI, False, "")
    assert (case.due, case.extended) == (D(2026, 12, 1), 1)


def test_a_form_sent_again_is_one_step(hall: Machine):
    case_id = accepted(hall, file(hall))
    again = steps.accept(hall.db, desk(hall), hall.case(case_id), k(100), WANG, False, "")
    assert again.responsible == LI and len(again.trail) == 1


@pytest.mark.parametrize(
    ("badge", "code"), [(LI, "not_manager"), (WANG, "not_manager"), (ZHAO, "unknown_clerk")]
)
def test_only_the_manager_accepts(hall: Machine, badge: str, code: str):
    receipt = file(hall)
    with pytest.raises(Refusal, match=code):
        steps.accept(
            hall.db, desk(hall, badge), hall.case(receipt.case.event_id), k(9), LI, False, ""
        )
    assert ledger.chains(hall.db, HERE)[0].seq == 1, "nothing was written"


def test_whom_a_complaint_is_about_never_answers_for_it(hall: Machine):
    receipt = file(hall)
    with pytest.raises(Refusal, match="conflict_of_interest"):
        steps.accept(hall.db, desk(hall), hall.case(receipt.case.event_id), k(9), WANG, False, "")


def test_the_customer_reopens_with_the_code_and_nobody_else(hall: Machine):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "explained", "")
    case = steps.reopen(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, k(102), "没说清"
    )
    assert (case.state, case.worker, case.reopened) == ("accepted", LI, 1)
    with pytest.raises(Refusal, match="unknown_receipt"):
        steps.reopen(
            hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2222", k(103), ""
        )


def test_only_the_office_rules_and_both_versions_stay(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "explained", "")
    case = steps.dispute(
        hall.db, desk(hall, WANG), hall.case(case_id), k(102), "mistaken", "当天我休假"
    )
    assert (case.due, case.objected_by) == (D(2026, 12, 4), D(2026, 12, 4)), "ten working days"
    with pytest.raises(Refusal, match="not_office"):
        steps.rule_on(hall.db, desk(hall), hall.case(case_id), k(103), True, "x")
    sync_round(hall, office)
    steps.rule_on(office.db, central(office), office.case(case_id), k(104), True, "考勤属实")
    assert office.case(case_id).trail[-1].step.due == D(2026, 11, 27)
    sync_round(hall, office)
    case = look(hall, receipt)
    assert (case.ruling, case.state) == (True, "replied")
    said = [told.step.text for told in case.trail[-2:]]
    assert said == ["当天我休假", "考勤属实"]


def test_whom_a_complaint_is_about_has_no_part_in_it_but_to_object(hall: Machine, office: Machine):
    receipt = file(hall, reach=True, badge=MANAGER)
    case_id = receipt.case.event_id
    assert receipt.case.about_manager and look(hall, receipt).must == "office"
    keys = counting_key(hall, office)
    for verb in (
        lambda: steps.accept(hall.db, desk(hall), hall.case(case_id), k(1), LI, False, ""),
        lambda: steps.extend(hall.db, desk(hall), hall.case(case_id), k(2), D(2026, 12, 1), "x"),
        lambda: steps.contacted(hall.db, desk(hall), hall.case(case_id), k(3), ""),
        lambda: read(hall, case_id, keys, 4),
    ):
        with pytest.raises(Refusal, match=r"conflict_of_interest|not_manager"):
            verb()
    assert look(hall, receipt).seen == 1


def test_a_hall_puts_off_so_far_and_the_office_further(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    last = D(2026, 12, 11)  # fifteen working days
    for day in (D(2026, 12, 12), D(9999, 12, 31)):
        with pytest.raises(Refusal, match="extension_too_long"):
            steps.extend(hall.db, desk(hall), hall.case(case_id), k(1), day, "x")
    assert steps.extend(hall.db, desk(hall), hall.case(case_id), k(1), last, "x").due == last
    sync_round(hall, office)
    steps.extend(office.db, central(office), office.case(case_id), k(2), D(2027, 3, 1), "等新管道")
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(3), LI, False, "")
    sync_round(hall, office)
    assert look(hall, receipt).due == D(2027, 3, 1), "accepting takes back no extension"
    assert lists.listed(office.db, extended=True).number == 1


def test_a_further_answer_puts_nothing_off(hall: Machine, time: Time):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    first = steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(1), "fixed", "")
    time.pass_by(2 * DAY_MS)
    assert (
        steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(2), "fixed", "").due == first.due
    )


def test_a_hall_alone_rules_on_objections_as_its_own_office(alone: Machine):
    receipt = file(alone, badge=LI)
    case_id = receipt.case.event_id
    steps.accept(alone.db, desk(alone, WANG), alone.case(case_id), k(1), WANG, False, "")
    steps.reply(alone.db, desk(alone, WANG), alone.case(case_id), k(2), "explained", "")
    steps.dispute(alone.db, desk(alone, LI), alone.case(case_id), k(3), "malicious", "没有的事")
    assert authors.as_own_office(alone.db, authors.at_desk(alone.db, LI, alone.time())) is None
    own = authors.as_own_office(alone.db, authors.at_desk(alone.db, WANG, alone.time()))
    assert own is not None
    case = steps.rule_on(alone.db, own, alone.case(case_id), k(4), False, "录像可查")
    assert (case.state, case.ruling) == ("replied", False)
    assert state.by_hall(alone.db, case) == {k(4)}
    assert verify(alone.db) is None


def test_what_is_about_the_only_one_who_could_rule_is_not_objected_to(alone: Machine):
    case = alone.case(file(alone, badge=WANG).case.event_id)
    with pytest.raises(Refusal, match="conflict_of_interest"):
        steps.dispute(alone.db, desk(alone, WANG), case, k(3), "mistaken", "不是我")


def test_a_manager_objects_where_head_office_rules(hall: Machine, office: Machine):
    case_id = file(hall, badge=MANAGER).case.event_id
    sync_round(hall, office)
    steps.accept(office.db, central(office), office.case(case_id), k(1), LI, False, "")
    sync_round(hall, office)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(2), "fixed", "")
    case = steps.dispute(hall.db, desk(hall), hall.case(case_id), k(3), "malicious", "不是我")
    assert (case.state, case.trail[-1].step.mark) == ("disputed", "malicious")


def test_thanks_answer_and_close_praise(hall: Machine):
    case = hall.case(file(hall, kind="praise").case.event_id)
    thanked = steps.thank(hall.db, desk(hall), case, k(1))
    assert (thanked.state, thanked.on_time, thanked.must_by) == ("closed", True, None)
    assert hall.case(case.opened.event_id) == thanked


def test_work_is_given_to_clerks_of_the_branch_alone(hall: Machine):
    case = hall.case(file(hall).case.event_id)
    with pytest.raises(Refusal, match="unknown_clerk"):
        steps.accept(hall.db, desk(hall), case, k(1), ZHAO, False, "")
    case = steps.accept(hall.db, desk(hall), case, k(1), LI, False, "")
    assert case.trail[-1].step.due == D(2026, 11, 24), "as it was promised"
    with pytest.raises(Refusal, match="unknown_clerk"):
        steps.hand_over(hall.db, desk(hall), case, k(2), ZHAO, "")
    assert steps.hand_over(hall.db, desk(hall), case, k(2), MANAGER, "").worker == MANAGER


def test_a_text_may_have_exactly_its_limit(hall: Machine):
    case = hall.case(accepted(hall, file(hall)))
    with pytest.raises(Refusal, match="long_comment"):
        steps.contacted(hall.db, desk(hall, LI), case, k(1), "长" * 1_001)
    called = steps.contacted(hall.db, desk(hall, LI), case, k(1), "长" * 1_000)
    assert called.trail[-1].step.note == "长" * 1_000


def test_what_others_read_is_never_empty(hall: Machine, office: Machine):
    case_id = accepted(hall, file(hall))
    case, later = hall.case(case_id), D(2026, 11, 25)
    sync_round(hall, office)
    for say_nothing in (
        lambda: steps.reply(hall.db, desk(hall, LI), case, k(1), "", " "),
        lambda: steps.extend(hall.db, desk(hall), case, k(2), later, " "),
        lambda: steps.dispute(hall.db, desk(hall, WANG), case, k(3), "mistaken", " "),
        lambda: steps.rule_on(office.db, central(office), office.case(case_id), k(4), True, " "),
    ):
        with pytest.raises(Refusal, match="text_required"):
            say_nothing()
    for act, refusal, field in (
        (lambda: steps.reply(hall.db, desk(hall, LI), case, k(1), "odd", ""),
         "bad_request template", ""),
        (lambda: steps.dispute(hall.db, desk(hall, WANG), case, k(3), "", "x"),
         "not_chosen", "why"),
        (lambda: steps.accept(hall.db, desk(hall), case, k(5), "", False, ""),
         "not_chosen", "responsible"),
        (lambda: steps.hand_over(hall.db, desk(hall), case, k(6), "", ""), "not_chosen", "to"),
        (lambda: steps.follow_up(hall.db, desk(hall), case, k(6), "", ""),
         "not_chosen", "reached"),
        (lambda: steps.close(hall.db, desk(hall), case, k(7), "x", "branch", ""), "no_cause", ""),
        (lambda: steps.close(hall.db, desk(hall), case, k(7), "needs", "x", ""), "no_level", ""),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            act()
        assert (str(refused.value), refused.value.field) == (refusal, field)
    assert hall.case(case_id) == case
