"""What a standard can say, and that all answers to one fit a fact."""

from typing import get_args

import msgspec
import pytest

from kiosk.rules.spreadsheets.standard_lines import LONGEST
from kiosk.rules.standards.checking import MOST_STOCK, NOTE_LIMIT
from kiosk.vocabulary import facts, standards
from kiosk.vocabulary.documents import Item, Rulebook, Said, Section, Standard, decode, encode
from kiosk.vocabulary.facts import Answer
from tests.cast import HERE


def test_every_code_has_its_word():
    for codes, words in (
        (standards.Subject, standards.SUBJECTS), (standards.Often, standards.OFTEN),
        (standards.Result, standards.RESULTS), (standards.Result, standards.CONDITIONS),
    ):  # fmt: skip
        assert get_args(codes) == tuple(words) and len(set(words.values())) == len(words)


def test_documents_are_read_as_they_were_written_and_defaults_are_left_out():
    items = (Item(code="dress", text=Said("着装")), Item(code="ninth", text=Said("")))
    standard = Standard(name=Said("格式化服务"), items=items)
    body = encode(standard)
    assert decode(body) == standard and b"often" not in body and b"counted" not in body
    rulebook = Rulebook(title=Said("禁令"), sections=(Section(Said("不得离岗")),))
    body = encode(rulebook)
    assert decode(body) == rulebook and b"edition" not in body and b"heading" not in body


def test_the_longest_answers_fit_a_fact():
    answer = Answer(code="项" * LONGEST, result="not_done", note='"' * NOTE_LIMIT, stock=MOST_STOCK)
    wide = Answer(code="项" * LONGEST, result="not_done", note="字" * NOTE_LIMIT, stock=MOST_STOCK)
    for one in (answer, wide):
        said = msgspec.json.encode((one,) * standards.MOST_ITEMS)
        assert len(said) < facts.BODY_LIMIT - 1_000


@pytest.mark.parametrize("stock", [-1, 10_000, 1.5, "3"])
def test_a_stock_out_of_range_is_no_answer(stock: object):
    body = msgspec.json.encode({"code": "umbrella", "result": "done", "stock": stock})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=Answer)


def test_a_fact_of_a_check_is_read_again():
    said = {
        "kind": "marked", "event_id": "a" * 32, "branch": HERE, "day": "2026-11-21", "at": 1,
        "clock": {"boot": "b", "mono": 1}, "mark": "self", "subject": "uniform",
        "version": "0" * 64, "by": "0317", "clerk": "0317",
        "answers": [{"code": "dress", "result": "done"}],
    }  # fmt: skip
    fact = facts.decode(msgspec.json.encode(said))
    assert isinstance(fact, facts.Marked) and fact.answers[0].stock is None
