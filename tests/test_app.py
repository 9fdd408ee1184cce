"""Each screen serves what is its own, and nothing that is another's."""

import re
from pathlib import Path

import pytest

from kiosk.app import SCREENS
from tests.cast import Machine

WEB = Path(__file__).parents[1] / "kiosk" / "web"


@pytest.mark.parametrize(
    "path", ["/sign-in", "/cases", "/documents", "/print", "/duty", "/codes", "/intake/v1/manifest"]
)
def test_the_lobby_serves_nothing_of_staff_or_machines(hall: Machine, path: str):
    assert hall.browser("lobby").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/feedback", "/look-up", "/idle", "/codes", "/intake/v1/entries"])
def test_the_desk_serves_nothing_of_the_lobby_or_the_office(hall: Machine, path: str):
    assert hall.browser("desk").get(path).status_code == 404


def test_every_page_that_is_written_is_served_by_a_screen():
    written = {
        ".".join(("kiosk.web", *path.relative_to(WEB).with_suffix("").parts))
        for path in WEB.rglob("*.py")
        if re.search(r"^blueprint = Blueprint\(", path.read_text("utf-8"), re.M)
    }
    served = {one.import_name for screen in SCREENS.values() for one in screen}
    on_every_screen = {"kiosk.web.frame.frame", "kiosk.web.frame.assets.styles"}
    assert served <= written and written - served == on_every_screen
