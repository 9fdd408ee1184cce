"""Who may open what at head office: every role at every address, really asked."""

import re

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.records.people import users
from kiosk.rules.people import access
from kiosk.rules.people.roles import EVERYWHERE, ROLES, Reach
from tests.cast import HERE, THERE, Machine, refusal_in
from tests.web.cast import PASSWORD, at_office

CODES = {"role_refused", "whole_organisation", "not_your_branch"}
VALUES = {
    "name": "feedback", "suffix": "csv", "kind": "branch", "key": "a" * 32, "branch": HERE,
    "step": "block", "version": "1",
}  # fmt: skip
Asked = tuple[str, str, str, dict[str, str]]


def addresses(app: Flask) -> list[Asked]:
    """Endpoint, method, address and the values in it, of every route of the screen."""
    found = []
    for rule in app.url_map.iter_rules():
        named = {one: VALUES.get(one, "x") for one in rule.arguments}
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule)
        for one, value in named.items():
            path = path.replace(f"<{one}>", value)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, path, named))
    return found


def refused(office: Machine, role: str, reach: Reach) -> dict[tuple[str, str, str], str]:
    """The addresses that a user in this role is refused, each with the code of the refusal."""
    browser = at_office(office, "boss")
    users.set_password(office.db, office.keys, "someone", PASSWORD)
    users.assign(office.db, "someone", role, reach, "boss")
    browser = office.browser("office")
    browser.post("/sign-in", data={"name": "someone", "password": PASSWORD})
    found = {}
    for endpoint, method, path, _ in addresses(browser.application):
        if endpoint in ("sign_in.end", "sign_in.begin") or endpoint.startswith("intake."):
            continue
        answer = browser.open(
            path, method=method, data={"key": "e" * 32} if method == "POST" else None
        )
        code = refusal_in(answer.text) if answer.status_code == 403 else ""
        if code in CODES:
            found[endpoint, method, path] = code
    return found


def expected(app: Flask, role: str, everywhere: bool) -> dict[tuple[str, str, str], str]:
    return {
        (endpoint, method, path): code
        for endpoint, method, path, named in addresses(app)
        if (code := access.refused(role, everywhere, endpoint, named))
    }


def test_every_address_is_in_the_table(office: Machine):
    app = create_app(office.config, "office", office.db, office.keys)
    there = {endpoint for endpoint, *_ in addresses(app)}
    declared = {key.partition("/")[0] for key in access.TABLE} | access.OPEN
    assert there - declared == set(), "declare these in kiosk/rules/people/access.py"
    assert declared - there == set(), "no such address"
    assert not access.OPEN & set(access.TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "reach", [EVERYWHERE, Reach(branches=frozenset({HERE}))], ids=["all", "one"]
)
def test_each_role_opens_what_the_table_says(office: Machine, role: str, reach: Reach):
    found = refused(office, role, reach)
    assert found == expected(office.app("office"), role, reach.is_all)


def test_a_hall_of_others_is_refused_by_its_address_whether_there_is_one_or_not(office: Machine):
    at_office(office, "boss")
    of = at_office(office, "ruth")
    users.assign(office.db, "ruth", "region", Reach(branches=frozenset({HERE})), "boss")
    for branch in (THERE, "nowhere"):
        for path in (f"/cases/{branch}/x", f"/feedback/{branch}/x"):
            answer = of.get(path)
            assert (answer.status_code, refusal_in(answer.text)) == (403, "not_your_branch")
        answer = of.post(f"/cases/{branch}/x/reply", data={"text": "hello"})
        assert (answer.status_code, refusal_in(answer.text)) == (403, "not_your_branch")
    assert of.get(f"/cases/{HERE}/x").status_code == 404
    assert of.get(f"/lists/feedback?after={THERE}.x").status_code == 403


def test_a_refusal_says_why_and_a_menu_offers_only_what_opens(office: Machine):
    at_office(office, "boss")
    of = at_office(office, "vera")
    users.assign(office.db, "vera", "supervisor", EVERYWHERE, "boss")
    assert "您的角色不能使用这个页面" in of.get("/users").text
    page = of.get("/").text
    offered = {path for path in re.findall(r'href="(/[^"?]*)', page) if not path.startswith("/st")}
    assert "/cards" in page and "/users" not in offered and "/cases" not in offered


def test_a_user_who_was_removed_or_unknown_opens_nothing(office: Machine):
    assert users.entitled(office.db, "nobody") == ("", "")
    assert access.refused("", True, "overview.overview", {}) == "role_refused"
    assert access.refused("admin", True, "not.there", {}) == "role_refused"


def test_no_one_signed_in_is_led_to_the_door(office: Machine):
    browser = office.browser("office")
    for path in ("/", "/users", "/cases/sb01/x"):
        assert browser.get(path).location == "/sign-in"
    assert browser.get("/nowhere").status_code == 404
