"""The walk of a hall without a line, by commands: export, take it to head office, take it back."""

from pathlib import Path

import pytest

from tests.cast import Machine
from tests.commands.cast import found, kiosk
from tests.sync.cast import counts, tap


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_the_walk_of_a_hall_without_a_line(hall: Machine, office: Machine, stick: Path):
    for n in range(3):
        tap(hall, n)
    up, down = stick / "hall.sync", stick / "back.sync"
    out = kiosk(hall, "export", "sync", str(up))
    assert out.returncode == 0, out.stderr
    assert "0 left for the next file" in out.stdout and "take it to head office" in out.stdout
    at = kiosk(office, "import", "sync", str(up), "--answer", str(down))
    assert at.returncode == 0, at.stderr
    assert "0 refused" in at.stdout and "take it back to the hall" in at.stdout
    back = kiosk(hall, "import", "sync", str(down))
    assert back.returncode == 0, back.stderr
    assert "sent" in back.stdout and "another file" not in back.stdout
    assert counts(office) == counts(hall) != {}
    assert sorted(one.name for one in stick.iterdir()) == ["back.sync", "hall.sync"]


def test_the_answer_lies_beside_the_file_if_no_place_is_given(
    hall: Machine, office: Machine, stick: Path
):
    kiosk(hall, "export", "sync", str(stick / "hall.sync"))
    kiosk(office, "import", "sync", str(stick / "hall.sync"))
    assert (stick / "hall-answer.sync").exists()


def test_a_file_in_the_wrong_place_says_so(hall: Machine, office: Machine, stick: Path):
    up = stick / "hall.sync"
    kiosk(hall, "export", "sync", str(up))
    wrong = kiosk(hall, "import", "sync", str(up))
    assert wrong.returncode == 1 and "bad_sync_file" in wrong.stderr
    up.write_bytes(up.read_bytes()[:-9])
    cut = kiosk(office, "import", "sync", str(up))
    assert cut.returncode == 1 and "bad_sync_file" in cut.stderr


def test_a_hall_without_a_head_office_has_nothing_to_export(new: Machine, stick: Path):
    found(new)
    done = kiosk(new, "export", "sync", str(stick / "hall.sync"))
    assert done.returncode == 1 and "no office" in done.stderr
    assert list(stick.iterdir()) == []


def test_a_stick_that_cannot_be_written_says_so(hall: Machine, stick: Path):
    done = kiosk(hall, "export", "sync", str(stick / "gone" / "hall.sync"))
    assert done.returncode == 1 and "can't be written" in done.stderr
