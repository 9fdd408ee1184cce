"""Head office's list of elections."""

import re

from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Branch, Publication
from tests.cast import NOON, START_2014, Machine, sync_round
from tests.records.recognition.ballots.cast import counted, staffed
from tests.web.cast import at_office, rows_of, words


def test_head_office_sees_who_was_elected_where(hall: Machine, office: Machine):
    staffed(office, hall, ())
    anna = at_office(office)
    assert "还没有网点选过服务明星" in words(anna.get("/stars").text)
    counted(hall)
    sync_round(hall, office)
    (row,) = rows_of(anna.get("/stars").text, "star")
    assert row == ["皇姑分公司 sb01", "2026年11月服务明星", "已公布结果", "李敏", "0 / 2"]
    assert "/stars" in anna.get("/meetings").text


def test_head_office_reads_where_its_key_is_and_where_it_is_missing(hall: Machine, office: Machine):
    anna = at_office(office)
    assert "现在还没有，网点因此不能开始选举" in words(anna.get("/stars").text)
    drawn = re.findall(r'name="drawn" value="([^"]+)"', anna.get("/trustees/third").text)[0]
    assert anna.post("/trustees/third", data={"secret": drawn}).status_code == 303
    page = words(anna.get("/stars").text)
    assert "现在的密钥由anna于 2026-11-21 12:00:00 制作" in page and "网点数 2。" in page
    assert "请再制作一次" not in page
    later = Branch(name="沈河分公司", hall="沈河营业厅", organisation="沈北燃气",
                   name_en="", hall_en="", organisation_en="")  # fmt: skip
    documents.publish(office.db, [Publication("sb77", later, START_2014)], "anna", NOON)
    assert "还没有总部的密钥，网点数 1。请再制作一次。" in words(anna.get("/stars").text)
