"""A customer rings for help, and sees who is coming, or that no one is."""

import re
from collections.abc import Callable

import msgspec
from flask.testing import FlaskClient

from kiosk.records.cases.state import CaseNow
from kiosk.records.hall import help
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Branch, Publication
from tests.cast import HERE, LI, WANG, Machine, Time, by_visit, plant, sync_round
from tests.web.cast import PIN, form_key, sign_in, words


def test_help_is_seen_at_the_desk_and_who_came_is_kept(
    customer: FlaskClient, desk: FlaskClient, hall: Machine, time: Time
):
    sign_in(desk, LI, PIN)
    seen = re.search(r'hx-get="/calls\?seen=(\w+)"', desk.get("/").text)
    assert seen is not None
    quiet = f"/calls?seen={seen.group(1)}"
    assert desk.get(quiet).status_code == 204
    customer.post("/help", data={"key": form_key(customer, "/help")})
    assert "已通知柜台，请稍等" in customer.get("/help").text
    shown = desk.get(quiet)
    assert shown.status_code == 200 and "有顾客需要帮助" in shown.text
    came = re.search(r'action="(/calls/\w+/came)"', shown.text)
    assert came is not None
    time.pass_by(25_000)
    desk.post(came.group(1))
    assert "李敏 已到场，用时 25 秒" in desk.get(quiet).text
    (call,) = help.calls(hall.db, hall.today(), hall.time())
    assert call.came and (call.came.clerk, call.came.after) == (LI, 25_000)
    assert "李敏 来帮您了" in customer.get("/help").text


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
    assert "请来帮我" in page and "已通知柜台" not in page
    key = form_key(customer, "/help")
    customer.post("/help", data={"key": key})
    assert "已通知柜台" in customer.get("/help").text
    sign_in(desk, LI, PIN)
    shown = desk.get("/calls").text
    assert f"/calls/{key}/came" in shown
    assert shown.count("有顾客需要帮助") == 5 and "还有 2 次求助待到场" in shown


def rung(customer: FlaskClient) -> str:
    key = form_key(customer, "/help")
    customer.post("/help", data={"key": key})
    return key


def polled(page: str) -> str:
    found = re.search(r'hx-get="(/help/state\?seen=\w+)"', page)
    assert found is not None
    return found.group(1)


def test_the_customer_sees_who_is_coming(customer: FlaskClient, hall: Machine, time: Time):
    key = rung(customer)
    page = customer.get("/help").text
    assert 'content="5;url=/help"' in page, "without scripts the page asks again"
    assert customer.get(polled(page)).status_code == 204
    time.pass_by(20_000)
    help.taken(hall.db, authors.at_desk(hall.db, LI, time()), "d" * 32, key)
    shown = customer.get(polled(page)).text
    assert "李敏 正在过来" in shown and 'class="portrait' in shown
    time.pass_by(60_000)
    assert customer.get(polled(shown)).status_code == 204
    time.pass_by(120_000)
    assert "对不起，李敏 还没有到" in customer.get(polled(shown)).text
    help.came(hall.db, authors.at_desk(hall.db, WANG, time()), "e" * 32, key)
    shown = customer.get("/help").text
    assert "王芳 来帮您了" in shown and "/help/state" not in shown and "请再来帮我" in shown


def test_after_a_minute_the_lobby_says_so_and_files_a_case_once(
    customer: FlaskClient, hall: Machine, time: Time
):
    key = rung(customer)
    page = customer.get("/help").text
    time.pass_by(59_000)
    assert customer.get(polled(page)).status_code == 204 and f"/help/{key}/case" not in page
    time.pass_by(1_000)
    shown = customer.get(polled(page)).text
    assert "一分钟了，还没有人回应" in shown and "服务电话" not in shown
    assert f'action="/help/{key}/case"' in shown
    first = customer.post(f"/help/{key}/case")
    again = customer.post(f"/help/{key}/case")
    assert first.status_code == 303 and first.location == again.location
    receipt = customer.get(first.location).text
    assert re.search(r"<output>\w{4}-\w{4}</output>", receipt) and "我们最迟" in receipt
    cases = hall.db.rows(CaseNow.select())
    assert [(case.kind, case.state) for case in cases] == [("help", "opened")]
    shown = customer.get("/help").text
    assert "已登记为工单" in shown and f"/help/{key}/case" not in shown
    help.taken(hall.db, authors.at_desk(hall.db, LI, time()), "d" * 32, key)
    shown = customer.get("/help").text
    assert "李敏 正在过来" in shown and "已登记为工单" in shown


def test_the_published_phone_number_is_shown(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time
):
    branch = documents.newest(office.db, "branch", HERE)
    assert isinstance(branch, Branch)
    content = msgspec.structs.replace(branch, phone="024-96177")
    documents.publish(office.db, [Publication(HERE, content, hall.today())], "test", time().utc)
    sync_round(hall, office)
    rung(customer)
    assert "96177" not in customer.get("/help").text
    time.pass_by(60_000)
    assert "也可以拨打服务电话 024-96177" in words(customer.get("/help").text)


def test_a_customer_who_walks_away_leaves_the_call_to_the_clerks(
    customer: FlaskClient, desk: FlaskClient, hall: Machine, time: Time
):
    key = rung(customer)
    page = customer.get("/help").text
    assert 'name="idle-seconds" content="180"' in page
    time.pass_by(180_000)
    assert 'content="5;url=/help"' not in customer.get("/help").text, "it ends at last"
    customer.get("/idle")
    page = customer.get("/help").text
    assert "请来帮我" in page and "刚才已有顾客求助" in page and "一分钟" not in page
    assert customer.post(f"/help/{key}/case").status_code == 404, "another visit's call"
    sign_in(desk, LI)
    assert f"/calls/{key}/taken" in desk.get("/calls").text


def test_asking_again_begins_no_visit(hall: Machine):
    answer = hall.browser("lobby").get("/help/state")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
