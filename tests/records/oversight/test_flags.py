"""A flag is raised once, looked into by a person, counted beside everything else; no fact goes."""

from collections import Counter

import pytest

from kiosk.records.ledger import tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.oversight import flags, nightly, second_count, state
from kiosk.records.oversight.flags import Filters
from kiosk.rules.office.suspicion.history import Finding
from kiosk.vocabulary.facts import FINDINGS, FLAG_KINDS
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, THERE, WANG, Machine, sync_round
from tests.records.cases.cast import k
from tests.records.oversight.cast import DAY, MINUTE, flagged_hall, given, head, stuffed


def days(office: Machine):
    today = office.today()
    return today.replace(day=1), today


def counts(office: Machine, branches=None) -> Counter:
    return second_count.flagged(office.db, *days(office), branches)


def everything(office: Machine) -> list[tuple[str, bytes]]:
    rows = office.db.rows(Ledger.select().where(Ledger.kind.in_(("card", "rating"))))
    return sorted((one.event_id, bytes(one.body)) for one in rows if one.counted)


def given_to(office: Machine, badge: str) -> int:
    first, last = days(office)
    which = tallies.Which(
        first=first, last=last, branch=HERE, clerk=badge, kinds=("card", "rating")
    )
    return sum(tallies.sums(office.db, ["mark"], **which).values())


def test_cards_within_minutes_are_flagged_with_their_facts(hall: Machine, office: Machine):
    flag, burst = flagged_hall(hall, office)
    assert (flag.kind, flag.clerk, flag.state) == ("burst", WANG, "open")
    assert flag.seen == flag.size == 9
    assert flag.to_minute - flag.from_minute == 8
    found = flags.facts_of(office.db, HERE, flags.find(office.db, HERE, flag.event_id)[1])
    assert [one.event_id for one in found.rows] == burst[::-1] and found.number == 9


@pytest.mark.both
def test_a_flag_removes_no_fact_and_both_counts_differ_by_what_it_names(
    hall: Machine, office: Machine
):
    stuffed(hall, office)
    before, number = everything(office), given_to(office, WANG)
    nightly.judge(office.db, HERE, office.time())
    (flag,) = flags.of_branch(office.db, HERE)
    assert everything(office) == before and given_to(office, WANG) == number
    assert counts(office) == {(HERE, WANG, "5"): 5, (HERE, WANG, "polite"): 4}
    for finding in FINDINGS:
        flags.handle(
            office.db, head(office), k(FINDINGS.index(finding)), flag.event_id, finding, "x"
        )
        assert everything(office) == before and given_to(office, WANG) == number
    assert list(state.differences(office.db, office.keys)) == []


@pytest.mark.parametrize(
    ("finding", "left"), [("upheld", 9), ("explained", 0), ("withdrawn", 0)]
)  # fmt: skip
def test_what_a_person_found_out_decides_the_second_count(
    hall: Machine, office: Machine, finding: str, left: int
):
    flag, _ = flagged_hall(hall, office)
    done = flags.handle(office.db, head(office), FORM, flag.event_id, finding, "问过负责人")
    assert (done.state, done.closed, done.handled_by) == (finding, 1, "lin")
    assert sum(counts(office).values()) == left
    assert sum(counts(office, [THERE]).values()) == 0
    assert sum(counts(office, [HERE]).values()) == left


def test_a_finding_can_be_revised_and_all_of_them_stay(hall: Machine, office: Machine):
    flag, _ = flagged_hall(hall, office)
    flags.handle(office.db, head(office), k(1), flag.event_id, "explained", "一家人")
    office.time.pass_by(1000)
    flags.handle(office.db, head(office, "zhou"), k(2), flag.event_id, "upheld", "录像不符")
    flags.handle(office.db, head(office, "zhou"), k(2), flag.event_id, "upheld", "录像不符")
    row, whole = flags.find(office.db, HERE, flag.event_id)
    assert [(one.by, one.mark, one.text) for one in whole.handled] == [
        ("lin", "explained", "一家人"), ("zhou", "upheld", "录像不符"),
    ]  # fmt: skip
    assert row.state == "upheld" and sum(counts(office).values()) == 9


