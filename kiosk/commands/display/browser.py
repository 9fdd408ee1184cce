"""Chromium, the compositor and the start page, as they are started on a hall's display."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

WAITING = Path(__file__).parents[3] / "deploy" / "screen" / "waiting.py"
STOP_S = 5.0
LASTING = 'python3 "$0" || exec sleep infinity'
"""Without the start page, the lobby at least."""
WITHOUT_CARD = "--disable-gpu"
"""For Chromium, where nothing is drawn by a graphics card."""
_CHROMIUM = """
    --kiosk --incognito --ozone-platform=wayland --lang=zh-CN
    --no-proxy-server --password-store=basic --no-first-run --noerrdialogs
    --hide-crash-restore-bubble --disable-session-crashed-bubble --disable-features=Translate
    --disable-pinch --overscroll-history-navigation=0
    --disable-sync --disable-background-networking --disable-component-update
    --enable-speech-dispatcher --autoplay-policy=no-user-gesture-required
    --ipc-connection-timeout=180
"""
"""The last: Chromium's own processes give up after 15 s without it, which a slow computer takes at
its start, and then the display stays dark for good."""


def compositor() -> list[str]:
    """cage, which shows the start page, and above it what else is started."""
    return ["cage", "-d", "--", "/bin/sh", "-c", LASTING, str(WAITING)]


def chromium(url: str, profile: Path) -> list[str]:
    """Chromium with the lobby's first page. What it may load, the managed policy says
    (deploy/screen/policy.json)."""
    return ["chromium", *_CHROMIUM.split(), f"--user-data-dir={profile}", url]


class Program:
    """A program that is started, watched and stopped; `more` is what its environment has besides
    this process's."""

    def __init__(self, words: Sequence[str], more: Mapping[str, str] = {}) -> None:
        self.words, self.more = list(words), dict(more)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.words[0]

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def ended(self) -> bool:
        """Whether it was started and ended by itself."""
        return self._child is not None and self._child.poll() is not None

    def start(self) -> None:
        self._child = subprocess.Popen(self.words, env=os.environ | self.more)

    def stop(self) -> None:
        """Asks it to end, and ends it after STOP_S."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child = None


def forget(profile: Path) -> None:
    """Leaves nothing of what customers saw or typed."""
    shutil.rmtree(profile, ignore_errors=True)
