"""What has become of a note, in whatever order that arrived, and which words find it."""

import datetime
import itertools

import pytest

from kiosk.rules.learning import notes as rule
from kiosk.vocabulary.facts import NoteJudged, NoteUsed, NoteWritten, Standing

SAYS = {
    "branch": "sb01", "day": datetime.date(2026, 11, 21), "clock": Standing(boot="b", mono=1),
    "clerk": "0317",
}  # fmt: skip


def written(event_id: str = "n", at: int = 1) -> NoteWritten:
    said = {"subject": "3-card", "title": "换 IC 卡", "text": "先查 卡号"}
    return NoteWritten(event_id=event_id, at=at, **said, **SAYS)


def judged(mark: str, at: int, event_id: str = "j") -> NoteJudged:
    return NoteJudged(
        event_id=event_id, at=at, mark=mark, subject="n", reason="", other="", by="0320", **SAYS
    )


def used(mark: str, at: int) -> NoteUsed:
    return NoteUsed(
        event_id="u", at=at, mark=mark, subject="n", guide="card", reason="", by="admin", **SAYS
    )


@pytest.mark.parametrize(
    ("judgements", "uses", "state", "waiting"),
    [
        ([], [], "unverified", False),
        ([judged("verified", 2)], [], "verified", True),
        ([judged("set_aside", 2)], [], "set_aside", False),
        ([judged("verified", 2), judged("replaced", 3)], [], "replaced", False),
        ([judged("set_aside", 2), judged("verified", 3)], [], "verified", True),
        ([judged("verified", 2, "a"), judged("set_aside", 2, "b")], [], "set_aside", False),
        ([judged("verified", 2)], [used("drafted", 3)], "verified", False),
        ([judged("verified", 2)], [used("declined", 3)], "verified", False),
        ([], [used("drafted", 3)], "unverified", False),
    ],
)
def test_who_spoke_last_is_heard(judgements, uses, state: str, waiting: bool):
    for order in itertools.permutations(judgements):
        (note,) = rule.folded([written()], order, uses)
        assert note.state == state and note.is_waiting == waiting


def test_the_newest_note_comes_first():
    some = rule.folded([written("a", 1), written("b", 3), written("c", 2)], [], [])
    assert [one.fact.event_id for one in some] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True), ("ic", True), ("ＩＣ卡", True), ("卡号", True), ("换 卡号", True),
        ("卡号 补办", False), ("  ", True), ("查卡", True), ("过户", False),
    ],
)  # fmt: skip
def test_all_words_must_be_there_whatever_their_width_and_case(words: str, found: bool):
    assert rule.found(rule.Note(written()), words) == found
