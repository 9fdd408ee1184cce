"""Awards: locked by head office for a period that is over, each a fact in its branch's chain."""

import datetime
from collections.abc import Callable
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, check_key, writing
from kiosk.records.publishing import documents
from kiosk.records.recognition import evaluating
from kiosk.records.recognition.ballots import state as ballots
from kiosk.records.recognition.evaluating import Evaluation, Found
from kiosk.rules.recognition import awards as rule
from kiosk.rules.recognition import periods
from kiosk.rules.recognition.awards import Badge, Difference
from kiosk.rules.recognition.schemes import Result, digest, printed
from kiosk.rules.recognition.sources import windows
from kiosk.vocabulary.documents import Scheme, Version
from kiosk.vocabulary.facts import Awarded
from kiosk.vocabulary.refusals import Refusal


def lock(
    db: Database, speak: Callable[[str], Author], key: str, found: Evaluation, previewed: str
) -> int:
    """Head office awards all that a scheme chose; returns how many, 0 if that period is locked.

    `speak(branch)` is the author for a branch, and `previewed` the digest of the inputs that the
    person saw. All of it is one transaction. Raises Refusal `missing_key`, `period_open`,
    `no_one_chosen` or `results_changed`.
    """
    check_key(key)
    chosen = [one for one in found.results if one.chosen]
    with db.writing():
        if of_lock(db, found):
            return 0
        if not chosen:
            raise Refusal("no_one_chosen")
        if digest(found.results) != previewed:
            raise Refusal("results_changed")
        for one in chosen:
            author = speak(found.branches[one.unit])
            if author.day <= found.last:
                raise Refusal("period_open")
            _award(db, author, key, found, one, previewed)
    return len(chosen)


def _award(
    db: Database, author: Author, key: str, found: Evaluation, one: Result, inputs: str
) -> None:
    """Writes one award; `inputs` is the digest of the inputs of all."""
    scheme, lock = found.of.scheme, _lock_id(found)
    with writing(db, author, key, rule.award_id(lock, one.unit)) as entry:
        if entry.known:
            return
        entry.write(
            Awarded,
            subject=lock,
            clerk=one.unit if scheme.unit == "clerk" else "",
            scheme=found.of.key,
            version=found.of.version.sha256,
            name=scheme.name.zh,
            name_en=scheme.name.en,
            level=scheme.level,
            first=found.first,
            last=found.last,
            until=periods.until(found.last, scheme.months),
            points=printed(one.points),
            inputs=rule.inputs(one),
            digest=inputs,
            role=author.role,
            by=author.by,
            public=scheme.public,
            window=one.unit.partition("/")[2] if scheme.unit == "window" else "",
        )


def _lock_id(found: Evaluation) -> str:
    return rule.lock_id(found.of.key, found.first, found.last)


_OF_BRANCH = Prepared(
    Ledger.select()
    .where((Ledger.branch == slot("branch")) & (Ledger.kind == "awarded") & (Ledger.counted == 1))
    .order_by(Ledger.counted_day.desc())
)


def of_branch(db: Database, branch: str) -> dict[str, list[Awarded]]:
    """All awards of a branch's clerks, by badge, newest first; under '' the branch's own and its
    windows'."""
    found: dict[str, list[Awarded]] = {}
    for one in across.once(db.ask(_OF_BRANCH, branch=branch), Awarded):
        found.setdefault(one.clerk, []).append(one)
    return found


def badges(db: Database, branch: str, day: datetime.date) -> dict[str, list[Badge]]:
    """What the tile of each clerk of a branch shows on a day: awards, and the star of the month."""
    found = {
        clerk: rule.badges(some, day) for clerk, some in of_branch(db, branch).items() if clerk
    }
    if elected := ballots.stars(db, branch, day):
        for clerk in elected.badges:
            found[clerk] = [*found.get(clerk, []), rule.star(elected.month)]
    return found


def window_badges(db: Database, branch: str, day: datetime.date) -> dict[str, list[Badge]]:
    """What each window of a branch that holds an award shows on a day, by its number
    (kiosk/rules/recognition/sources/windows.py)."""
    found: dict[str, list[Awarded]] = {}
    for one in of_branch(db, branch).get("", []):
        if one.window:
            found.setdefault(windows.number(one.window), []).append(one)
    shown = {number: rule.badges(some, day) for number, some in found.items()}
    return {number: some for number, some in shown.items() if some}


def of_lock(db: Database, found: Evaluation) -> dict[str, Awarded]:
    """What was awarded for a scheme and period, by unit; empty if that is not locked."""
    return of_period(db, found.of.key, found.first, found.last)


def of_period(
    db: Database, scheme: str, first: datetime.date, last: datetime.date
) -> dict[str, Awarded]:
    """The same, by the scheme's key and the period's days."""
    lock = rule.lock_id(scheme, first, last)
    return {rule.unit(one): one for one in across.read(db, Awarded, None, Ledger.subject == lock)}


def of_clerk(db: Database, badge: str) -> list[Awarded]:
    """Everything that a clerk was awarded, in any branch, newest first."""
    found = across.read(db, Awarded, None, Ledger.clerk == badge)
    return sorted(found, key=lambda one: (one.last, one.level), reverse=True)


class Outcome(NamedTuple):
    """What a scheme gives for a period today, and what was locked for it, by unit; `differences`
    are what facts that arrived later would change, and `same` says that no input is another."""

    found: Evaluation
    locked: dict[str, Awarded]
    differences: list[Difference]
    same: bool


def outcome(
    db: Database, scheme: str, first: datetime.date, last: datetime.date, branch: str = ""
) -> Outcome:
    """The results of a scheme for a period, by the version that was locked, if one was, else by the
    one in force on the last day; of one `branch` only if nothing is locked. Raises Refusal
    `no_scheme`."""
    locked = of_period(db, scheme, first, last)
    of = _as_locked(db, next(iter(locked.values()), None)) or evaluating.find(db, scheme, last)
    found = evaluating.evaluate(db, of, first, last, "" if locked else branch)
    if not locked:
        return Outcome(found, {}, [], True)
    kept = next(iter(locked.values())).digest
    differences = rule.differences(locked, found.results)
    return Outcome(found, locked, differences, digest(found.results) == kept)


def _as_locked(db: Database, award: Awarded | None) -> Found | None:
    """The scheme by which an award was earned, whatever was published since."""
    content = documents.content(db, award.version) if award is not None else None
    if award is None or not isinstance(content, Scheme):
        return None
    version = next(
        (one for one in documents.versions(db, "scheme", award.scheme)
         if one.sha256 == award.version),
        Version("scheme", award.scheme, 0, award.first, award.version),
    )  # fmt: skip
    return Found(award.scheme, version, content)
