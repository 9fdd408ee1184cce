"""Asks the chart unit for pictures, and keeps those that were drawn."""

import hashlib
import logging
import socket
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

from kiosk.files.charts.inline import Chart, Unsafe, inlined
from kiosk.files.charts.unit import MOST_BYTES, MOST_DRAWN, received

log = logging.getLogger("tingsheng")
WAIT_S = 4.0
"""How long a page waits for a chart; the unit starts in about a second."""
REST_S = 30.0
"""After a failure no page asks, so that none waits in vain."""
MOST_KEPT = 8_000_000
"""Characters of all charts that are kept."""


class Drawing:
    """Draws by the unit that listens at a path. Threads share one of these."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Chart] = {}
        self._resting_until = 0.0
        self._lock = threading.Lock()

    def draw(self, spec: dict[str, Any]) -> Chart | None:
        """The chart of a Vega-Lite specification; None while none can be drawn."""
        request = msgspec.json.encode(spec, order="deterministic")
        name = hashlib.sha256(request).hexdigest()
        with self._lock:
            if (kept := self._kept.pop(name, None)) is not None:
                self._kept[name] = kept  # now the last to be dropped
                return kept
            if time.monotonic() < self._resting_until:
                return None
        try:
            chart = inlined(self._ask(request), f"c{name[:8]}")
        except (OSError, Unsafe) as error:
            log.warning("no chart: %s: %s", self._path, error)
            if isinstance(error, OSError):
                self._resting_until = time.monotonic() + REST_S
            return None
        self._keep(name, chart)
        return chart

    def _ask(self, request: bytes) -> bytes:
        if len(request) > MOST_BYTES:
            raise Unsafe(f"a specification of {len(request)} bytes")
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(WAIT_S)
            line.connect(str(self._path))
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return received(line, MOST_DRAWN)

    def _keep(self, name: str, chart: Chart) -> None:
        with self._lock:
            self._kept[name] = chart
            while sum(len(one.shapes) for one in self._kept.values()) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
