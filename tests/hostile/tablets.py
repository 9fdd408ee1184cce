"""Attacks on the lobby from the hall's network: feedback from browsers that are not paired, and
connections that pose as the station's own screen."""

import ipaddress
import secrets
from pathlib import Path

from flask import request
from flask.testing import FlaskClient

from kiosk.records.feedback import by_phone
from kiosk.records.hall import screens
from kiosk.records.hall.screens import Screen, Wanted
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.rules.hall import invitations
from kiosk.rules.hall.invitations import Invitation
from kiosk.web.frame import guard
from kiosk.web.lobby import tablet
from tests.cast import LI, MANAGER, WANG, Machine
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.people import cast

CARD = f"/clerks/{WANG}/cards"
AWAY = "192.168.1.50"


def elsewhere(hall: Machine) -> FlaskClient:
    browser = hall.browser("lobby")
    browser.environ_base["REMOTE_ADDR"] = AWAY
    return browser


def pair(hall: Machine, browser: FlaskClient) -> str:
    """Pairs a browser as a tablet; returns its cookie."""
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    wanted = Wanted("平板", "tablet")
    code = screens.make_code(hall.db, manager, hall.keys, hall.new_id(), wanted)
    browser.post("/pair", data={"code": code, "key": secrets.token_hex(16)})
    cookie = browser.get_cookie("ts_lobby_screen")
    return cookie.value if cookie else ""


def stored(hall: Machine) -> int:
    written = Ledger.kind.not_in(["screen_paired", "screen_unpaired"])
    return len(hall.db.rows(Ledger.select(Ledger.seq).where(written)))


def give(hall: Machine, browser: FlaskClient, **headers: str) -> bool:
    """Whether a card that this browser gives is stored."""
    before = stored(hall)
    said = {"card": "polite", "key": secrets.token_hex(16)}
    browser.post(CARD, data=said, headers=headers)
    return stored(hall) > before


FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-By",
             "X-Forwarded-Port", "Forwarded", "Via", "X-Real-IP", "X-Client-IP")  # fmt: skip
POSED = ("127.0.0.1", "::1", "localhost", "", AWAY, "for=127.0.0.1", "127.0.0.1, 127.0.0.1")


def pose(folder: Path) -> Outcome:
    """A device behind a proxy on the station, whatever that proxy or the device itself says of
    visitors; and under the name of the network, where it says nothing."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        hall.config.lobby.hosts = ["lobby.example.com"]
        behind = hall.browser("lobby")
        for name in FORWARDED:
            for value in POSED:
                tried += 1
                if give(hall, behind, **{name: value}):
                    through.append(f"{name}: {value}")
        for headers in (
            {"Host": "lobby.example.com"},
            {"Origin": "https://lobby.example.com"},
            {"Host": "lobby.example.com", "Origin": "http://localhost"},
        ):
            tried += 1
            if give(hall, behind, **headers):
                through.append(str(headers))
    return Outcome(tried, through)


def send_everything(folder: Path) -> Outcome:
    """A browser elsewhere in the network sends every form that the lobby has."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        browser = elsewhere(hall)
        app = hall.app("lobby")
        said = {"card": "polite", "grade": "1", "topic": "waiting", "text": "等了一小时",
                "code": "ABCD2345", "badge": WANG, "pin": "000000"}  # fmt: skip
        values = {"badge": WANG, "kind": "complaint", "event_id": "a" * 32,
                  "token": f"5000000-{'0' * 16}-{'a' * 32}"}  # fmt: skip
        for rule in app.url_map.iter_rules():
            if "POST" not in (rule.methods or ()):
                continue
            fits = {name: values[name] for name in rule.arguments}
            path = app.url_map.bind("").build(rule.endpoint, fits, "POST")
            tried += 1
            before = stored(hall)
            browser.post(path, data=said | {"key": secrets.token_hex(16)})
            if stored(hall) > before:
                through.append(path)
    return Outcome(tried, through)


def keep_cookie(folder: Path) -> Outcome:
    """Copies of a tablet's cookie after it was unpaired, also when an older backup brings its row
    back; hashes from the database; the cookie of a wall."""
    tried, through = 0, []
    with cast(folder) as (_, hall, time):
        for n in range(6):
            value = pair(hall, elsewhere(hall))
            row = hall.db.rows(Screen.select())[-1]
            manager = authors.at_desk(hall.db, MANAGER, time())
            if n % 3 == 0:
                screens.unpair(hall.db, manager, hall.new_id(), row.pairing)
                hall.db.run(Screen.insert(row.__data__))
            elif n % 3 == 1:
                value = row.token_hash
            else:
                hall.db.run(Screen.update(shows="wall").where(Screen.pairing == row.pairing))
            copy = elsewhere(hall)
            copy.set_cookie("ts_lobby_screen", value, domain="localhost")
            tried += 1
            if give(hall, copy):
                through.append(f"cookie {n}")
    return Outcome(tried, through)


