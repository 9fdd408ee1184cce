"""What all screens share: what is said where something goes wrong."""

import contextlib
import os
import re
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import peewee
import pytest
from flask.testing import FlaskClient

from kiosk.ground import db
from kiosk.ground.db import Database
from kiosk.records.feedback import cards
from kiosk.web.frame import frame
from tests.cast import WANG, Machine, by_visit


@pytest.mark.parametrize(
    "path",
    [
        "/clerks/%00",
        "/clerks/..%2f..%2fetc",
        "/clerks/" + "9" * 900,
        "/thanks/%ff",
        "/pictures/x.webp",
        "/cards/..-zh.webp",
    ],
)
def test_odd_addresses_get_a_clear_page(customer: FlaskClient, path: str):
    assert customer.get(path).status_code == 404


ELSEWHERE = [
    "", "evil.example", "//evil.example", "///evil.example", "http://evil.example", "http:evil",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example",
    "/ /evil.example", "/\x00/evil.example", "/\x0b/evil", "/\x7f/evil", "/\x85/evil",
    "/\xa0/evil", "/%09/evil.example", "/%0d%0a/evil.example", "/%5cevil.example",
    "/%2f/evil.example", "/fees/\t", "/fees/a\r\nSet-Cookie: b=c", "/fees\\..\\evil", "/./evil",
    "/..//evil.example", "/fees/..//evil.example", "/@evil.example", "/;//evil.example",
    "javascript:alert(1)", "data:text/html,x", "/no-such-page", "/mode", "/fees//x", "?x",
    "/fees?q=\r\nX: y", "/fees#\n", "https:/fees", "/\u2028/evil", "/．．/evil",
]  # fmt: skip


@pytest.mark.parametrize("next_page", ELSEWHERE)
def test_switching_language_leads_nowhere_else(customer: FlaskClient, next_page: str):
    for address, choice in (("/language", {"language": "en"}), ("/mode", {"mode": "elder"})):
        assert customer.post(address, data={**choice, "next": next_page}).location == "/"
    assert '<html lang="en"' in customer.get("/").text


@pytest.mark.parametrize(
    "next_page",
    [
        "/",
        "/?page=2",
        f"/clerks/{WANG}",
        "/fees?q=燃气",
        "/fees/gas/cost/0?amount=1.5&used=",
        "/fees/天然气",
    ],
)
def test_switching_language_leads_back_to_the_page(customer: FlaskClient, next_page: str):
    back = customer.post("/language", data={"language": "en", "next": next_page}).location
    assert unquote(back) == next_page and urlsplit(back).netloc == ""


LEADING = re.compile(r"\bredirect\((\w+)")


def test_every_other_redirect_leads_to_a_view_of_this_program():
    """`page`, `_address` and what `shown_once` is given are made by url_for, too."""
    top = Path(frame.__file__).parents[1]
    leading = {
        (path.name, where)
        for path in top.rglob("*.py")
        for where in LEADING.findall(path.read_text("utf-8"))
        if where != "url_for"
    }
    made = {("hall.py", "page"), ("cases.py", "page"), ("signed_in.py", "page"),
            ("case.py", "_address"), ("shown_once.py", "page"), ("shown_once.py", "f"),
            ("documents.py", "shown"), ("users.py", "page"), ("half.py", "page")}  # fmt: skip
    outside = {("provider.py", "tokens")}  # to the provider that the configuration names
    assert leading <= made | outside | {("frame.py", "page"), ("drafts.py", "own_path")}
    said = (top / "frame" / "frame.py").read_text("utf-8")
    assert "page = own_path(" in said and said.count("redirect(page, 303)") == 2
    lobby = "".join(path.read_text("utf-8") for path in (top / "lobby").rglob("*.py"))
    assert lobby.count("leading_to(") == lobby.count("leading_to(url_for(")
    assert "page = url_for(" in (top / "lobby" / "hall.py").read_text("utf-8")
    signing = [
        line
        for path in top.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"signed_in\.(begin|end)\(", line)
    ]
    assert signing
    assert all("url_for(" in line or ", page)" in line for line in signing), signing


