"""Going through a standard: its period, what must be answered, and shares."""

import datetime

import pytest

from kiosk.rules.standards import checking as rule
from kiosk.rules.standards.checking import Share, Typed
from kiosk.vocabulary.documents import Item, Said, Standard
from kiosk.vocabulary.facts import Answer, Marked, Standing
from kiosk.vocabulary.refusals import Refusal

D = datetime.date
SATURDAY = D(2026, 11, 21)
STANDARD = Standard(
    name=Said("设施"), subject="facilities",
    items=(
        Item(code="umbrella", text=Said("雨伞"), counted=True),
        Item(code="water", text=Said("饮水")),
        Item(code="ninth", text=Said("")),
    ),
)  # fmt: skip
DONE = {"umbrella": Typed("done", stock="3"), "water": Typed("done")}


@pytest.mark.parametrize(
    ("often", "day", "first", "last"),
    [
        ("daily", D(2026, 11, 21), D(2026, 11, 21), D(2026, 11, 21)),
        ("weekly", D(2026, 11, 16), D(2026, 11, 16), D(2026, 11, 22)),  # a Monday
        ("weekly", D(2026, 11, 22), D(2026, 11, 16), D(2026, 11, 22)),  # a Sunday
        ("weekly", D(2027, 1, 1), D(2026, 12, 28), D(2027, 1, 3)),
        ("monthly", D(2026, 11, 30), D(2026, 11, 1), D(2026, 11, 30)),
        ("monthly", D(2028, 2, 1), D(2028, 2, 1), D(2028, 2, 29)),
        ("monthly", D(2026, 12, 31), D(2026, 12, 1), D(2026, 12, 31)),
    ],
)
def test_a_check_holds_for_its_day_week_or_month(often, day: D, first: D, last: D):
    assert rule.period(often, day) == (first, last)


def test_an_item_that_is_not_defined_is_never_answered():
    said = rule.answers(STANDARD, DONE | {"ninth": Typed("done"), "odd": Typed("done")})
    assert [one.code for one in said] == ["umbrella", "water"]
    assert said[0] == Answer(code="umbrella", result="done", stock=3)


def test_what_the_hall_has_not_got_is_not_counted():
    said = rule.answers(STANDARD, DONE | {"umbrella": Typed("na", " 没有\r\n买 ", "x")})
    assert said[0] == Answer(code="umbrella", result="na", note="没有\n买")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"water": Typed()}, "unmarked_item", "result-water"),
        ({"water": Typed("maybe")}, "unmarked_item", "result-water"),
        ({"umbrella": Typed("done")}, "bad_stock", "stock-umbrella"),
        ({"umbrella": Typed("done", stock="-1")}, "bad_stock", "stock-umbrella"),
        ({"umbrella": Typed("not_done", stock="10000")}, "bad_stock", "stock-umbrella"),
        ({"umbrella": Typed("done", stock="1.5")}, "bad_stock", "stock-umbrella"),
        ({"water": Typed("done", "字" * 61)}, "long_comment", "note-water"),
        ({"water": Typed("done", "a\x00")}, "odd_comment", "note-water"),
    ],
)
def test_what_is_missing_or_odd_is_named_by_its_field(
    said: dict[str, Typed], code: str, field: str
):
    with pytest.raises(Refusal) as refused:
        rule.answers(STANDARD, DONE | said)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("result", "stock", "outcome"),
    [
        ("done", None, "done"), ("done", 1, "done"), ("done", 0, "not_done"),
        ("not_done", 5, "not_done"), ("na", None, "na"),
    ],
)  # fmt: skip
def test_a_facility_of_which_none_is_left_is_not_there(result, stock: int | None, outcome: str):
    assert rule.outcome(Answer(code="x", result=result, stock=stock)) == outcome


def mark(at: int, *results: str, clerk: str = "1", day: D = SATURDAY) -> Marked:
    return Marked(
        event_id=f"{at:032x}", branch="b", day=day, at=at, clock=Standing("x", 0), mark="self",
        subject="s", version="v", by=clerk, clerk=clerk,
        answers=tuple(Answer(code=f"c{n}", result=one) for n, one in enumerate(results)),  # type: ignore[arg-type]
    )  # fmt: skip


def test_of_several_checks_the_last_holds_whatever_the_order():
    first, second, other = mark(1, "done"), mark(2, "not_done"), mark(3, "na", clerk="2")
    earlier = mark(9, "done", day=D(2026, 11, 20))
    for order in ([first, second, other, earlier], [earlier, other, second, first]):
        assert rule.newest(order[:3] if order[0] is first else order[1:]) == {
            ("s", "1"): second, ("s", "2"): other,
        }  # fmt: skip
        assert rule.newest_by_day(order) == [earlier, second, other]


@pytest.mark.parametrize(
    ("results", "share", "percent"),
    [
        (["done", "done", "not_done"], Share(2, 1), 66),
        (["done"] * 199 + ["not_done"], Share(199, 1), 99),
        (["done"], Share(1, 0), 100),
        (["na", "na"], Share(0, 0), None),
        (["not_done"], Share(0, 1), 0),
    ],
)
def test_shares_leave_out_what_does_not_apply(
    results: list[str], share: Share, percent: int | None
):
    found = rule.shares(mark(n, one) for n, one in enumerate(results))
    assert found == {"c0": share} and found["c0"].percent == percent


@pytest.mark.parametrize(
    ("text", "label"), [("着装：整洁", "着装"), ("Dress: clean", "Dress"), ("饮水", "饮水")]
)
def test_an_items_label_ends_at_its_colon(text: str, label: str):
    assert rule.label(text) == label
