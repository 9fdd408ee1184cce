"""What is held for a session: in memory, for its clerk alone, and not for ever."""

from flask import g

from kiosk.web.desk.recognition.diary import opened
from kiosk.web.desk.recognition.diary.opened import KEPT_MS, MOST
from tests.cast import LI, WANG, Machine


def test_it_is_held_for_one_session_of_one_clerk_and_not_for_ever(hall: Machine):
    app = hall.app("desk")

    def found(token: str, who: str) -> bytes | None:
        with app.test_request_context(headers={"Cookie": f"ts_desk={token}"}):
            g.who = who
            return opened.key()

    with app.test_request_context(headers={"Cookie": "ts_desk=a"}):
        g.who = WANG
        opened.hold(key=b"secret")
    assert found("a", WANG) == b"secret"
    assert found("a", LI) is None and found("b", WANG) is None
    hall.time.pass_by(KEPT_MS)
    assert found("a", WANG) is None
    assert b"secret" not in {one.key for one in opened._held.values()}


def test_only_so_many_sessions_hold_something(hall: Machine):
    app = hall.app("desk")
    for number in range(MOST + 3):
        with app.test_request_context(headers={"Cookie": f"ts_desk={number}"}):
            g.who = WANG
            opened.hold(words=("红马",))
            assert opened.words() == ("红马",) and opened.key() is None
    assert len(opened._held) == MOST
    opened._held.clear()
