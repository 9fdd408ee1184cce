import re
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.commands.display import browser
from kiosk.commands.display.browser import Program


def test_chromium_shows_one_address_and_keeps_nothing():
    words = browser.chromium("http://127.0.0.1:8080/", Path("/run/x/chromium"))
    assert words[0] == "chromium" and words[-1] == "http://127.0.0.1:8080/"
    assert {"--kiosk", "--incognito", "--user-data-dir=/run/x/chromium"} <= set(words)
    assert not any("remote-debugging" in word for word in words)


def test_chromium_waits_for_its_own_processes_on_a_slow_computer():
    """Without it they give up after 15 s, and the display stays dark: `make boot` saw it."""
    words = browser.chromium("http://127.0.0.1:8080/", Path("/run/x/chromium"))
    assert "--ipc-connection-timeout=180" in words


def test_the_start_page_is_there_in_both_languages():
    text = browser.WAITING.read_text("utf-8")
    assert "正在启动" in text and "Starting" in text
    compile(text, browser.WAITING, "exec")
    brand = re.findall(r"--brand: (#\w+);", _tokens())
    assert f"background: {brand[0]}" in text


def _tokens() -> str:
    return (browser.WAITING.parents[2] / "static/css/common/tokens.css").read_text("utf-8")


def test_without_the_start_page_the_compositor_lives_on(tmp_path: Path):
    words = browser.compositor()
    assert words[:3] == ["cage", "-d", "--"]
    shell = [*words[3:6], str(tmp_path / "missing.py")]
    child = subprocess.Popen(shell, stderr=subprocess.DEVNULL, start_new_session=True)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.5)
    child.kill()
    child.wait()


def test_a_program_that_ignores_the_request_to_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(browser, "STOP_S", 0.2)
    deaf = tmp_path / "deaf"
    deaf.write_text("#!/bin/sh\ntrap '' TERM\ntouch \"$0.ready\"\nwhile :; do sleep 0.05; done\n")
    deaf.chmod(0o755)
    program = Program([str(deaf)])
    program.start()
    end = time.monotonic() + 10
    while not (tmp_path / "deaf.ready").exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert program.running
    program.stop()
    assert not program.running


def test_the_profile_is_deleted(tmp_path: Path):
    (tmp_path / "chromium" / "Default").mkdir(parents=True)
    browser.forget(tmp_path / "chromium")
    browser.forget(tmp_path / "chromium")
    assert list(tmp_path.iterdir()) == []
