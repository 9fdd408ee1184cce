"""Receivers: what is stored of them, and what a copy of the database shows."""

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.alerts import receivers
from kiosk.records.alerts.receivers import Address
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine
from tests.records.alerts.cast import SECRET, URL, receiver, typed
from tests.records.cases.cast import files


def test_a_receiver_is_added_once_and_read_back(office: Machine):
    key = receiver(office)
    receiver(office)
    (found,) = receivers.every(office.db)
    assert (found.key, found.name, found.state) == (key, "值班群", "on")
    assert found.chosen.way == "webhook" and found.chosen.branches == ()
    assert receivers.address(office.keys, found) == Address(URL, SECRET)


def test_a_copy_of_the_database_shows_neither_address_nor_secret(office: Machine):
    receiver(office)
    whole = files(office).replace(office.config.key_file.read_bytes(), b"")
    for secret in (SECRET, "geheim-4711"):
        assert secret.encode() not in whole
    other = Keys.load(office.config.folder / "other.key")
    (found,) = receivers.every(office.db)
    assert receivers.address(other, found) is None


def test_it_is_read_after_the_machines_key_was_renewed(office: Machine):
    receiver(office)
    renewed = office.keys.successor(office.config.folder / "next.key")
    (found,) = receivers.every(office.db)
    assert receivers.address(renewed, found) == Address(URL, SECRET)


def test_a_change_keeps_address_and_secret_that_were_left_empty(office: Machine):
    key = receiver(office)
    changed = typed("新名称", "", "", events=("alarm",))
    receivers.change(office.db, office.keys, key, changed, "bob", 2)
    (found,) = receivers.every(office.db)
    assert (found.name, found.changed_by, found.chosen.events) == ("新名称", "bob", ("alarm",))
    assert receivers.address(office.keys, found) == Address(URL, SECRET)
    there = typed(address="https://other.example/x", secret="")
    receivers.change(office.db, office.keys, key, there, "bob", 2)
    found = receivers.find(office.db, key)
    assert receivers.address(office.keys, found) == Address("https://other.example/x", SECRET)
    assert found.shown == "https://other.example/…"


@pytest.mark.parametrize(
    "said, code",
    [
        ({"name": "  "}, "text_required"),
        ({"name": "长" * 41}, "long_comment"),
        ({"address": "http://example.com/"}, "bad_address"),
        ({"address": "a@example.com"}, "bad_address"),
        ({"address": "https://example.com/", "way": "email"}, "bad_address"),
        ({"secret": "short"}, "short_secret"),
        ({"secret": "长" * 100}, "short_secret"),
        ({"secret": "sixteen bytes\x00and more"}, "short_secret"),
    ],
)
def test_what_can_not_be_sent_to_is_refused(office: Machine, said: dict[str, str], code: str):
    with pytest.raises(Refusal) as refused:
        receivers.add(office.db, office.keys, "k", typed(**said), "admin", 1)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert receivers.every(office.db) == []


def test_a_robot_needs_no_secret(office: Machine):
    receivers.add(office.db, office.keys, "k", typed(secret="", way="wecom"), "admin", 1)
    assert receivers.every(office.db)[0].way == "wecom"


def test_there_are_not_more_than_a_page_shows(office: Machine):
    for number in range(receivers.MOST):
        receiver(office, number)
    with pytest.raises(Refusal, match="many_receivers"):
        receiver(office, 999)


def test_one_that_is_switched_off_is_listed_last_and_not_active(office: Machine):
    first, second = receiver(office, 1, name="a"), receiver(office, 2, name="b")
    receivers.switch(office.db, first, False, "bob", 5)
    assert [one.key for one in receivers.every(office.db)] == [second, first]
    assert [one.key for one in receivers.active(office.db)] == [second]
    receivers.switch(office.db, first, True, "bob", 6)
    assert len(receivers.active(office.db)) == 2
    with pytest.raises(Refusal, match="no_receiver"):
        receivers.switch(office.db, "none", True, "bob", 6)


def test_a_choice_off_the_lists_is_none(office: Machine):
    receiver(office)
    office.db.run(receivers.Receiver.update(events='["nothing"]'))
    with pytest.raises(msgspec.ValidationError):
        _ = receivers.every(office.db)[0].chosen
