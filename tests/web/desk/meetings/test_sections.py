"""The parts that both kinds of sheet have, on the shared copy and on the manager's."""

import pytest
from flask.testing import FlaskClient

from tests.cast import MANAGER, WANG, Machine, Time
from tests.records.feedback.cast import rate
from tests.web.cast import at_desk, words
from tests.web.desk.meetings.cast import DAY_MS


@pytest.fixture
def after_a_bad_day(hall: Machine, time: Time) -> FlaskClient:
    """The manager, a week after a low grade of each."""
    rate(hall, 1, "1", WANG)
    rate(hall, 2, "2", MANAGER)
    time.pass_by(DAY_MS)
    return at_desk(hall, MANAGER)


@pytest.mark.parametrize("path", ["/morning", "/meetings/weekly"])
def test_low_grades_and_cards_are_said_alike(
    after_a_bad_day: FlaskClient, hall: Machine, time: Time, path: str
):
    if path != "/morning":
        time.pass_by(DAY_MS)
    desk = at_desk(hall, MANAGER)
    own, shared = (
        words(page[page.index("<article") : page.index("</article>")])
        for page in (desk.get(path).text, desk.get(f"{path}?copy=shared").text)
    )
    for said in (own, shared):
        assert "共 1 条。 不含涉及网点负责人的评价。" in said and "没有收到卡片。" in said
    assert "非常不满意" in own and "王芳" in own
    assert "非常不满意" not in shared and "王芳" not in shared
