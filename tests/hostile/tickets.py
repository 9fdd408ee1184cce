"""Attacks on what ticket systems report: keys that were made up or ended, names for numbers,
customers counted twice, a ticket rated twice, days that can't be, a flood."""

import contextlib
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from kiosk.records.feedback import ratings
from kiosk.records.feedback import state as feedback
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import offers, served, ticket_systems
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.hall.ticket_systems import TicketSystem
from kiosk.records.people import authors
from kiosk.rules.hall import tickets as rule
from kiosk.rules.hall.tickets import Said
from kiosk.rules.office import rate
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.machines import limits
from tests.cast import HERE, LI, MANAGER, WANG, Machine, by_machine, by_visit
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.people import PIN, cast, enter
from tests.tickets import SYSTEM, connect, report

GOOD = {"ticket": "A1", "window": "3", "clerk": WANG}


def call(hall: Machine, key: str, said: dict[str, Any], path: str = "tickets") -> TestResponse:
    client = hall.app("desk").test_client()
    return client.post(f"/api/{path}", json=said, headers={"Authorization": f"Bearer {key}"})


def at_once(hall: Machine, work: Callable[[int], object]) -> None:
    """The same from ten threads."""

    def connected(number: int) -> None:
        hall.db.connect()
        work(number)

    threads = [threading.Thread(target=connected, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def make_up_keys(folder: Path) -> Outcome:
    """Keys from the database, of another shape, guessed; and none, with the cookies of a clerk who
    is signed in, from a foreign page."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        key = connect(hall)
        (row,) = hall.db.rows(TicketSystem.select())
        made_up = [str(value) for value in row.__data__.values()]
        made_up += [f"tsk_{row.key_hash[:40]}", key[:-1], key.upper(), f"{key} ", "", "%", "*"]
        made_up += [f"tsk_{secrets.token_hex(20)}" for _ in range(200)]
        for one in made_up:
            tried += 1
            if call(hall, one, GOOD).status_code < 300:
                through.append(f"key {one[:20]!r}")
        clerk = hall.browser("desk")
        enter(clerk, WANG, PIN)
        for site in ("cross-site", "same-origin"):
            tried += 1
            answer = clerk.open(
                "/api/tickets", method="POST", json=GOOD, headers={"Sec-Fetch-Site": site}
            )
            if answer.status_code < 300:
                through.append(f"a cookie, {site}")
    return Outcome(tried, through)


def keep_key(folder: Path) -> Outcome:
    """A key after it was ended; also when an older backup of the database brings its row back."""
    through = []
    with cast(folder) as (_, hall, time):
        for number in range(10):
            system = f"{number:032x}"
            key = connect(hall, system)
            same = TicketSystem.system == system
            row = hall.db.first(TicketSystem.select().where(same))
            manager = authors.at_desk(hall.db, MANAGER, time())
            ticket_systems.end(hall.db, manager, hall.new_id(), system)
            hall.db.run(TicketSystem.update(key_hash=row.key_hash).where(same))
            if call(hall, key, GOOD | {"ticket": f"A{number}"}).status_code < 300:
                through.append(f"key {number}")
    return Outcome(10, through)


NAMES = (
    "王芳", "赵铁柱", "13812345678", "+86 138 1234 5678", "138-1234-5678", "210102199001011234",
    "A13812345678", "１３８１２３４５６７８", "一三八一二三四五六七八", "zhao@example.com",
    "<script>", "=cmd|'/c calc'!A1", "A1\n王芳", "A1 王芳", "Wang1", "88888888",
    "6222021234567890123",
)  # fmt: skip


def send_names(folder: Path) -> Outcome:
    """Names, telephone, identity and card numbers in each field that is shown or stored."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        key = connect(hall)
        lobby = hall.browser("lobby")
        for name in NAMES:
            for field in ("ticket", "clerk", "service", "name"):
                tried += 1
                call(hall, key, GOOD | {field: name})
                shown = lobby.get("/").text
                bodies = repr([row.__data__ for row in hall.db.rows(ServedNow.select())])
                if name in bodies or (name in shown and name != "王芳"):  # a clerk's name
                    through.append(f"{field}: {name!r}")
    return Outcome(tried, through)


def count_twice(folder: Path) -> Outcome:
    """One customer reported again and again, spelled differently, at other seconds, by another
    system's key, from ten threads at once."""
    tried = 0
    with cast(folder) as (_, hall, time):
        keys = [connect(hall), connect(hall, "6" * 32, "另一台")]
        spelled = ["A023", "a023", " A023", "Ａ０２３", "A０23", "A023 "]
        for number in range(60):
            tried += 1
            said = GOOD | {"ticket": spelled[number % 6], "window": " 3" if number % 2 else "３"}
            call(hall, keys[number % 2], said)
            time.pass_by(1_000)
        at_once(hall, lambda _: report(hall, "A023"))
        counted = len(hall.db.rows(ServedNow.select()))
    return Outcome(tried + 10, [f"counted {counted} times"] if counted != 1 else [])


def rate_twice(folder: Path) -> Outcome:
    """One ticket, served by two clerks, rated from pages that were opened before the first rating:
    one after the other, and from ten threads at once."""
    tried = 0
    with cast(folder) as (_, hall, time):
        report(hall, "A023", WANG, "3")
        report(hall, "A023", LI, "5")
        open_now = offers.open_now(hall.db, HERE, time().utc)
        author = by_visit(hall.db, time(), "v")

        def give(number: int) -> None:
            offer = open_now[number % 2]
            key = f"{0xA << 120 | number:032x}"
            with contextlib.suppress(Refusal):
                ticket = offers.ticket_of(hall.db, author, key, offer.clerk, offer.event_id)
                ratings.rate(hall.db, author, key, offer.clerk, "1", ticket)

        at_once(hall, give)
        for number in range(10, 30):
            give(number)
        tried = 30
        bound = len(hall.db.rows(FeedbackNow.select().where(FeedbackNow.ticket != "")))
    return Outcome(tried, [f"rated {bound} times"] if bound != 1 else [])


def move_days(folder: Path) -> Outcome:
    """Customers of days that can't be, and reports while the wall clock is set wrong."""
    tried, through = 0, []
    with cast(folder) as (_, hall, time):
        hours = [1, 6, 24, 24 * 365, -24 * 8, -24 * 400, -24 * 20_000]
        for number, hour in enumerate(hours):
            for step in (0, hour * 3_600_000):
                tried += 1
                time.step(step)
                author = by_machine(hall.db, time())
                said = Said(f"B{number}", "3", WANG, "", author.at + hour * 3_600_000)
                with contextlib.suppress(Refusal, OverflowError, ValueError):
                    served.enter(hall.db, author, "api", SYSTEM, said)
                    through.append(f"{hour} hours off")
                time.step(-step)
    return Outcome(tried, through)


def flood(folder: Path) -> Outcome:
    """A system that runs wild: beyond its rate it waits, and pages are served."""
    through = []
    with cast(folder) as (_, hall, _time), replaced((rate, "BURST", 100)):
        key = connect(hall)
        statuses = [call(hall, key, GOOD).status_code for _ in range(150)]
        statuses += [call(hall, "tsk_" + "0" * 40, GOOD).status_code for _ in range(150)]
        if statuses.count(429) < 100:
            through.append(f"{statuses.count(429)} of 300 had to wait")
        if hall.browser("desk").get("/sign-in").status_code != 200:
            through.append("the desk was not served")
    return Outcome(300, through)


def _by_row(db, branch: str, api_key: str) -> TicketSystem:  # type: ignore[no-untyped-def]
    same = TicketSystem.key_hash == ticket_systems._hash(api_key)
    found: TicketSystem = db.first(TicketSystem.select().where(same))
    return found


def _any_system(db, branch: str, api_key: str) -> TicketSystem:  # type: ignore[no-untyped-def]
    found: TicketSystem = db.first(TicketSystem.select())
    return found


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "a ticket system's key is made up",
        make_up_keys,
        lambda: replaced((ticket_systems, "of_key", _any_system)),
    ),
    Attack(
        "a ticket system's key outlives its end",
        keep_key,
        lambda: replaced((ticket_systems, "of_key", _by_row)),
    ),
    Attack(
        "a ticket system sends names and telephone numbers",
        send_names,
        lambda: replaced((rule, "ticket", str)),
    ),
    Attack(
        "a customer is counted twice",
        count_twice,
        lambda: replaced((rule, "served_id", lambda *_: secrets.token_hex(32))),
    ),
    Attack(
        "a ticket is rated twice",
        rate_twice,
        lambda: replaced(
            (feedback, "is_rated", lambda *_: False), (offers, "is_rated", lambda *_: False)
        ),
    ),
    Attack(
        "customers of days that can't be",
        move_days,
        lambda: replaced((rule, "check_time", lambda *_: None)),
    ),
    Attack(
        "a ticket system runs wild",
        flood,
        lambda: replaced((limits, "check_rate", lambda *_: None)),
    ),
)
