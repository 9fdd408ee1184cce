"""What all screens share: what is said where something goes wrong."""

import peewee
import pytest
from flask.testing import FlaskClient

from tests.cast import Machine


@pytest.mark.parametrize(
    "path",
    [
        "/clerks/%00",
        "/clerks/..%2f..%2fetc",
        "/clerks/" + "9" * 5000,
        "/thanks/%ff",
        "/pictures/x.webp",
        "/cards/..-zh.webp",
    ],
)
def test_odd_addresses_get_a_clear_page(customer: FlaskClient, path: str):
    assert customer.get(path).status_code == 404


@pytest.mark.parametrize("next_page", ["//evil.example", "http://evil.example", "/\\evil", ""])
def test_switching_language_leads_nowhere_else(customer: FlaskClient, next_page: str):
    answer = customer.post("/language", data={"language": "en", "next": next_page})
    assert answer.location == "/"
    assert '<html lang="en"' in customer.get("/").text


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
    assert "This page can&#39;t be opened at the moment" in customer.get("/").text


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
