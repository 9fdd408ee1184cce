"""Whether an alert goes out now or waits: one an hour, none in quiet hours, safety always."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.alerts import deciding
from kiosk.rules.alerts.deciding import HOUR_MS, Chosen, Happening
from kiosk.vocabulary.alerts import EVENTS
from kiosk.vocabulary.documents import AlertPolicy

ZONE = "Asia/Shanghai"
NIGHT = AlertPolicy(quiet_from="21:00", quiet_to="08:00")
NOON = AlertPolicy(quiet_from="12:00", quiet_to="13:30")


def at(clock: str, day: int = 21, zone: str = ZONE) -> int:
    hour, minute = map(int, clock.split(":"))
    there = datetime.datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))
    return round(there.timestamp() * 1000)


def happened(**more: object) -> Happening:
    return Happening(**({"event": "low_grade", "branch": "b1", "subject": "s"} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "policy, now, end",
    [
        (AlertPolicy(), at("23:00"), at("23:00")),
        (NIGHT, at("20:59"), at("20:59")),
        (NIGHT, at("21:00"), at("08:00", 22)),
        (NIGHT, at("23:59"), at("08:00", 22)),
        (NIGHT, at("00:00", 22), at("08:00", 22)),
        (NIGHT, at("07:59", 22), at("08:00", 22)),
        (NIGHT, at("08:00", 22), at("08:00", 22)),
        (NOON, at("11:59"), at("11:59")),
        (NOON, at("12:00"), at("13:30")),
        (NOON, at("13:29"), at("13:30")),
        (NOON, at("13:30"), at("13:30")),
        (AlertPolicy(quiet_from="08:00", quiet_to="08:00"), at("08:00"), at("08:00")),
        (AlertPolicy(quiet_from="21:00"), at("22:00"), at("22:00")),
    ],
)
def test_quiet_hours_end_when_the_policy_says(policy: AlertPolicy, now: int, end: int):
    assert deciding.quiet_until(policy, ZONE, now) == end


def test_quiet_hours_are_those_of_the_hall():
    """22:00 in Shanghai is 20:00 in Ürümqi's own zone."""
    now = at("22:00")
    assert deciding.quiet_until(NIGHT, "Asia/Urumqi", now) == now
    assert deciding.quiet_until(NIGHT, ZONE, now) > now


def test_quiet_hours_end_on_the_clock_where_it_is_put_forward():
    """Berlin skips 2:00 to 3:00 on 2026-03-29."""
    night = AlertPolicy(quiet_from="22:00", quiet_to="06:00")
    zone = ZoneInfo("Europe/Berlin")
    begin = datetime.datetime(2026, 3, 28, 23, 0, tzinfo=zone)
    end = datetime.datetime(2026, 3, 29, 6, 0, tzinfo=zone)
    found = deciding.quiet_until(night, "Europe/Berlin", round(begin.timestamp() * 1000))
    assert found == round(end.timestamp() * 1000)


@pytest.mark.parametrize(
    "policy, ago, now, then",
    [
        (AlertPolicy(), None, at("12:00"), at("12:00")),
        (AlertPolicy(), 0, at("12:00"), at("13:00")),
        (AlertPolicy(), HOUR_MS - 1, at("12:00"), at("12:00") + 1),
        (AlertPolicy(), HOUR_MS, at("12:00"), at("12:00")),
        (AlertPolicy(), -5, at("12:00"), at("12:00")),  # the clock was put back
        (NIGHT, None, at("22:00"), at("08:00", 22)),
        (NIGHT, 0, at("20:30"), at("08:00", 22)),  # an hour later it is quiet
        (NIGHT, 0, at("20:00"), at("08:00", 22)),
        (NIGHT, 0, at("19:59"), at("20:59")),
    ],
)
def test_at_most_one_message_an_hour_on_one_subject(
    policy: AlertPolicy, ago: int | None, now: int, then: int
):
    told = None if ago is None else now - ago
    assert deciding.when(happened(), policy, ZONE, told, now) == then


def test_safety_is_never_held_back():
    now = at("23:00")
    assert deciding.when(happened(urgent=True), NIGHT, ZONE, now, now) == now


@pytest.mark.parametrize(
    "chosen, what, policy, goes",
    [
        (Chosen("webhook", "office"), {}, AlertPolicy(), True),
        (Chosen("webhook", "office", ("b2",)), {}, AlertPolicy(), False),
        (Chosen("webhook", "office", ("b2", "b1")), {}, AlertPolicy(), True),
        (Chosen("webhook", "office", (), ("alarm",)), {}, AlertPolicy(), False),
        (Chosen("webhook", "branch"), {"head_only": True}, AlertPolicy(), False),
        (Chosen("webhook", "office"), {"head_only": True}, AlertPolicy(), True),
        (Chosen("webhook", "branch", ("b1",)), {}, AlertPolicy(), True),
        (Chosen("email", "office"), {}, AlertPolicy(low_grade=("desk", "webhook")), False),
        (Chosen("feishu", "office"), {}, AlertPolicy(low_grade=("desk", "webhook")), True),
        (Chosen("wecom", "office"), {}, AlertPolicy(low_grade=("email",)), False),
        (Chosen("email", "office"), {}, AlertPolicy(low_grade=()), False),
    ],
)
def test_who_gets_it_follows_receiver_and_policy(
    chosen: Chosen, what: dict[str, object], policy: AlertPolicy, goes: bool
):
    assert deciding.is_for(chosen, happened(**what), policy) is goes


def test_what_waits_is_due_also_after_the_clock_was_put_back():
    assert deciding.is_due(1_000, 1_000) and not deciding.is_due(1_001, 1_000)
    assert deciding.is_due(1_000 + deciding.LATEST_MS + 1, 1_000)


def test_an_id_follows_from_what_it_is_about():
    assert deciding.name("fact", "a") == deciding.name("fact", "a") != deciding.name("fac", "ta")
    assert len(deciding.name("fact", 1)) == 32


def test_every_event_has_its_place_in_a_policy():
    for event in EVENTS:
        assert deciding.places(AlertPolicy(**{event: ("desk",)}), event) == ("desk",)
