"""A clerk thanks a colleague: with the own PIN, so many a day, for good, apart from customers."""

import datetime
import threading

import pytest

from kiosk.records.feedback import cards, lists, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import identity
from kiosk.records.people import authors, pins
from kiosk.records.people.clerks import on_roster
from kiosk.records.recognition import colleagues
from kiosk.records.upkeep import checks
from kiosk.vocabulary.documents import Clerk, Deed, Ended, Said
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, THERE, WANG, ZHAO, Machine, by_visit, sync_round
from tests.records.recognition.gifts import (
    FIFTH,
    FOURTH,
    PIN,
    allow,
    give,
    more_clerks,
    publish,
    with_pins,
    written,
)

TODAY = datetime.date(2026, 11, 21)


def test_the_fact_says_who_gave_as_what_and_for_which_deeds(hall: Machine):
    with_pins(hall)
    give(hall, 1, WANG, LI, "patient", deeds=("warm", "noticing", "warm"), words=" 谢谢 ")
    give(hall, 2, MANAGER, LI)
    give(hall, 3, WANG, MANAGER)
    cards = written(hall)
    assert [(card.by, card.clerk, card.giver) for card in cards] == [
        (WANG, LI, "colleague"), (MANAGER, LI, "superior"), (WANG, MANAGER, "subordinate"),
    ]  # fmt: skip
    assert (cards[0].mark, cards[0].comment, cards[0].entry) == ("patient", "谢谢", "screen")
    assert cards[0].deeds == ("warm", "noticing")


def test_sent_again_a_form_is_the_same_card_and_takes_no_pin(hall: Machine):
    with_pins(hall)
    for pin in (PIN, PIN, "000000"):
        give(hall, 1, WANG, LI, pin=pin)
    assert len(written(hall)) == 1


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"mark": "kind"}, "unknown_card"),
    ({"deeds": (), "words": " \n"}, "deed_or_words"),
    ({"deeds": ("brave",)}, "unknown_deed"),
    ({"words": "x" * 201}, "long_comment"),
    ({"words": "\x00"}, "odd_comment"),
    ({"to": WANG}, "own_card"),
    ({"to": "9999"}, "unknown_clerk"),
    ({"to": ZHAO}, "unknown_clerk|retired_clerk"),  # another branch's
    ({"pin": "000000"}, "wrong_pin"),
    ({"pin": ""}, "wrong_pin"),
]


def test_what_is_no_card_is_refused(hall: Machine):
    with_pins(hall, WANG)
    for n, (change, code) in enumerate(REFUSED):
        with pytest.raises(Refusal, match=code):
            give(hall, n, WANG, **({"to": LI} | change))  # type: ignore[arg-type]
    assert written(hall) == []


def test_a_clerk_who_has_left_gets_none(hall: Machine, office: Machine):
    with_pins(hall)
    publish(office, hall, LI, Clerk(name="李敏", name_en="", branch=THERE))
    with pytest.raises(Refusal, match="retired_clerk"):
        give(hall, 1, WANG, LI)


def test_wrong_pins_make_wait_here_as_at_sign_in(hall: Machine):
    with_pins(hall)
    for n in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            give(hall, n, WANG, LI, pin="000000")
    with pytest.raises(Refusal, match="wait"):
        give(hall, 9, WANG, LI)
    with pytest.raises(Refusal, match="wait"):
        pins.sign_in(hall.db, hall.keys, "desk", WANG, PIN, hall.time())
    give(hall, 10, LI, WANG)
    assert len(written(hall)) == 1, "another clerk does not wait"


def test_a_pin_of_another_clerk_gives_none(hall: Machine):
    with_pins(hall)
    author = authors.at_desk(hall.db, LI, hall.time())
    pins.set_pin(hall.db, author, hall.keys, hall.new_id(), LI, "739164")
    with pytest.raises(Refusal, match="wrong_pin"):
        give(hall, 1, WANG, LI, pin="739164")


def test_a_day_has_so_many_cards_and_each_colleague_one(hall: Machine, office: Machine):
    with_pins(hall)
    more_clerks(office, hall)
    give(hall, 1, WANG, LI)
    with pytest.raises(Refusal, match="colleague_thanked"):
        give(hall, 2, WANG, LI, "patient")
    give(hall, 3, WANG, MANAGER)
    give(hall, 4, WANG, FOURTH)
    with pytest.raises(Refusal, match="colleague_cards_spent"):
        give(hall, 5, WANG, FIFTH)
    give(hall, 6, LI, FIFTH)
    hall.time.pass_by(86_400_000)
    give(hall, 7, WANG, LI)
    assert len(written(hall)) == 5


