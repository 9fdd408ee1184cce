"""Who gave whom cards, and which pairs a person should look at."""

import datetime

import pytest

from kiosk.records.recognition import pairs
from kiosk.records.recognition.pairs import Asked
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.recognition.gifts import give, with_pins

TODAY = datetime.date(2026, 11, 21)
MONTH = Asked(datetime.date(2026, 11, 1), TODAY)


def test_pairs_who_gave_each_other_cards_come_first_alike_at_the_office(
    hall: Machine, office: Machine
):
    with_pins(hall)
    give(hall, 1, MANAGER, WANG, words="第一张")
    give(hall, 2, MANAGER, LI)
    hall.time.pass_by(86_400_000)
    give(hall, 3, MANAGER, WANG, deeds=("noticing",), words="第二张")
    give(hall, 4, LI, MANAGER)
    sync_round(hall, office)
    asked = MONTH._replace(last=TODAY + datetime.timedelta(1))
    for db in (hall.db, office.db):
        found = pairs.pairs(db, asked)
        assert [(one.by, one.clerk, one.n, one.mutual) for one in found.rows] == [
            (LI, MANAGER, 1, True), (MANAGER, LI, 1, True), (MANAGER, WANG, 2, False),
        ]  # fmt: skip
        pair = found.rows[2]
        assert (pair.deeds, pair.words) == (("noticing", "warm"), "第二张")
        assert (found.number, pair.giver, pair.branch) == (3, "superior", HERE)
        assert pairs.cards(db, asked._replace(by=MANAGER, clerk=WANG)).number == 2
        flagged = pairs.mutual(db, asked)
        every = pairs.every(db, asked, 10)
        given_back = {one.event_id for one in every if pairs.flagged(one, flagged)}
        assert given_back == {f"{2:032x}", f"{4:032x}"} and len(every) == 4
        with pytest.raises(Refusal, match="too_many_rows"):
            pairs.every(db, asked, 3)


def test_a_card_given_back_before_the_days_asked_for_is_seen(hall: Machine):
    with_pins(hall)
    give(hall, 1, WANG, LI)
    hall.time.pass_by(20 * 86_400_000)
    give(hall, 2, LI, WANG)
    day = hall.today()
    assert [one.mutual for one in pairs.pairs(hall.db, Asked(day, day)).rows] == [True]
    hall.time.pass_by(60 * 86_400_000)
    give(hall, 3, WANG, LI)
    last = hall.today()
    assert [one.mutual for one in pairs.pairs(hall.db, Asked(last, last)).rows] == [False]
