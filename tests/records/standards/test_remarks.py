"""What was not done, and what was written, for those who read it."""

from kiosk.records.standards import remarks
from kiosk.rules.standards.checking import Typed
from kiosk.vocabulary.documents import Standard
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, sync_round
from tests.records.standards.cast import DAY, check, publish, with_standards


def codes(found: list[remarks.Remark]) -> list[tuple[str, str]]:
    return [(one.mark.clerk, one.answer.code) for one in found]


def test_items_not_done_and_notes_are_listed_newest_first(
    hall: Machine, office: Machine, time: Time
):
    with_standards(office, hall)
    check(hall, 1, WANG, smile=Typed("not_done"), dress=Typed("done", "新工牌"))
    time.pass_by(86_400_000)
    check(hall, 2, LI, hair=Typed("not_done"))
    check(hall, 3, MANAGER, "facilities", pump=Typed("not_done", stock="0"))
    days = hall.today() - DAY, hall.today()
    found = remarks.of_branch(hall.db, HERE, *days)
    assert codes(found) == [(LI, "hair"), (WANG, "dress"), (WANG, "smile")]
    assert found[1].item is not None and found[1].answer.note == "新工牌"
    assert codes(remarks.of_branch(hall.db, HERE, *days, of="facilities")) == [("", "pump")]
    assert codes(remarks.of_branch(hall.db, HERE, hall.today(), hall.today())) == [(LI, "hair")]


def test_an_item_is_named_as_it_was_when_it_was_checked(hall: Machine, office: Machine):
    with_standards(office, hall)
    check(hall, smile=Typed("not_done"))
    (before,) = remarks.of_branch(hall.db, HERE, hall.today(), hall.today())
    assert before.item is not None
    new = Standard(name=before_name(before), items=(before.item,))
    publish(office, hall, "uniform", new, hall.today())
    (after,) = remarks.of_branch(hall.db, HERE, hall.today(), hall.today())
    assert after == before


def before_name(one: remarks.Remark):
    assert one.item is not None
    return one.item.text


def test_the_morning_line_counts_without_names(hall: Machine, office: Machine):
    today, team = hall.today(), [WANG, LI, MANAGER]
    assert remarks.self_checks(hall.db, HERE, team, today) is None
    with_standards(office, hall)
    check(hall, 1, WANG, smile=Typed("not_done"), hair=Typed("not_done"))
    check(hall, 2, WANG, "attentive")
    check(hall, 3, LI, smile=Typed("not_done"))
    check(hall, 4, MANAGER, "facilities", pump=Typed("not_done", stock="0"))
    sync_round(hall, office)
    found = remarks.self_checks(hall.db, HERE, team, today)
    assert found is not None and (found.checked, found.clerks) == (2, 3)
    assert [(text.zh[:2], n) for text, n in found.not_done] == [("微笑", 2), ("发型", 1)]
    assert remarks.self_checks(hall.db, HERE, team, today - DAY) == (0, 3, [])
    assert remarks.self_checks(hall.db, HERE, [MANAGER], today) == (0, 1, [])
