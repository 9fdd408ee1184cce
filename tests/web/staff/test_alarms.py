"""Alarms as head office and a branch's manager read and settle them."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import ChainId
from tests.cast import HERE, MANAGER, THERE, WANG, Machine
from tests.web.cast import sign_in, words

OF = ChainId(HERE, "s" * 24, 1)
THEIRS = ChainId(THERE, "t" * 24, 1)
NOTE = "已更换电池，时间正常"


def raise_some(machine: Machine, of: ChainId = OF, code: str = "old_day", number: int = 2) -> None:
    with machine.db.writing():
        for seq in range(1, number + 1):
            alarms.alarm(machine.db, of, seq, code, f"id{seq}", machine.time().utc + seq)


def form(page: str, *chosen: int, which: str = "chosen", note: str = NOTE) -> dict[str, object]:
    """The form of a group's page, with these rows chosen."""
    names = re.findall(r'name="alarm" value="([^"]+)"', page)
    hidden = dict(
        re.findall(r'name="(key|newest|branch)" value="(\w+)"', page.split('class="settle"')[1])
    )
    return {**hidden, "alarm": [names[one] for one in chosen], "which": which, "note": note}


def numbers(machine: Machine, code: str = "old_day") -> tuple[int, int]:
    """How many of a group are open, and how many settled."""
    both = (alarms.of_group(machine.db, HERE, code, settled=one) for one in (False, True))
    return tuple(one.number for one in both)  # type: ignore[return-value]


class TestTheList:
    def test_a_flood_leaves_every_other_branch_and_alarm_in_sight(
        self, head: FlaskClient, office: Machine
    ):
        raise_some(office, THEIRS, "conflict", 1)
        raise_some(office, OF, "broken_chain", 60)
        seen = words(head.get("/alarms").text)
        assert "共 2 项" in seen
        assert re.search(r"账本校验链断裂 60 条 皇姑分公司 最近 2026-11-21 12:00:00", seen)
        assert re.search(r"同一编号存在两种内容 1 条 铁西分公司 最近", seen)
        assert "告警 2" in seen, "in the menu"

    def test_filters_are_in_the_url(self, head: FlaskClient, office: Machine):
        raise_some(office, THEIRS, "conflict", 1)
        raise_some(office)
        path = "/alarms/old_day?branch=sb01"
        for query, shown in [
            (f"branch={HERE}", True), (f"branch={THERE}", False), ("code=old_day", True),
            ("code=conflict", False), ("state=settled", False), ("page=2", False),
        ]:  # fmt: skip
            assert (path in head.get(f"/alarms?{query}").text) is shown, query
        assert head.get("/alarms?state=odd").status_code == 400

    def test_an_empty_list_says_so(self, head: FlaskClient):
        page = head.get("/alarms").text
        assert "没有待处理的告警。" in page and 'class="count"' not in page
        assert "没有已处理的告警。" in head.get("/alarms?state=settled").text

    def test_head_offices_own_alarms_are_read_and_settled_too(
        self, head: FlaskClient, office: Machine
    ):
        raise_some(office, ChainId("", "office", 1), "clock_doubt", 1)
        assert "系统时间可能有误 1 条 总部 最近" in words(head.get("/alarms").text)
        raise_some(office, OF, "clock_doubt")
        page = head.get("/alarms/clock_doubt?branch=").text
        assert "待处理 1 条" in words(page)
        assert (
            head.post("/alarms/clock_doubt/settle", data=form(page, which="all")).status_code == 303
        )
        assert alarms.groups(office.db, code="clock_doubt").rows[0].branch == HERE

    def test_an_unknown_code_is_shown_as_it_is(self, head: FlaskClient, office: Machine):
        raise_some(office, code="from_tomorrow")
        assert "from_tomorrow" in words(head.get("/alarms").text)
        seen = words(head.get(f"/alarms/from_tomorrow?branch={HERE}").text)
        assert "from_tomorrow" in seen and "处理办法" not in seen


