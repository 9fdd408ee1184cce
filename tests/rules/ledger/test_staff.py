"""Under which marks facts of the staff's own work are tallied."""

import pytest

from kiosk.rules.ledger import staff


@pytest.mark.parametrize(
    ("kind", "mark", "body", "marks"),
    [
        ("arrived", "on_time", b"{}", [("on_time", 1)]),
        ("marked", "self", b"{}", [("self", 1)]),
        ("idea", "", b"{}", [("", 1)]),
        ("task_moved", "adopted", b"{}", [("adopted", 1)]),
        ("grade_ruled", "", b'{"upheld":true}', [("upheld", 1)]),
        ("case_ruled", "", b'{"upheld":false,"due":"2026-11-30"}', [("rejected", 1)]),
        ("awarded", "", b'{"level":2,"first":"2026-01-01"}', [("tier", 1)]),
        ("awarded", "", b'{"level":0}', [("award", 1)]),
        (
            "diary_counted", "", b'{"counts":{"praise":7,"deed":5,"hurt":0},"few":["difficulty"]}',
            [("", 1), ("deed", 5), ("praise", 7)],
        ),
        ("diary_counted", "", b'{"counts":{},"few":[]}', [("", 1)]),
        ("awarded", "", b"\xff", [("award", 1)]),
        ("case_ruled", "", b'{"upheld":"yes"}', [("rejected", 1)]),
    ],
)  # fmt: skip
def test_a_fact_counts_under_its_mark(
    kind: str, mark: str, body: bytes, marks: list[tuple[str, int]]
):
    assert staff.marks(kind, mark, body) == marks
