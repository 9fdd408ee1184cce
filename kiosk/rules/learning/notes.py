"""Notes on new and unusual business (工作笔记, P35): what has become of one, and whether words find
it. A note is unverified until the manager has judged it."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary.facts import NoteJudged, NoteMark, NoteUsed, NoteWritten

State = Literal["unverified"] | NoteMark
STATES: tuple[State, ...] = ("unverified", "verified", "replaced", "set_aside")
TITLE_LIMIT, TEXT_LIMIT, REASON_LIMIT = 60, 1_500, 200


class Note(NamedTuple):
    """A note, how it was judged, and what became of it; None for nothing yet."""

    fact: NoteWritten
    judged: NoteJudged | None = None
    used: NoteUsed | None = None

    @property
    def state(self) -> State:
        return self.judged.mark if self.judged else "unverified"

    @property
    def is_waiting(self) -> bool:
        """Whether who publishes has to say if it becomes a guide."""
        return self.state == "verified" and self.used is None


def folded(
    written: Iterable[NoteWritten], judged: Iterable[NoteJudged], used: Iterable[NoteUsed]
) -> list[Note]:
    """The notes as they are now, the newest first. Who judged one, or used it, last is heard, in
    whatever order that arrived."""
    judgements = {one.subject: one for one in sorted(judged, key=_order)}
    uses = {one.subject: one for one in sorted(used, key=_order)}
    newest_first = sorted(written, key=_order, reverse=True)
    return [Note(one, judgements.get(one.event_id), uses.get(one.event_id)) for one in newest_first]


def _order(fact: NoteWritten | NoteJudged | NoteUsed) -> tuple[int, str]:
    return fact.at, fact.event_id


def found(note: Note, words: str) -> bool:
    """Whether a note holds all of these words, each anywhere in its title or text, whatever their
    width and case."""
    text = squeezed(f"{note.fact.title} {note.fact.text}").casefold()
    return all(squeezed(word).casefold() in text for word in words.split())
