"""Every alarm that the program can raise says what it means and what to do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.rules.ledger.counting import HOLDING
from kiosk.vocabulary.alarms import ALARMS
from tests.test_house import module_of, sources

WORKED_OUT = {
    ("kiosk.records.exchange.arrivals", "verdict.alarm"): {*HOLDING, "conflict"},
    ("kiosk.records.exchange.readable", "verdict.alarm"): {*HOLDING, "conflict"},
    ("kiosk.records.exchange.arrivals", "judged.alarm"): {"future_day", "old_day"},
    ("kiosk.records.exchange.revocation", "judged.alarm"): {"future_day", "old_day"},
    ("kiosk.records.receipts.asked", "code"): {"receipt_differs", "receipt_overdue"},
    ("kiosk.sync.push", "refusal.code"): {"broken_chain"},
}
"""Where a code is no constant, and which codes it can be."""


def raised(path: Path) -> Iterator[str | ast.expr]:
    """The code of each alarm that a file raises: `alarm(db, of, seq, code, …)`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in ("alarm", "alarm_once") and len(node.args) > 3:
                code = node.args[3]
                yield code.value if isinstance(code, ast.Constant) else code  # type: ignore[misc]


@pytest.mark.parametrize("path", sources(), ids=module_of)
def test_every_alarm_that_is_raised_has_its_wording(path: Path):
    for code in raised(path):
        if isinstance(code, str):
            assert code in ALARMS
        else:
            assert WORKED_OUT[module_of(path), ast.unparse(code)] <= set(ALARMS)


def test_the_walk_finds_alarms():
    found = [code for path in sources() for code in raised(path)]
    assert {"broken_chain", "mark_mismatch", "office_restored", "contact_refused"} <= {
        one for one in found if isinstance(one, str)
    }
    assert sum(not isinstance(one, str) for one in found) == len(WORKED_OUT)
    assert set(HOLDING) <= set(ALARMS)


@pytest.mark.parametrize("code", ALARMS)
def test_a_name_is_short_and_what_it_means_and_what_to_do_are_sentences(code: str):
    wording = ALARMS[code]
    assert 4 <= len(wording.title) <= 16 and not wording.title.endswith("。")
    for sentence in (wording.means, wording.todo):
        assert sentence.endswith("。") and 10 <= len(sentence) <= 60


def test_no_two_alarms_have_one_name():
    assert len({wording.title for wording in ALARMS.values()}) == len(ALARMS)
