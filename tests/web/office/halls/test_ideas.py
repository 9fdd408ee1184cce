"""Head office's page of ideas: numbers that lead to the ideas, filters, those that are overdue."""

import re

from flask.testing import FlaskClient

from tests.cast import THERE, Machine, sync_round
from tests.records.tasks.cast import TITLE, WHY, adopt, move, write
from tests.web.cast import rows_of, words


def test_every_number_leads_to_its_ideas(
    head: FlaskClient, hall: Machine, office: Machine, another_hall
):  # type: ignore[no-untyped-def]
    there = another_hall("there", THERE)
    ids = [write(hall, number) for number in (1, 2, 3)]
    write(there, 9, "0400")
    adopt(hall, 10, ids[0])
    move(hall, 11, ids[1], "declined", text=WHY)
    for station in (hall, there):
        sync_round(station, office)
    hall.time.pass_by(7 * 86_400_000)
    head.post("/sign-in", data={"name": "admin", "password": "eight words would be better"})
    page = head.get("/ideas").text
    assert rows_of(page, "ideas") == [
        ["皇姑分公司 sb01", "3", "1", "0", "0", "1", "0", "1", "1"],
        ["铁西分公司 sb02", "1", "1", "0", "0", "0", "0", "0", "1"],
    ]
    for link, n in re.findall(r'href="(/ideas\?[^"]*)#list">(\d+)</a>', page):
        of = head.get(link.replace("&amp;", "&")).text
        assert f"建议 {n} 条" in words(of) and of.count('class="what"') == int(n)
    assert "未采纳的原因：" + WHY in words(page)


def test_the_list_is_narrowed_by_state_branch_and_days(
    head: FlaskClient, hall: Machine, office: Machine
):
    first, _ = write(hall), write(hall, 2)
    move(hall, 10, first, "passed_up")
    sync_round(hall, office)
    for query, n in (
        ("show=ours", 1), ("state=new", 1), ("branch=sb02", 0), ("show=late", 0),
        ("show=recommended", 0), ("state=odd", 2), ("last=2026-11-20", 0),
    ):  # fmt: skip
        page = head.get(f"/ideas?{query}")
        assert page.status_code == 200 and f"建议 {n} 条" in words(page.text), query
    wrong = head.get("/ideas?first=never")
    assert wrong.status_code == 422 and 'id="fault-first"' in wrong.text and TITLE in wrong.text
