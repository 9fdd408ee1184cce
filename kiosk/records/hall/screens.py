"""Screens of the hall that show something without anyone signed in, such as calls for help on the
wall. The manager pairs each with the station by a code, and can end the pairing at any time."""

import contextlib
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.records.ledger import identity, ledger, security_log
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, check_key, writing
from kiosk.records.people import tries
from kiosk.rules.feedback import words
from kiosk.rules.hall import pairing as rule
from kiosk.rules.people import throttle
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

NAME_LIMIT = 20
_SEEN_EVERY_MS = 60_000  # not a commit for every page


class Screen(Local):
    """A screen, by its pairing's id; `shows` says what it is for, `clerk` is the manager who made
    its code. Until it is paired, `code_hash` is that of the code, made at `mono` ms in `boot`; from
    then on `token_hash` is that of its cookie. `seen_at` is when it last asked (UTC ms)."""

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

    class Meta:
        indexes = ((("token_hash",), False), (("code_hash",), False))


def make_code(db: Database, author: Author, keys: Keys, key: str, name: str) -> str:
    """The manager makes the code for a new screen; the same form gives the same code. Codes that
    were never used in time are dropped.

    Raises Refusal `missing_key`, `not_manager`, `text_required`, `long_comment` or `odd_comment`.
    """
    check_key(key)
    _check_manager(author)
    called = words.tidy(name, NAME_LIMIT)
    if not called:
        raise Refusal("text_required", field="name")
    code = rule.code(bytes.fromhex(keys.peppered(f"pairing {key}")))
    now = author.now
    with db.writing():
        old = (Screen.boot != now.boot) | (Screen.mono <= now.mono - rule.LIVES_MS)
        db.run(Screen.delete().where((Screen.code_hash != "") & old))
        if db.first(Screen.select().where(Screen.pairing == key)) is None:
            db.run(
                Screen.insert(
                    pairing=key, name=called, shows="wall", clerk=author.by,
                    code_hash=_code_hash(keys, code), boot=now.boot, mono=now.mono, token_hash="",
                )
            )  # fmt: skip
        by = Actor("desk", author.by, now)
        security_log.write(db, by, "screen_code_drawn", called, key=key)
    return code


def pair(db: Database, author: Author, keys: Keys, key: str, typed: str) -> str:
    """A screen is paired by its code, which works once; returns the token for its cookie, the same
    for the same form.

    Raises Refusal `missing_key`, `wrong_pairing_code`, or `wait` for ten seconds at most after very
    many wrong codes.
    """
    check_key(key)
    token = keys.peppered(f"screen {key}")
    if of_token(db, token) is not None:
        return token
    before = tries.begin(db, "pairing", "", author.now, pace=throttle.CODES)
    with db.writing():
        screen = _waiting(db, _code_hash(keys, rule.tidy(typed)), author.now)
        if screen is not None:
            _pair(db, author, key, screen, token)
    if screen is None:
        raise Refusal("wrong_pairing_code", field="code")
    tries.was_right(db, before, author.now)
    return token


def _waiting(db: Database, code_hash: str, now: Moment) -> Screen | None:
    found: Screen | None = db.first(Screen.select().where(Screen.code_hash == code_hash))
    alive = found is not None and rule.lives(found.boot, found.mono, now)
    return found if alive else None


def _pair(db: Database, author: Author, key: str, screen: Screen, token: str) -> None:
    with writing(db, author, key, rule.paired_id(screen.pairing)) as entry:
        kept = {"code_hash": "", "token_hash": _hash(token), "paired_at": author.at}
        db.run(Screen.update(kept).where(Screen.pairing == screen.pairing))
        if not entry.known:
            entry.write(
                facts.ScreenPaired, subject=screen.pairing, clerk=screen.clerk, name=screen.name
            )
    by = Actor("desk", screen.clerk, author.now)
    security_log.write(db, by, "screen_paired", screen.name)


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


def of_token(db: Database, token: str) -> Screen | None:
    """The paired screen with this token. A pairing that was ended counts for nothing, even where an
    older backup of this database brought its row back."""
    if not token:
        return None
    found: Screen | None = db.first(Screen.select().where(Screen.token_hash == _hash(token)))
    if found is None:
        return None
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
    """A screen as head office sees it: since when it is paired (UTC ms), by whose code."""

    name: str
    at: int
    clerk: str


def of_branch(db: Database, branch: str) -> list[Paired]:
    """A branch's paired screens, by its facts, the newest first."""
    read = list(_said(db, branch))
    ended = {one.subject for one in read if isinstance(one, facts.ScreenUnpaired)}
    paired = [one for one in read if isinstance(one, facts.ScreenPaired)]
    found = [Paired(one.name, one.at, one.clerk) for one in paired if one.subject not in ended]
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
