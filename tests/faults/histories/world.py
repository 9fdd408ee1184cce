"""A history's world: an office, its stations, the wire between them, and the true time."""

import random
import shutil
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from kiosk.records.cases import contact_sealing
from kiosk.records.ledger import times
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors
from kiosk.sync import client
from kiosk.sync.client import Answer, Send
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.faults.histories.book import Book
from tests.faults.histories.founding import STATIONS, keys_of, template
from tests.faults.histories.machines import Clock, Form, Killed, Machine

VISIT = "v1"
BEGIN = 1_795_233_600_000 + 60_000
"""2026-11-21 12:01 in Shanghai, a minute after the stations were enrolled."""


def new_key(chance: random.Random) -> str:
    """A form's key."""
    return f"{chance.getrandbits(128):032x}"


_from_passphrase = cache(contact_sealing.from_passphrase)


class Plan(NamedTuple):
    """What goes wrong during a round: at request `at` the line is `cut` ('before' the office
    hears, 'after' it has acted, 'torn' in the middle of the answer; '' for never), and `between`
    holds what else happens before each request."""

    at: int = 0
    cut: str = ""
    between: dict[int, Callable[[], None]] = {}  # noqa: RUF012


QUIET = Plan()


@dataclass
class World:
    """All that a history acts on. `true` is the true time in UTC ms; `aim` is the station that
    the next operation is meant for, None for any; `kinds` names the operations of this history."""

    folder: Path
    true: int = BEGIN
    aim: Machine | None = None
    book: Book = field(default_factory=Book)
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()
    nonces: int = 0

    def __post_init__(self) -> None:
        shutil.copytree(template(), self.folder, dirs_exist_ok=True)
        self.office = self._machine("office", "")
        self.stations = [self._machine(name, branch) for name, branch in STATIONS.items()]

    def _machine(self, name: str, branch: str) -> Machine:
        clock = Clock(f"boot-{name}", self.true - 3_600_000)
        return Machine(name, branch, self.folder / name, keys_of(name), clock)

    @property
    def machines(self) -> list[Machine]:
        return [self.office, *self.stations]

    def new_folder(self, name: str) -> Path:
        """A folder's path that no machine has had yet."""
        return self.folder / f"{name}{len(list(self.folder.iterdir()))}"

    def station(self, chance: random.Random) -> Machine:
        return self.aim or chance.choice(self.stations)

    def nonce(self) -> str:
        self.nonces += 1
        return f"{0xA << 120 | self.nonces:032x}"

    def customer(self, station: Machine) -> Author:
        return at_station(station.db, "customer", station.clock.at(self.true), visit=VISIT)

    def desk(self, station: Machine, badge: str) -> Author:
        return authors.at_desk(station.db, badge, station.clock.at(self.true))

    def send(
        self, machine: Machine, event_id: str, form: Callable[[], Any], branch: str = ""
    ) -> Any:
        """A form is sent, and sent again perhaps; once it returns, its fact is acknowledged."""

        def again() -> Any:
            done = form()
            self.book.acknowledge(machine, event_id, self.true, branch)
            return done

        machine.forms.append(Form(event_id, again, self.true))
        return again()

    @contextmanager
    def living(self) -> Iterator[None]:
        """The office's views read its clock; a passphrase is worked out once."""
        with (
            patch("kiosk.ground.clock.read", lambda: self.office.clock.at(self.true)),
            patch.object(contact_sealing, "from_passphrase", _from_passphrase),
        ):
            yield

    def wire(self, station: Machine, plan: Plan = QUIET) -> Send:
        """The wire from a station to the office, on which that plan comes true."""
        asked, life = 0, station.lives

        def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
            nonlocal asked
            asked += 1
            self.true += 40
            if asked in plan.between:
                plan.between[asked]()
                if station.lives != life or station not in self.stations:
                    raise Killed(f"{station.name}: during a round")
            here = asked == plan.at
            if here and plan.cut == "before":
                raise NoLine("cut before the office heard")
            answer = self._ask_office(method, path, body, headers)
            if here and plan.cut == "after":
                raise NoLine("cut before the answer came")
            if here and plan.cut == "torn":
                answer = answer._replace(body=answer.body[: len(answer.body) // 2])
            return answer

        return send

    def _ask_office(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            got = (
                self.office.office_app()
                .test_client()
                .open(path, method=method, data=body, headers=headers)
            )
        except Killed:
            self.office.restart()
            raise NoLine("the office died") from None
        said = {name: got.headers.get(name, "") for name in client.HEADERS}
        return Answer(got.status_code, got.data, said)

    def attempt(self, run: "Callable[[World, random.Random], None]", chance: random.Random) -> None:
        """An operation is tried; it may be refused, and machines may die of it."""
        outer, self.aim = self.aim, None
        self.true += chance.choice((300, 2_000, 9_000, 60_000))
        try:
            run(self, chance)
        except Refusal as refusal:
            self.refused[refusal.code] += 1
        except NoLine:
            self.refused["no line"] += 1
        except Killed:
            self.did["killed"] += 1
        except Exception as crash:
            self.crashes.append("".join(traceback.format_exception(crash)[-4:]))
        finally:
            self.aim = outer
            self.restart_killed()

    @property
    def office_time(self) -> int:
        """The time that head office goes by, UTC ms."""
        return times.believed(self.office.db, self.office.clock.at(self.true)).utc

    def restart_killed(self) -> None:
        for machine in self.machines:
            if machine.killed:
                machine.restart()

    def switch_off(self, station: Machine) -> None:
        """A station is never switched on again, and its disk is gone."""
        station.close()
        self.stations.remove(station)
        self.book.due = {one for one in self.book.due if one.station != station.name}
        self.book.note_destroyed(self.machines)

    def end(self) -> None:
        for machine in self.machines:
            machine.close()
        shutil.rmtree(self.folder)