class TestSettling:
    PATH = f"/alarms/old_day?branch={HERE}"
    SETTLE = "/alarms/old_day/settle"

    def test_the_page_says_what_it_means_and_what_to_do(self, head: FlaskClient, office: Machine):
        raise_some(office)
        seen = words(head.get(self.PATH).text)
        assert "反馈日期过早" in seen and "含义" in seen and "请校正该终端的系统时间" in seen
        assert "待处理 2 条" in seen and "网点终端 ssssssss 第 1 条 id1" in seen

    def test_chosen_ones_are_settled_by_name_and_stay_readable(
        self, head: FlaskClient, office: Machine
    ):
        raise_some(office)
        sent = form(head.get(self.PATH).text, 0)
        for _ in range(2):  # sent twice it is the same
            assert head.post(self.SETTLE, data=sent).location == self.PATH
        assert numbers(office) == (1, 1)
        seen = words(head.get(f"{self.PATH}&state=settled").text)
        assert f"admin 2026-11-21 12:00:00 {NOTE}" in seen and "id2" in seen
        assert "反馈日期过早 1 条" in words(head.get("/alarms?state=settled").text)

    def test_all_of_them_are_settled_at_once(self, head: FlaskClient, office: Machine):
        raise_some(office, number=60)
        raise_some(office, THEIRS)
        page = head.get(f"{self.PATH}&page=2").text
        assert "全部处理（60 条）" in page and "第 2 页，共 3 页" in page
        got = head.post(self.SETTLE, data=form(page, which="all"))
        assert got.location == "/alarms"
        assert numbers(office) == (0, 60)
        assert alarms.by_code(office.db) == {"old_day": 2}

    def test_one_that_comes_again_says_how_it_was_settled(self, head: FlaskClient, office: Machine):
        raise_some(office, number=1)
        head.post(self.SETTLE, data=form(head.get(self.PATH).text, 0))
        assert "没有待处理的告警。" in head.get(self.PATH).text
        office.time.pass_by(60_000)
        raise_some(office, number=1)
        assert f"再次出现。上次由 admin 处理：{NOTE}" in words(head.get(self.PATH).text)

    @pytest.mark.parametrize(
        "chosen, note, status", [((0,), "", 422), ((0,), "长" * 201, 422), ((), NOTE, 422)]
    )
    def test_a_note_and_a_choice_are_needed(
        self, head: FlaskClient, office: Machine, chosen: tuple[int, ...], note: str, status: int
    ):
        raise_some(office)
        sent = form(head.get(self.PATH).text, *chosen, note=note)
        assert head.post(self.SETTLE, data=sent).status_code == status
        assert head.post(self.SETTLE, data={**sent, "key": ""}).status_code == 422
        assert numbers(office) == (2, 0)

    def test_settling_makes_no_fact_and_leaves_what_counts_alone(
        self, head: FlaskClient, office: Machine
    ):
        raise_some(office)
        head.post(self.SETTLE, data=form(head.get(self.PATH).text, which="all"))
        assert office.db.sql("SELECT COUNT(*) FROM ledger").fetchone() == (0,)


class TestAtTheDesk:
    PATH = f"/alarms/clock_doubt?branch={HERE}"
    SETTLE = "/alarms/clock_doubt/settle"

    def test_the_manager_hears_of_alarms_on_the_first_page_and_settles_them(
        self, manager: FlaskClient, hall: Machine
    ):
        assert "待处理告警" not in manager.get("/").text
        raise_some(hall, code="clock_doubt")
        first = manager.get("/").text
        assert "待处理告警 1 项" in words(first) and 'href="/alarms"' in first
        seen = words(manager.get("/alarms").text)
        assert "系统时间可能有误 2 条" in seen
        got = manager.post(self.SETTLE, data=form(manager.get(self.PATH).text, 1))
        assert got.status_code == 303
        assert numbers(hall, "clock_doubt") == (1, 1)
        seen = words(manager.get(f"{self.PATH}&state=settled").text)
        assert f"孙静 2026-11-21 12:00:00 {NOTE}" in seen

    def test_no_other_clerk_reads_or_settles_them(self, desk: FlaskClient, hall: Machine):
        raise_some(hall, code="clock_doubt")
        sign_in(desk, MANAGER)
        sent = form(desk.get(self.PATH).text, 0)
        desk.post("/sign-out")
        assert desk.get("/alarms").location == "/sign-in"
        sign_in(desk, WANG)
        assert "告警" not in desk.get("/").text
        for path in ("/alarms", self.PATH):
            assert desk.get(path).status_code == 403
        assert desk.post(self.SETTLE, data=sent).status_code == 403
        assert numbers(hall, "clock_doubt") == (2, 0)

    def test_each_machine_settles_its_own(self, head: FlaskClient, hall: Machine, office: Machine):
        for machine in (hall, office):
            raise_some(machine)
        path = f"/alarms/old_day?branch={HERE}"
        head.post("/alarms/old_day/settle", data=form(head.get(path).text, which="all"))
        assert (numbers(office), numbers(hall)) == ((0, 2), (2, 0))
