"""belenios-tool as a child: which version, within which bounds, and what it leaves on the disk."""

import stat
from pathlib import Path

import pytest

from kiosk.files.ballots import tool
from kiosk.files.ballots.tool import NoTool, OtherTool, Tool, ToolFailed


def program(folder: Path, script: str) -> str:
    """A program of that name which does what the script says."""
    path = folder / tool.PROGRAM
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize(("said", "version"), [("2.0 (20230102)", "2.0"), ("3.0 (x)", "3.0")])
def test_the_installed_version_is_known(on_path: Path, said: str, version: str):
    program(on_path, f"echo '{said}'")
    assert tool.installed().version == version
    assert tool.installed(version).version == version


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("2.0 (20230102)", "3.0"), ("3.0", "2.0"), ("1.19", ""), ("4.0.0", ""), ("none", "")],
)
def test_another_version_is_refused(on_path: Path, said: str, wanted: str):
    program(on_path, f"echo '{said}'")
    with pytest.raises(OtherTool):
        tool.installed(wanted)


def test_without_the_program_there_is_no_election(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoTool):
        tool.installed()
    assert not tool.is_installed()


def test_its_folder_is_in_memory_for_one_user_and_gone_afterwards():
    with tool.folder() as at:
        assert at.is_relative_to("/dev/shm") and stat.S_IMODE(at.stat().st_mode) == 0o700
        (at / "secret").write_text("x")
    assert not at.exists()
    with pytest.raises(ZeroDivisionError), tool.folder() as at:
        _ = 1 / 0
    assert not at.exists()


def test_a_folder_on_a_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool, "_SHARED_MEMORY", tmp_path)
    with pytest.raises(NoTool), tool.folder():
        pass


def test_a_secret_is_neither_an_argument_nor_a_file_with_a_name(tmp_path: Path):
    using = Tool(program(tmp_path, 'cat "$2"; echo "$@"; ls -a; env'), "2.0")
    with tool.folder() as at:
        out = using.run(at, "--key", "@key", secret={"@key": b"42\n"}).decode()
    lines = out.splitlines()
    assert lines[0] == "42" and lines[1].startswith("--key /proc/self/fd/")
    assert set(lines[2:6]) == {".", "..", ".out", ".err"}
    assert not any(one.startswith("HOME=") for one in lines)


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "head -c 40000000 /dev/zero",
        "head -c 40000000 /dev/zero > big && exit 0",
        "python3 -c 'bytearray(2 << 30)'",
    ],
)
def test_what_fails_or_takes_too_much_is_refused(tmp_path: Path, script: str):
    using = Tool(program(tmp_path, script), "2.0")
    with tool.folder() as at, pytest.raises(ToolFailed):
        using.run(at, "x", "y")


def test_what_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool, "SECONDS", 0)
    using = Tool(program(tmp_path, "exec sleep 30"), "2.0")
    with tool.folder() as at, pytest.raises(ToolFailed):
        using.run(at, "x", "y")


def test_a_failure_names_the_command_and_no_secret(tmp_path: Path):
    using = Tool(program(tmp_path, 'echo "it broke" >&2; exit 123'), "2.0")
    with tool.folder() as at, pytest.raises(ToolFailed, match="it broke") as failed:
        using.run(at, "election", "x", "@key", secret={"@key": b"4711"})
    assert "4711" not in str(failed.value)


def test_one_step_runs_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool, "WAIT", 0)
    using = Tool(program(tmp_path, "exit 0"), "2.0")
    with tool.folder() as at:
        assert tool._one.acquire()
        try:
            with pytest.raises(ToolFailed, match="waited"):
                using.run(at, "x", "y")
        finally:
            tool._one.release()
        assert using.run(at, "x", "y") == b""
