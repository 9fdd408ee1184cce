"""Attacks on people's accounts: keeping someone out, guessing, acting alone, covering tracks."""

import contextlib
import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import peewee
from flask.testing import FlaskClient

from kiosk.ground.db import Database
from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import pins, sessions, tries, users
from kiosk.records.people.tries import Throttle
from kiosk.records.publishing import releases, withdrawing
from kiosk.rules.cases import receipts
from kiosk.rules.people import throttle
from kiosk.rules.people.throttle import Pace
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    HERE,
    LI,
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
from tests.hostile.attacks import Attack, Outcome, replaced

PIN, PASSWORD = "042137", "a drawn password"
MINUTE, DAY = 60_000, 86_400_000


@contextlib.contextmanager
def cast(folder: Path) -> Iterator[tuple[Machine, Machine, Time]]:
    """An office with Anna and Bert, a hall with Wang's and Li's PINs, and their clock."""
    time = Time()
    office, hall = (
        machine(folder / "office", "office", time),
        machine(folder / "hall", "station", time),
    )
    with mock.patch("kiosk.ground.clock.read", time):
        publish_cast(office)
        enrol(hall, office, HERE)
        sync_round(hall, office)
        for name in ("anna", "bert"):
            users.set_password(office.db, office.keys, name, PASSWORD)
        for badge in (WANG, LI):
            author = by_machine(hall.db, time())
            pins.set_pin(hall.db, author, hall.keys, hall.new_id(), badge, PIN)
        yield office, hall, time
    office.db.close()
    hall.db.close()


def enter(browser: FlaskClient, name: str, secret: str) -> int:
    """Signs in at desk or office; the status of the answer."""
    form = {"name": name, "badge": name, "password": secret, "pin": secret}
    return browser.post("/sign-in", data=form).status_code


@contextlib.contextmanager
def quickly() -> Iterator[None]:
    """Argon2 at its cheapest: these attacks are not about its price."""
    import argon2

    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with replaced((pins, "_hasher", cheap)):
        pins._decoy.cache_clear()
        yield
        pins._decoy.cache_clear()


# Keeping someone out ---------------------------------------------------------------


def shut_out(folder: Path) -> Outcome:
    """For a day, wrong PINs and passwords as fast as they are taken; the owner comes by once an
    hour and tries for a quarter of an hour."""
    tried, through = 0, []
    with quickly(), cast(folder) as (office, hall, time):
        for owner, name, secret in (
            (office.browser("office"), "anna", PASSWORD), (hall.browser("desk"), WANG, PIN),
        ):  # fmt: skip
            screen = "office" if name == "anna" else "desk"
            stranger = (office if name == "anna" else hall).browser(screen)
            enter(owner, name, secret)
            for hour in range(24):
                statuses = []
                for _ in range(4):
                    tried += 1
                    enter(stranger, name, "000000")
                    statuses.append(enter(owner, name, secret))
                    time.pass_by(5 * MINUTE)
                if 303 not in statuses:
                    through.append(f"{name} was kept out in hour {hour}")
                time.pass_by(40 * MINUTE)
    return Outcome(tried, through)


def lock_another(folder: Path) -> Outcome:
    """Wrong PINs at one screen for one clerk: everyone else, and every other screen, works on;
    and a new PIN ends the wait."""
    through = []
    with quickly(), cast(folder) as (_, hall, time):
        stranger = hall.browser("lobby")
        for _ in range(60):
            for badge in (WANG, "9999"):
                stranger.post("/mine", data={"badge": badge, "pin": "000000"})
        for badge in (WANG, LI):
            if enter(hall.browser("desk"), badge, PIN) != 303:
                through.append(f"{badge} waits at the desk")
        author = by_machine(hall.db, time())
        pins.set_pin(hall.db, author, hall.keys, hall.new_id(), WANG, PIN)
        try:
            pins.sign_in(hall.db, hall.keys, "lobby", WANG, PIN, time())
        except Refusal as refusal:
            through.append(f"{refusal.code} with a new PIN")
    return Outcome(120, through)


def shut_look_up(folder: Path) -> Outcome:
    """A wrong code every eight minutes for a working day, then as fast as a hand can type: a
    customer's own code passes each time."""
    tried, through = 0, []
    with cast(folder) as (_, hall, time):
        code = _receipt(hall)
        for pause, number in ((8 * MINUTE, 60), (15_000, 120)):
            for one in range(number):
                tried += 1
                _guess(hall, one)
                if not _finds(hall, code):
                    through.append(f"shut after {one} codes, {pause // 1000} s apart")
                time.pass_by(pause)
    return Outcome(tried, through)


