"""What holds of what was awarded, and what differs afterwards."""

import datetime
from decimal import Decimal
from typing import Any

from kiosk.rules.recognition import awards
from kiosk.rules.recognition.schemes import Result
from kiosk.vocabulary.facts import Awarded, Standing

DAY = datetime.date(2026, 1, 10)
LAST = datetime.date(2025, 12, 31)


def award(scheme: str = "tier-1", level: int = 1, **more: Any) -> Awarded:
    fields: dict[str, Any] = {
        "event_id": scheme, "branch": "sb01", "day": DAY, "at": 0, "clock": Standing("b", 0),
        "subject": "s", "clerk": "0317", "version": "v", "name": scheme, "name_en": "",
        "first": LAST.replace(month=1, day=1), "last": LAST, "until": LAST.replace(year=2026),
        "points": "25", "inputs": {"cards": "25"}, "digest": "d", "role": "office", "by": "anna",
    }  # fmt: skip
    return Awarded(**fields | {"scheme": scheme, "level": level} | more)


def result(cards: int, chosen: bool = True, unit: str = "0317") -> Result:
    reason = "chosen" if chosen else "not_met"
    inputs = {"cards": Decimal(cards)}
    return Result(unit, inputs, (), Decimal(cards), chosen, int(chosen), reason)  # type: ignore[arg-type]


def test_an_award_holds_up_to_its_last_day():
    one = award(until=DAY)
    assert awards.is_valid(one, DAY)
    assert not awards.is_valid(one, DAY + datetime.timedelta(1))
    assert awards.is_valid(award(until=None), datetime.date(2099, 1, 1))


def test_a_tile_shows_the_highest_tier_and_other_awards_once():
    older = award("star", 0, last=datetime.date(2025, 9, 30), name="旧")
    newer = award("star", 0, last=LAST, name="新")
    shown = awards.held([award("tier-2", 2), newer, award("tier-1", 1), older], DAY)
    assert [one.name for one in shown] == ["tier-2", "新"]
    gone = [award("tier-2", 2, until=LAST), award("tier-1", 1)]
    assert [one.name for one in awards.held(gone, DAY)] == ["tier-1"], "the higher one expired"


def test_ids_follow_scheme_period_and_unit():
    first = LAST.replace(month=1, day=1)
    one = awards.lock_id("tier-1", first, LAST)
    assert one == awards.lock_id("tier-1", first, LAST) != awards.lock_id("tier-2", first, LAST)
    assert awards.award_id(one, "0317") != awards.award_id(one, "0318")


def test_differences_are_named_and_nothing_else():
    locked = {"0317": award()}
    assert awards.differences(locked, [result(25), result(3, False, "0318")]) == []
    (more,) = awards.differences(locked, [result(26)])
    assert more.awarded and more.inputs == {"cards": "25"} and more.now is not None
    (gone,) = awards.differences(locked, [result(4, False)])
    assert gone.now is not None and not gone.now.chosen
    (left,) = awards.differences(locked, [])
    assert left.now is None
    (new,) = awards.differences({}, [result(30, True, "0318")])
    assert (new.unit, new.awarded, new.inputs) == ("0318", False, None)