def test_a_page_that_reads_for_ever_is_refused_and_the_next_is_not(
    hall: Machine, customer: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(db, "READ_S", 0.3)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    view = hall.app("lobby").view_functions["fees.all_fees"]
    monkeypatch.setitem(
        hall.app("lobby").view_functions,
        "fees.all_fees",
        lambda: str(hall.db.sql(endless).fetchone()),
    )
    answer = customer.get("/fees")
    assert answer.status_code == 503 and BROKEN in answer.text
    monkeypatch.setitem(hall.app("lobby").view_functions, "fees.all_fees", view)
    assert customer.get("/fees").status_code == 200


BROKEN = "页面暂时打不开，请稍后再试。"
NOT_SAVED = "没有保存。请稍后再试一次。"
TROUBLES = [RuntimeError("a fault in the program"), peewee.OperationalError("disk I/O error")]


def failing(hall: Machine, view: str, trouble: Exception, patch: pytest.MonkeyPatch) -> None:
    def fail(**_values: str) -> str:
        raise trouble

    assert view in hall.app("lobby").view_functions
    patch.setitem(hall.app("lobby").view_functions, view, fail)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_a_page_that_was_only_read_does_not_speak_of_saving(
    hall: Machine, customer: FlaskClient, monkeypatch: pytest.MonkeyPatch, trouble: Exception
):
    failing(hall, "hall.hall", trouble, monkeypatch)
    answer = customer.get("/")
    assert answer.status_code == 503
    assert BROKEN in answer.text and NOT_SAVED not in answer.text
    region = customer.get("/", headers={"HX-Request": "true"})
    assert BROKEN in region.text and NOT_SAVED not in region.text
    assert customer.head("/").status_code == 503
    customer.post("/language", data={"language": "en"})
    assert "This page can't be opened at the moment" in customer.get("/").text


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_what_was_sent_and_not_saved_says_so(
    hall: Machine, customer: FlaskClient, monkeypatch: pytest.MonkeyPatch, trouble: Exception
):
    failing(hall, "frame.choose_mode", trouble, monkeypatch)
    answer = customer.post("/mode", data={"mode": "elder"})
    assert answer.status_code == 503
    assert NOT_SAVED in answer.text and BROKEN not in answer.text


def test_pages_are_sent_without_their_templates_indentation(customer: FlaskClient):
    text = customer.get("/").text
    assert text.count("\n") > 100
    assert [line for line in text.splitlines() if line.startswith((" ", "\t"))] == []


def test_a_machine_that_stores_and_reads_is_healthy(hall: Machine, office: Machine):
    for machine, screen in ((hall, "lobby"), (hall, "desk"), (office, "office")):
        answer = machine.browser(screen).get("/healthz")
        assert (answer.status_code, answer.json["ok"]) == (200, True)


@contextlib.contextmanager
def full_disk(hall: Machine) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def damaged_page(hall: Machine) -> Iterator[None]:
    """The first page of the ledger's table holds nothing; a new process reads it."""
    ((page,),) = hall.db.sql(
        "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'ledger'"
    )
    hall.db.close()
    with hall.config.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    hall.db = Database(hall.config.database)
    hall.apps.clear()
    yield


@contextlib.contextmanager
def read_only_disk(hall: Machine) -> Iterator[None]:
    hall.db.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "access", lambda *_asked: False)
        hall.db = Database(hall.config.database)
    hall.apps.clear()
    yield


@pytest.mark.parametrize("trouble", [full_disk, damaged_page, read_only_disk])
def test_a_machine_that_can_not_store_or_read_is_not_healthy(
    customer: FlaskClient,
    hall: Machine,
    trouble: Callable[[Machine], contextlib.AbstractContextManager[None]],
):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    assert customer.get("/healthz").status_code == 200
    with trouble(hall):
        answer = hall.browser("lobby").get("/healthz")
        assert (answer.status_code, answer.mimetype) == (503, "text/plain")


def test_a_read_only_disk_shows_what_is_published_and_takes_no_form(hall: Machine):
    with read_only_disk(hall):
        customer = hall.browser("lobby")
        for path in ("/", "/fees", "/guides", "/notices", f"/clerks/{WANG}", "/people"):
            assert customer.get(path).status_code == 200, path
        page = customer.get("/").text
        assert "现在无法保存反馈" in page
        for path in (f"/clerks/{WANG}/cards", "/help", "/feedback/complaint", "/look-up", "/mine"):
            answer = customer.post(path, data={"card": "polite", "topics": "waiting"})
            assert answer.status_code == 503 and NOT_SAVED in answer.text, path
        customer.post("/language", data={"language": "en"})
        assert "can't be saved" in customer.get("/").text


def test_a_disk_that_can_be_written_is_not_mentioned(customer: FlaskClient):
    assert "现在无法保存反馈" not in customer.get("/").text
