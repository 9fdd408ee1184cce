"""Calls of staff for help (快乐驿站, P08): read by those whom the author chose, and by no one else.

The facts name no author; `letters` keeps who asked and what for, sealed.
"""

import datetime
import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, deadlines, seal_keys
from kiosk.records.ledger import across, identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import tries
from kiosk.records.publishing import branches, in_halls
from kiosk.records.tasks import letters
from kiosk.records.tasks.letters import Words
from kiosk.rules.feedback import words
from kiosk.rules.publishing.scopes import Place
from kiosk.rules.tasks import moves as rule
from kiosk.rules.tasks.moves import Task
from kiosk.vocabulary.documents import Support
from kiosk.vocabulary.facts import WORRIES, SupportAsked, TaskMoved
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 1_000
DEADLINE = "support"
"""The class of deadlines for the first talk."""


class Call(NamedTuple):
    """A call for help, and how it goes on."""

    asked: SupportAsked
    task: Task


class New(NamedTuple):
    """What the form says: the kind of worry, the words, and who reads them."""

    worry: str
    text: str
    level: str


def posted(db: Database, day: datetime.date, branch: str = "") -> Support | None:
    """Where staff of a branch, this station's by default, find help, as published; None if nothing
    is."""
    where = None
    if branch:
        hall = branches.of_branch(db, branch, day)
        where = Place(branch, hall.region if hall else "")
    found = in_halls.all_of(db, "support", day, where)
    for key in sorted(found):
        if isinstance(one := found[key].content, Support):
            return one
    return None


def answers(db: Database, author: Author, call: Call) -> bool:
    """Whether this person answers a call for help, and so reads it: the manager of the hall, or the
    user of head office who is named as its helper, as far as the author chose them."""
    if author.office:
        named = posted(db, author.day, call.asked.branch)
        return call.task.level != "manager" and named is not None and named.helper == author.by
    return call.task.level != "office" and author.role == "manager"


def levels(db: Database, author: Author) -> dict[str, list[bytes]]:
    """Whom the author can write to, with the keys that the letter is sealed for: the manager, where
    one has a passphrase that counts and is not the author; head office, where a helper is named."""
    me, found = identity.me(db), {}
    manager = seal_keys.counting(db, author.branch) if author.role != "manager" else None
    helper = posted(db, author.day)
    if manager is not None:
        found["manager"] = [manager.public]
    if me.has_office and helper is not None and helper.helper:
        found["office"] = [bytes(me.office_key)]
    if len(found) == 2:
        found["both"] = [*found["manager"], *found["office"]]
    return found


def ask(db: Database, author: Author, keys: Keys, key: str, new: New, salt: bytes) -> None:
    """A member of staff asks for help; `salt` is 16 random bytes.

    Raises Refusal `missing_key`, `unknown_worry`, `no_responder`, `text_required`, `long_comment`
    or `odd_comment`.
    """
    if new.worry not in WORRIES:
        raise Refusal("unknown_worry", field="worry")
    text = words.needed(new.text, TEXT_LIMIT)
    readers = levels(db, author).get(new.level)
    if readers is None:
        raise Refusal("no_responder", field="who")
    kept = letters.sealed(Words(author.by, new.worry, text, salt), readers)
    promise = deadlines.promise(db, DEADLINE, author.day)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        entry.write(
            SupportAsked,
            subject=_subject(identity.receipt_keys(db, keys)[0], key, author.by),
            mark=new.level,
            words=kept.digest,
            due=promise.due,
            policy=promise.policy,
        )
        letters.keep(db, kept, sent=new.level == "manager")


def _subject(receipt_key: bytes, call_id: str, badge: str) -> str:
    """By which a station of the branch knows the author's own calls again, and no one else can."""
    said = f"support {call_id} {badge}".encode()
    return hmac.new(receipt_key, said, hashlib.sha256).hexdigest()


def talked(db: Database, author: Author, key: str, call_id: str, following: datetime.date) -> None:
    """The responder has talked with the author today, and says when they talk again. Raises Refusal
    `unknown_request`, `task_not_now`, `task_not_yours` or `due_before`."""
    _move(db, author, key, call_id, "talked", following)


def propose(db: Database, author: Author, key: str, call_id: str) -> None:
    """The responder proposes to end it; the author decides. Raises Refusal as `talked` does."""
    _move(db, author, key, call_id, "proposed")


