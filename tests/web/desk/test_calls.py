"""A clerk goes, and comes, to a customer who rang."""

from flask.testing import FlaskClient

from kiosk.records.hall import help
from tests.cast import LI, WANG, Machine, Time, by_visit
from tests.web.cast import at_desk, sign_in, words

KEY = "c" * 32


def test_a_call_that_is_none_cannot_be_answered(desk: FlaskClient):
    sign_in(desk)
    for step in ("taken", "came"):
        assert desk.post("/calls/" + "a" * 32 + f"/{step}").status_code == 404


def test_a_second_clerk_sees_who_is_on_the_way(hall: Machine, time: Time):
    help.ring(hall.db, by_visit(hall.db, time(), "v"), KEY)
    li, wang = at_desk(hall, LI), at_desk(hall, WANG)
    assert "还没有人去" not in li.get("/calls").text and "我去" in li.get("/calls").text
    li.post(f"/calls/{KEY}/taken")
    seen = wang.get("/calls").text
    assert "李敏 正在赶去" in seen and "我去" not in seen and f"/calls/{KEY}/came" in seen
    wang.post(f"/calls/{KEY}/taken")
    assert "李敏 正在赶去" in li.get("/calls").text
    time.pass_by(30_000)
    wang.post(f"/calls/{KEY}/came")
    assert "王芳 已到场，用时 30 秒" in words(li.get("/calls").text)
    assert "赶去" not in li.get("/calls").text
