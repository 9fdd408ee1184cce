"""The desk's list of cases: what can't wait first, then what is late; own cases only; found by
number and by receipt; from one to the next."""

import datetime
import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import filing, state
from kiosk.records.cases.state import CaseNow
from kiosk.records.people import tries
from kiosk.rules.cases import receipts
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, sync_round
from tests.web.cast import PHONE, PIN, at, at_desk, file, sign_in, take, words


def number(hall: Machine, case_id: str) -> str:
    (row,) = hall.db.rows(CaseNow.select().where(CaseNow.case_id == case_id))
    return str(row.number)


def rows_of(page: str) -> list[str]:
    """The rows of the list, as a person reads them."""
    return [words(row) for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.S)]


def forty(hall: Machine, time: Time) -> str:
    """Forty cases of all kinds over four days, most of them late; the last but ten is a smell of
    gas that the customer called a question. Returns its id."""
    smell = ""
    kinds = ("complaint", "suggestion", "question", "praise")
    for n in range(40):
        said = {"kind": kinds[n % 4], "badge": (WANG, LI, "")[n % 3], "text": f"第{n}位顾客的话"}
        if n % 5 == 0:
            said |= {"text": "", "topics": [("waiting", "fees", "process", "hall")[n // 5 % 4]]}
        if n == 30:
            said = {"kind": "question", "badge": "", "topics": ["other"], "text": "楼道里有煤气味"}
        case_id = file(hall, n + 1, **said)
        smell = case_id if n == 30 else smell
        time.pass_by(9_000_000)
    return smell


def test_of_forty_cases_the_smell_of_gas_is_in_the_first_row_and_no_two_rows_are_alike(
    hall: Machine, time: Time, desk: FlaskClient
):
    smell = forty(hall, time)
    sign_in(desk, MANAGER)
    pages = [desk.get(f"/cases?page={page}").text for page in (1, 2)]
    rows = [row for page in pages for row in rows_of(page)]
    assert len(rows) == len(set(rows)) == 40
    assert rows[0].startswith(f"紧急 {number(hall, smell)} ") and "楼道里有煤气味" in rows[0]
    assert not any("紧急" in row for row in rows[1:])
    assert pages[0].index('id="urgent"') < pages[0].index('id="late"')
    bare = [re.sub(r"\d{4}-[2-9A-Z]{4}", "", row) for row in rows]
    assert len(set(bare)) == 40, "also without their numbers"


def test_a_row_says_number_words_clerk_hour_and_class(manager: FlaskClient, hall: Machine):
    case_id = file(hall, text=f"等了一小时，请打{PHONE}找我")
    take(manager, case_id, "accept", responsible=LI, special="yes", reason="要查记录")
    (row,) = rows_of(manager.get("/cases").text)
    assert PHONE not in row and "等了一小时，请打〔号码已隐去〕" in row
    for said in (number(hall, case_id), "投诉", "王芳", "李敏", "11-21 12:00", "特殊", "办理中"):
        assert said in row, said
    assert "等候时间" in rows_of_topics(manager, hall)


def rows_of_topics(manager: FlaskClient, hall: Machine) -> str:
    file(hall, 2, text="", topics=["waiting"])
    return " ".join(rows_of(manager.get("/cases").text))


# Found ------------------------------------------------------------------------------


def test_a_case_is_found_by_its_number_and_by_the_customers_code(
    manager: FlaskClient, hall: Machine
):
    case_id = file(hall)
    code = filing.code_of(hall.db, hall.keys, f"{1:032x}", hall.case(case_id).opened)
    for typed in (number(hall, case_id), number(hall, case_id).lower().replace("-", " "),
                  receipts.spoken(code), f" {code.lower()} "):  # fmt: skip
        assert manager.post("/cases/find", data={"find": typed}).location == at(case_id), typed
    assert number(hall, case_id) in manager.get(at(case_id)).text
    assert hall.db.rows(tries.Throttle.select()) == [], "no guess of a customer's is counted"


@pytest.mark.parametrize(
    "typed, status, says",
    [("1121-2222", 404, "没有这个工单号"), ("2222-2222", 404, "没有这个回执码"),
     ("2222-2223", 422, "回执码是八位"), ("", 422, "回执码是八位"), ("椅子", 422, "回执码是八位")],
)  # fmt: skip
def test_a_wrong_number_or_code_says_so_and_stays_in_the_field(
    manager: FlaskClient, typed: str, status: int, says: str
):
    answer = manager.post("/cases/find", data={"find": typed})
    assert answer.status_code == status and says in answer.text
    assert f'value="{typed}" aria-invalid="true"' in answer.text


def test_what_a_clerk_may_not_see_is_not_found_either(hall: Machine, desk: FlaskClient):
    case_id = file(hall)
    for badge in (WANG, LI):
        sign_in(desk, badge)
        found = desk.post("/cases/find", data={"find": number(hall, case_id)})
        assert desk.get(found.location).status_code == 404


# From one to the next ---------------------------------------------------------------


def links(page: str) -> dict[str, str]:
    found = re.findall(r'rel="(prev|next)" href="([^"]+)"', page)
    return {rel: href.replace("&amp;", "&") for rel, href in found}


def test_next_and_previous_go_through_the_list_that_one_came_from(
    manager: FlaskClient, hall: Machine, time: Time
):
    ids = []
    for n in range(4):
        ids.append(file(hall, n, kind="question" if n != 2 else "suggestion", badge=""))
        time.pass_by(1_000)
    urgent = file(hall, 9, kind="question", badge="", topics=["safety"])
    listed = manager.get("/cases?kind=question").text
    walk = [
        href.replace("&amp;", "&") for href in re.findall(r'href="(/cases/sb01/[^"]+)"', listed)
    ]
    assert [link.split("/")[3].split("?")[0] for link in walk] == [urgent, ids[3], ids[1], ids[0]]
    pages = [manager.get(link).text for link in walk]
    assert [links(page).get("next") for page in pages] == [*walk[1:], None]
    assert [links(page).get("prev") for page in pages] == [None, *walk[:-1]]
    assert 'href="/cases?state=&amp;kind=question&amp;page=1"' in pages[0]
    assert links(manager.get(at(ids[0])).text) == {}, "opened from nowhere"
    assert links(manager.get(at(ids[0]) + "?list=odd.kind.1").text) == {}


def test_a_step_keeps_the_way(manager: FlaskClient, hall: Machine):
    first = file(hall, 1, kind="question", badge="")
    file(hall, 2, kind="question", badge="")
    way = f"{at(first)}?list=opened.question.1"
    page = manager.get(way).text
    assert 'name="list" value="opened.question.1"' in page
    done = take(manager, first, "accept", responsible=LI, list="opened.question.1")
    assert done.location == way and links(manager.get(way).text)
    refused = take(manager, first, "reply", list="opened.question.1")
    assert refused.status_code == 422 and links(refused.text)


# Complaints about the reader --------------------------------------------------------


def test_a_complaint_about_the_manager_is_the_offices_until_it_is_answered(
    manager: FlaskClient, head: FlaskClient, hall: Machine, office: Machine
):
    case_id = file(hall, badge=MANAGER, text="负责人态度差", reach=True)
    assert number(hall, case_id) not in manager.get("/cases").text
    assert "待受理" not in manager.get("/calls").text
    assert manager.get(at(case_id)).status_code == 404
    sync_round(hall, office)
    take(head, case_id, "accept", responsible=LI)
    take(head, case_id, "reply", text="已核实")
    sync_round(hall, office)
    assert take(manager, case_id, "contact", passphrase="x" * 12).status_code == 403
    page = manager.get(at(case_id)).text
    assert "负责人态度差" in page and 'action="/cases/sb01/' + case_id + '/contact"' not in page


def test_in_a_hall_alone_the_manager_is_the_only_one_who_can_answer(
    alone_manager: FlaskClient, alone: Machine
):
    case_id = file(alone, badge=WANG)
    assert alone_manager.get(at(case_id, "np07")).status_code == 200


def test_the_first_words_are_no_news_for_the_clerk_complained_about(
    hall: Machine, desk: FlaskClient
):
    case_id = file(hall, badge=LI, text="李敏说话难听")
    clerk = at_desk(hall, LI)
    assert "李敏说话难听" not in clerk.get("/cases").text
    sign_in(desk, MANAGER)
    take(desk, case_id, "accept", responsible=WANG)
    take(desk, case_id, "reply", text="已致歉")
    page = at_desk(hall, LI).get("/cases").text
    assert "涉及本人且已答复的工单" in page and "李敏说话难听" in page
    assert state.find(hall.db, HERE, case_id).opened.clerk == LI


def test_the_queue_is_ordered_by_what_is_late_today_and_later(
    manager: FlaskClient, hall: Machine, time: Time
):
    late = file(hall, 1)
    time.pass_by(4 * 86_400_000)
    later = file(hall, 2, kind="question", badge="")
    manager.post("/sign-in", data={"badge": MANAGER, "pin": PIN})
    page = manager.get("/cases").text
    assert page.index(late) < page.index(later) and "超期 1 件" in page
    assert later not in manager.get("/cases?kind=complaint").text
    assert late not in manager.get("/cases?state=closed").text
    assert manager.get("/cases?state=odd").status_code == 400
    assert "待受理 2 件" in manager.get("/calls").text


def test_a_clerk_sees_own_cases_and_never_anothers_complaints(desk: FlaskClient, hall: Machine):
    case_id = file(hall)
    sign_in(desk, MANAGER)
    take(desk, case_id, "accept", responsible=LI)
    desk.post("/sign-out")
    sign_in(desk, WANG)
    assert case_id not in desk.get("/cases").text
    assert desk.get(at(case_id)).status_code == 404, "not while it is being looked into"
    assert take(desk, case_id, "reply", text="x").status_code == 404
    desk.post("/sign-out")
    sign_in(desk, LI)
    assert case_id in desk.get("/cases").text
    assert take(desk, case_id, "reply", text="改好了").status_code == 303
    desk.post("/sign-out")
    sign_in(desk, WANG)
    assert case_id in desk.get("/cases").text, "answered, and about Wang"
    assert take(desk, case_id, "close", cause="none", level="none").status_code == 403
    assert take(desk, case_id, "dispute", why="mistaken", text="当天休假").status_code == 303


def test_a_long_queue_is_read_page_by_page(manager: FlaskClient, hall: Machine):
    real = file(hall, kind="question", badge="")
    (made,) = hall.db.rows(CaseNow.select().dicts())
    rows = [made | {"case_id": f"{n:032}", "must_by": datetime.date(2020, 1, 1)}
            for n in range(225)]  # fmt: skip
    with hall.db.writing():
        hall.db.run(CaseNow.insert_many(rows))
    pages = [manager.get(f"/cases?kind=question&page={number}").text for number in range(1, 11)]
    assert real in pages[-1] and "共 10 页" in pages[0]
    assert "超期 225 件" in pages[0] and "/cases?state=&amp;kind=question&amp;page=2" in pages[0]
