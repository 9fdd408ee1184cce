"""A machine with a bad configuration refuses to start and names the key."""

from pathlib import Path

import pytest

from kiosk.ground.config import BadConfig, load


def write(folder: Path, text: str) -> Path:
    path = folder / "machine.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "role"),
        ('role = "kitchen"', "$.role"),
        ('role = "station"\nsync_secnds = 3', "sync_secnds"),
        ('role = "station"\nsync_seconds = 0', "$.sync_seconds"),
        ('role = "station"\nsync_seconds = "often"', "$.sync_seconds"),
        ('role = "station"\nidle_seconds = 14', "$.idle_seconds"),
        ('role = "station"\nidle_seconds = 301', "$.idle_seconds"),
        ('role = "station"\n[lobby]\nport = 70000', "$.lobby.port"),
        ('role = "station"\n[lobby]\nbind = "0.0.0.0"\nport = 8080', "$.lobby.hosts"),
        ('role = "station"\n[lobby]\ncolour = 1\nport = 8080', "colour"),
        ("role = ", "Invalid value"),
        ('role = "station"\nsync_seconds = 9e9999999', "$.sync_seconds"),
        ('role = "station"\nsync_seconds = ' + "9" * 5_000, "integer string conversion"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, text: str, names: str):
    with pytest.raises(BadConfig) as refused:
        load(write(tmp_path, text), {})
    assert names in str(refused.value) and "machine.toml" in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BadConfig, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml", {})


@pytest.mark.parametrize("port", ["0", "x", "70000", "-1"])
def test_a_bad_port_in_the_environment_is_named(tmp_path: Path, port: str):
    with pytest.raises(BadConfig, match="KIOSK_DESK_PORT"):
        load(write(tmp_path, 'role = "station"'), {"KIOSK_DESK_PORT": port})


def test_the_environment_moves_data_and_ports_only(tmp_path: Path):
    path = write(tmp_path, 'role = "office"\ndata = "/there"')
    assert load(path, {}).data == "/there"
    moved = load(path, {"KIOSK_DATA": "/here", "KIOSK_OFFICE_PORT": "9", "KIOSK_ROLE": "x"})
    assert (moved.data, moved.office.port, moved.role) == ("/here", 9, "office")


def test_data_lies_beside_the_file_unless_it_says_otherwise(tmp_path: Path):
    assert load(write(tmp_path, 'role = "station"'), {}).data == str(tmp_path)
