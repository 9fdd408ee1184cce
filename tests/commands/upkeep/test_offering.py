"""A version of any size is handed to head office by a command."""

from pathlib import Path

from kiosk.ground.keys import Keys
from kiosk.records.ledger import security_log
from kiosk.records.upkeep import programs
from tests.cast import Machine
from tests.commands.cast import first_lines, run
from tests.commands.upkeep.test_installed import program_file


def trust(office: Machine, key: bytes) -> None:
    (office.config.folder / "machine.toml").write_text(
        f'{first_lines(office)}[program]\nkeys = ["{Keys(key).public.hex()}"]\n'
    )


def test_it_waits_to_be_offered_by_a_person(office: Machine, tmp_path: Path):
    file = program_file(tmp_path, "9.0.0")
    trust(office, b"k" * 32)
    for _ in range(2):
        done = run(office, "offer", str(file))
        assert done.exit_code == 0 and done.output.startswith("9.0.0: ")
    (found,) = programs.newest(office.db)
    assert (found.version, found.state) == ("9.0.0", "proposed")
    assert programs.file(office.config.programs, found.sha256).read_bytes() == file.read_bytes()
    assert "program_proposed" in [row.action for row in security_log.every(office.db)]


def test_what_is_not_signed_or_damaged_is_not_taken(office: Machine, tmp_path: Path):
    file = program_file(tmp_path, "9.0.0")
    trust(office, b"o" * 32)
    assert run(office, "offer", str(file)).exit_code == 1
    trust(office, b"k" * 32)
    file.write_bytes(file.read_bytes()[:-3])
    assert run(office, "offer", str(file)).exit_code == 1
    assert programs.newest(office.db) == [] and not any(office.config.programs.iterdir())


def test_a_station_offers_nothing(hall: Machine, tmp_path: Path):
    assert run(hall, "offer", str(program_file(tmp_path, "9.0.0"))).exit_code == 1
