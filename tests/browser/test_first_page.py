"""What a tablet fetches before it shows its first page."""

from collections.abc import Callable

from playwright.sync_api import Response

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall

KB = 1024
ICON = 1
"""The tab's icon, which a browser without a window leaves out."""


def test_the_first_page_is_small_and_comes_from_here(
    visitor: Callable[..., Visitor], demo: DemoHall
):
    customer = visitor()
    got: list[Response] = []
    customer.context.on("response", lambda one: got.append(one))
    customer.page.goto(demo.station.url("lobby"), wait_until="networkidle")
    sizes = {one.url: len(one.body()) for one in got}
    portraits = {url: size for url, size in sizes.items() if "/portraits/" in url}
    others = {url: size for url, size in sizes.items() if url not in portraits}
    assert len(portraits) == len(demo.pins)
    assert max(portraits.values()) <= 8 * KB
    assert len(others) + ICON <= 6
    assert sum(others.values()) <= 100 * KB
    assert all(url.startswith(demo.station.url("lobby") + "/") for url in sizes)


def test_files_named_by_their_hash_are_fetched_once(
    visitor: Callable[..., Visitor], demo: DemoHall
):
    customer = visitor()
    customer.page.goto(demo.station.url("lobby"), wait_until="networkidle")
    again: list[Response] = []
    customer.context.on("response", lambda one: again.append(one))
    customer.page.click("text=首页")
    customer.page.wait_for_load_state("networkidle")
    fetched = [one for one in again if not one.from_service_worker and not _cached(one)]
    assert [one.url for one in fetched] == [demo.station.url("lobby") + "/"]


def _cached(response: Response) -> bool:
    return (
        response.request.timing["requestStart"] < 0
        or response.request.sizes()["responseHeadersSize"] == 0
    )
