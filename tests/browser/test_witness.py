"""A customer pastes a receipt at a witness, without scripts, in each language and mode."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kiosk.commands import listening
from kiosk.commands.transparency import receipts, witness
from kiosk.ground.network.addresses import Listener
from tests.browser.conftest import NETWORK, Visitor
from tests.browser.test_every_screen import AXE, RUN_AXE
from tests.commands.transparency.test_receipts import LOG, Asked, receipt


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    asked = Asked(tmp_path)
    asked.read()
    app = witness.application(asked.witness)
    receipts.install(app, asked.witness, {LOG.name: asked.follower}, 3)
    server = listening.listen(app, "lobby", Listener(port=0))
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    listening.drain(server)


def test_a_receipt_is_pasted_and_answered(visitor: Callable[..., Visitor], address: str):
    customer = visitor(java_script_enabled=False, locale="zh-CN")
    customer.forgive(*NETWORK)
    page = customer.page
    page.goto(f"{address}/receipt")
    page.fill("[name=receipt]", f"TINGSHENG/RECEIPT/{receipt(1).letters}")
    page.click(".primary")
    expect(page.locator("[data-state=held] h1")).to_have_text("日志里有这条记录，与凭证一致。")
    page.click("text=English")
    expect(page.locator("html[lang=en] h1")).to_contain_text("it matches the receipt")
    page.click("text=Large type")
    expect(page.locator("html[data-mode=elder] h1")).to_contain_text("it matches the receipt")
    page.click("text=Check another receipt")
    page.fill("[name=receipt]", "no receipt")
    page.click(".primary")
    expect(page.locator("[data-mode=elder] #fault")).to_contain_text(
        "not a complete signed receipt"
    )
    expect(page.locator("[name=receipt]")).to_have_value("no receipt")


@pytest.mark.parametrize("width", [390, 1280])
def test_everyone_can_read_it(visitor: Callable[..., Visitor], address: str, width: int):
    page = visitor(bypass_csp=True, viewport={"width": width, "height": 800}).page
    for path in ("/receipt", f"/receipt/{receipt(3).letters}"):
        for mode in ("normal", "elder"):
            page.goto(f"{address}{path}?lang=zh&mode={mode}")
            page.add_script_tag(content=AXE)
            options = {"strict": mode == "elder", "scripts": True}
            assert page.evaluate(RUN_AXE, options) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
