"""Keys of programs: shown once, hashed at rest, for their scopes alone, ended at once."""

import pytest

from kiosk.records.people import consumers
from kiosk.records.people.consumers import Consumer
from kiosk.vocabulary.refusals import Refusal
from tests.cast import NOON, Machine


def made(office: Machine, *scopes: str, key: str = "f" * 32) -> str:
    return consumers.add(office.db, office.keys, key, "数据平台", scopes, "anna", NOON)


def test_a_key_opens_its_scopes_alone(office: Machine):
    key = made(office, "cards", "evaluations", "odd")
    for scope in ("cards", "evaluations"):
        assert consumers.of_key(office.db, key, scope).name == "数据平台"
    for scope in ("ratings", "cases", "odd", ""):
        with pytest.raises(Refusal, match="scope_refused"):
            consumers.of_key(office.db, key, scope)


def test_only_its_hash_is_stored_and_the_same_form_makes_one(office: Machine):
    key = made(office, "cards")
    assert made(office, "cards") == key
    (row,) = consumers.listed(office.db)
    stored = str(row.__data__)
    assert key not in stored and key[4:] not in stored
    with pytest.raises(Refusal, match="bad_api_key"):
        consumers.of_key(office.db, row.key_hash, "cards")


def test_an_ended_key_is_refused_at_once_and_for_good(office: Machine):
    key = made(office, "cards")
    consumers.end(office.db, "f" * 32, "anna", NOON + 1)
    with pytest.raises(Refusal, match="bad_api_key"):
        consumers.of_key(office.db, key, "cards")
    consumers.end(office.db, "f" * 32, "bert", NOON + 2)
    (row,) = consumers.listed(office.db)
    assert (row.ended_by, row.ended_at) == ("anna", NOON + 1)
    made(office, "cards")
    with pytest.raises(Refusal, match="bad_api_key"):
        consumers.of_key(office.db, key, "cards")
    with pytest.raises(Refusal, match="unknown_consumer"):
        consumers.end(office.db, "other", "anna", NOON)


@pytest.mark.parametrize("text", ["", "tsc_", "tsc_" + "0" * 40])
def test_nothing_else_is_a_key(office: Machine, text: str):
    made(office, "cards")
    consumers.end(office.db, "f" * 32, "anna", NOON)
    with pytest.raises(Refusal, match="bad_api_key"):
        consumers.of_key(office.db, text, "cards")


def test_a_key_without_scope_or_name_is_not_made(office: Machine):
    with pytest.raises(Refusal, match="no_scope"):
        made(office, "odd")
    with pytest.raises(Refusal, match="text_required"):
        consumers.add(office.db, office.keys, "e" * 32, " ", ["cards"], "anna", NOON)
    assert consumers.listed(office.db) == []


def test_the_last_use_is_noted_once_a_minute(office: Machine):
    key = made(office, "cards")
    for at in (NOON, NOON + 1, NOON + consumers.NOTED_MS):
        consumers.note_used(office.db, consumers.of_key(office.db, key, "cards"), at)
    assert office.db.first(Consumer.select()).used_at == NOON + consumers.NOTED_MS
