"""Screens of the hall, on which no one signs in: the wall, which shows calls for help, and tablets,
at which customers give feedback. The manager pairs each with the station by a code, and can end
the pairing at any time.

Over the line limit: a screen's whole life, from its code to its end, at hall and head office.
"""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Local
from kiosk.records.hall.duty import WINDOW_LIMIT
from kiosk.records.ledger import identity, ledger, security_log
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, check_key, writing
from kiosk.records.people import tries
from kiosk.rules.feedback import words
from kiosk.rules.hall import pairing as rule
from kiosk.rules.hall import sizes
from kiosk.rules.input.folding import fold
from kiosk.rules.people import throttle
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

NAME_LIMIT = 20
SHOWS = ("wall", "tablet")
_SEEN_EVERY_MS = 60_000  # not a commit for every page


class Screen(Local):
    """A screen, by its pairing's id; `shows` says what it is for, `clerk` is the manager who made
    its code. Until it is paired, `code_hash` is that of the code, made at `mono` ms in `boot`; from
    then on `token_hash` is that of its cookie. `seen_at` is when it last asked (UTC ms).

    A tablet can be bound to a `window`; `diagonal` is that of its screen (mm, 0 until it was
    asked), `wide` and `high` are its CSS pixels. `own` is 1 for the screen of the station itself,
    which keeps no cookie beyond a restart.
    """

    pairing = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    shows = peewee.TextField()
    clerk = peewee.TextField()
    code_hash = peewee.TextField()
    boot = peewee.TextField()
    mono = peewee.BigIntegerField()
    token_hash = peewee.TextField()
    paired_at = peewee.BigIntegerField(null=True)
    seen_at = peewee.BigIntegerField(null=True)
    window = peewee.TextField(default="")
    own = peewee.SmallIntegerField(default=0)
    diagonal = peewee.IntegerField(default=0)
    wide = peewee.IntegerField(default=0)
    high = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("token_hash",), False), (("code_hash",), False))


class Wanted(NamedTuple):
    """What a manager wants to pair: what people call the screen, what it shows, and the window
    that a tablet belongs to, '' for none."""

    name: str
    shows: str = "wall"
    window: str = ""


def make_code(db: Database, author: Author, keys: Keys, key: str, wanted: Wanted) -> str:
    """The manager makes the code for a new screen; the same form gives the same code. Codes that
    were never used in time are dropped.

    Raises Refusal `missing_key`, `not_manager`, `text_required`, `long_comment`, `odd_comment`,
    `long_window` or `not_chosen`.
    """
    check_key(key)
    _check_manager(author)
    wanted = _tidy(wanted)
    code = rule.code(bytes.fromhex(keys.peppered(f"pairing {key}")))
    now = author.now
    with db.writing():
        old = (Screen.boot != now.boot) | (Screen.mono <= now.mono - rule.LIVES_MS)
        db.run(Screen.delete().where((Screen.code_hash != "") & old))
        if db.first(Screen.select().where(Screen.pairing == key)) is None:
            db.run(
                Screen.insert(
                    pairing=key, clerk=author.by, code_hash=_code_hash(keys, code),
                    boot=now.boot, mono=now.mono, token_hash="", **wanted._asdict(),
                )
            )  # fmt: skip
        by = Actor("desk", author.by, now)
        security_log.write(db, by, "screen_code_drawn", wanted.name, key=key)
    return code


def _tidy(wanted: Wanted) -> Wanted:
    name = words.tidy(wanted.name, NAME_LIMIT)
    window = fold(wanted.window) if wanted.shows == "tablet" else ""
    if not name:
        raise Refusal("text_required", field="name")
    if wanted.shows not in SHOWS:
        raise Refusal("not_chosen", field="shows")
    if len(window) > WINDOW_LIMIT:
        raise Refusal("long_window", str(len(window)))
    return Wanted(name, wanted.shows, window)


def pair(
    db: Database,
    author: Author,
    keys: Keys,
    key: str,
    typed: str,
    shows: str = "wall",
    own: bool = False,
) -> str:
    """A screen is paired by its code, which works once, and only for what it was made for; returns
    the token for its cookie, the same for the same form. `own` says that it is the screen of the
    station itself.

    Raises Refusal `missing_key`, `wrong_pairing_code`, or `wait` for ten seconds at most after very
    many wrong codes.
    """
    check_key(key)
    token = keys.peppered(f"screen {key}")
    if of_token(db, token, shows) is not None:
        return token
    before = tries.begin(db, "pairing", "", author.now, pace=throttle.CODES)
    with db.writing():
        screen = _waiting(db, _code_hash(keys, rule.tidy(typed)), shows, author.now)
        if screen is not None:
            _pair(db, author, key, screen, token, own)
    if screen is None:
        raise Refusal("wrong_pairing_code", field="code")
    tries.was_right(db, before, author.now)
    return token


def _waiting(db: Database, code_hash: str, shows: str, now: Moment) -> Screen | None:
    wanted = (Screen.code_hash == code_hash) & (Screen.shows == shows)
    found: Screen | None = db.first(Screen.select().where(wanted))
    alive = found is not None and rule.lives(found.boot, found.mono, now)
    return found if alive else None


