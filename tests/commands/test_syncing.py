"""One round by command, with an office and without."""

from tests.cast import Machine
from tests.commands.cast import found, kiosk


def test_no_line_is_said_plainly(hall: Machine):
    done = kiosk(hall, "sync")
    assert done.returncode == 1 and "office" in done.stderr and "Traceback" not in done.stderr


def test_without_an_office_sync_has_nothing_to_do_and_says_so(new: Machine):
    found(new)
    done = kiosk(new, "sync")
    assert (done.returncode, done.stdout) == (0, "this hall has no office\n")
    assert kiosk(new, "verify").returncode == 0
