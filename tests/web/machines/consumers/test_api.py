"""Programs read head office's data by their keys."""

import csv
import io

import pytest
from werkzeug.test import TestResponse

from kiosk.ground.cache import Cache
from kiosk.records.cases import steps
from kiosk.records.exchange.feed.in_order import SETTLED_MS
from kiosk.records.people import consumers
from kiosk.rules.office import rate as rates
from kiosk.rules.office.evaluations import COLUMNS
from kiosk.web.machines import limits
from tests.cast import HERE, LI, NOON, Machine, Time, sync_round
from tests.records.cases.cast import central, k
from tests.records.feedback.cast import rate
from tests.sync.cast import tap
from tests.web.cast import file

ALL = ("cards", "ratings", "cases", "evaluations", "card_list", "case_list")
PATHS = {
    "cards": "/api/v1/figures/cards",
    "ratings": "/api/v1/figures/ratings",
    "cases": "/api/v1/figures/cases",
    "evaluations": "/api/v1/evaluations.json",
    "card_list": "/api/v1/cards.json",
    "case_list": "/api/v1/cases.json",
}


def made(office: Machine, *scopes: str) -> str:
    return consumers.add(office.db, office.keys, office.new_id(), "平台", scopes, "anna", NOON)


def get(office: Machine, path: str, key: str = "") -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return office.app("office").test_client().get(path, headers=headers)


@pytest.fixture
def filled(hall: Machine, office: Machine, time: Time) -> Machine:
    rate(hall, 1, "5")
    rate(hall, 2, "2")
    tap(hall, 3)
    file(hall, 4)
    sync_round(hall, office)
    time.pass_by(SETTLED_MS)
    return office


def test_figures_come_by_branch_and_day(filled: Machine):
    key = made(filled, *ALL)
    found = {name: get(filled, PATHS[name], key).json for name in ("cards", "ratings")}
    day = {"branch": HERE, "day": "2026-11-21"}
    assert found["cards"] == {
        "items": [day | {"counts": {"polite": 1}}], "cursor": None, "more": False,
    }  # fmt: skip
    assert found["ratings"]["items"] == [day | {"counts": {"2": 1, "5": 1}}]
    assert sum(get(filled, PATHS["cases"], key).json["items"][0]["counts"].values()) == 1
    assert get(filled, PATHS["cards"] + "?branch=nowhere", key).json["items"] == []


@pytest.mark.parametrize("scope", ALL)
def test_a_scope_opens_nothing_else(filled: Machine, scope: str):
    key = made(filled, scope)
    answers = {name: get(filled, path, key) for name, path in PATHS.items()}
    assert {name for name, one in answers.items() if one.status_code == 200} == {scope}
    for name, one in answers.items():
        if name != scope:
            assert (one.status_code, one.json["code"]) == (403, "scope_refused")


def test_a_key_that_was_ended_is_refused_at_once(filled: Machine):
    key = made(filled, *ALL)
    assert get(filled, PATHS["cards"], key).status_code == 200
    (row,) = consumers.listed(filled.db)
    consumers.end(filled.db, row.consumer, "anna", NOON)
    for path in PATHS.values():
        answer = get(filled, path, key)
        assert (answer.status_code, answer.json["code"]) == (401, "bad_api_key")


@pytest.mark.parametrize("key", ["", "tsc_" + "0" * 40, "tsk_" + "0" * 40, "x" * 500])
def test_without_a_key_nothing_is_read(filled: Machine, key: str):
    made(filled, *ALL)
    for path in (*PATHS.values(), "/api/v1/evaluations.csv"):
        assert get(filled, path, key).status_code == 401


def test_every_use_is_noted_and_limited(filled: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "_buckets", Cache(10))
    monkeypatch.setattr(rates, "FULL", rates.Bucket(2, filled.time().mono))
    key = made(filled, "cards")
    assert [get(filled, PATHS["cards"], key).status_code for _ in range(3)] == [200, 200, 429]
    (row,) = consumers.listed(filled.db)
    assert row.used_at == filled.time().utc


def test_ratings_come_with_code_and_name_as_json_and_as_a_table(filled: Machine):
    key = made(filled, "evaluations")
    page = get(filled, PATHS["evaluations"], key)
    assert [one["grade_name"] for one in page.json["items"]] == ["非常满意", "不满意"]
    first = page.json["items"][0]
    assert (first["branch_name"], first["channel"]) == ("皇姑分公司", "screen")
    assert first["rated_at"] == "2026-11-21T12:00:00+08:00"
    table = get(filled, "/api/v1/evaluations.csv", key)
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["grade_code"] for row in rows] == ["5", "2"]
    assert table.headers["Ts-Next-Cursor"] == page.json["cursor"]


def test_cases_come_step_by_step_without_words_or_names(filled: Machine, time: Time):
    key = made(filled, "case_list")
    page = get(filled, PATHS["case_list"], key).json
    (opened,) = page["items"]
    case_id = opened["id"]
    assert opened == {
        "id": case_id, "case": case_id, "branch": HERE, "branch_name": "皇姑分公司",
        "step": "case", "role": "customer", "taken_at": "2026-11-21T12:00:00+08:00",
        "day": "2026-11-21", "kind": filled.case(case_id).opened.mark, "state": "opened",
        "due": str(filled.case(case_id).due),
    }  # fmt: skip
    steps.accept(filled.db, central(filled), filled.case(case_id), k(200), LI, False, "")
    path = f"{PATHS['case_list']}?cursor={page['cursor']}"
    assert get(filled, path, key).json["items"] == []
    time.pass_by(SETTLED_MS)
    (accepted,) = get(filled, path, key).json["items"]
    found = [accepted[name] for name in ("id", "case", "step", "role", "state")]
    assert found == [k(200), case_id, "case_accepted", "office", "accepted"]


def test_a_cursor_reads_on(filled: Machine, hall: Machine, time: Time):
    key = made(filled, "evaluations")
    cursor = get(filled, PATHS["evaluations"], key).json["cursor"]
    path = f"{PATHS['evaluations']}?cursor={cursor}"
    assert get(filled, path, key).json["items"] == []
    rate(hall, 9, "4")
    sync_round(hall, filled)
    time.pass_by(SETTLED_MS)
    answer = get(filled, path, key)
    assert [one["grade_code"] for one in answer.json["items"]] == ["4"]
    assert f"cursor={answer.json['cursor']}" in answer.headers["Link"]


@pytest.mark.parametrize(
    "query, code",
    [
        ("cursor=nonsense", "bad_cursor"),
        ("first=odd", "bad_day"),
        ("first=2026-11-22&last=2026-11-20", "days_reversed"),
        ("first=2020-01-01", "too_many_days"),
    ],
)
def test_an_odd_question_says_what_is_wrong(filled: Machine, query: str, code: str):
    answer = get(filled, f"{PATHS['cards']}?{query}", made(filled, "cards"))
    assert answer.status_code in (400, 422)
    assert answer.json["code"] == code and answer.json["field"]


def test_there_is_nothing_else(filled: Machine):
    key = made(filled, *ALL)
    for path in ("/api/v1/figures/contacts", "/api/v1/evaluations.xlsx", "/api/v1/"):
        assert get(filled, path, key).status_code == 404
