"""The days of the week, minute by minute: all people have their turn in each, at the same time."""

import datetime
import random
import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.week.book import Book
from tests.faults.week.clocked import HOUSE_S
from tests.faults.week.hall import WINDOWS, Hall
from tests.faults.week.measures import Day, look
from tests.faults.week.people import Clerk, Manager, Person, Reader, Tablet
from tests.faults.week.tickets import TicketSystem

OPEN, CLOSED = 8 * 60 + 30, 17 * 60
NIGHT = 3 * 60
"""Minutes after midnight; at night everything is checked."""
_SAMPLED = 10


class Week:
    """A hall with two tablets, four clerks and a manager, a ticket system, and a user of head
    office, for about so many facts a day."""

    def __init__(self, hall: Hall, seed: int, facts: int, minutes: int = CLOSED - OPEN) -> None:
        self.book = Book()
        self._hall, self._minutes, self._monday = hall, minutes, hall.clock.today
        dice = [random.Random(f"{seed} {number}") for number in range(10)]
        served, pressed, visits = (share * facts / minutes for share in (0.4, 0.05, 0.22))
        self._tickets = TicketSystem(hall, self.book, dice[0], served)
        self._clerks = [
            Clerk(hall, self.book, window, dice[number], pressed)
            for number, window in enumerate(WINDOWS, 1)
        ]
        self._people: list[Person] = [
            self._tickets, *self._clerks, Manager(hall, self.book), Reader(hall, self.book),
            Tablet(hall, self.book, dice[8], visits), Tablet(hall, self.book, dice[9], visits),
        ]  # fmt: skip

    def play(self, number: int) -> Day:
        """A day from the clerks' arrival to the night after it."""
        day = Day(number)
        hall, date = self._hall, self._monday + datetime.timedelta(number)
        before = {name: look(machine).cpu for name, machine in hall.machines.items()}
        for person in self._people:
            person.browser.measured = day.measured
        hall.clock.until(date, OPEN - 10)
        for clerk in self._clerks:
            clerk.arrive()
        self._tickets.begin(number)
        with ThreadPoolExecutor(len(self._people)) as at_once:
            for minute in range(self._minutes):
                hall.clock.until(date, OPEN + minute)
                list(at_once.map(lambda person: person.minute(minute), self._people))  # noqa: B023
                if minute % _SAMPLED == 0:
                    day.sample(hall.machines)
        for clerk in self._clerks:
            clerk.leave()
        self._night(date + datetime.timedelta(1))
        day.after = {name: look(machine) for name, machine in hall.machines.items()}
        day.cpu = {name: state.cpu - before[name] for name, state in day.after.items()}
        return day

    def _night(self, date: datetime.date) -> None:
        """Evening and night come step by step, each with its rounds of sync and housekeeping."""
        for person in self._people:
            person.browser.leave()
        for minute in (0, NIGHT, NIGHT + 60):
            self._hall.clock.until(date, minute)
            time.sleep(1.5 * HOUSE_S)

    def settle(self) -> None:
        """Stops both machines once the office holds everything."""
        self._hall.station.stop()
        self._hall.station.run("sync")
        self._hall.office.stop()
