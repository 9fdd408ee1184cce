"""A rating by the names of 国办发〔2019〕51号."""

import pytest

from kiosk.rules.office.evaluations import CHANNELS, COLUMNS, GRADE_NAMES, as_row
from kiosk.vocabulary import facts

NOON = 1_795_233_600_000


def row(**said: object) -> dict[str, object]:
    given: dict[str, object] = {
        "event_id": "a1", "branch": "sb01", "branch_name": "皇姑分公司", "item": "wash",
        "item_name": "洗车", "entry": "screen", "mark": "5", "at": NOON, "zone": "Asia/Shanghai",
        "day": "2026-11-21", "reasons": "", "clerk": "0317", "withdrawn": False,
    }  # fmt: skip
    return dict(as_row(**(given | said)))  # type: ignore[arg-type]


def test_every_column_is_filled():
    assert tuple(row()) == COLUMNS
    assert row()["rated_at"] == "2026-11-21T12:00:00+08:00"
    assert row(reasons=",fee,hall,")["reasons"] == ["fee", "hall"]


@pytest.mark.parametrize("grade", facts.GRADES)
def test_every_grade_has_code_and_name(grade: str):
    assert (row(mark=grade)["grade_code"], row(mark=grade)["grade_name"]) == (
        grade,
        GRADE_NAMES[grade],
    )


def test_the_best_grade_is_five():
    names = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [GRADE_NAMES[grade] for grade in facts.GRADES] == names


@pytest.mark.parametrize("entry", ["screen", "phone", "paper"])
def test_every_channel_has_a_name(entry: str):
    assert row(entry=entry)["channel_name"] == CHANNELS[entry]