@pytest.mark.parametrize("finding", FINDINGS)
def test_what_was_looked_into_is_not_raised_again_for_the_same_facts(
    hall: Machine, office: Machine, finding: str
):
    flag, _ = flagged_hall(hall, office)
    flags.handle(office.db, head(office), FORM, flag.event_id, finding, "看过了")
    for _ in range(3):
        assert nightly.judge(office.db, HERE, office.time()) == 0
        office.time.pass_by(DAY)
    assert len(flags.of_branch(office.db, HERE)) == 1
    for n in range(9):
        given(hall, 900 + n, WANG, "5", DAY + n * MINUTE)
    sync_round(hall, office)
    assert nightly.judge(office.db, HERE, office.time()) == 1, "other facts are"


def test_an_open_flag_goes_on_instead_of_being_raised_twice(hall: Machine, office: Machine):
    flag, burst = flagged_hall(hall, office)
    more = given(hall, 990, WANG, "patient", DAY + MINUTE // 2)
    sync_round(hall, office)
    assert nightly.judge(office.db, HERE, office.time()) == 0
    row, whole = flags.find(office.db, HERE, flag.event_id)
    assert row.size == 10 and set(whole.events) == {*burst, more}
    assert (row.state, row.seen, len(whole.grown)) == ("open", 10, 1)
    nightly.judge(office.db, HERE, office.time())
    assert len(flags.find(office.db, HERE, flag.event_id)[1].grown) == 1, "nothing new, no fact"


def test_more_facts_than_a_body_holds_are_all_named(office: Machine):
    events = tuple(f"{n:032x}" for n in range(2 * flags.EVENTS_A_FACT + 7))
    day = office.today()
    one = Finding("drip", WANG, day, day, 700, 900, 400.0, 1.2, events)
    with office.db.writing():
        assert flags.note(office.db, head(office, ""), [one]) == 1
        assert flags.note(office.db, head(office, ""), [one]) == 0
    (flag,) = flags.of_branch(office.db, HERE)
    assert flag.size == len(events) and flag.usual == 4000
    assert len(flags.find(office.db, HERE, flag.event_id)[1].grown) == 2
    assert not counts(office), "facts that are not here count for nothing"


def test_a_fact_in_two_flags_is_left_out_once(hall: Machine, office: Machine):
    _, burst = flagged_hall(hall, office)
    day = office.today()
    two = Finding("drip", WANG, day, day, 8, 9, 2.0, 1.2, tuple(burst[:3]))
    with office.db.writing():
        flags.note(office.db, head(office, ""), [two])
    assert len(flags.of_branch(office.db, HERE)) == 2 and sum(counts(office).values()) == 9


@pytest.mark.both
def test_lists_show_open_flags_first_and_are_narrowed(hall: Machine, office: Machine):
    flag, _ = flagged_hall(hall, office)
    day = office.today()
    every = [Finding(kind, LI, day, day, 5, 9, 1.0, 1.1) for kind in FLAG_KINDS]
    with office.db.writing():
        assert flags.note(office.db, head(office, ""), every) == len(FLAG_KINDS)
    flags.handle(office.db, head(office), FORM, flag.event_id, "upheld", "属实")
    found = flags.listed(office.db, Filters())
    assert found.number == 7 and [one.closed for one in found.rows] == [0] * 6 + [1]
    for which, number in (
        (Filters(state="open"), 6), (Filters(state="upheld"), 1), (Filters(kind="burst"), 2),
        (Filters(branch=THERE), 0), (Filters(may=[THERE]), 0), (Filters(may=[HERE]), 7),
    ):  # fmt: skip
        assert flags.listed(office.db, which).number == number, which
    assert flags.number_open(office.db) == 6 and flags.number_open(office.db, [THERE]) == 0


@pytest.mark.parametrize(
    ("flag", "finding", "text", "code"),
    [("", "upheld", "x", "not_found"), ("f", "maybe", "x", "not_chosen"),
     ("f", "upheld", " ", "text_required"), ("f", "upheld", "x" * 1001, "long_comment")],
)  # fmt: skip
def test_what_is_wrong_with_the_form_is_said(
    hall: Machine, office: Machine, flag: str, finding: str, text: str, code: str
):
    raised, _ = flagged_hall(hall, office)
    with pytest.raises(Refusal) as refused:
        flags.handle(
            office.db, head(office), FORM, raised.event_id if flag else k(5), finding, text
        )
    assert refused.value.code == code
