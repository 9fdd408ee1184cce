"""Attacks on the hall's screens: guessing a pairing code, keeping a cookie, reading more than
calls."""

import contextlib
import re
import secrets
from pathlib import Path

from flask.testing import FlaskClient

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.hall import help, screens
from kiosk.records.hall.screens import Screen, Wanted
from kiosk.records.people import authors, tries
from kiosk.rules.cases import receipts
from kiosk.rules.hall import pairing
from kiosk.rules.people import throttle
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import wall
from tests.cast import MANAGER, WANG, Machine, by_machine, by_visit
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.people import cast

PHONE = "13912345678"


def make_code(hall: Machine) -> str:
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    return screens.make_code(hall.db, manager, hall.keys, hall.new_id(), Wanted("大厅"))


def pair(hall: Machine, code: str) -> FlaskClient:
    browser = hall.browser("desk")
    browser.post("/wall", data={"code": code, "key": secrets.token_hex(16)})
    return browser


def guess(folder: Path) -> Outcome:
    """For the ten minutes that a code lives, guesses as fast as they are taken: no more than 161
    reach the codes."""
    tried, looked = 0, 0
    with cast(folder) as (_, hall, time):
        code = make_code(hall)
        stranger = by_machine(hall.db, time())
        for _ in range(1_200):
            tried += 1
            stranger = stranger._replace(now=time())
            guessed = "".join(secrets.choice(receipts.ALPHABET) for _ in code)
            with contextlib.suppress(Refusal):
                try:
                    screens.pair(hall.db, stranger, hall.keys, hall.new_id(), guessed)
                except Refusal as refusal:
                    looked += refusal.code == "wrong_pairing_code"
                    raise
            time.pass_by(pairing.LIVES_MS // 1_200)
    most = throttle.CODES.free + pairing.LIVES_MS // throttle.CODES.waits[0] + 1
    return Outcome(tried, [f"{looked} guesses were looked at"] if looked > most else [])


def use_again(folder: Path) -> Outcome:
    """A code that was read over the manager's shoulder, used a second time, or too late, or after
    a restart of the machine."""
    through = []
    with cast(folder) as (_, hall, time):
        for n in range(30):
            code = make_code(hall)
            if n % 3 == 0:
                pair(hall, code)
            elif n % 3 == 1:
                time.pass_by(pairing.LIVES_MS)
            else:
                time.reboot(f"boot{n}")
            if "wall-quiet" in pair(hall, code).get("/wall").text:
                through.append(f"code {n} was good again")
    return Outcome(30, through)


def keep_cookie(folder: Path) -> Outcome:
    """Copies of a screen's cookie after its pairing has ended; also when an older backup of the
    database brings its row back."""
    tried, through = 0, []
    with cast(folder) as (_, hall, time):
        for n in range(10):
            screen = pair(hall, make_code(hall))
            cookie = screen.get_cookie("ts_desk_screen")
            assert cookie is not None
            row = hall.db.rows(Screen.select())[-1]
            manager = authors.at_desk(hall.db, MANAGER, time())
            screens.unpair(hall.db, manager, hall.new_id(), row.pairing)
            if n % 2:
                hall.db.run(Screen.insert(row.__data__))
            help.ring(hall.db, by_visit(hall.db, time(), "v"), hall.new_id())
            for path in ("/wall", "/wall/calls"):
                tried += 1
                copy = hall.browser("desk")
                copy.set_cookie("ts_desk_screen", cookie.value, domain="localhost")
                if "wall-call" in copy.get(path).text:
                    through.append(f"{path} after pairing {n} had ended")
            hall.db.run(Screen.delete())
    return Outcome(tried, through)


def make_up_cookies(folder: Path) -> Outcome:
    """Cookies that no pairing gave: hashes from the database, pairings' ids, odd ones."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        pair(hall, make_code(hall))
        make_code(hall)
        stored = [value for row in hall.db.rows(Screen.select()) for value in row.__data__.values()]
        made_up = [str(value) for value in stored] + ["", "0", "%", "' OR 1=1 --", "a" * 4_000]
        help.ring(hall.db, by_visit(hall.db, hall.time(), "v"), hall.new_id())
        for value in made_up:
            tried += 1
            browser = hall.browser("desk")
            browser.set_cookie("ts_desk_screen", value, domain="localhost")
            if "wall-call" in browser.get("/wall").text:
                through.append(f"cookie {value[:20]!r}")
    return Outcome(tried, through)


def read_more(folder: Path) -> Outcome:
    """A paired screen, and a browser at the sign-in page, look for anything of a customer or a
    case, and for pages of staff."""
    tried, through = 0, []
    with cast(folder) as (_, hall, time):
        screen = pair(hall, make_code(hall))
        visit = by_visit(hall.db, time(), "v")
        filed = Filed("complaint", ["waiting"], "我叫赵铁柱，煤气漏了", WANG)
        reach = Reach("赵铁柱", PHONE, b"0" * 16)
        case = filing.open_case(hall.db, visit, hall.keys, hall.new_id(), filed, reach)
        call = hall.new_id()
        help.ring(hall.db, visit, call)
        of_call = help.file_case(hall.db, visit, hall.keys, hall.new_id(), call)
        secret = ("赵铁柱", "漏了", PHONE, call, case.case.event_id, of_call.case.event_id, WANG)
        for path in ("/wall", "/wall/calls", "/sign-in", "/sign-in/calls"):
            page = screen.get(path).text
            tried += len(secret)
            through += [f"{path} shows {word[:12]}" for word in secret if word in page]
            tried += 1
            through += [f"{path} has a form of staff" for _ in re.findall(r"/calls/\w+/", page)]
        for rule in hall.app("desk").url_map.iter_rules():
            if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule in OPEN:
                continue
            tried += 1
            if screen.get(rule.rule).status_code == 200:
                through.append(f"{rule.rule} is open to a screen")
    return Outcome(tried, through)


OPEN = (
    "/api/openapi.json",
    "/connect",
    "/connect/tingsheng-root.crt",
    "/healthz",
    "/language",
    "/sign-in",
    "/sign-in/calls",
    "/support/numbers",
    "/wall",
    "/wall/calls",
)


def _by_row_alone(db, token: str, shows: str = "wall") -> Screen | None:  # type: ignore[no-untyped-def]
    rows = db.rows(Screen.select())
    known: Screen | None = next(
        (one for one in rows if token and screens._hash(token) == one.token_hash), None
    )
    return known or (Screen(pairing="x", name="x", seen_at=0) if token else None)


def _without_token(db, token: str, shows: str = "wall") -> Screen | None:  # type: ignore[no-untyped-def]
    wanted = (Screen.token_hash == token) | (Screen.pairing == token)
    found: Screen | None = db.first(Screen.select().where(wanted))
    return found


def _not_counted(db, screen, name, now, **_more):  # type: ignore[no-untyped-def]
    return tries._none(screen, name, "")


def _with_ids() -> dict[str, object]:
    db, day = wall.here.db, wall.business_day()
    waiting = help.waiting(db, day, wall.here.now)
    return {
        "calls": waiting, "calls_more": 0, "ringing": 1,
        "newest": waiting[0].event_id if waiting else "", "calls_seen": "", "names": {}, "now": 0,
    }  # fmt: skip


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "pairing codes are guessed while they live",
        guess,
        lambda: replaced((tries, "begin", _not_counted), (tries, "was_right", lambda *_: None)),
    ),
    Attack(
        "a pairing code is used twice, late, or after a restart",
        use_again,
        lambda: replaced((pairing, "lives", lambda *_: True)),
    ),
    Attack(
        "a screen's cookie outlives its pairing",
        keep_cookie,
        lambda: replaced((screens, "of_token", _by_row_alone)),
    ),
    Attack(
        "a screen's cookie is made up from the database",
        make_up_cookies,
        lambda: replaced((screens, "of_token", _without_token)),
    ),
    Attack(
        "a wall screen reads more than calls",
        read_more,
        lambda: replaced((wall, "_calls", _with_ids)),
    ),
)
