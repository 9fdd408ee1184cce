"""What a tablet fetches before it shows its first page."""

from collections.abc import Callable

from playwright.sync_api import Response

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall

KB = 1024
Come = Callable[..., Visitor]


def test_the_first_page_is_small_and_comes_from_here(visitor: Come, demo: DemoHall):
    customer = visitor()
    got: list[Response] = []
    customer.context.on("response", lambda one: got.append(one))
    customer.page.goto(demo.station.url("lobby"), wait_until="networkidle")
    sizes = {one.url: len(one.body()) for one in got if "/people?" not in one.url}
    portraits = {url: size for url, size in sizes.items() if "/pictures/" in url}
    others = {url: size for url, size in sizes.items() if url not in portraits}
    assert len(portraits) == len(demo.clerks)
    assert max(portraits.values()) <= 8 * KB
    assert len(others) <= 6, list(others)
    assert sum(others.values()) <= 100 * KB, others
    assert all(url.startswith(demo.station.url("lobby") + "/") for url in sizes)


def test_the_next_page_fetches_nothing_anew_but_itself(visitor: Come, demo: DemoHall):
    customer = visitor()
    customer.page.goto(demo.station.url("lobby"), wait_until="networkidle")
    wire = customer.context.new_cdp_session(customer.page)
    asked: dict[str, str] = {}
    kept: set[str] = set()
    wire.on(
        "Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]["url"]})
    )
    wire.on("Network.requestServedFromCache", lambda e: kept.add(e["requestId"]))
    wire.on(
        "Network.responseReceived",
        lambda e: kept.add(e["requestId"]) if e["response"]["fromDiskCache"] else None,
    )
    wire.send("Network.enable")
    customer.page.click(".bar a[href='/']")
    customer.page.wait_for_load_state("networkidle")
    fetched = [url for one, url in asked.items() if one not in kept]
    assert [url for url in fetched if "?v=" in url or "/pictures/" in url] == []
    assert demo.station.url("lobby") + "/" in fetched
