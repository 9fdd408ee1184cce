"""Facts as bytes: what is written is read again, also by a program that knows less."""

import datetime

import msgspec
import pytest

from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CardGiven, Standing

CARD = CardGiven(
    event_id="a" * 32, branch="sb01", day=datetime.date(2026, 11, 21), at=1,
    clock=Standing("b1", 5), mark="polite", clerk="0317", giver="customer", entry="screen",
)  # fmt: skip


def test_a_fact_is_read_as_it_was_written():
    body = facts.encode(CARD)
    assert facts.decode(body) == CARD and facts.encode(facts.decode(body)) == body


def test_a_kind_from_the_future_is_counted_by_its_columns():
    body = b'{"kind":"tram","event_id":"e","branch":"sb01","day":"2026-11-21","mark":"late","x":[]}'
    seen = facts.columns(body)
    assert (seen.kind, seen.mark, seen.entry) == ("tram", "late", "screen")
    with pytest.raises(msgspec.ValidationError):
        facts.decode(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"kind":"card"}',
     b'{"kind":"x","event_id":"e","branch":"b","day":"soon"}',
     b'{"kind":"card","event_id":"e","branch":"b","day":"2026-11-21","x":%s}' % (b"[" * 5_000)],
    ids=["nothing", "a list", "an empty one", "a kind alone", "no day", "nested too deep"],
)  # fmt: skip
def test_what_is_no_fact_raises_one_kind_of_error(body: bytes):
    with pytest.raises(msgspec.MsgspecError):
        facts.columns(body)
    with pytest.raises(msgspec.MsgspecError):
        facts.decode(body)


def test_each_kind_has_a_tag_of_its_own():
    kinds = [one.__struct_config__.tag for one in facts.AnyFact.__args__]
    assert len(kinds) == len(set(kinds)) and set(facts.STEPS) < set(kinds)


@pytest.mark.parametrize("at", [253_402_214_400_001, -62_135_510_400_001, 9 * 10**15, 10**30])
def test_a_moment_that_no_calendar_has_is_no_fact(at: int):
    """A page that shows it could not be drawn."""
    body = facts.encode(CARD)
    assert facts.decode(body).at == 1
    with pytest.raises(msgspec.ValidationError):
        facts.decode(body.replace(b'"at":1', b'"at":%d' % at))


class EarlierCard(facts.Fact, frozen=True, tag="card"):
    """A card as programs of before cards among colleagues know it."""

    mark: facts.CardKind
    clerk: str
    giver: facts.Giver
    entry: facts.Medium
    comment: str = ""


def test_an_earlier_program_reads_a_card_for_a_colleague_as_one():
    """An older office counts it as a colleague's until it is upgraded, and keeps every byte."""
    given = msgspec.structs.replace(CARD, giver="colleague", by="0318", deeds=("warm",))
    read = msgspec.json.decode(facts.encode(given), type=EarlierCard)
    assert (read.giver, read.clerk, read.comment) == ("colleague", given.clerk, given.comment)
