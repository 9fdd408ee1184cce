"""What is refused before anything is changed. Whole upgrades: tests/faults/test_upgrade.py."""

from pathlib import Path

import pytest

from kiosk.commands.upkeep import installed, under_way, upgrading
from kiosk.ground.config import Program
from kiosk.ground.keys import Keys
from kiosk.vocabulary.upgrades import Outcome
from tests.cast import Machine
from tests.commands.cast import run
from tests.commands.upkeep.test_installed import opt, program_file

__all__ = ["opt"]  # a fixture
MAKER = Keys(b"k" * 32)


@pytest.fixture
def ready(hall: Machine, opt: Path) -> Machine:
    """A hall whose program is at `opt`, version 1.0.0."""
    hall.config.program = Program(str(opt), [MAKER.public.hex()], "none")
    return hall


def tried(hall: Machine, file: Path | None) -> Outcome:
    ended = upgrading.run(hall.config, hall.config.folder / "machine.toml", file)
    beside = installed.beside(Path(hall.config.program.folder))
    assert {path.name for path in beside.iterdir()} == {"upgraded.json"}, "nothing is left"
    assert installed.version(Path(hall.config.program.folder)) == "1.0.0"
    return ended


def test_a_file_of_another_maker_is_not_unpacked(ready: Machine, tmp_path: Path):
    file = program_file(tmp_path, "1.1.0")
    ready.config.program.keys = [Keys(b"o" * 32).public.hex()]
    assert tried(ready, file).code == "not_trusted"
    ready.config.program.keys = []
    assert tried(ready, file).code == "not_trusted"


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0"])
def test_only_a_newer_version_is_installed(ready: Machine, tmp_path: Path, version: str):
    assert tried(ready, program_file(tmp_path, version)).code == "not_newer"


def test_a_file_that_was_cut_or_is_another_is_named_so(ready: Machine, tmp_path: Path):
    file = program_file(tmp_path, "1.1.0")
    file.write_bytes(file.read_bytes()[:-10])
    assert tried(ready, file).code == "damaged_program"
    file.write_bytes(b"a photograph")
    assert tried(ready, file).code == "not_a_program"
    assert tried(ready, tmp_path / "missing").code == "damaged_program"


def test_a_file_for_another_system_is_refused(
    ready: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = program_file(tmp_path, "1.1.0")
    monkeypatch.setattr(upgrading, "_debian", lambda: "12")
    monkeypatch.setattr(upgrading.platform, "machine", lambda: "aarch64")
    head = upgrading.packed.head(file).head
    for wanted in ({"debian": "13"}, {"machine": "x86_64"}):
        with pytest.raises(under_way.Failed, match="other_system"):
            upgrading._check_system(upgrading.packed.Head(**_fields(head) | wanted))
    upgrading._check_system(
        upgrading.packed.Head(**_fields(head) | {"debian": "12", "machine": "aarch64"})
    )


def _fields(head: object) -> dict[str, object]:
    return {name: getattr(head, name) for name in head.__struct_fields__}  # type: ignore[attr-defined]


def test_without_room_nothing_begins(
    ready: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upgrading.disk, "free", lambda _folder: 10_000_000)
    ended = tried(ready, program_file(tmp_path, "1.1.0"))
    assert ended.code == "no_space" and "MB" in ended.detail


def test_if_the_service_does_not_stop_the_present_version_stays(
    ready: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []

    def service(_up: under_way.Upgrade, word: str, *_more: str) -> int:
        asked.append(word)
        return int(word == "stop")

    monkeypatch.setattr(under_way, "service", service)
    assert tried(ready, program_file(tmp_path, "1.1.0")).code == "not_stopped"
    assert asked == ["stop", "start"], "it may be half stopped"


def test_the_file_that_waits_is_taken_away_even_if_it_is_refused(ready: Machine, tmp_path: Path):
    """Else the unit that waits for it would start again and again."""
    ready.config.programs.mkdir()
    ready.config.next_program.write_bytes(b"anything")
    assert tried(ready, None).code == "not_a_program"
    assert not ready.config.next_program.exists()


def test_a_pipe_or_a_link_that_waits_gives_nothing_away(ready: Machine, tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("of root")
    ready.config.programs.mkdir()
    ready.config.next_program.symlink_to(secret)
    assert tried(ready, None).code == "not_a_program"
    assert secret.exists() and not ready.config.next_program.is_symlink()


def test_where_it_is_not_installed_or_another_upgrade_runs_it_says_so(hall: Machine, opt: Path):
    (hall.config.folder / "machine.toml").write_text(
        f'role = "station"\n[program]\nfolder = "{opt}"\n'
    )
    with under_way.alone(installed.beside(opt)):
        done = run(hall, "upgrade", "--waiting")
    assert done.exit_code == 1 and done.output.strip()
    assert run(hall, "upgrade", "--waiting").exit_code == 0, "nothing waits"
    assert run(hall, "upgrade").exit_code == 2
    opt.rename(opt.with_name("gone"))
    assert run(hall, "upgrade", "--waiting").exit_code == 1
