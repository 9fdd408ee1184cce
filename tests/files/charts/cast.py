"""A chart unit of a test's own, and a specification for it."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from kiosk.files.charts import drawing
from kiosk.files.charts.look import framed

TOP = Path(__file__).parents[3]
SPEC = framed(
    data={"values": [{"week": "11/2", "share": 0.91}, {"week": "<b>9</b>", "share": 0.94}]},
    mark={"type": "line", "clip": True, "point": True},
    encoding={
        "x": {"field": "week", "type": "nominal", "title": "周", "sort": None},
        "y": {"field": "share", "type": "quantitative", "scale": {"domain": [0.8, 1]}},
    },
)


@contextlib.contextmanager
def unit(*before: str | Path) -> Iterator[Path]:
    """The socket of a running unit. The path of a socket is bounded, so its folder is a short one;
    `before` are words put before the command."""
    with tempfile.TemporaryDirectory(prefix="charts") as folder:
        configured = Path(folder) / "office.toml"
        configured.write_text('role = "office"\n', "utf-8")
        words = [sys.executable, "-B", TOP / "kiosk.py", "--config", configured, "charts"]
        with mock.patch.object(drawing, "WAIT_S", 60), running([*before, *words]):
            yield wait_for(Path(folder) / "charts.sock")


@contextlib.contextmanager
def running(words: Sequence[Any]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(words, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # also what a tracer runs
        process.wait(timeout=20)


def wait_for(path: Path) -> Path:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, "the unit did not start"
        time.sleep(0.02)
    return path
