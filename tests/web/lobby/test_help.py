"""A customer rings for help."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from kiosk.records.hall import help
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, Machine, Time, by_visit, plant, sync_round
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
    assert [
        (c.clerk, c.came - c.at) for c in help.calls(hall.db, hall.today(), hall.time().utc)
    ] == [(LI, 25_000)]


def test_another_stations_calls_keep_nobody_here_from_ringing_or_being_seen(
    customer: FlaskClient, desk: FlaskClient, hall: Machine, office: Machine, time: Time,
    another_hall: Callable[[str, str], Machine],
):  # fmt: skip
    other = another_hall("other", HERE)
    author = by_visit(other.db, time(), "v")
    from_9999 = {"at": 253_402_000_000_000}
    calls = [facts.HelpCalled(event_id=other.new_id(), **author.says | from_9999)
             for _ in range(6)]  # fmt: skip
    plant(other.db, author.chain, [facts.encode(call) for call in calls])
    sync_round(other, office)
    sync_round(hall, office)
    page = customer.get("/help").text
    assert "请来帮我" in page and "马上就来" not in page
    key = form_key(customer, "/help")
    customer.post("/help", data={"key": key})
    assert "马上就来" in customer.get("/help").text
    sign_in(desk, LI, PIN)
    shown = desk.get("/calls").text
    assert f"/calls/{key}/came" in shown
    assert shown.count("大厅有顾客需要帮助") == 5 and "还有 2 次求助待到场" in shown
