"""Asking for charts: what is kept, and that no page waits long for a unit that is not there."""

import tempfile
import threading
from pathlib import Path

import pytest

from kiosk.files.charts import drawing, unit
from kiosk.files.charts.drawing import Drawing
from tests.files.charts import cast

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>%d</text></svg>'


class Answering(Drawing):
    """With answers of its own in the place of a unit's."""

    def __init__(self, *answers: bytes | OSError) -> None:
        super().__init__(Path("nowhere"))
        self.answers, self.asked = list(answers), 0

    def _ask(self, request: bytes) -> bytes:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer


def test_a_chart_is_drawn_once_and_kept_by_its_content():
    with cast.unit() as path:
        asking = Drawing(path)
        assert asking.draw({"n": "9" * unit.MOST_BYTES}) is None, "and it does not rest for that"
        chart = asking.draw(cast.SPEC)
        assert chart is not None and chart.width > chart.height > 0
        assert ">周<" in chart.shapes and "&lt;b&gt;9" in chart.shapes
        assert "style=" not in chart.shapes and "aria-" not in chart.shapes
    assert asking.draw(dict(reversed(cast.SPEC.items()))) is chart, "the unit has ended"
    assert asking.draw(cast.SPEC | {"width": 300}) is None


def test_only_so_much_is_kept_and_what_was_asked_for_last_stays(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "MOST_KEPT", 40)
    asking = Answering(*(SVG % n for n in (1, 2, 3, 4)))
    for n in (1, 2, 1, 3, 1, 2):
        assert asking.draw({"n": n}) is not None
    assert asking.asked == 4, "2 was dropped for 3 and asked for again"


def test_after_a_failure_of_the_line_nobody_waits_for_a_while(monkeypatch: pytest.MonkeyPatch):
    now = 1000.0
    monkeypatch.setattr(drawing.time, "monotonic", lambda: now)
    asking = Answering(TimeoutError(), SVG % 1)
    assert asking.draw({}) is None and asking.draw({}) is None and asking.asked == 1
    now += drawing.REST_S
    assert asking.draw({}) is not None and asking.asked == 2


def test_one_chart_that_is_refused_keeps_no_other_away():
    asking = Answering(b"", b"<svg><script/></svg>", SVG % 1)
    assert asking.draw({"n": 1}) is None and asking.draw({"n": 2}) is None
    assert asking.draw({"n": 3}) is not None


def test_a_path_too_long_for_a_socket_is_no_error_of_the_page():
    assert Drawing(Path("/tmp") / ("x" * 200)).draw({}) is None


def test_a_unit_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "WAIT_S", 0.1)
    with tempfile.TemporaryDirectory(prefix="charts") as folder:
        path = Path(folder) / "charts.sock"
        with unit.listening(path):
            started = threading.active_count()
            assert Drawing(path).draw({}) is None
            assert threading.active_count() == started
