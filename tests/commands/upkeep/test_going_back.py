"""The next start ends what was interrupted; with real versions and kills: tests/faults."""

from pathlib import Path

import pytest

from kiosk.commands.upkeep import going_back, installed, under_way
from kiosk.commands.upkeep.under_way import Failed, Journal, Upgrade
from kiosk.ground.config import Config, Program
from tests.commands.upkeep.test_installed import opt, program_file

__all__ = ["opt"]  # a fixture


@pytest.fixture
def up(tmp_path: Path, opt: Path, monkeypatch: pytest.MonkeyPatch) -> Upgrade:
    """An upgrade of a machine without data, from 1.0.0 to 1.1.0, whose versions do what they are
    asked, and whose pages come."""
    (tmp_path / "data").mkdir()
    config = Config(role="station", data=str(tmp_path / "data"))
    config.program = Program(str(opt))
    installed.install(opt, program_file(tmp_path, "1.1.0"))
    monkeypatch.setattr(under_way, "said", lambda *_args: "same")
    monkeypatch.setattr(under_way, "service", lambda *_args: 0)
    monkeypatch.setattr(under_way, "wait", lambda _up: None)
    return Upgrade(config, tmp_path / "c", Path(), False, Journal("1.1.0", "ab", "1.0.0"))


def finished(up: Upgrade) -> tuple[str, str]:
    ended = going_back.finish(up.config, up.path)
    assert {path.name for path in up.beside.iterdir()} <= {"upgraded.json"}
    return (ended.code if ended else "nothing"), installed.version(up.folder)


def test_before_the_exchange_nothing_is_under_way(up: Upgrade):
    assert finished(up) == ("nothing", "1.0.0")


def test_at_the_exchange_the_version_that_is_there_stays(up: Upgrade):
    under_way.begin(up)
    assert finished(up) == ("interrupted", "1.0.0")


def test_after_the_exchange_the_new_version_is_given_its_time(up: Upgrade):
    under_way.begin(up)
    installed.switch(up.folder)
    assert finished(up) == ("done", "1.1.0")


def test_a_new_version_that_does_not_come_back_after_a_power_cut_is_taken_back(
    up: Upgrade, monkeypatch: pytest.MonkeyPatch
):
    under_way.begin(up)
    installed.switch(up.folder)

    def wait(_up: Upgrade) -> None:
        if installed.version(up.folder) == "1.1.0":
            raise Failed("rolled_back", "no page")

    monkeypatch.setattr(under_way, "wait", wait)
    assert finished(up) == ("rolled_back", "1.0.0")


def test_a_way_back_that_was_interrupted_is_gone_to_its_end(up: Upgrade):
    installed.switch(up.folder)
    up.journal.undoing = True
    under_way.begin(up)
    assert finished(up) == ("rolled_back", "1.0.0")


def test_a_way_back_that_fails_is_tried_again_at_the_next_start(
    up: Upgrade, monkeypatch: pytest.MonkeyPatch
):
    installed.switch(up.folder)

    def broken(*_args: object) -> int:
        raise OSError("no systemd")

    with monkeypatch.context() as off:
        off.setattr(under_way, "service", broken)
        assert going_back.roll_back(up, "no page").code == "not_rolled_back"
    assert under_way.journal(up.folder) is not None
    assert finished(up) == ("rolled_back", "1.0.0")
