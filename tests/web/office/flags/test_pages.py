"""Head office reads flags and says what was found out; what is below the limit is said to be
unseen."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.oversight import flags
from kiosk.records.oversight.flags import Filters
from kiosk.rules.office.suspicion.history import Finding
from kiosk.vocabulary.facts import FLAG_KINDS
from tests.cast import HERE, LI, THERE, WANG, Machine
from tests.records.oversight.cast import flagged_hall
from tests.records.oversight.cast import head as author
from tests.web.cast import rows_of, words


@pytest.fixture
def path(hall: Machine, office: Machine) -> str:
    """The address of a flag with nine facts."""
    flag, _ = flagged_hall(hall, office)
    return f"/flags/{HERE}/{flag.event_id}"


def test_a_flag_is_listed_read_and_handled(head: FlaskClient, office: Machine, path: str):
    listed = head.get("/flags").text
    assert rows_of(listed, "flags")[0][0] == "短时间集中" and path in listed
    assert "待核查 1 件" in listed
    page = head.get(path).text
    assert "王芳收到9张5P卡和“非常满意”" in words(page).replace(" ", "")
    assert len(rows_of(page, "given")) == 9 and "还没有人核查" in page
    done = head.post(path, data={"finding": "upheld", "text": "录像里没有顾客"})
    assert done.status_code == 303 and done.location == path
    page = head.get(path).text
    assert "录像里没有顾客" in page and "admin" in page and "情况属实" in page
    assert "待核查 0 件" in head.get("/flags").text


def test_what_is_below_the_limit_is_said_to_be_unseen(head: FlaskClient, path: str):
    assert "看不出" in head.get(path).text
    assert "看不出" in head.get(f"/flags?branch={HERE}").text
    assert "看得出多少" not in head.get("/flags").text


@pytest.mark.parametrize(("asked", "number"), [
    ("", 7), ("?state=open", 7), ("?state=upheld", 0), ("?kind=burst", 2), (f"?branch={THERE}", 0),
    (f"?branch={HERE}&kind=ring", 1),
])  # fmt: skip
def test_the_list_is_narrowed_by_its_address(
    head: FlaskClient, office: Machine, path: str, asked: str, number: int
):
    every_kind(office)
    page = head.get(f"/flags{asked}").text
    assert len(rows_of(page, "flags") if number else []) == number
    assert ("没有存疑。" in page) == (number == 0)


def every_kind(office: Machine) -> None:
    """A flag of each kind, without facts."""
    day = office.today()
    found = [
        Finding(kind, LI, day, day, 5, 9, 1.0, 1.1, other=WANG if kind == "ring" else "", back=4)
        for kind in FLAG_KINDS
    ]
    with office.db.writing():
        flags.note(office.db, author(office, ""), found)


def test_each_kind_says_in_plain_words_what_was_seen(head: FlaskClient, office: Machine, hall):
    every_kind(office)
    for one in flags.listed(office.db, Filters()).rows:
        page = head.get(f"/flags/{HERE}/{one.event_id}")
        assert (page.status_code == 200 and "平常" in page.text) or "按以往约为" in page.text
        assert "可能的合理原因" in page.text
    ring = next(o for o in flags.listed(office.db, Filters()).rows if o.kind == "ring")
    said = words(head.get(f"/flags/{HERE}/{ring.event_id}").text).replace(" ", "")
    assert "李敏送给王芳5张卡，王芳送给李敏4张" in said


@pytest.mark.parametrize(("data", "status", "says"), [
    ({"finding": "", "text": "问过了"}, 422, "请先选择一项"),
    ({"finding": "explained", "text": " "}, 422, "请填写文字内容"),
    ({"finding": "deleted", "text": "问过了"}, 422, "请先选择一项"),
])  # fmt: skip
def test_a_form_that_is_wrong_keeps_what_was_typed(
    head: FlaskClient, path: str, data: dict[str, str], status: int, says: str
):
    answer = head.post(path, data=data)
    assert answer.status_code == status and says in answer.text
    assert data["text"].strip() in answer.text and "还没有人核查" in answer.text


@pytest.mark.parametrize("wrong", [f"/flags/{HERE}/{'0' * 32}", f"/flags/{THERE}/{'0' * 32}"])
def test_a_flag_that_is_not_there_is_not_found(head: FlaskClient, path: str, wrong: str):
    assert head.get(wrong).status_code == 404
    assert head.get("/flags?branch=nowhere").status_code == 422
    assert head.get("/flags?kind=odd").status_code == 400
