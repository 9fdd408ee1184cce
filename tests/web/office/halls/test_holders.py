"""Which halls a price has not reached."""

from flask.testing import FlaskClient

from tests.cast import Machine, sync_round
from tests.records.publishing.cast import released, service
from tests.web.cast import words


def test_a_price_says_which_halls_do_not_show_it_yet(
    head: FlaskClient, office: Machine, hall: Machine
):
    released(office, service("洗车", office.today(), "wash"))
    link = "/documents/service/not-received/1/wash"
    assert link in head.get("/documents/service/versions/wash").text
    seen = head.get(link).text
    assert "皇姑分公司" in words(seen) and hall.keys.fingerprint in seen
    sync_round(hall, office)
    assert "全部网点都已收到。" in words(head.get(link).text)
    assert head.get("/documents/service/not-received/9/wash").status_code == 404
