"""The chart unit: what it refuses, and that it draws over its socket."""

import os
import signal
import socket
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.files.charts import unit
from kiosk.files.charts.unit import MOST_BYTES, MOST_DRAWN, Refused
from tests.files.charts import cast


def asked(path: Path, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(str(path))
        line.sendall(request)
        line.shutdown(socket.SHUT_WR)
        return unit.received(line, MOST_DRAWN)


def drawn(request: Any, picture: str = "<svg/>") -> bytes:
    encoded = request if isinstance(request, bytes) else msgspec.json.encode(request)
    return unit.drawn(encoded, lambda _: picture)


def test_it_draws_one_request_after_another_and_survives_what_it_refuses():
    with cast.unit() as path:
        first = asked(path, msgspec.json.encode(cast.SPEC))
        assert first.startswith(b"<svg") and b"&lt;b" in first and b"<b" not in first
        refused = (b"", b"[]", b"{", b'{"mark": "no such mark"}', b" " * (MOST_BYTES + 1))
        assert [asked(path, one) for one in refused] == [b""] * 5
        assert len(asked(path, msgspec.json.encode(cast.SPEC))) == len(first)
        assert path.stat().st_mode & 0o777 == 0o600, "the office's own user alone"


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "https://example.com/a.csv"}},
        {"data": {"url": "file:///etc/passwd"}},
        {"data": {"url": "data.csv"}},
        {"data": {"URL": ""}},
        {"mark": {"type": "image", "url": "/x.png"}},
        {"layer": [{"encoding": {"url": {"field": "x"}}}]},
        {"layer": [{"mark": {"type": "point", "href": "https://example.com"}}]},
        {"transform": [{"lookup": "x", "from": {"data": {"url": "x"}}}]},
    ],
    ids=str,
)
def test_a_specification_that_points_outside_is_refused(part: dict[str, Any]):
    with pytest.raises(Refused, match="outside"):
        drawn(cast.SPEC | part)


def test_requests_and_pictures_are_bounded():
    assert drawn(b"{}" + b" " * (MOST_BYTES - 2)) == b"<svg/>"
    with pytest.raises(Refused, match="bytes"):
        drawn(b"{}" + b" " * (MOST_BYTES - 1))
    assert drawn({}, "x" * MOST_DRAWN)
    with pytest.raises(Refused, match="picture"):
        drawn({}, "x" * (MOST_DRAWN + 1))
    with pytest.raises(Refused, match="no JSON"):
        drawn(b"[" * 200_000)


def test_a_chart_that_takes_too_long_ends_the_process(monkeypatch: pytest.MonkeyPatch):
    seen = []
    monkeypatch.setattr(signal, "alarm", seen.append)
    drawn({})
    assert seen == [unit.DRAW_S, 0], "and the alarm is taken back"


def test_a_socket_is_inherited_from_systemd_alone(monkeypatch: pytest.MonkeyPatch):
    assert unit.inherited({}) is None
    assert unit.inherited({"LISTEN_PID": "1", "LISTEN_FDS": "1"}) is None
    with socket.socket(socket.AF_UNIX) as own:
        monkeypatch.setattr(unit, "_INHERITED", os.dup(own.fileno()))
        found = unit.inherited({"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"})
        assert found is not None and found.family == socket.AF_UNIX
        found.close()
