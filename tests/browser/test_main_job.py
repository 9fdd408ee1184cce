"""The main job: a customer's card reaches head office, by real processes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import WANG, sign_in_at_desk, sign_in_at_office, to_clerk, to_thanks

Come = Callable[..., Visitor]


def at_the_office(visitor: Come, demo: DemoHall, day: str) -> int:
    """How many cards the office's page counts for 0101 on that day."""
    office = visitor()
    sign_in_at_office(office.page, demo)
    office.page.goto(f"{demo.office.url('office')}/cards?by=clerk&first={day}&last={day}")
    row = office.page.locator("section[aria-labelledby=by] tbody tr", has_text=WANG)
    return int(row.locator(".sum").inner_text()) if row.count() else 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_card_given_at_the_lobby_is_one_more_at_the_office_after_a_sync(
    visitor: Come, demo: DemoHall, scripts: bool
):
    demo.station.run("sync")
    customer = visitor(java_script_enabled=scripts)
    page = customer.page
    page.goto(demo.station.url("lobby"))
    day = page.locator(".date time").get_attribute("datetime")
    assert day is not None
    before = at_the_office(visitor, demo, day)
    page.click(f"a.person[href$='{WANG}']")
    page.fill("[name=comment]", "讲得很清楚")
    page.click("button.professional")
    page.wait_for_selector(".thanks h1")
    assert page.locator(".postcard img").evaluate("one => one.naturalWidth") == 720
    assert at_the_office(visitor, demo, day) == before
    assert "1 sent" in demo.station.run("sync")
    assert at_the_office(visitor, demo, day) == before + 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_thanks_look_the_same_with_and_without_scripts(
    visitor: Come, demo: DemoHall, scripts: bool
):
    page = visitor(java_script_enabled=scripts).page
    to_thanks(page, demo, "passionate")
    assert "/thanks/" in page.url
    assert page.title() == "谢谢您"
    page.wait_for_load_state()
    assert page.locator(".back").is_visible() and page.locator(".thanks").count() == 1
    assert "undo" in (page.locator(".next form").get_attribute("action") or "")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_card_taken_back_does_not_count(visitor: Come, demo: DemoHall, scripts: bool):
    before = demo.station.cards("clerk")[WANG]
    page = visitor(java_script_enabled=scripts).page
    to_thanks(page, demo)
    page.click("form[action$=undo] button")
    page.wait_for_selector(".undone h1")
    assert page.locator("form[action$=undo]").count() == 0
    assert demo.station.cards("clerk")[WANG] == before
    page.click(".next a:not(.primary)")
    assert page.url.endswith(f"/clerks/{WANG}")


def test_a_clerk_sees_own_cards_by_kind_and_month(visitor: Come, demo: DemoHall):
    clerk, customer = visitor().page, visitor().page
    sign_in_at_desk(clerk, demo)

    def shown() -> dict[str, int]:
        clerk.goto(demo.station.url("desk"))
        total = int(clerk.locator(".total strong").inner_text())
        kinds = clerk.locator(".tally strong").evaluate_all(
            "all => all.map(one => parseInt(one.textContent))"
        )
        months = clerk.locator("section[aria-labelledby=by-month] .n:not(th)").evaluate_all(
            "all => all.map(one => parseInt(one.textContent))"
        )
        assert total == sum(kinds) == sum(months)
        return {"total": total, "patient": kinds[1], "newest": months[0]}

    before = shown()
    assert before["total"] == demo.station.cards("clerk")[WANG]
    to_thanks(customer, demo, "patient")
    assert shown() == {name: n + 1 for name, n in before.items()}


def test_a_clerk_sees_nobody_elses_cards(visitor: Come, demo: DemoHall):
    clerk = visitor().page
    sign_in_at_desk(clerk, demo)
    assert clerk.locator("h1").inner_text() == "周敏"
    clerk.locator("section[aria-labelledby=from-colleagues]").evaluate(
        "one => one.remove()"
    )  # givers
    # As words: a random key of a form may hold the four digits by chance.
    others = set(demo.pins) - {WANG}
    assert not others & set(re.findall(r"\w+", clerk.content()))


def test_the_way_back_leads_to_the_hall(visitor: Come, demo: DemoHall):
    page = visitor().page
    to_clerk(page, demo)
    page.click(".back")
    expect(page.locator(".person")).to_have_count(len(demo.clerks))
