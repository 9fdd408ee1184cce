"""How far one request wanders through the code: files touched, ways between them, changes of file.

Follows every call and return in kiosk/ during a request and counts how often the file that
runs is another one than before, and from which file to which. A reader who follows the request in
an editor makes the same changes, and knows a way when it is taken again: what has a limit is how
many ways there are. `make bench` prints it for four requests.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from kiosk.ground import clock
from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.people import pins, users
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    WANG,
    Machine,
    Time,
    by_machine,
    by_visit,
    enrol,
    machine,
    publish_cast,
    sync_round,
)

KIOSK = str(Path(__file__).parents[2] / "kiosk") + "/"
MOST = {"a case read": 100, "a case accepted": 100}
"""Ways from a file to one that it calls."""
CARD, EARLIER, CASE, STEP = "b" * 32, "9" * 32, "a" * 32, "c" * 32


class Way(NamedTuple):
    """What a request touched."""

    files: int
    ways: int
    changes: int


class Tracer:
    """Counts while it is the interpreter's profile function."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.ways: set[tuple[str, str]] = set()
        self.changes = 0
        self._last = ""

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event == "return":
            caller = frame.f_back
            name = caller.f_code.co_filename if caller else ""
        elif event == "call":
            name = frame.f_code.co_filename
        else:
            return
        if name.startswith(KIOSK):
            self.files.add(name)
            if name != self._last:
                self.changes += 1
                if event == "call":
                    self.ways.add((self._last, name))
            self._last = name


def followed(request: Callable[[], Any]) -> Way:
    """Makes a request and says how far it went; raises AssertionError where it was refused."""
    tracer = Tracer()
    sys.setprofile(tracer)
    try:
        answer = request()
    finally:
        sys.setprofile(None)
    assert answer.status_code in (200, 303), answer.status
    return Way(len(tracer.files), len(tracer.ways), tracer.changes)


def requests(hall: Machine, office: Machine) -> dict[str, Callable[[], Any]]:
    """The four requests, each on pages that were opened once before."""
    pins.set_pin(hall.db, by_machine(hall.db, hall.time()), hall.keys, "d" * 32, MANAGER, "482915")
    users.set_password(office.db, office.keys, "admin", "a password")
    lobby, desk, head = hall.browser("lobby"), hall.browser("desk"), office.browser("office")
    lobby.get(f"/clerks/{WANG}")
    desk.post("/sign-in", data={"badge": MANAGER, "pin": "482915"})
    head.post("/sign-in", data={"name": "admin", "password": "a password"})
    author = by_visit(hall.db, hall.time(), "v")
    filed = Filed("complaint", ["waiting"], "等了一小时", WANG)
    opened = [
        filing.open_case(hall.db, author, hall.keys, key, filed, None).case.event_id
        for key in (EARLIER, CASE)
    ]
    before, at = (f"/cases/{HERE}/{case_id}" for case_id in opened)

    def accept(at: str, key: str) -> Any:
        form = {"key": key, "responsible": LI}
        return desk.post(f"{at}/accept", data=form, headers={"HX-Request": "true"})

    accept(before, "e" * 32)
    desk.get(at)
    cells = {"key": "9-new", "name": "新业务", "in_force": "2026-12-01"}
    proposed = head.post("/documents/service/new", data=cells)
    return {
        "a card given": lambda: lobby.post(
            f"/clerks/{WANG}/cards", data={"key": CARD, "card": "polite"}
        ),
        "a case read": lambda: desk.get(at),
        "a case accepted": lambda: accept(at, STEP),
        "a release published": lambda: head.post(f"{proposed.location}/publish"),
    }


def measured() -> dict[str, Way]:
    """The four requests, in an office and a hall of their own."""
    with tempfile.TemporaryDirectory() as folder:
        time = Time()
        clock.read = time  # type: ignore[assignment]
        office = machine(Path(folder) / "office", "office", time)
        publish_cast(office)
        hall = machine(Path(folder) / "hall", "station", time)
        enrol(hall, office, HERE)
        sync_round(hall, office)
        try:
            return {name: followed(one) for name, one in requests(hall, office).items()}
        finally:
            hall.db.close()
            office.db.close()


def main() -> None:
    wrong = []
    for name, found in measured().items():
        most = MOST.get(name)
        limit = f" (≤ {most})" if most else ""
        said = f"{found.files:4} files{found.ways:6} ways{limit}"
        print(f"{name:22}{said:26}{found.changes:6} changes of file")
        if most and found.ways > most:
            wrong.append(name)
    if wrong:
        sys.exit(f"too far: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
