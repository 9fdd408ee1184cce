"""The star of the month in a browser: a trustee's key is kept as a file and given back; a vote is
cast, and the page says so and not for whom. With and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kiosk.files.ballots import tool
from tests.browser import elections
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import MANAGER, sign_in_at_desk
from tests.browser.test_heard import Come


@pytest.mark.parametrize("scripts", [True, False])
def test_a_trustee_keeps_a_key_as_a_file_and_gives_it_back(
    visitor: Come, demo: DemoHall, scripts: bool
):
    page = visitor(java_script_enabled=scripts).page
    sign_in_at_desk(page, demo, elections.VOTER)
    page.goto(f"{demo.station.url('desk')}/trustees/clerks")
    shown = page.locator(".keeping code").inner_text()
    with page.expect_download() as taken:
        page.click(".keeping a[download]")
    file = Path(taken.value.path())
    assert file.read_text("utf-8") == shown and re.fullmatch(r"[0-9A-Z-]{39}", shown)
    page.set_input_files("[name=file]", {
        "name": "key.txt", "mimeType": "text/plain", "buffer": file.read_bytes(),
    })  # fmt: skip
    page.click(".write .primary")
    page.wait_for_url("**/vote")
    row = page.locator("section[aria-labelledby=trustees] tbody tr").nth(1)
    expect(row).to_contain_text(elections.VOTER)
    expect(row).to_contain_text("已就位")


@pytest.mark.skipif(not tool.is_installed(), reason="belenios-tool is not installed")
def test_a_clerk_votes_without_scripts_and_no_page_says_for_whom(visitor: Come, demo: DemoHall):
    elections.bring_real(demo, MANAGER)
    page = visitor(java_script_enabled=False).page
    sign_in_at_desk(page, demo, elections.VOTER)
    page.goto(f"{demo.station.url('desk')}/vote/{elections.REAL}")
    expect(page.locator("[name=choice]")).to_have_count(2)
    page.check("[name=choice][value='0104']")
    page.fill("[name=pin]", demo.pins[elections.VOTER])
    page.click(".write .primary")
    expect(page.locator("p.contact")).to_contain_text("您的选票已投入票箱")
    expect(page.locator("[name=choice]")).to_have_count(0)
    assert elections.in_urn(demo) == 1
