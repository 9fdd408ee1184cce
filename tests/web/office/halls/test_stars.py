"""Head office's list of elections."""

from tests.cast import Machine, sync_round
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
    assert "/stars" in anna.get("/lists/feedback").text
