"""The interface for ticket systems: what it takes, and how it refuses."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from kiosk.records.hall import ticket_systems
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.people import authors
from kiosk.rules.office import rate
from tests.cast import FORM, MANAGER, WANG, Machine
from tests.tickets import SYSTEM, connect, kinds

GOOD = {"ticket": "A023", "window": "3", "clerk": WANG}


@pytest.fixture
def key(hall: Machine) -> str:
    return connect(hall)


def call(
    hall: Machine, key: str, method: str = "POST", path: str = "tickets", **said: Any
) -> TestResponse:
    """A ticket system calls; it has neither cookie nor Origin."""
    client = hall.app("desk").test_client()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.open(f"/api/{path}", method=method, headers=headers, **said)


def test_a_report_is_taken_once(hall: Machine, key: str):
    first = call(hall, key, json=GOOD | {"at": "2026-11-21T11:58:00+08:00"})
    assert (first.status_code, first.json) == (201, {"new": True})
    again = call(hall, key, json=GOOD)
    assert (again.status_code, again.json) == (200, {"new": False})
    row = hall.db.first(ServedNow.select())
    assert (row.system, row.way, row.at - row.ended) == (SYSTEM, "api", 120_000)
    (system,) = ticket_systems.listed(hall.db)
    assert (system.new, system.refused) == (1, 0)


@pytest.mark.parametrize(
    ("said", "status", "code", "field"),
    [
        ({"ticket": "13812345678"}, 422, "odd_ticket", "ticket"),
        ({"ticket": 23}, 422, "odd_field", "ticket"),
        ({"window": None}, 422, "odd_field", "window"),
        ({"name": "王先生"}, 422, "odd_field", "name"),
        ({"clerk": "9999"}, 422, "unknown_clerk", "clerk"),
        ({"at": "2026-11-21 11:58"}, 422, "odd_moment", "at"),
        ({"at": "2026-11-21T12:06:00+08:00"}, 422, "served_ahead", "at"),
        ({"at": "2026-11-01T12:00:00+08:00"}, 422, "served_long_ago", "at"),
    ],
)
def test_a_refusal_is_a_problem_that_names_the_field(
    hall: Machine, key: str, said: dict[str, Any], status: int, code: str, field: str
):
    answer = call(hall, key, json=GOOD | said)
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    found = answer.get_json(force=True)
    assert (found["status"], found["code"], found["field"]) == (status, code, field)
    assert found["type"] == f"urn:tingsheng:refusal:{code}" and found["title"]
    assert kinds(hall) == ["ticket_system"]
    (system,) = ticket_systems.listed(hall.db)
    assert (system.refused, system.refused_for) == (1, f"{code} {field}")


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"\xff", 400), (b"[" * 2_000, 422), (b"7", 422),
     (b'{"ticket":"' + b"A" * 3_000 + b'"}', 413), (b"x" * 70_000, 413)],
)  # fmt: skip
def test_what_is_no_report_is_a_problem_too(hall: Machine, key: str, body: bytes, status: int):
    answer = call(hall, key, data=body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_without_a_key_nothing_is_taken(hall: Machine, key: str):
    for wrong in ("", "tsk_" + "0" * 40, key.upper(), key[:-1], "x" * 5_000):
        answer = call(hall, wrong, json=GOOD)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    ticket_systems.end(hall.db, authors.at_desk(hall.db, MANAGER, hall.time()), FORM, SYSTEM)
    assert call(hall, key, json=GOOD).status_code == 401
    assert "served" not in kinds(hall)


def test_the_queue_is_put(hall: Machine, key: str):
    said = {"waiting": 7, "windows": [{"window": "3", "waiting": 2}]}
    assert call(hall, key, "PUT", "queue", json=said).status_code == 204
    assert "现在等候 7 人" in hall.browser("lobby").get("/").text
    for wrong in ({"waiting": -1}, {"waiting": 10**30}, {"waiting": "7"}, {"waiting": 1.5},
                  {"waiting": 1, "windows": [{"window": "3", "waiting": 1}] * 41}):  # fmt: skip
        assert call(hall, key, "PUT", "queue", json=wrong).status_code == 422


def test_what_is_not_there_is_a_problem(hall: Machine, key: str):
    for method, path, status in (
        ("GET", "tickets", 405),
        ("GET", "x", 404),
        ("PUT", "tickets", 405),
    ):
        answer = call(hall, key, method, path)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_disk_that_is_full_is_said_and_the_system_comes_again(
    hall: Machine, key: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hall.db, "read_only", True)
    answer = call(hall, key, json=GOOD)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "60"
    assert answer.get_json(force=True)["code"] == "not_saved"


def test_a_system_that_runs_wild_waits(hall: Machine, key: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rate, "BURST", 3)
    answers = [call(hall, key, json=GOOD).status_code for _ in range(5)]
    assert answers.count(429) >= 1
    assert hall.browser("desk").get("/sign-in").status_code == 200


def test_the_lobby_and_the_office_have_no_such_interface(hall: Machine, office: Machine, key: str):
    for app in (hall.app("lobby"), office.app("office")):
        ours = {rule.endpoint for rule in app.url_map.iter_rules()}
        assert not [one for one in ours if one.startswith("tickets_api.")]
    rules = list(office.app("office").url_map.iter_rules())
    ours = [rule for rule in rules if rule.rule.startswith("/api/")]
    assert {rule.endpoint.split(".")[0] for rule in ours} == {"api"}
    assert all(rule.methods == {"GET", "HEAD", "OPTIONS"} for rule in ours)


def test_under_its_path_nothing_goes_by_a_cookie(hall: Machine):
    """Forms are not checked for where they come from there."""
    rules = hall.app("desk").url_map.iter_rules()
    ours = {rule.endpoint.split(".")[0] for rule in rules if rule.rule.startswith("/api/")}
    assert ours == {"tickets_api"}
