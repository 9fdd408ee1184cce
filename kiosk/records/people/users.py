"""Head office's users: their passwords, and whether they can sign in."""

import datetime
import re
from typing import NamedTuple, cast

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Reference
from kiosk.records.people import pins, sessions, tries
from kiosk.records.publishing import branches
from kiosk.rules.input.folding import squeezed
from kiosk.rules.people import users as rule
from kiosk.rules.people.roles import EVERYWHERE, MOST_PLACES, ROLES, Reach
from kiosk.rules.people.users import State, Step
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

SEPARATORS = re.compile(r"[、，,;；\n]+")
"""Between the places that a person types."""
SHOWN_MS = 5 * 60_000
"""How long a drawn password can be shown to the person who drew it."""


class User(Reference):
    """A user at head office, known by name and a hashed password; never deleted, since the name is
    in the log.

    `state` as in `kiosk/rules/people/users.py`. `changed_by` is who drew the present password, ''
    for the command line, at `changed_at` (UTC ms); `drawn` is the key of the form that asked for
    it. `signed_in_at` (UTC ms) is None before the first time. `role` and `reach` are as in
    `kiosk/rules/people/roles.py`. `called` is the person's name, `mail` an address in small
    letters, '' for none. `subject` is what the organisation's own sign-in calls the account that
    signed in first, '' before.
    """

    name = peewee.TextField(primary_key=True)
    hash = peewee.TextField()
    state = peewee.TextField(default="active")
    changed_by = peewee.TextField(default="")
    changed_at = peewee.BigIntegerField(default=0)
    drawn = peewee.TextField(default="")
    signed_in_at = peewee.BigIntegerField(null=True)
    role = peewee.TextField(default="admin")
    reach = peewee.TextField(default="")
    called = peewee.TextField(default="")
    mail = peewee.TextField(default="")
    subject = peewee.TextField(default="")


class Entitled(NamedTuple):
    """What a user may see: the role, and the halls as `roles.reach` reads them."""

    role: str
    reach: str


_ENTITLED = Prepared(
    User.select(User.role, User.reach).where((User.name == slot("name")) & (User.state == "active"))
)


def entitled(db: Database, name: str) -> Entitled:
    """What an active user may see; of anyone else, a role that opens nothing."""
    rows = db.tuples(_ENTITLED, name=name)
    return Entitled(*rows[0]) if rows else Entitled("", "")


def every(db: Database) -> list[User]:
    """All users, those who were removed at the end."""
    removed = User.state == "removed"
    return db.rows(User.select().order_by(removed, User.name))


def find(db: Database, name: str) -> User:
    """A user by name; raises Refusal `unknown_user`."""
    found: User | None = db.first(User.select().where(User.name == name))
    if found is None:
        raise Refusal("unknown_user", name[:40])
    return found


def set_password(db: Database, keys: Keys, name: str, password: str) -> None:
    """Creates a user, or gives one a new password (drawn, never chosen), on the word of the
    machine's administrator. Raises Refusal `odd_name`, or `user_not_now` for a user who is blocked
    or removed."""
    hashed = pins.hashed(keys, password)
    with db.writing():
        known = db.first(User.select().where(User.name == name))
        if known is None and not rule.well_formed(name):
            raise Refusal("odd_name", name[:40])
        if known is not None and known.state not in ("active", "waiting"):
            raise Refusal("user_not_now", known.state)
        _store(db, name, hashed, "active", "", 0, "")


def add(
    db: Database, keys: Keys, name: str, password: str, by: str, key: str, at: int, waits: bool,
    role: str = "admin", reach: Reach = EVERYWHERE,
) -> None:  # fmt: skip
    """A user adds another; if it `waits`, the password counts once a further user confirms it.
    The same form twice adds one. Raises Refusal `odd_name`, `unknown_role` or `known_user`."""
    if role not in ROLES:
        raise Refusal("unknown_role")
    hashed = pins.hashed(keys, password)
    with db.writing():
        if not rule.well_formed(name):
            raise Refusal("odd_name", name[:40])
        known = db.first(User.select().where(User.name == name))
        if known is not None and known.drawn != key:
            raise Refusal("known_user", name)
        if known is None:
            _store(db, name, hashed, "waiting" if waits else "active", by, at, key)
            db.run(User.update(role=role, reach=reach.stored).where(User.name == name))


def renew(
    db: Database, keys: Keys, name: str, password: str, by: str, key: str, at: int, waits: bool
) -> None:
    """A user draws a new password, the own one or another's; if it `waits`, another's counts once a
    further user confirms it. Raises Refusal `unknown_user`, or `user_not_now` for a user who is
    blocked or removed."""
    hashed = pins.hashed(keys, password)
    with db.writing():
        known = find(db, name)
        if known.state not in ("active", "waiting"):
            raise Refusal("user_not_now", known.state)
        if known.drawn != key:
            _store(db, name, hashed, "waiting" if waits and name != by else "active", by, at, key)
            if name != by:  # another account of the organisation's sign-in may follow
                db.run(User.update(subject="").where(User.name == name))


