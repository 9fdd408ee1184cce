"""The demo's processes end with it, and one that can't serve ends the demo."""

from pathlib import Path

import pytest

from kiosk.demo.living import processes
from tests.faults.machines import free_ports


def office(folder: Path, port: int) -> Path:
    file = folder / "office.toml"
    file.write_text(f'role = "office"\n[office]\nport = {port}\n', "utf-8")
    return file


def test_a_machine_is_served_and_ended(tmp_path: Path):
    (port,) = free_ports(1)
    with processes.started(office(tmp_path, port)) as child:
        processes.until_served(child, port)
        assert child.poll() is None
    assert child.poll() is not None


def test_one_that_ends_by_itself_ends_the_demo(tmp_path: Path):
    (port,) = free_ports(1)
    with processes.started(office(tmp_path, port), "no-such-command") as child:
        child.wait(60)
        with pytest.raises(SystemExit, match=str(port)):
            processes.until_served(child, port)