def _receipt(hall: Machine) -> str:
    filed, author = Filed("complaint", ["waiting"]), by_visit(hall.db, hall.time(), "v")
    return filing.open_case(hall.db, author, hall.keys, hall.new_id(), filed, None).code


def _finds(hall: Machine, code: str) -> bool:
    try:
        filing.look_up(hall.db, by_visit(hall.db, hall.time()), hall.keys, code)
    except Refusal:
        return False
    return True


def _guess(hall: Machine, number: int) -> str:
    drawn = "".join(receipts.ALPHABET[number >> 5 * place & 31] for place in range(7))
    code = next(drawn + one for one in receipts.ALPHABET if receipts.tidy(drawn + one))
    try:
        filing.look_up(hall.db, by_visit(hall.db, hall.time()), hall.keys, code)
    except Refusal as refusal:
        return refusal.code
    return "found"


# Guessing --------------------------------------------------------------------------


def guess_pins(folder: Path) -> Outcome:
    """A day of PINs, as many as are looked at, while the clerk signs in every half hour."""
    looked_at = tried = 0
    with quickly(), cast(folder) as (_, hall, time):
        stranger, clerk = hall.browser("desk"), hall.browser("desk")
        for minute in range(0, 24 * 60, 2):
            tried += 1
            if minute % 30 == 0:
                enter(clerk, WANG, PIN)
            looked_at += enter(stranger, WANG, f"{minute:06}") == 403
            time.pass_by(2 * MINUTE)
    allowed = 96 + 10
    return Outcome(tried, [f"{looked_at} PINs in a day"] if looked_at > allowed else [])


def guess_codes(folder: Path) -> Outcome:
    """A quarter of an hour of receipt codes, two a second."""
    with cast(folder) as (_, hall, time):
        answered = 0
        for number in range(1_800):
            answered += _guess(hall, number) != "look_up_busy"
            time.pass_by(500)
    return Outcome(1_800, [f"{answered} codes"] if answered > 100 + 91 else [])


def fill_tables(folder: Path) -> Outcome:
    """Five hundred made-up names: the rows of tries and of the log stay few."""
    with quickly(), cast(folder) as (_, hall, _time):
        for number in range(500):
            with contextlib.suppress(Refusal):
                pins.sign_in(hall.db, hall.keys, "desk", f"x{number}", "0", hall.time())
        counted = len(hall.db.rows(Throttle.select()))
        logged = security_log.listed(hall.db, "sign_in_failed").number
    few = counted <= tries.SLOTS + 5 and logged <= 10
    return Outcome(500, [] if few else [f"{counted} rows of tries, {logged} of the log"])


# Sessions and users ----------------------------------------------------------------


def outlive(folder: Path) -> Outcome:
    """A stolen session after a new PIN or password, a sign-out, a removal."""
    tried, through = 0, []
    with quickly(), cast(folder) as (office, hall, time):
        for end in ("pin", "sign-out", "password", "block", "remove"):
            tried += 1
            at_desk = end in ("pin", "sign-out")
            here, screen, name, secret = (
                (hall, "desk", WANG, PIN) if at_desk else (office, "office", "bert", PASSWORD)
            )
            thief, owner = here.browser(screen), here.browser(screen)
            if not at_desk:
                with contextlib.suppress(Refusal):
                    users.change(office.db, "bert", "unblock", "anna")
            enter(thief, name, secret)
            enter(owner, name, secret)
            if end == "pin":
                author = by_machine(hall.db, time())
                pins.set_pin(hall.db, author, hall.keys, hall.new_id(), WANG, PIN)
            elif end == "sign-out":
                owner.post("/sign-out")
            elif end == "password":
                users.set_password(office.db, office.keys, "bert", PASSWORD)
            else:
                users.change(office.db, "bert", end, "anna")  # type: ignore[arg-type]
            if thief.get("/").status_code == 200:
                through.append(f"a session outlived {end}")
    return Outcome(tried, through)


def act_alone(folder: Path) -> Outcome:
    """Where two persons release, one withdraws; or makes the second person."""
    through = []
    with quickly(), cast(folder) as (office, _, time):
        office.config.two_person_release = True
        anna = office.browser("office")
        enter(anna, "anna", PASSWORD)
        clerk = Clerk(name="周雪", name_en="", branch=HERE)
        day = office.today() + datetime.timedelta(9)
        wanted = [Publication("0999", clerk, day)]
        releases.propose(office.db, "r" * 32, "clerk", wanted, "anna", time.utc)
        releases.publish(office.db, "r" * 32, "bert", time.utc, True, office.today())
        path = f"/releases/{'r' * 32}"
        for step in ("withdrawal", "withdraw"):
            anna.post(f"{path}/{step}")
        if releases.find(office.db, "r" * 32).state == "withdrawn":
            through.append("one person withdrew what two had released")
        key = "c" * 32
        anna.post("/users", data={"name": "carla", "role": "admin", "key": key, "own": PASSWORD})
        page = anna.get(f"/users/passwords/{key}").text
        password = page.split("<output>")[1].split("<")[0]
        anna.post("/users/carla/confirm", data={"own": PASSWORD})
        if enter(office.browser("office"), "carla", password) == 303:
            through.append("one person made the second one")
    return Outcome(4, through)


