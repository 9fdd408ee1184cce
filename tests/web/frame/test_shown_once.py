"""What a form has to show waits in memory, for the browser that sent it alone."""

import msgspec
from flask.testing import FlaskClient

from kiosk.ground.processes import shelf
from kiosk.web.frame import shown_once
from tests.cast import WANG, Machine, Time
from tests.web.cast import PIN, give_pin


class Said(msgspec.Struct, frozen=True):
    text: str


def kept(hall: Machine, screen: str = "lobby") -> dict[str, shelf.Kept]:
    held: shelf.Shelf = hall.app(screen).app_ctx_globals_class.shelf
    return held._kept


def show(hall: Machine, cookie: str, text: str = "秘密") -> str:
    """The address that shows what was kept for a visit."""
    with hall.app("lobby").test_request_context("/", headers={"Cookie": f"ts_lobby={cookie}"}):
        return str(shown_once.show("/look-up", Said(text)).location)


def seen(hall: Machine, cookie: str, page: str, screen: str = "lobby") -> bool:
    headers = {"Cookie": f"ts_{screen}={cookie}"}
    with hall.app(screen).test_request_context(page, headers=headers):
        return shown_once.found(Said) is not None


def test_only_the_browser_that_sent_the_form_finds_it(hall: Machine):
    page = show(hall, "a" * 32)
    assert "秘密" not in page and seen(hall, "a" * 32, page) and seen(hall, "a" * 32, page)
    assert not seen(hall, "b" * 32, page) and not seen(hall, "", page)
    assert not seen(hall, "a" * 32, "/look-up") and not seen(hall, "a" * 32, "/?shown=x")
    assert not seen(hall, "a" * 32, page, "desk")


def test_it_is_gone_after_its_time(hall: Machine, time: Time):
    page = show(hall, "a" * 32)
    time.pass_by(1000 * shown_once.KEPT_S - 1)
    assert seen(hall, "a" * 32, page)
    time.pass_by(1)
    assert not seen(hall, "a" * 32, page)
    show(hall, "b" * 32)
    assert len(kept(hall)) == 1, "what is too old goes when another comes"


def test_a_browser_without_a_cookie_is_given_one(hall: Machine):
    with hall.app("lobby").test_request_context("/"):
        answer = shown_once.show("/look-up?a=b", Said("x"))
    cookie = answer.headers["Set-Cookie"].split(";")[0].removeprefix("ts_lobby=")
    assert answer.location.startswith("/look-up?a=b&shown=") and seen(hall, cookie, answer.location)
    assert "HttpOnly" in answer.headers["Set-Cookie"]


def test_the_end_of_the_visit_and_signing_out_end_it(hall: Machine, customer: FlaskClient):
    customer.get("/")
    page = customer.open("/look-up", method="POST", data={"code": "ABC"}).location
    assert 'value="ABC"' in customer.get(page).text
    customer.get("/idle")
    assert kept(hall) == {} and "ABC" not in customer.get(page).text
    give_pin(hall, WANG)
    desk = hall.browser("desk")
    desk.post("/sign-in", data={"badge": WANG, "pin": PIN})
    page = desk.open(
        "/duty", method="POST", data={"state": "on", "window": "一二三四五六七八九"}
    ).location
    assert "一二三四五六七八九" in desk.get(page).text
    desk.post("/sign-out")
    assert kept(hall, "desk") == {}


def test_number_and_bytes_are_bounded(hall: Machine):
    pages = [show(hall, "a" * 32, str(n)) for n in range(shelf.MOST_OF_ONE + 1)]
    assert [seen(hall, "a" * 32, page) for page in pages] == [
        False,
        *[True] * shelf.MOST_OF_ONE,
    ]
    for number in range(2 * shelf.MOST):
        show(hall, f"{number:032x}")
    assert len(kept(hall)) == shelf.MOST
    for number in range(40):
        show(hall, f"{number:032x}", "x" * (shown_once.LARGEST - 100))
    assert sum(one.size for one in kept(hall).values()) <= shelf.MOST_BYTES
    assert show(hall, "a" * 32, "x" * shown_once.LARGEST) == "/look-up", "too large to be kept"
