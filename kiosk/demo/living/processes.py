"""The demo's machines, its chart unit and its witness: processes of their own."""

import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from kiosk import VERSION


@contextlib.contextmanager
def started(configured: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A machine, its chart unit or the witness, a process of its own, ended and waited for."""
    entry = Path(__file__).parents[3] / "kiosk.py"
    with configured.with_suffix(".log").open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, str(entry), "--config", str(configured), *(command or ["serve"])],
            stdout=out,
            stderr=out,
        )
    try:
        yield child
    finally:
        child.terminate()
        child.wait(timeout=30)


def until_served(process: subprocess.Popen[bytes], port: int) -> None:
    """Waits until that process serves on that port; ends the demo if it can't."""
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as got:
                if VERSION in got.read().decode():
                    return
        except OSError:
            pass  # not up yet
        time.sleep(0.05)
    sys.exit(f"nothing could be served on port {port}; see the .log files beside the data")