def _pair(db: Database, author: Author, key: str, screen: Screen, token: str, own: bool) -> None:
    with writing(db, author, key, rule.paired_id(screen.pairing)) as entry:
        kept = {
            "code_hash": "", "token_hash": _hash(token), "paired_at": author.at, "own": own,
        }  # fmt: skip
        db.run(Screen.update(kept).where(Screen.pairing == screen.pairing))
        if not entry.known:
            entry.write(
                facts.ScreenPaired, subject=screen.pairing, clerk=screen.clerk, name=screen.name,
                mark=screen.shows, window=screen.window,
            )  # fmt: skip
    by = Actor("desk", screen.clerk, author.now)
    security_log.write(db, by, "screen_paired", screen.name)


def measure(db: Database, screen: Screen, now: Moment, said: Mapping[str, str]) -> None:
    """Keeps the size of a tablet's screen, which is asked once, right after it was paired: its
    `diagonal` with its `unit`, and its width and height in pixels.

    Raises Refusal `bad_diagonal`, `bad_pixels` or `measured_already`.
    """
    wide, high = (sizes.pixels(said.get(one, "")) for one in ("wide", "high"))
    diagonal = sizes.diagonal(said.get("diagonal", ""), said.get("unit", ""), wide, high)
    with db.writing():
        if not is_open(screen, now):
            raise Refusal("measured_already")
        size = {"diagonal": diagonal, "wide": wide, "high": high}
        db.run(Screen.update(size).where(Screen.pairing == screen.pairing))


def is_open(screen: Screen, now: Moment) -> bool:
    """Whether the size of a tablet's screen is still asked for: not for long after its code was
    made, so that no customer answers."""
    made = screen.boot == now.boot and 0 <= now.mono - screen.mono < 2 * rule.LIVES_MS
    return not screen.diagonal and made


def unpair(db: Database, author: Author, key: str, pairing: str) -> None:
    """The manager ends a pairing, or drops a code that was not used yet; from now on the screen
    shows nothing.

    Raises Refusal `missing_key`, `not_manager` or `unknown_screen`.
    """
    _check_manager(author)
    with writing(db, author, key, rule.unpaired_id(pairing)) as entry:
        screen = db.first(Screen.select().where(Screen.pairing == pairing))
        if screen is None and not entry.known:
            raise Refusal("unknown_screen")
        db.run(Screen.delete().where(Screen.pairing == pairing))
        if screen is None or screen.token_hash == "" or entry.known:
            return
        entry.write(facts.ScreenUnpaired, subject=pairing, clerk=author.by)
        by = Actor("desk", author.by, author.now)
        security_log.write(db, by, "screen_unpaired", screen.name, key=key)


def _check_manager(author: Author) -> None:
    if author.role != "manager":
        raise Refusal("not_manager")


def _newest(wanted: peewee.Expression) -> Prepared:
    return Prepared(Screen.select().where(wanted).order_by(Screen.paired_at.desc()).limit(1))


_OF_TOKEN = _newest((Screen.token_hash == slot("token_hash")) & (Screen.shows == slot("shows")))
_OWN = _newest((Screen.own == 1) & (Screen.shows == "tablet"))


def of_token(db: Database, token: str, shows: str = "wall") -> Screen | None:
    """The paired screen with this token, which shows this. A pairing that was ended counts for
    nothing, even where an older backup of this database brought its row back."""
    if not token:
        return None
    return _paired(db, db.ask(_OF_TOKEN, token_hash=_hash(token), shows=shows))


def own(db: Database) -> Screen | None:
    """The station's own screen, as it was last paired; None as long as it was not."""
    return _paired(db, db.ask(_OWN))


def _paired(db: Database, newest: Sequence[Screen]) -> Screen | None:
    if not newest:
        return None
    (found,) = newest
    ended = ledger.find(db, identity.me(db).branch, [rule.unpaired_id(found.pairing)])
    return None if ended else found


def note_seen(db: Database, screen: Screen, at: int) -> None:
    """Stores, once a minute, that a screen asked at `at` (UTC ms); a full disk leaves no screen
    without its calls."""
    if db.read_only or 0 <= at - (screen.seen_at or 0) < _SEEN_EVERY_MS:
        return
    with contextlib.suppress(peewee.DatabaseError), db.writing():
        db.run(Screen.update(seen_at=at).where(Screen.pairing == screen.pairing))


def listed(db: Database, now: Moment) -> list[Screen]:
    """The paired screens, and those whose code can still be used, by name."""
    rows = db.rows(Screen.select().order_by(Screen.name, Screen.pairing))
    return [one for one in rows if one.token_hash or rule.lives(one.boot, one.mono, now)]


class Paired(NamedTuple):
    """A screen as head office sees it: since when it is paired (UTC ms), by whose code, what it
    shows, and at which window ('' for none)."""

    name: str
    at: int
    clerk: str
    shows: str
    window: str


def of_branch(db: Database, branch: str) -> list[Paired]:
    """A branch's paired screens, by its facts, the newest first."""
    read = list(_said(db, branch))
    ended = {one.subject for one in read if isinstance(one, facts.ScreenUnpaired)}
    paired = [one for one in read if isinstance(one, facts.ScreenPaired)]
    found = [
        Paired(one.name, one.at, one.clerk, one.mark, one.window)
        for one in paired
        if one.subject not in ended
    ]
    return sorted(found, key=lambda one: -one.at)


def _said(db: Database, branch: str) -> Iterator[facts.AnyFact]:
    wanted = (Ledger.branch == branch) & Ledger.kind.in_(["screen_paired", "screen_unpaired"])
    for row in db.rows(Ledger.select().where(wanted & (Ledger.counted == 1))):
        if (fact := ledger.read(row)) is not None:
            yield fact


def _code_hash(keys: Keys, code: str) -> str:
    return keys.peppered(f"pairing code {code}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
