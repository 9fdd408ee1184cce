"""A customer rings for help."""

import re

from flask.testing import FlaskClient

from kiosk.records.hall import help
from tests.cast import LI, Machine, Time
from tests.web.cast import PIN, form_key, sign_in


def test_help_is_seen_at_the_desk_and_who_came_is_kept(
    customer: FlaskClient, desk: FlaskClient, hall: Machine, time: Time
):
    sign_in(desk, LI, PIN)
    seen = re.search(r'hx-get="/calls\?seen=(\w+)"', desk.get("/").text)
    assert seen is not None
    quiet = f"/calls?seen={seen.group(1)}"
    assert desk.get(quiet).status_code == 204
    customer.post("/help", data={"key": form_key(customer, "/help")})
    assert "马上就来" in customer.get("/help").text
    shown = desk.get(quiet)
    assert shown.status_code == 200 and "大厅有顾客需要帮助" in shown.text
    came = re.search(r'action="(/calls/\w+/came)"', shown.text)
    assert came is not None
    time.pass_by(25_000)
    desk.post(came.group(1))
    assert "李敏 已到场，用时 25 秒" in desk.get(quiet).text
    assert [(c.clerk, c.came - c.at) for c in help.calls(hall.db, hall.today())] == [(LI, 25_000)]
