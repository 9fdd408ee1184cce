"""A clerk's diary at the desk: begun with drawn words, opened with them, shut at sign-out."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.people.drafts import Draft
from kiosk.records.recognition.diary.store import Diary, DiaryEntry
from kiosk.rules.recognition.diary import passphrases
from tests.cast import LI, WANG, Machine
from tests.web.cast import PIN, at_desk, give_pin, sign_in, words

SAID = {"mark": "hurt", "text": "顾客骂了半小时", "counted": "yes"}


@pytest.fixture
def desk(hall: Machine) -> FlaskClient:
    return at_desk(hall, WANG)


def begin(desk: FlaskClient) -> str:
    """Begins a diary; returns its passphrase, as it was shown."""
    desk.post("/diary/words")
    drawn = re.findall(
        r'<strong lang="zh">(\w\w)</strong> <span>(\w+)</span>', desk.get("/diary").text
    )
    assert [passphrases.pinyin(word) for word, _ in drawn] == [letters for _, letters in drawn]
    passphrase = " ".join(word for word, _ in drawn)
    assert passphrases.is_one(passphrase)
    assert desk.post("/diary/begin", data={"passphrase": passphrase}).status_code == 303
    return passphrase


def test_it_is_said_before_that_a_forgotten_passphrase_loses_all(desk: FlaskClient):
    page = words(desk.get("/diary").text)
    assert "口令忘了，日记就永远打不开，没有任何办法找回。" in page
    assert "知道您的六位密码的人也打不开日记" in page
    assert 'name="text"' not in page


def test_a_diary_is_begun_written_read_and_shut(desk: FlaskClient, hall: Machine):
    passphrase = begin(desk)
    desk.post("/diary", data=SAID)
    page = words(desk.get("/diary").text)
    assert "我的日记（1 篇）" in page and "顾客骂了半小时" in page and "可以统计" in page
    desk.post("/diary/shut")
    page = desk.get("/diary").text
    assert "顾客骂了半小时" not in page and 'name="passphrase"' in page
    desk.post("/diary/open", data={"passphrase": passphrases.letters(passphrase)})
    assert "顾客骂了半小时" in desk.get("/diary").text


def test_signing_out_shuts_it(desk: FlaskClient):
    begin(desk)
    desk.post("/diary", data=SAID)
    desk.post("/sign-out")
    sign_in(desk, WANG)
    assert "顾客骂了半小时" not in desk.get("/diary").text


def test_neither_another_session_nor_another_clerk_reads_it(desk: FlaskClient, hall: Machine):
    begin(desk)
    desk.post("/diary", data=SAID)
    give_pin(hall, LI)
    for badge in (WANG, LI):
        other = hall.browser("desk")
        sign_in(other, badge)
        assert "顾客骂了半小时" not in other.get("/diary").text


def test_it_is_shut_after_half_an_hour(desk: FlaskClient, hall: Machine):
    begin(desk)
    desk.post("/diary", data=SAID)
    for _ in range(14):
        hall.time.pass_by(120_000)
        assert "顾客骂了半小时" in desk.get("/diary").text
    hall.time.pass_by(121_000)
    assert "顾客骂了半小时" not in desk.get("/diary").text


def test_wrong_words_are_refused_and_not_given_back(desk: FlaskClient, hall: Machine):
    desk.post("/diary/words")
    answer = desk.post("/diary/begin", data={"passphrase": "红马 红马 红马 红马 红马"})
    assert answer.status_code == 422 and hall.db.rows(Diary.select()) == []
    assert 'value="红马' not in answer.text and 'class="fault"' in answer.text
    passphrase = begin(desk)
    desk.post("/diary/shut")
    for wrong in (PIN, "红马 红马 红马 红马 红马"):
        assert desk.post("/diary/open", data={"passphrase": wrong}).status_code == 403
    assert passphrase not in desk.get("/diary").text


def test_words_that_were_not_drawn_begin_nothing(desk: FlaskClient, hall: Machine):
    answer = desk.post("/diary/begin", data={"passphrase": "红马 快船 新桥 苦茶 北灯"})
    assert answer.status_code == 409 and hall.db.rows(Diary.select()) == []


def test_what_is_missing_is_named_and_nothing_typed_is_lost(desk: FlaskClient):
    begin(desk)
    page = desk.post("/diary", data=SAID | {"mark": ""}).text
    assert 'data-code="unknown_diary_type"' in page and "顾客骂了半小时" in page
    assert 'class="fault"' in page and 'value="yes" checked' in page
    page = desk.post("/diary", data=SAID | {"text": ""}).text
    assert 'data-code="text_required"' in page


def test_a_shut_diary_takes_no_entry(desk: FlaskClient, hall: Machine):
    begin(desk)
    desk.post("/diary/shut")
    assert desk.post("/diary", data=SAID).status_code == 403
    assert hall.db.rows(DiaryEntry.select()) == []


def test_its_words_are_in_no_draft(desk: FlaskClient, hall: Machine):
    begin(desk)
    hall.time.pass_by(3_600_000)
    desk.post("/diary", data=SAID)
    assert hall.db.rows(Draft.select()) == []
    sign_in(desk, WANG)
    typed = {"action": "/diary", "page": "/diary"} | SAID
    desk.post("/drafts", data=typed)
    assert hall.db.rows(Draft.select()) == []


def test_an_entry_is_erased_and_the_whole_diary_by_the_pin(desk: FlaskClient, hall: Machine):
    begin(desk)
    desk.post("/diary", data=SAID)
    (entry,) = hall.db.rows(DiaryEntry.select())
    desk.post(f"/diary/{entry.entry_id}/erase")
    assert hall.db.rows(DiaryEntry.select()) == []
    desk.post("/diary", data=SAID)
    assert desk.post("/diary/erase", data={"pin": "000000"}).status_code == 403
    assert len(hall.db.rows(DiaryEntry.select())) == 1
    desk.post("/diary/erase", data={"pin": PIN})
    assert hall.db.rows(DiaryEntry.select()) == hall.db.rows(Diary.select()) == []
    assert "抽取口令" in desk.get("/diary").text


def test_who_is_not_signed_in_sees_nothing(hall: Machine):
    for method, path in (("get", "/diary"), ("post", "/diary"), ("post", "/diary/open")):
        answer = getattr(hall.browser("desk"), method)(path)
        assert answer.status_code == 303 and "/sign-in" in answer.location
