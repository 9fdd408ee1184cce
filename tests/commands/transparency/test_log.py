"""The log's commands, as an administrator types them."""

from pathlib import Path

from click.testing import CliRunner

from kiosk.commands.main import cli
from kiosk.records.transparency import log
from kiosk.rules.transparency import notes
from tests.cast import Machine
from tests.commands.cast import first_lines


def typed(office: Machine, *words: str):
    config = office.config.folder / "machine.toml"
    config.write_text(first_lines(office))
    return CliRunner().invoke(cli, ["--config", str(config), *words])


def test_the_key_is_printed_and_stays_the_same(office: Machine):
    first = typed(office, "log-key")
    assert first.exit_code == 0
    state = log.state(office.db)
    assert state is not None
    assert notes.read_verifier(first.output) == log.verifier(office.keys, state.origin)
    assert typed(office, "log-key").output == first.output


def test_another_log_has_another_key_and_is_asked_for_twice(office: Machine):
    first = typed(office, "log-key").output
    assert typed(office, "log-renew").exit_code == 1, "no one confirmed"
    assert typed(office, "log-key").output == first
    office.time.pass_by(5_000)
    second = typed(office, "log-renew", "--yes").output
    assert second != first and typed(office, "log-key").output == second


def test_a_witness_prints_its_key(tmp_path: Path):
    words = ["witness", str(tmp_path / "w"), "--name", "w.example/1"]
    first = CliRunner().invoke(cli, words)
    key = notes.read_verifier(first.output)
    assert (key.name, key.type) == ("w.example/1", notes.COSIGNATURE)
    assert CliRunner().invoke(cli, words).output == first.output
    for wrong in (["--name", "a b"], ["--log", "nothing"]):
        assert CliRunner().invoke(cli, [*words, *wrong]).exit_code == 1
