"""What is filed can be looked up by its receipt, and by nothing else."""

import pytest

from kiosk.records.cases import filing, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import ratings, thanks
from kiosk.records.ledger import ledger
from kiosk.records.people.tries import Throttle
from kiosk.rules.cases import receipts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import PHONE, STILL, D, desk, file, k, look, rows


def guess(hall: Machine, number: int = 1) -> str:
    """A code that could be one, but is none: its check character is right."""
    drawn = "".join(receipts.ALPHABET[number >> 5 * place & 31] for place in range(7))
    (code,) = [drawn + last for last in receipts.ALPHABET if receipts.tidy(drawn + last)]
    with pytest.raises(Refusal) as refused:
        filing.look_up(hall.db, by_visit(hall.db, hall.time()), hall.keys, code)
    return refused.value.code


def test_a_right_code_passes_whatever_others_guess(hall: Machine, time: Time):
    """One wrong code every eight minutes, or a hundred at once, shut nothing."""
    receipt = file(hall)
    for number in range(90):
        assert guess(hall, number) == "unknown_receipt"
        time.pass_by(8 * 60_000)
        assert look(hall, receipt).state == "opened"
    for number in range(99):
        guess(hall, number)
    for _ in range(3):
        assert look(hall, receipt).state == "opened"
    time.pass_by(600_000)
    assert look(hall, receipt).state == "opened"


def test_what_cannot_be_a_code_is_no_guess(hall: Machine):
    for typed in ("", "2222-2223", "ABCD", "ABCD-EFGH" * 3, "O0O0-1111") * 100:
        with pytest.raises(Refusal, match="mistyped_code"):
            filing.look_up(hall.db, by_visit(hall.db, hall.time()), hall.keys, typed)
    assert hall.db.rows(Throttle.select()) == []


def test_right_codes_cost_nothing_and_give_no_more_guesses(hall: Machine):
    receipt = file(hall)
    for number in range(100):
        assert guess(hall, number) == "unknown_receipt"
        if number < 99:
            look(hall, receipt)
    assert guess(hall) == "look_up_busy"


def test_guessing_is_slow_and_no_one_waits_long_for_it(hall: Machine, time: Time):
    receipt, answered, waits = file(hall), 0, []
    for number in range(1_000):
        if guess(hall, number) == "unknown_receipt":
            answered += 1
        else:
            with pytest.raises(Refusal) as refused:
                look(hall, receipt)
            waits.append(refused.value.retry_after or 0)
            time.pass_by(1_000)
    assert max(waits) <= 10 and answered <= 100 + sum(1 for _ in waits) // 10 + 1
    time.pass_by(10_000)
    assert look(hall, receipt).state == "opened"


@pytest.mark.parametrize("phone", ["", "abc", "1234", "1" * 30, "138<script>"])
def test_an_odd_number_is_refused_and_nothing_filed(hall: Machine, phone: str):
    filed = Filed("question", ["fees"])
    reach = Reach("", phone, STILL)
    with pytest.raises(Refusal, match="invalid_phone"):
        filing.open_case(
            hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(1), filed, reach
        )
    assert ledger.chains(hall.db, HERE) == []


def test_a_bad_rating_with_a_number_is_called_within_a_working_day(hall: Machine):
    ratings.rate(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1), WANG, "1")
    filed = Filed("complaint", ["attitude"], rating=k(1))
    reach = Reach("", PHONE, STILL)
    receipt = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(2), filed, reach
    )
    assert (receipt.case.clerk, receipt.case.about) == (WANG, k(1))
    assert [row["rating"] for row in rows(hall)] == [k(1)]
    assert receipt.case.contact_due == D(2026, 11, 23)
    assert look(hall, receipt).must_by == D(2026, 11, 23)
    called = steps.contacted(hall.db, desk(hall), hall.case(receipt.case.event_id), k(3), "已致电")
    assert called.must_by == D(2026, 11, 24)
    with pytest.raises(Refusal, match="not_low"):
        filing.open_case(
            hall.db, by_visit(hall.db, hall.time(), "v2"), hall.keys, k(4), filed, None
        )


KEY = "a" * 32


def hand_in(hall: Machine, key: str = KEY, visit: str = "v1", **said: object) -> filing.Receipt:
    words = {"kind": "complaint", "topics": ["waiting"], "text": "", "badge": ""} | said
    return filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), visit), hall.keys, key, Filed(**words), None
    )  # type: ignore[arg-type]


def test_chips_alone_are_enough_and_the_receipt_finds_it(hall: Machine, office: Machine):
    receipt = hand_in(hall)
    found = filing.look_up(
        hall.db,
        by_visit(hall.db, hall.time(), ""),
        hall.keys,
        receipts.spoken(receipt.code).lower(),
    )
    assert (found.case.opened.mark, found.case.opened.topics, found.entry) == (
        "complaint",
        ("waiting",),
        1,
    )
    assert (found.arrived, found.arrived_at) == (False, None)
    other = hand_in(hall, k(2)).code
    sync_round(hall, office)
    found = filing.look_again(hall.db, hall.keys, receipt.code)
    assert (found.entry, found.arrived, found.arrived_at) == (1, True, hall.time.utc)
    assert filing.look_again(hall.db, hall.keys, other).entry == 2
    for typed, says in (("ABCD", "mistyped_code"), ("2222-2222", "unknown_receipt")):
        with pytest.raises(Refusal, match=says):
            filing.look_again(hall.db, hall.keys, typed)
    with pytest.raises(Refusal, match="unknown_receipt"):
        filing.code_of(hall.db, hall.keys, k(2), receipt.case)


