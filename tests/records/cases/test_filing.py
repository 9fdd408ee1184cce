"""What is filed can be looked up by its receipt, and by nothing else."""

import pytest

from kiosk.records.cases import filing, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.ledger import ledger
from kiosk.rules.cases import receipts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import PHONE, STILL, D, desk, file, k, look


def test_five_wrong_codes_lock_the_look_up_for_a_while(hall: Machine, time: Time):
    receipt = file(hall)
    for _ in range(5):
        with pytest.raises(Refusal, match=r"mistyped_code|unknown_receipt"):
            filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
    with pytest.raises(Refusal, match="wait"):
        look(hall, receipt)
    time.pass_by(61_000)
    assert look(hall, receipt).state == "opened"


def test_the_look_up_is_never_shut_for_long_and_an_own_code_buys_no_tries(
    hall: Machine, time: Time
):
    receipt = file(hall)
    waits = []
    for _ in range(40):
        try:
            filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
        except Refusal as refusal:
            waits.append(refusal.retry_after or 0)
            time.pass_by(1000 * (refusal.retry_after or 0))
    assert max(waits) == 8 * 60
    time.pass_by(15 * 60_000)
    for _ in range(4):
        with pytest.raises(Refusal, match=r"mistyped|unknown"):
            filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
    assert look(hall, receipt).state == "opened"
    with pytest.raises(Refusal, match=r"mistyped|unknown"):
        filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
    with pytest.raises(Refusal, match="wait"):
        look(hall, receipt)


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
    from kiosk.records.feedback import ratings

    ratings.rate(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1), WANG, "1")
    filed = Filed("complaint", ["attitude"], rating=k(1))
    reach = Reach("", PHONE, STILL)
    receipt = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(2), filed, reach
    )
    assert (receipt.case.clerk, receipt.case.about) == (WANG, k(1))
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
    assert not found.arrived
    sync_round(hall, office)
    assert filing.look_up(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code
    ).arrived


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
    code = hand_in(hall).code
    assert (
        filing.receipt(hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, KEY).code == code
    )
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
    assert filing.look_up(
        second.db, by_visit(second.db, second.time(), ""), second.keys, code
    ).arrived