# The log ---------------------------------------------------------------------------


def cover_tracks(folder: Path) -> Outcome:
    """Rows are changed, deleted, replaced, cut off; then the same past the triggers."""
    statements = (
        "UPDATE security_log SET who = 'bert' WHERE seq = 2",
        "DELETE FROM security_log WHERE seq = 2",
        "DELETE FROM security_log WHERE seq >= 2",
        "INSERT OR REPLACE INTO security_log SELECT * FROM security_log WHERE seq = 2",
    )
    tried, through = 0, []
    with cast(folder) as (office, _, time):
        for name in ("anna", "bert", "anna"):
            security_log.write(office.db, Actor("office", name, time()), "exported", "clerk")
        whole = folder / "whole.db"
        office.db.backup(whole)
        for past in (False, True):
            for statement in statements:
                tried += 1
                if _covers(whole, folder / f"{tried}.db", statement, past):
                    through.append(statement)
    return Outcome(tried, through)


def _covers(whole: Path, copy: Path, statement: str, past: bool) -> bool:
    """Whether a statement changes a copy of the log and nothing shows it; `past` the triggers,
    which are taken away first."""
    shutil.copyfile(whole, copy)
    db = Database(copy)
    for name in security_log.TRIGGERS if past else ():
        db.sql(f"DROP TRIGGER {name}")
    before = [row.body for row in security_log.every(db)]
    with contextlib.suppress(peewee.DatabaseError):
        db.sql(statement)
    changed = [row.body for row in security_log.every(db)] != before
    seen = next(security_log.findings(db), None) is not None
    db.close()
    return (past or changed) and not seen


def flood_log(folder: Path) -> Outcome:
    """Refusals by the thousand after one that counts: it stays on the first page."""
    with quickly(), cast(folder) as (_, hall, _time):
        desk = hall.browser("desk")
        enter(desk, LI, "000000")
        enter(desk, WANG, PIN)
        lobby = hall.browser("lobby")
        for _ in range(40):
            desk.get("/alarms")
            lobby.post("/mine", data={"badge": "9999", "pin": "1"})
            lobby.post("/language", headers={"Sec-Fetch-Site": "cross-site"})
        first_page = security_log.listed(hall.db).rows
    there = any((row.who, row.action) == (LI, "sign_in_failed") for row in first_page)
    return Outcome(120, [] if there else ["the failed sign-in was pushed away"])


def _taken(db: object, screen: str, name: str, *_: object, **__: object) -> Throttle:
    return tries._none(screen, name, "")


def _unmarked(keys: object, screen: str, name: str, stored: str, browser: str) -> str:
    return ""


def _by_one(db: object, release: str, by: str, at: int, today: object, two: bool = False) -> int:
    return _withdraw(db, release, by, at, today)  # type: ignore[arg-type]


_withdraw = withdrawing.withdraw
LONG = Pace(5, (8 * MINUTE,), 30 * DAY)
ATTACKS: tuple[Attack, ...] = (
    Attack("people: wrong secrets keep someone out", shut_out,
           lambda: replaced((pins, "_of_browser", _unmarked))),
    Attack("people: wrong PINs lock another screen", lock_another,
           lambda: replaced((tries, "clear", lambda *_: None))),
    Attack("people: wrong codes shut the look-up", shut_look_up,
           lambda: replaced((throttle, "CODES", LONG))),
    Attack("people: PINs are guessed", guess_pins, lambda: replaced((tries, "begin", _taken))),
    Attack("people: receipt codes are guessed", guess_codes,
           lambda: replaced((tries, "begin", _taken))),
    Attack("people: made-up names fill the tables", fill_tables,
           lambda: replaced((tries, "unknown", lambda name: name))),
    Attack("people: a session outlives its end", outlive,
           lambda: replaced((sessions, "end", lambda *_: None))),
    Attack("people: one person acts for two", act_alone,
           lambda: replaced((withdrawing, "withdraw", _by_one))),
    Attack("people: the security log is changed", cover_tracks,
           lambda: replaced((security_log, "findings", lambda _db: iter(())))),
    Attack("people: the security log is flooded", flood_log,
           lambda: replaced((security_log, "SELDOM", 10**6))),
)  # fmt: skip