def rated(hall: Machine, number: int, grade: str, visit: str = "v1") -> str:
    ratings.rate(hall.db, by_visit(hall.db, hall.time(), visit), k(number), WANG, grade)
    return k(number)


def test_a_text_or_a_low_rating_is_enough_and_a_remark_comes_with_its_rating(hall: Machine):
    assert hand_in(hall, k(1), topics=[], text="等了很久").case.topics == ()
    low = rated(hall, 2, "1")
    assert hand_in(hall, k(3), topics=[], rating=low).case.origin == "rating"
    visit = by_visit(hall.db, hall.time(), "v1")
    ratings.remark(hall.db, visit, k(4), low, ["waited"], "", "很久")
    case = hand_in(hall, k(5), topics=["fees", "waited"], text="请回电", rating=low).case
    assert (case.topics, case.text) == (("waited", "fees"), "很久\n请回电")
    assert hand_in(hall, k(6), topics=[], rating=low).case.text == "很久"
    assert case.contact_due is None, "there is no number to call"
    with pytest.raises(Refusal, match="unknown_topic"):
        hand_in(hall, k(7), topics=["waited"])


def test_only_the_own_low_rating_that_counts_is_explained(hall: Machine):
    high, other, undone = rated(hall, 1, "3"), rated(hall, 2, "1", "v2"), rated(hall, 3, "2")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(9), undone)
    for number, rating in enumerate((high, other, undone), 10):
        with pytest.raises(Refusal, match="not_low"):
            hand_in(hall, k(number), rating=rating)


def test_a_case_is_public_if_its_customer_agrees_and_it_is_a_suggestion(hall: Machine):
    for number, (kind, agreed, public) in enumerate((
        ("suggestion", True, True), ("suggestion", False, False), ("complaint", True, False),
    ), 1):  # fmt: skip
        assert hand_in(hall, k(number), kind=kind, public=agreed).case.public is public
    plain = file(hall, 9, kind="suggestion", badge="").case
    assert (plain.public, plain.text) == (False, "")


def test_a_case_without_a_number_or_a_rating_names_neither(hall: Machine):
    case = file(hall, 1).case
    assert (case.contact, case.notice, case.origin, case.about, case.contact_due) == (
        "", "", "lobby", "", None,
    )  # fmt: skip
    (row,) = hall.db.rows(CaseNow.select())
    assert (row.contact, row.rating, row.public) == ("", "", 0)
    file(hall, 2, kind="question", badge="", topics=["waiting", "safety"])
    assert "waiting,safety" in [row.topics for row in hall.db.rows(CaseNow.select())]


def test_a_re_sent_form_shows_the_same_receipt(hall: Machine):
    one, two = hand_in(hall), hand_in(hall, text="again")
    assert one.code == two.code and two.case.text == ""
    assert ledger.chains(hall.db, HERE)[0].seq == 1


def test_the_code_stands_nowhere_in_the_database(hall: Machine):
    receipt = hand_in(hall, text="内容")
    hall.db.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = b"".join(path.read_bytes() for path in hall.config.folder.iterdir() if path.is_file())
    for form in (receipt.code, receipts.spoken(receipt.code), KEY):
        assert form.encode() not in whole and form.encode("utf-16-le") not in whole


def test_only_the_visit_that_filed_sees_the_receipt_again(hall: Machine):
    code, mine = hand_in(hall).code, by_visit(hall.db, hall.time(), "v1")
    assert filing.receipt(hall.db, mine, hall.keys, KEY).code == code
    for visit, key in [("v2", KEY), ("", KEY), ("v1", "b" * 32)]:
        with pytest.raises(Refusal, match="unknown_receipt"):
            filing.receipt(hall.db, by_visit(hall.db, hall.time(), visit), hall.keys, key)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"topics": []}, "empty_case"),
        ({"topics": ["weather"]}, "unknown_topic"),
        ({"kind": "song"}, "unknown_case"),
        ({"text": "x" * 1001}, "long_comment"),
        ({"badge": "9999"}, "unknown_clerk"),
        ({"key": "short"}, "missing_key"),
        ({"kind": "x" * 99}, f"unknown_case {'x' * 20}$"),
        ({"topics": ["y" * 99]}, f"unknown_topic .'{'y' * 78}$"),
    ],
)
def test_what_cannot_be_filed_is_refused(hall: Machine, said: dict[str, object], code: str):
    with pytest.raises(Refusal, match=code):
        hand_in(hall, **said)  # type: ignore[arg-type]
    assert ledger.chains(hall.db, HERE) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "mistyped_code"), ("ABCDEFGH", "mistyped_code"), ("2222-2222", "unknown_receipt")],
)
def test_a_wrong_code_finds_nothing(hall: Machine, typed: str, code: str):
    hand_in(hall)
    with pytest.raises(Refusal, match=code):
        filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, typed)


def test_another_branch_cannot_look_it_up(hall: Machine, office: Machine, another_hall):
    other = another_hall("other", "sb02")
    with pytest.raises(Refusal, match="unknown_receipt"):
        filing.look_up(
            other.db, by_visit(other.db, other.time(), ""), other.keys, hand_in(hall).code
        )


def test_a_second_station_of_the_branch_can(hall: Machine, office: Machine, another_hall):
    code = hand_in(hall).code
    sync_round(hall, office)
    second = another_hall("second", HERE)
    found = filing.look_again(second.db, second.keys, code)
    assert found.arrived and found.arrived_at is None