def forge(folder: Path) -> Outcome:
    """A page of another site sends a form from a paired tablet whose browser says only where the
    page came from."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        browser = hall.app("lobby").test_client()
        browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        pair(hall, browser)
        del browser.environ_base["HTTP_SEC_FETCH_SITE"]
        for url in ("http://evil.example", "http://localhost.evil.example", "https://localhost",
                    "http://localhost:8081", "null", "", "http://evil.example/http://localhost",
                    "http://localhost@evil.example"):  # fmt: skip
            for name in ("Origin", "Referer"):
                tried += 1
                if give(hall, browser, **{name: url}):
                    through.append(f"{name}: {url}")
    return Outcome(tried, through)


def rate_by_phone(folder: Path) -> Outcome:
    """Phones rate with codes that no tablet shows: made up, changed, for another clerk or service,
    used, too old, of the time before a restart."""
    tried, through = 0, []

    def attempt(token: str, why: str, badge: str = WANG, served: str = "") -> None:
        nonlocal tried
        tried += 1
        before = stored(hall)
        said = {"grade": "1", "served": served, "key": secrets.token_hex(16)}
        elsewhere(hall).post(f"/phone/{badge}/{token}", data=said)
        if stored(hall) > before:
            through.append(why)

    def invite() -> str:
        return by_phone.invite(hall.keys, time(), WANG, "", secrets.token_hex(8))

    with cast(folder) as (_, hall, time):
        for _n in range(200):
            made_up = Invitation(time().mono, secrets.token_hex(8), secrets.token_hex(16))
            attempt(invitations.token(made_up), "made up")
        mono, nonce, key = invite().split("-")
        for token in (f"{int(mono) + 1}-{nonce}-{key}", f"{mono}-{nonce[::-1]}-{key}",
                      f"{mono}-{nonce}-{key[::-1]}", f"{mono}-{nonce}-{'0' * 32}"):  # fmt: skip
            attempt(token, "changed")
        attempt(invite(), "another clerk's", LI)
        attempt(invite(), "another service's", served="a" * 64)
        used, old, before_restart = invite(), invite(), invite()
        elsewhere(hall).post(f"/phone/{WANG}/{used}", data={"grade": "5", "key": "b" * 32})
        for _n in range(5):
            attempt(used, "used")
        time.pass_by(invitations.LIVES_MS)
        attempt(old, "too old")
        time.reboot()
        attempt(before_restart, "of before a restart")
    return Outcome(tried, through)


STRANGE = (
    "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
    "evil.example@localhost", "localhost:8080.evil.example", "localhost,evil.example",
    "localhost/evil", "evil_localhost", "evil localhost", "[::1", "[::2]", "0", "",
)  # fmt: skip


def lead_a_name_here(folder: Path) -> Outcome:
    """A page elsewhere whose own name leads to this machine reads pages under that name; names
    that can't be read at all."""
    tried, through = 0, []
    with cast(folder) as (office, hall, _time):
        for machine, screen, page in (
            (hall, "lobby", "/help"), (hall, "desk", "/sign-in"), (office, "office", "/sign-in"),
        ):  # fmt: skip
            browser = machine.app(screen).test_client()
            for name in STRANGE:
                tried += 1
                status = browser.get(page, headers={"Host": name}).status_code
                if status != 400:
                    through.append(f"{status} at {screen} as {name!r}")
    return Outcome(tried, through)


def _unsigned(db, author, keys, badge, said, served):  # type: ignore[no-untyped-def]
    one = invitations.read(said)
    return one.key if one else secrets.token_hex(16)


def _by_address() -> bool:
    return ipaddress.ip_address(request.remote_addr or "").is_loopback


def _by_row(db, token, shows="wall"):  # type: ignore[no-untyped-def]
    known = (Screen.token_hash == token) | (Screen.token_hash == screens._hash(token))
    return db.first(Screen.select().where(known)) if token else None


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "a device behind a proxy poses as the station's own screen",
        pose,
        lambda: replaced((tablet, "is_direct", _by_address)),
    ),
    Attack(
        "a browser that is not paired sends the lobby's forms",
        send_everything,
        lambda: replaced((tablet, "is_direct", lambda: True)),
    ),
    Attack(
        "a phone rates without a code that a tablet shows",
        rate_by_phone,
        lambda: replaced((by_phone, "opened", _unsigned)),
    ),
    Attack(
        "a tablet's cookie outlives its pairing, or is made up",
        keep_cookie,
        lambda: replaced((screens, "of_token", _by_row)),
    ),
    Attack(
        "another site sends a form where browsers say only where they come from",
        forge,
        lambda: replaced((guard, "_own_origins", lambda: (guard._came_from(),))),
    ),
    Attack(
        "a page elsewhere reads a screen under its own name",
        lead_a_name_here,
        lambda: replaced((guard, "refuse_other_names", lambda: None)),
    ),
)
