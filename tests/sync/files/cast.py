"""A hall without a line: its file is taken to head office, and the answer back."""

from kiosk.sync.files import asking, taking
from kiosk.sync.files.taking import Taken
from kiosk.vocabulary import sync_files
from kiosk.web.machines import by_file
from tests.cast import Machine


def asked(hall: Machine, most: int = sync_files.MOST_BYTES) -> bytes:
    return asking.make(hall.db, hall.keys, hall.time(), hall.new_id, most).data


def answered(office: Machine, data: bytes) -> bytes:
    questions = sync_files.questions(data)
    app = office.app("office")
    return sync_files.encode(by_file.answer(app, office.db, office.keys.public, questions))


def taken(hall: Machine, data: bytes) -> Taken:
    return taking.take(hall.db, data, hall.time())


def trip(hall: Machine, office: Machine, most: int = sync_files.MOST_BYTES) -> Taken:
    """To head office and back."""
    return taken(hall, answered(office, asked(hall, most)))
