"""Who writes and reads registers, when an entry is shown, and what a panel's marks come to."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from kiosk.rules.recognition import registers as rule
from kiosk.rules.recognition.registers import Sheet
from kiosk.vocabulary.documents import Register, Said
from kiosk.vocabulary.facts import Consented, Entered, PanelMarked, Standing

DAY = datetime.date(2026, 11, 21)
COMMON: dict[str, Any] = {"branch": "sb01", "day": DAY, "at": 1, "clock": Standing("b", 1)}


def register(**more: Any) -> Register:
    return Register(name=Said("大事迹"), fields=(Said("事迹"),), **more)


def entry(clerk: str = "0317") -> Entered:
    said = {"subject": "deeds", "clerk": clerk, "said": ("x",), "role": "manager", "by": "0320"}
    return Entered(**COMMON | {"event_id": "e"} | said)


def said(
    at: int, mark: str, by: str = "0317", subject: str = "e", role: str = "clerk"
) -> Consented:
    fields = {"event_id": f"c{at}", "at": at, "mark": mark, "clerk": "0317", "subject": subject}
    fields |= {"by": by, "role": role}
    return Consented(**COMMON | fields)


@pytest.mark.parametrize(
    ("role", "writers", "readers", "writes", "reads"),
    [
        ("manager", "managers", "managers", True, True),
        ("office", "managers", "managers", True, True),
        ("clerk", "managers", "managers", False, False),
        ("clerk", "staff", "managers", True, False),
        ("clerk", "managers", "staff", False, True),
        ("clerk", "managers", "public", False, True),
        ("customer", "staff", "public", False, False),
        ("machine", "staff", "public", False, False),
    ],
)
def test_who_writes_and_reads(role: Any, writers: Any, readers: Any, writes: bool, reads: bool):
    of = register(writers=writers, readers=readers)
    assert (rule.may_write(of, role), rule.may_read(of, role)) == (writes, reads)


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ([], ""),
        ([said(1, "yes")], "yes"),
        ([said(2, "no"), said(1, "yes")], "no"),
        ([said(1, "no"), said(2, "yes")], "yes"),
        ([said(1, "yes", by="0318")], ""),
        ([said(1, "no", by="0318")], ""),
        ([said(1, "yes", by="0320", role="manager")], ""),
        ([said(1, "yes", by="0317", role="office")], ""),
        ([said(1, "yes"), said(2, "no", by="0320", role="manager")], "no"),
        ([said(1, "yes"), said(2, "no", by="admin", role="office")], "no"),
        ([said(1, "yes", subject="other")], ""),
    ],
)
def test_the_last_word_of_the_clerk_alone_holds(given: list[Consented], holds: str):
    assert rule.consent(entry(), given) == holds


@pytest.mark.parametrize(
    ("consent", "clerk", "months", "word", "day", "shown"),
    [
        (True, "0317", 0, "", DAY, False),
        (True, "0317", 0, "yes", DAY, True),
        (True, "0317", 0, "no", DAY, False),
        (True, "", 0, "", DAY, True),
        (False, "0317", 0, "", DAY, True),
        (False, "0317", 0, "no", DAY, False),
        (True, "0317", 1, "yes", datetime.date(2026, 12, 31), True),
        (True, "0317", 1, "yes", datetime.date(2027, 1, 1), False),
        (True, "0317", 0, "yes", datetime.date(2126, 1, 1), True),
    ],
)
def test_when_an_entry_is_shown(
    consent: bool, clerk: str, months: int, word: str, day: datetime.date, shown: bool
):
    of = register(consent=consent, months=months)
    assert rule.is_shown(of, entry(clerk), word, day) is shown


@pytest.mark.parametrize(
    ("source", "by", "clerk", "code"),
    [
        ("diary", "0317", "0317", ""),
        ("diary", "0318", "0317", "not_own_diary"),
        ("seen", "0317", "0317", "own_nomination"),
        ("seen", "0318", "0317", ""),
        ("card", "0317", "0317", ""),
        ("card", "0320", "0317", ""),
    ],
)
def test_who_nominates_whom_from_what(source: Any, by: str, clerk: str, code: str):
    assert rule.refused(source, by, clerk) == code


def marked(at: int, by: str, *marks: int, role: str = "office") -> PanelMarked:
    pressure, contribution, example = marks
    fields = {"event_id": f"m{at}", "at": at, "subject": "n", "clerk": "0317", "role": role}
    fields |= {"by": by, "pressure": pressure, "contribution": contribution, "example": example}
    return PanelMarked(**COMMON | fields)


@pytest.mark.parametrize(
    ("marks", "sums", "mean"),
    [
        ([], [], None),
        ([marked(1, "admin", 10, 9, 8)], [27], Decimal(27)),
        ([marked(2, "admin", 1, 1, 1), marked(1, "admin", 10, 9, 8)], [3], Decimal(3)),
        ([marked(1, "admin", 10, 9, 8), marked(2, "li", 0, 0, 0)], [27, 0], Decimal("13.5")),
        ([marked(1, "0320", 5, 5, 5, role="manager"), marked(2, "0320", 6, 6, 6)], [15, 18],
         Decimal("16.5")),
        ([marked(1, "admin", 11, 0, 0), marked(2, "li", -1, 0, 0)], [], None),
        ([marked(1, "0317", 10, 10, 10, role="clerk")], [], None),
    ],
)  # fmt: skip
def test_one_sheet_of_each_member_and_the_mean_of_their_sums(
    marks: list[PanelMarked], sums: list[int], mean: Decimal | None
):
    found = rule.sheets(marks)
    assert [one.sum for one in found] == sums and rule.mean(found) == mean


def test_the_best_nomination_of_a_clerk_counts():
    marks = {"a": [Decimal(3), None, Decimal(7)], "b": [None], "c": []}
    assert rule.best(marks) == {"a": Decimal(7)}
    assert Sheet("office", "x", (1, 2, 3)).sum == 6
