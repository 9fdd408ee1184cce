"""What an upgrade writes down, and whom it lets touch the data."""

import os
import subprocess
from pathlib import Path

import pytest

from kiosk.commands import watchdog
from kiosk.commands.upkeep import installed, under_way
from kiosk.commands.upkeep.under_way import Failed, Journal, Upgrade
from kiosk.ground.config import Config, Program


@pytest.fixture
def up(tmp_path: Path) -> Upgrade:
    (tmp_path / "data").mkdir()
    config = Config(role="station", data=str(tmp_path / "data"))
    config.program = Program(str(tmp_path / "opt"))
    installed.beside(tmp_path / "opt").mkdir()
    return Upgrade(config, tmp_path / "c.toml", Path(), False, Journal("2.0", "ab", "1.0"))


def test_the_journal_is_there_from_its_beginning_to_its_end(up: Upgrade):
    assert under_way.journal(up.folder) is None
    under_way.begin(up)
    assert under_way.journal(up.folder) == up.journal
    under_way.forget(up)
    assert under_way.journal(up.folder) is None


def test_how_it_ended_can_be_read_by_the_service(up: Upgrade):
    ended = under_way.note(up, "rolled_back", "x" * 10_000)
    note = up.beside / under_way.OUTCOME
    assert note.stat().st_mode & 0o777 == 0o644
    assert len(ended.detail) == under_way.DETAIL


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
def test_root_touches_the_data_only_as_their_owner(up: Upgrade):
    os.chown(up.config.folder, 65534, 65534)
    said = subprocess.run(["id", "-u"], capture_output=True, text=True, **under_way.owner(up))
    assert said.stdout.strip() == "65534"
    groups = subprocess.run(["id", "-G"], capture_output=True, text=True, **under_way.owner(up))
    assert groups.stdout.split() == ["65534"]


def test_pages_must_come_several_times_in_a_row(up: Upgrade, monkeypatch: pytest.MonkeyPatch):
    answers = iter([True, False, True, True, True])

    def check(_config: Config, *, settled: bool) -> None:
        assert settled
        if not next(answers):
            raise watchdog.Unwell("no page")

    monkeypatch.setattr(watchdog, "check", check)
    monkeypatch.setattr(under_way, "LOOK_S", 0)
    under_way.wait(up)
    assert next(answers, None) is None
    monkeypatch.setattr(under_way, "HEALTHY_S", 0)
    answers = iter([False])
    with pytest.raises(Failed, match="rolled_back"):
        under_way.wait(up)


def test_a_command_that_fails_names_what_it_said(up: Upgrade):
    tree = up.folder
    (tree / "kiosk").mkdir(parents=True)
    (tree / "kiosk/__init__.py").write_text('VERSION = "1.0"\n')
    python = tree / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"; echo why >&2; exit ${FAIL:-0}\n')
    python.chmod(0o755)
    assert under_way.said(up, "x", "1.0", "backup").endswith("c.toml backup")
    python.write_text("#!/bin/sh\necho why >&2; exit 1\n")
    with pytest.raises(Failed) as failed:
        under_way.said(up, "no_backup", "1.0", "backup")
    assert (failed.value.code, failed.value.detail) == ("no_backup", "why")
    with pytest.raises(Failed, match="no_backup"):
        under_way.said(up, "no_backup", "3.0", "backup")
