"""What was typed and not sent: one person's, for one form, until its step is taken or a week has
passed."""

from kiosk.records.cases import steps
from kiosk.records.people import authors, drafts
from kiosk.records.people.drafts import Draft, Typed
from kiosk.rules.cases import receipts
from tests.cast import HERE, LI, MANAGER, WANG, Machine
from tests.records.cases.cast import file

KEY = "a" * 32
DAY_MS = 86_400_000


def keep(hall: Machine, who: str = WANG, text: str = "已经联系", action: str = "/x", **more: str):
    said = {"key": KEY, "text": text, "template": "fixed"} | more
    typed = Typed(HERE, action, "/page", tuple(said.items()))
    drafts.keep(hall.db, who, typed, hall.time().utc)


def kept(hall: Machine, who: str = WANG) -> list[list[tuple[str, str]]]:
    return [one.said for one in drafts.of(hall.db, who, hall.time().utc).values()]


def test_the_last_words_are_there_with_the_forms_key_for_that_person_alone(hall: Machine):
    keep(hall, text="已经")
    keep(hall)
    assert kept(hall) == [[("key", KEY), ("text", "已经联系"), ("template", "fixed")]]
    assert kept(hall, LI) == []


def test_contact_details_and_secrets_are_left_out(hall: Machine):
    out = dict.fromkeys(drafts.LEFT_OUT, "13812345678") | {"key": KEY}
    keep(hall, **out)
    assert kept(hall) == [[("key", KEY), ("text", "已经联系"), ("template", "fixed")]]
    assert "13812345678" not in str([row.__data__ for row in hall.db.rows(Draft.select())])


def test_without_a_word_without_a_key_and_beyond_measure_nothing_is_kept(hall: Machine):
    keep(hall)
    keep(hall, text=" ")
    assert kept(hall) == [], "and what was there before is gone"
    keep(hall, key="short")
    keep(hall, text="字" * drafts.LARGEST)
    assert kept(hall) == []


def test_a_form_whose_step_was_taken_is_not_kept_by_a_late_message(hall: Machine):
    case = hall.case(file(hall, 1).case.event_id)
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    steps.accept(hall.db, manager, case, KEY, LI, False, "")
    keep(hall, MANAGER)
    assert kept(hall, MANAGER) == []
    filed = f"{1:032x}"  # the key of the form that opened the case
    assert receipts.event_id(filed) == case.opened.event_id
    keep(hall, key=filed)
    assert kept(hall) == []


def test_only_so_many_of_a_person_are_kept_the_newest(hall: Machine):
    for number in range(drafts.MOST + 5):
        hall.time.pass_by(1)
        keep(hall, action=f"/{number}")
    found = list(drafts.of(hall.db, WANG, hall.time().utc))
    assert len(found) == drafts.MOST and found[0] == f"/{drafts.MOST + 4}"
    keep(hall, LI)
    assert len(found) == drafts.MOST and len(kept(hall, LI)) == 1


def test_after_a_week_it_is_gone(hall: Machine):
    keep(hall)
    hall.time.pass_by(7 * DAY_MS - 1)
    drafts.purge(hall.db, hall.time().utc)
    assert len(kept(hall)) == 1
    hall.time.pass_by(1)
    assert kept(hall) == [], "nor is it shown before it is purged"
    drafts.purge(hall.db, hall.time().utc)
    assert hall.db.rows(Draft.select()) == []


def test_what_a_wrong_clock_dated_far_ahead_does_not_stay_for_ever(hall: Machine):
    keep(hall)
    drafts.purge(hall.db, hall.time().utc - 8 * DAY_MS)
    assert hall.db.rows(Draft.select()) == []


def test_a_step_that_was_taken_leaves_nothing(hall: Machine):
    keep(hall)
    keep(hall, action="/other")
    drafts.drop(hall.db, WANG, "/x")
    assert list(drafts.of(hall.db, WANG, hall.time().utc)) == ["/other"]
