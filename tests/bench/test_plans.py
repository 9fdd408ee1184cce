"""What the lobby asks stays as quick with a million facts: no query of a page
or a tap walks the branch's whole ledger."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import ChainId
from tests.cast import HERE, MANAGER, WANG, Machine, sync_round
from tests.web.cast import at_desk, at_office

pytestmark = pytest.mark.sqlite
"""Plans are read as SQLite writes them."""
WALKS = ("SCAN t1", "(branch=?)")
"""How a query plan says that it reads all there is, or all of the branch."""
SORTED = "USE TEMP B-TREE FOR ORDER BY"
"""That it sorts all that it found, before it takes the first rows."""
KEY, RATING = "1" * 32, "2" * 32


class Heard:
    """Notes each statement with its values, as the database gets it."""

    def __init__(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements: dict[str, Any] = {}
        database = machine.db.peewee
        real = database.execute_sql

        def execute_sql(text: str, values: Any = None, *more: Any) -> Any:
            self.statements.setdefault(text, values)
            return real(text, values, *more)

        monkeypatch.setattr(database, "execute_sql", execute_sql)
        self._ask = real

    def steps(self, text: str) -> Iterator[str]:
        """How SQLite goes about a statement."""
        for *_, step in self._ask(f"EXPLAIN QUERY PLAN {text}", self.statements[text]).fetchall():
            yield step

    def walks(self, table: str = "ledger") -> Iterator[str]:
        for text in self.statements:
            if not re.search(rf"\b{table}\b", text) or not text.startswith(
                ("SELECT", "INSERT", "UPDATE")
            ):
                continue
            for step in self.steps(text):
                if any(walk in step for walk in (f"SCAN {table}", *WALKS)):
                    yield f"{step}: {text}"


def test_news_walk_no_table(
    customer: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(hall, monkeypatch)
    assert customer.get("/news").status_code == customer.get("/news/1").status_code == 200
    for table in ("ledger", "tally", "case_now"):
        assert list(heard.walks(table)) == [], "\n".join(heard.walks(table))
    assert any("case_now" in text for text in heard.statements)


def test_the_lobby_never_walks_the_ledger(
    customer: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(hall, monkeypatch)
    customer.get("/")
    customer.get("/people")
    customer.get(f"/clerks/{WANG}")
    card = {"key": KEY, "card": "polite"}
    assert customer.post(f"/clerks/{WANG}/cards", data=card).status_code == 303
    assert customer.post(f"/clerks/{WANG}/cards", data=card).status_code == 303
    customer.get(f"/thanks/{KEY}")
    assert customer.post(f"/thanks/{KEY}/undo").status_code == 303
    grade = {"key": RATING, "grade": "5"}
    assert customer.post(f"/clerks/{WANG}/ratings", data=grade).status_code == 303
    customer.get(f"/thanks/{RATING}")
    assert len(heard.statements) > 10
    assert list(heard.walks()) == []


def test_a_round_of_sync_never_walks_the_ledger(
    customer: FlaskClient, hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer.get("/")
    customer.post(f"/clerks/{WANG}/cards", data={"key": KEY, "card": "polite"})
    both = [Heard(machine, monkeypatch) for machine in (hall, office)]
    sync_round(hall, office)
    assert [walk for heard in both for walk in heard.walks()] == []


def test_lists_of_alarms_read_only_what_is_open_or_asked_for(
    office: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = at_office(office)
    alarms.alarm(office.db, ChainId(HERE, "s", 1), 1, "old_day", "", 1)
    name = alarms.of_group(office.db, HERE, "old_day").rows[0].name
    heard = Heard(office, monkeypatch)
    group = f"/alarms/old_day?branch={HERE}"
    for page in ("/", "/alarms", f"/alarms?branch={HERE}", group, f"{group}&state=settled&page=3"):
        assert head.get(page).status_code == 200
    form = {"branch": HERE, "alarm": name, "newest": "1", "note": "checked"}
    for which in ("chosen", "all"):
        got = head.post("/alarms/old_day/settle", data=form | {"which": which})
        assert got.status_code == 303
    assert sum("alarm" in text for text in heard.statements) >= 8
    assert list(heard.walks("alarm")) == []


def test_a_clerks_own_lists_and_the_managers_never_walk_the_branchs_feedback(
    customer: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer.post(f"/clerks/{WANG}/cards", data={"key": KEY, "card": "polite", "comment": "谢谢"})
    desk = at_desk(hall, MANAGER)
    heard = Heard(hall, monkeypatch)
    own = ("/", "/own/cards", "/own/grades", "/comments", "/remarks", "/praise")
    for page in (*own, "/ratings", "/ratings/list", "/ratings/list?state=waiting"):
        assert desk.get(page).status_code == 200
    for table in ("ledger", "feedback_now", "served_now"):
        assert list(heard.walks(table)) == [], "\n".join(heard.walks(table))
    lists = [
        text for text in heard.statements if re.search(r"(feedback_now|ledger)\b.*LIMIT", text)
    ]
    assert [text for text in lists if SORTED in heard.steps(text)] == []


def test_a_clerks_low_grades_are_found_without_the_other_grades(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_desk(hall, WANG)
    heard = Heard(hall, monkeypatch)
    assert desk.get("/own/grades").status_code == 200
    lists = [text for text in heard.statements if '"low" = 1' in text]
    assert len(lists) == 2
    for text in lists:
        steps = list(heard.steps(text))
        assert any("feedback_now_low_of_clerk" in step for step in steps), steps


def test_halls_are_compared_in_the_order_of_an_index(
    customer: FlaskClient, hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer.get("/")
    customer.post(f"/clerks/{WANG}/cards", data={"key": KEY, "card": "polite"})
    sync_round(hall, office)
    head = at_office(office)
    heard = Heard(office, monkeypatch)
    assert head.get("/compare?first=2025-01-01").status_code == 200
    by_month = [one for one in heard.statements if re.search(r'_month".* GROUP .*"month"', one)]
    assert len(by_month) == 2
    assert not any("GROUP BY" in step for one in by_month for step in heard.steps(one))


def test_days_of_all_halls_and_late_cases_are_read_from_few_rows(
    customer: FlaskClient, hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (KEY, RATING):
        customer.get("/")
        customer.post(f"/clerks/{WANG}/cards", data={"key": key, "card": "polite"})
        hall.time.pass_by(86_400_000)
    sync_round(hall, office)
    head = at_office(office)
    heard = Heard(office, monkeypatch)
    assert head.get("/rated-share?first=2026-11-22").status_code == 200
    assert head.get("/figures").status_code == 200
    assert [text for text in heard.statements if '"tally"' in text] == []
    (of_days,) = [text for text in heard.statements if '"branch_day"' in text]
    steps = list(heard.steps(of_days))
    assert any("(branch=? AND kind=? AND day>? AND day<?)" in step for step in steps), steps
    (late,) = [
        text for text in heard.statements if re.search(r'"case_now".*GROUP .*"branch"', text)
    ]
    assert any("case_now_not_on_time" in step for step in heard.steps(late))


def test_a_report_counts_low_grades_and_texts_by_indexes_of_their_own(
    office: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = at_office(office)
    heard = Heard(office, monkeypatch)
    assert head.get("/reports/month/2026-11-01").status_code == 200
    asked = [text for text in heard.statements if '"feedback_now"' in text]
    steps = {step for text in asked for step in heard.steps(text)}
    found = "SEARCH t1 USING INDEX feedback_now"
    assert steps == {
        f"{found}_counted_low (waits=? AND handled=? AND day>? AND day<?)",
        f"{found}_written (kind=? AND waits=? AND day>? AND day<?)",
        "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
    }
