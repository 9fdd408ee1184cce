"""Head office's page of help for staff: a bare number for everyone."""

from flask.testing import FlaskClient

from tests.cast import Machine, sync_round
from tests.records.tasks.cast import SECRET, ask, post
from tests.web.cast import PASSWORD, words


def test_others_than_the_helper_read_a_bare_number(
    head: FlaskClient, hall: Machine, office: Machine
):
    post(office, hall)
    ask(hall, level="office")
    sync_round(hall, office)
    assert "超期未跟进的员工求助 0 件" in words(head.get("/support").text)
    hall.time.pass_by(5 * 86_400_000)
    head.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    page = head.get("/support").text
    assert "超期未跟进的员工求助 1 件" in words(page)
    assert "请您帮助的" not in page and "皇姑" not in page and SECRET not in page
