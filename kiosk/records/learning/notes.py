"""The notebook of a hall (工作笔记本, P35): clerks write what they learned of new and unusual
business; all staff of the hall search it, the manager verifies, and a verified note can become a
guide. The author reads what became of it. Customers never see a note."""

from collections.abc import Iterable
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.publishing import documents, in_halls, releases
from kiosk.rules.feedback import words
from kiosk.rules.learning import notes as rule
from kiosk.rules.learning.notes import Note
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.facts import NOTE_MARKS, NoteJudged, NoteUsed, NoteWritten
from kiosk.vocabulary.refusals import Refusal


class New(NamedTuple):
    """What the form says: the service item's key, '' for none, a title and a text."""

    service: str
    title: str
    text: str


class Judgement(NamedTuple):
    """What the manager's form says: a mark, a reason, and the id of the note in its place."""

    mark: str
    reason: str = ""
    other: str = ""


def write(db: Database, author: Author, key: str, note: New) -> None:
    """A clerk writes a note. Raises Refusal `missing_key`, `unknown_service`, `text_required`,
    `long_comment` or `odd_comment`."""
    title = _needed(note.title, rule.TITLE_LIMIT, "title")
    text = _needed(note.text, rule.TEXT_LIMIT, "text")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        if note.service and note.service not in in_halls.contents(db, "service", author.day):
            raise Refusal("unknown_service", note.service[:40])
        entry.write(NoteWritten, subject=note.service, title=title, text=text, clerk=author.by)


def _needed(text: str, limit: int, field: str) -> str:
    try:
        return words.needed(text, limit, field)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.detail, field=field) from None


def judge(db: Database, author: Author, key: str, note_id: str, said: Judgement) -> None:
    """The manager verifies a note, names another in its place, or sets it aside with a reason.

    Raises Refusal `missing_key`, `only_manager`, `unknown_note`, `unknown_judgement`,
    `other_note`, and `text_required` without a reason where one is needed.
    """
    if author.role != "manager":
        raise Refusal("only_manager")
    mark = next((one for one in NOTE_MARKS if one == said.mark), None)
    if mark is None:
        raise Refusal("unknown_judgement", field="mark")
    needed = _needed if mark == "set_aside" else _optional
    reason = needed(said.reason, rule.REASON_LIMIT, "reason")
    note = find(db, author.branch, note_id)
    other = said.other if mark == "replaced" else ""
    if mark == "replaced" and (other == note_id or not _there(db, author.branch, other)):
        raise Refusal("other_note", field="other")
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(
                NoteJudged, mark=mark, subject=note_id, reason=reason, other=other,
                clerk=note.fact.clerk, by=author.by,
            )  # fmt: skip


def _optional(text: str, limit: int, field: str) -> str:
    try:
        return words.tidy(text, limit)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.detail, field=field) from None


# What becomes of a note ------------------------------------------------------------------


def draft(db: Database, author: Author, key: str, note_id: str, guide: Publication) -> None:
    """Who publishes makes a verified note into a release with the draft of a guide; its id is the
    form's key. The note, its author and branch are in the fact, the guide's key too.

    Raises Refusal `missing_key`, `unknown_note`, `unverified_note` or `known_guide`.
    """
    with writing(db, author, key) as entry:
        if entry.known:
            return
        note = _verified(db, author, note_id)
        if documents.versions(db, "guide", guide.key):
            raise Refusal("known_guide", guide.key, field="key_of")
        releases.propose(db, key, "guide", [guide], author.by, author.at)
        entry.write(
            NoteUsed, mark="drafted", subject=note_id, guide=guide.key, reason="",
            clerk=note.fact.clerk, by=author.by,
        )  # fmt: skip


def decline(db: Database, author: Author, key: str, note_id: str, reason: str) -> None:
    """Who publishes makes no guide of a verified note, and says why. Raises Refusal `missing_key`,
    `unknown_note`, `unverified_note` or `text_required`."""
    said = _needed(reason, rule.REASON_LIMIT, "reason")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        note = _verified(db, author, note_id)
        entry.write(
            NoteUsed, mark="declined", subject=note_id, guide="", reason=said,
            clerk=note.fact.clerk, by=author.by,
        )  # fmt: skip


def _verified(db: Database, author: Author, note_id: str) -> Note:
    note = find(db, author.branch, note_id)
    if note.state != "verified":
        raise Refusal("unverified_note")
    return note


def is_published(db: Database, note: Note) -> bool:
    """Whether the guide that was drafted from a note is published, as far as this machine knows."""
    return bool(note.used and note.used.guide and documents.versions(db, "guide", note.used.guide))


def origin(db: Database, guide: str) -> Note | None:
    """The note that a guide was drafted from; None for any other guide."""
    used = [one for one in across.read(db, NoteUsed) if one.guide == guide]
    if not used:
        return None
    last = max(used, key=lambda one: (one.at, one.event_id))
    return next((one for one in every(db, [last.branch], [last.subject])), None)


# Reading -------------------------------------------------------------------------------


def of_branch(db: Database, branch: str) -> list[Note]:
    """The notes of a branch, the newest first."""
    return every(db, [branch])


def find(db: Database, branch: str, note_id: str) -> Note:
    """A note of a branch. Raises Refusal `unknown_note`."""
    for one in every(db, [branch], [note_id]):
        return one
    raise Refusal("unknown_note", note_id[:40])


def _there(db: Database, branch: str, note_id: str) -> bool:
    return bool(every(db, [branch], [note_id]))


def every(db: Database, branches: list[str] | None, ids: Iterable[str] | None = None) -> list[Note]:
    """The notes of these branches, None for all, the newest first; or those with these ids."""
    some = None if ids is None else list(ids)
    written = across.read(
        db, NoteWritten, branches, None if some is None else Ledger.event_id.in_(some)
    )
    about = None if some is None else Ledger.subject.in_(some)
    judged = across.read(db, NoteJudged, branches, about)
    return rule.folded(written, judged, across.read(db, NoteUsed, branches, about))


def verified(db: Database, branches: list[str] | None) -> list[Note]:
    """The verified notes of these branches, None for all, for those who publish: first what
    no one has decided on, each by time, the newest first."""
    judged = across.read(db, NoteJudged, branches, Ledger.mark == "verified")
    some = every(db, branches, {one.subject for one in judged}) if judged else []
    held = [one for one in some if one.state == "verified"]
    return sorted(held, key=lambda one: not one.is_waiting)