def assign(db: Database, name: str, role: str, reach: Reach, by: str) -> None:
    """Gives a user, who is not the one who acts, another role and other halls, which count from the
    next page on. Raises Refusal `unknown_role`, `unknown_user`, `user_not_now`, `own_user` or
    `last_user`."""
    if role not in ROLES:
        raise Refusal("unknown_role")
    with db.writing():
        known = find(db, name)
        if known.state == "removed":
            raise Refusal("user_not_now", known.state)
        if name == by:
            raise Refusal("own_user")
        stays = role == "admin" and reach.is_all
        if not stays and _is_admin(known) and not _other_admins(db, name):
            raise Refusal("last_user")
        db.run(User.update(role=role, reach=reach.stored).where(User.name == name))


def _is_admin(user: User) -> bool:
    """Whether this user can sign in and do everything, everywhere."""
    return (user.state, user.role, user.reach) == ("active", "admin", "")


def _other_admins(db: Database, name: str) -> int:
    """How many users besides this one can do everything, everywhere."""
    return sum(_is_admin(one) for one in db.rows(User.select().where(User.name != name)))


def reach_of(db: Database, typed: str, day: datetime.date) -> Reach:
    """The places that a person typed: names of regions, names or ids of branches, in any order;
    nothing for all halls. Raises Refusal `unknown_place` or `many_places`."""
    names = [one for one in (squeezed(part) for part in SEPARATORS.split(typed)) if one]
    if len(names) > MOST_PLACES:
        raise Refusal("many_places")
    regions, halls = set(branches.region_names(db, day)), set[str]()
    for name in names:
        if name not in regions:
            found = branches.searched(db, name, day)
            if len(found) != 1:
                raise Refusal("unknown_place", name[:40])
            halls.add(found[0])
    return Reach(frozenset(regions & set(names)), frozenset(halls))


def _store(db: Database, name: str, hashed: str, state: str, by: str, at: int, key: str) -> None:
    kept = [User.hash, User.state, User.changed_by, User.changed_at, User.drawn]
    made = User.insert(name=name, hash=hashed, state=state, changed_by=by, changed_at=at, drawn=key)
    db.run(made.on_conflict(conflict_target=[User.name], preserve=kept))
    sessions.end(db, "office", name)
    tries.clear(db, name)


def store_invited(
    db: Database, name: str, unknown: str, state: str, by: str, at: int, key: str
) -> None:
    """Adds a user whose password no one knows, by its hash. Inside `db.writing()`."""
    _store(db, name, unknown, state, by, at, key)


def drawn(db: Database, key: str, by: str, now: int) -> User:
    """The user whose password a form of `by` has drawn just now, so that it can be shown; raises
    Refusal `shown_already` later, and to anyone else."""
    found: User | None = db.first(User.select().where((User.drawn == key) & (User.drawn != "")))
    if found is None or found.changed_by != by or not 0 <= now - found.changed_at < SHOWN_MS:
        raise Refusal("shown_already")
    return found


def change(db: Database, name: str, step: Step, by: str) -> None:
    """Blocks, unblocks, removes or confirms a user, by another one or ('') on the command line;
    who is blocked or removed is signed out at once. The same step twice is one. Raises Refusal
    `unknown_user`, `user_not_now`, `own_user`, `last_user` or `second_person`."""
    with db.writing():
        known = find(db, name)
        if known.state == rule.THEN[step]:
            return
        others = _other_admins(db, name) if _is_admin(known) else 1
        drew = known.changed_by == by
        state = cast(State, known.state)
        if code := rule.refused(step, state, own=name == by, others=others, drew=drew):
            raise Refusal(code)
        db.run(User.update(state=rule.THEN[step]).where(User.name == name))
        sessions.end(db, "office", name)


def entered(db: Database, name: str, at: int) -> None:
    """A user has signed in, at a moment (UTC ms)."""
    with db.writing():
        db.run(User.update(signed_in_at=at).where(User.name == name))


def check(
    db: Database, keys: Keys, name: str, password: str, now: Moment, browser: str = ""
) -> str:
    """Checks name and password; returns a mark for the browser, as `pins.check` does. Raises
    Refusal `wrong_pin`, the same for a user who is blocked, or `wait`."""
    row = db.first(User.select().where((User.name == name) & (User.state == "active")))
    stored = row.hash if row else None
    return pins.check(db, keys, "office", name, password, stored, now, browser)
