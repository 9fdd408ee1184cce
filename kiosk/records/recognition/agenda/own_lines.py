"""The lines that a manager adds to the agenda of a weekly or monthly meeting (P29). Who comes to
the meeting reads them on its sheet."""

from kiosk.ground.db import Database
from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.recognition import meetings as rule
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary.facts import AgendaSet
from kiosk.vocabulary.refusals import Refusal


def write(db: Database, author: Author, key: str, of: Term, typed: str) -> None:
    """The manager writes the agenda's own lines, one on each line of the text, for the first time
    or again; an empty text takes them off.

    Raises Refusal `missing_key`, `only_manager`, and as `rule.own_lines`.
    """
    if author.role != "manager":
        raise Refusal("only_manager")
    lines = rule.own_lines(typed)
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(AgendaSet, mark=of.kind, due_on=of.due_on, lines=lines, by=author.by)


def of_term(db: Database, branch: str, of: Term) -> list[AgendaSet]:
    """All that was written for a meeting, newest first; the first holds."""
    kept = [
        one
        for one in across.read(db, AgendaSet, [branch], Ledger.mark == of.kind)
        if one.due_on == of.due_on
    ]
    return sorted(kept, key=lambda one: (one.at, one.event_id), reverse=True)
