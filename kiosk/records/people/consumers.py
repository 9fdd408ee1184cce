"""Programs that read head office's data, each by a key of its own. An admin makes and ends it."""

import hashlib
from collections.abc import Sequence

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.rules.feedback import words
from kiosk.vocabulary.refusals import Refusal

SCOPES = ("cards", "ratings", "cases", "evaluations", "card_list", "case_list")
"""What a key can be for; it opens nothing else."""
NAME_LIMIT = 40
NOTED_MS = 60_000
"""The last use of a key is noted at most so often."""


class Consumer(Local):
    """A program by its id, the key of the form that made it. `scopes` are some of SCOPES, between
    blanks; `key_hash` is that of its API key, '' once it was ended. Times are UTC ms."""

    consumer = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    scopes = peewee.TextField()
    key_hash = peewee.TextField()
    made_by = peewee.TextField()
    made_at = peewee.BigIntegerField()
    used_at = peewee.BigIntegerField(null=True)
    ended_by = peewee.TextField(default="")
    ended_at = peewee.BigIntegerField(null=True)

    class Meta:
        indexes = ((("key_hash",), False),)

    @property
    def opens(self) -> tuple[str, ...]:
        """The scopes of its key."""
        return tuple(str(self.scopes).split())


def add(
    db: Database, keys: Keys, key: str, name: str, scopes: Sequence[str], by: str, at: int
) -> str:
    """An admin gives a program a key; returns it, the same for the same form.

    Raises Refusal `text_required`, `long_comment`, `odd_comment` or `no_scope`.
    """
    called = words.needed(name, NAME_LIMIT, "name")
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen:
        raise Refusal("no_scope", field="scopes")
    api_key = f"tsc_{keys.peppered(f'consumer {key}')[:40]}"
    row = {
        "consumer": key, "name": called, "scopes": " ".join(chosen), "key_hash": _hash(api_key),
        "made_by": by, "made_at": at,
    }  # fmt: skip
    with db.writing():
        same = [Consumer.consumer]
        db.run(Consumer.insert(row).on_conflict(action="nothing", conflict_target=same))
    return api_key


def end(db: Database, consumer: str, by: str, at: int) -> None:
    """An admin ends a key: from now on it opens nothing. A second time changes nothing. Raises
    Refusal `unknown_consumer`."""
    with db.writing():
        same = Consumer.consumer == consumer
        if db.first(Consumer.select().where(same)) is None:
            raise Refusal("unknown_consumer", consumer[:40])
        ended = Consumer.update(key_hash="", ended_by=by, ended_at=at)
        db.run(ended.where(same & Consumer.ended_at.is_null()))


def of_key(db: Database, api_key: str, scope: str) -> Consumer:
    """The program with this API key. Raises Refusal `bad_api_key`, or `scope_refused` if its key is
    not for this."""
    same = Consumer.key_hash == _hash(api_key)
    found: Consumer | None = db.first(Consumer.select().where(same)) if api_key else None
    if found is None or found.ended_at is not None:
        raise Refusal("bad_api_key")
    if scope not in found.opens:
        raise Refusal("scope_refused", scope)
    return found


def note_used(db: Database, consumer: Consumer, at: int) -> None:
    """Notes that a key was used."""
    if db.read_only or (consumer.used_at is not None and 0 <= at - consumer.used_at < NOTED_MS):
        return
    same = Consumer.consumer == consumer.consumer
    db.run(Consumer.update(used_at=at).where(same))


def listed(db: Database) -> Sequence[Consumer]:
    """All programs, those in use first, then the newest."""
    order = (Consumer.ended_at.asc(nulls="first"), Consumer.made_at.desc(), Consumer.consumer)
    found: Sequence[Consumer] = db.rows(Consumer.select().order_by(*order))
    return found


def _hash(api_key: str) -> str:
    return hashlib.sha256(api_key.encode()).hexdigest()