def end(db: Database, author: Author, keys: Keys, key: str, call_id: str, step: str) -> None:
    """The author agrees to end a call, or takes it back at any time; the letter is erased on this
    machine, and at head office once it hears of that. Raises Refusal `unknown_request` for a call
    of another person, `task_not_now` or `missing_key`."""
    if call_id not in {one.task.id for one in own(db, author, keys)}:
        raise Refusal("unknown_request")
    unnamed = author._replace(role="clerk", by="")
    with db.writing():
        _move(db, unnamed, key, call_id, step)
        letters.erase(db, find(db, author.branch, call_id).asked.words)
    db.forget()


def _move(
    db: Database,
    author: Author,
    key: str,
    call_id: str,
    mark: str,
    due: datetime.date | None = None,
) -> None:
    with writing(db, author, key) as entry:
        if entry.known:
            return
        task = find(db, author.branch, call_id).task
        step = entry.stamped(
            TaskMoved,
            subject=call_id,
            mark=mark,
            seen=task.seen,
            role=author.role,
            by=author.by,
            due=due,
        )
        if code := rule.refused(task, step, author.office):
            raise Refusal(code)
        entry.append(step)


def read(db: Database, author: Author, call: Call, keys: Callable[[bytes], Keys]) -> Words:
    """Opens a letter for its responder; `keys` gives the keys for the sealed bytes.

    Permission is checked before the passphrase; wrong passphrases are counted as wrong PINs are.
    Raises Refusal `unknown_request`, `no_letter`, `wait`, `wrong_passphrase` or `damaged_contact`.
    """
    body = letters.find(db, call.asked.words)
    if body is None:
        raise Refusal("no_letter")
    before = tries.begin(db, "contact", author.by, author.now)
    found = letters.opened(body, keys(body), call.asked.words)
    tries.was_right(db, before, author.now)
    return found


def manager_keys(db: Database, branch: str, body: bytes, passphrase: str) -> Keys:
    """A manager's keys from the passphrase. Raises Refusal `wrong_passphrase` or
    `short_passphrase`."""
    fitting = seal_keys.that_opens(db, branch, body)
    if fitting is None:
        raise Refusal("wrong_passphrase")
    return contact_sealing.from_passphrase(passphrase, bytes.fromhex(fitting.made.salt))


# Reading --------------------------------------------------------------------------------


def find(db: Database, branch: str, call_id: str) -> Call:
    """A call for help of a branch. Raises Refusal `unknown_request`."""
    for one in listed(db, [branch]):
        if one.task.id == call_id:
            return one
    raise Refusal("unknown_request")


def listed(db: Database, halls: Sequence[str] | None = None) -> list[Call]:
    """The calls of these branches, None for all: those that go on first, by their due day, then the
    newest."""
    asked = across.read(db, SupportAsked, halls)
    steps: dict[tuple[str, str], list[tuple[TaskMoved, bool]]] = {}
    for row in across.rows(db, Ledger.kind == "task_moved", halls) if asked else []:
        if isinstance(step := ledger.read(row), TaskMoved):
            taken = step, ledger.is_office(row.station)
            steps.setdefault((row.branch, step.subject), []).append(taken)
    found = [
        Call(one, rule.fold("support", one, steps.get((one.branch, one.event_id), ()), one.mark))
        for one in asked
    ]
    return sorted(found, key=_order)


def _order(call: Call) -> tuple[bool, int, int, str]:
    due = call.task.due
    return due is None, due.toordinal() if due else 0, -call.asked.at, call.task.id


def own(db: Database, author: Author, keys: Keys) -> list[Call]:
    """The calls of the person who is signed in at this station."""
    known = identity.receipt_keys(db, keys)
    return [
        one
        for one in listed(db, [author.branch])
        if one.asked.subject in {_subject(key, one.task.id, author.by) for key in known}
    ]


def for_manager(db: Database, branch: str) -> list[Call]:
    """The calls that the manager of a branch answers."""
    return [one for one in listed(db, [branch]) if one.task.level != "office"]


def for_office(db: Database) -> list[Call]:
    """The calls that head office's helpers answer, of all halls."""
    return [one for one in listed(db) if one.task.level != "manager"]


def late(calls: Sequence[Call], today: datetime.date) -> int:
    """How many of these calls are overdue for their responder."""
    return sum(one.task.is_late(today) and one.task.must == "responder" for one in calls)