def test_the_policy_says_how_many_and_switches_them_off(hall: Machine, office: Machine):
    with_pins(hall)
    allow(office, hall, 1)
    give(hall, 1, WANG, LI)
    with pytest.raises(Refusal, match="colleague_cards_spent"):
        give(hall, 2, WANG, MANAGER)
    allow(office, hall, 0)
    with pytest.raises(Refusal, match="colleague_cards_off"):
        give(hall, 3, LI, WANG)
    allow(office, hall, 2)
    give(hall, 4, WANG, MANAGER)


def test_two_at_the_same_moment_are_not_more_than_the_day_has(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    allow(office, hall, 1)
    refused: list[str] = []
    both = threading.Barrier(2)
    monkeypatch.setattr(pins, "confirm", lambda *_said: both.wait(10))

    def at_once(n: int, to: str) -> None:
        hall.db.connect()
        try:
            give(hall, n, WANG, to)
        except Refusal as refusal:
            refused.append(refusal.code)

    tries = [threading.Thread(target=at_once, args=one) for one in ((1, LI), (2, MANAGER))]
    for one in tries:
        one.start()
    for one in tries:
        one.join(30)
    assert refused == ["colleague_cards_spent"] and len(written(hall)) == 1


def test_published_deed_tags_take_the_place_of_the_programs_own(hall: Machine, office: Machine):
    with_pins(hall)
    publish(office, hall, "brave", Deed(name=Said("见义勇为")))
    give(hall, 1, WANG, LI, deeds=("brave",))
    with pytest.raises(Refusal, match="unknown_deed"):
        give(hall, 2, WANG, MANAGER, deeds=("warm",))
    publish(office, hall, "brave", Ended())
    assert written(hall)[0].deeds == ("brave",)


def test_customers_counts_lists_and_words_hold_none_of_them(hall: Machine, office: Machine):
    with_pins(hall)
    customer = by_visit(hall.db, hall.time(), "v")
    cards.give(hall.db, customer, "f" * 32, LI, "polite", "顾客的话")
    give(hall, 1, WANG, LI, words="同事的话")
    sync_round(hall, office)
    for db in (hall.db, office.db):
        assert cards.count(db, ["clerk"]) == {(LI,): 1}
        assert cards.count(db, ["giver"], giver=None) == {("customer",): 1, ("colleague",): 1}
        assert [row.words for row in db.rows(FeedbackNow.select())] == ["顾客的话"]
        assert lists.number(db, waiting=True) == 1
        assert [one.comment for one in cards.comments(db, HERE, LI, TODAY, 9)] == ["顾客的话"]
        assert [one.comment for one in cards.all_comments(db, HERE, LI).rows] == ["顾客的话"]
    assert thanks.received(hall.db, HERE, TODAY) == 1


def test_no_visit_sees_or_takes_back_a_card_between_clerks(hall: Machine):
    with_pins(hall)
    give(hall, 1, WANG, LI, words="同事的话")
    visit = by_visit(hall.db, hall.time(), "v")
    for verb in (
        lambda: thanks.find(hall.db, visit, f"{1:032x}"),
        lambda: thanks.undo(hall.db, visit, "e" * 32, f"{1:032x}"),
    ):
        with pytest.raises(Refusal, match="unknown_thanks"):
            verb()


def test_the_giver_and_the_receiver_find_them(hall: Machine):
    with_pins(hall)
    give(hall, 1, WANG, LI, words="一")
    give(hall, 2, MANAGER, LI, "patient", words="二")
    rows, number = colleagues.received(hall.db, HERE, LI)
    assert number == 2 and {(row.by, row.giver) for row in rows} == {
        (WANG, "colleague"), (MANAGER, "superior"),
    }  # fmt: skip
    assert colleagues.counts(hall.db, HERE, LI) == {
        ("colleague", "polite"): 1, ("superior", "patient"): 1,
    }  # fmt: skip
    of = authors.at_desk(hall.db, WANG, hall.time())
    assert colleagues.given_today(hall.db, of) == [LI]
    assert [row.words for row in colleagues.given(hall.db, of, datetime.date(2026, 11, 1))] == [
        "一"
    ]
    assert colleagues.given(hall.db, of, TODAY + datetime.timedelta(1)) == []


def test_a_hall_without_an_office_gives_them_too(alone: Machine):
    with_pins(alone, WANG, LI)
    give(alone, 1, LI, WANG)
    assert on_roster(alone.db, identity.me(alone.db).branch, WANG, TODAY).manager
    assert [card.giver for card in written(alone)] == ["subordinate"]
    assert checks.check(alone.db, alone.keys, at_office=False) is None
