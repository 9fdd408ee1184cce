"""Who gets head office's reports by e-mail: checked, hidden, ended."""

import msgspec
import pytest

from kiosk.records.alerts import subscriptions
from kiosk.records.alerts.subscriptions import Typed
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine

DIRECTOR = Typed("陈主任", "month", "", 8, "zh", "chen@example.com")


def key(n: int) -> str:
    return f"{n:032x}"


def add(office: Machine, n: int = 1, **other: object) -> None:
    typed = msgspec.structs.replace(DIRECTOR, **other)
    subscriptions.add(office.db, office.keys, key(n), typed, "admin", office.time().utc)


@pytest.mark.both
def test_the_same_form_subscribes_once_and_the_address_is_hidden(office: Machine):
    add(office)
    add(office)
    (one,) = subscriptions.every(office.db)
    assert (one.name, one.period, one.hour, one.shown) == ("陈主任", "month", 8, DIRECTOR.address)
    assert DIRECTOR.address.encode() not in bytes(one.hidden)
    assert subscriptions.address(office.keys, one) == DIRECTOR.address


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "text_required"),
        ({"name": "长" * 41}, "long_comment"),
        ({"address": "chen"}, "mail_address"),
        ({"address": "https://example.com"}, "mail_address"),
        ({"address": "a@example.com\nBcc: b@example.com"}, "mail_address"),
        ({"hour": 24}, "bad_hour"),
        ({"hour": -1}, "bad_hour"),
        ({"period": "decade"}, "bad_request"),
    ],
)
def test_what_is_wrong_is_refused(office: Machine, wrong: dict[str, object], code: str):
    with pytest.raises(Refusal) as refused:
        add(office, **wrong)
    assert refused.value.code == code and subscriptions.every(office.db) == []


def test_one_that_ended_has_no_address_any_more(office: Machine):
    add(office)
    subscriptions.end(office.db, key(1), "anna", office.time().utc)
    one = subscriptions.find(office.db, key(1))
    assert (one.state, one.ended_by, one.shown, bytes(one.hidden)) == ("ended", "anna", "", b"")
    assert subscriptions.address(office.keys, one) is None
    with pytest.raises(Refusal, match="no_subscription"):
        subscriptions.end(office.db, key(9), "anna", 0)


def test_there_is_a_most(office: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subscriptions, "MOST", 2)
    add(office, 1)
    add(office, 2)
    with pytest.raises(Refusal, match="many_subscriptions"):
        add(office, 3)
    subscriptions.end(office.db, key(1), "anna", 0)
    add(office, 3)
