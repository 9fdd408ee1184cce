"""A call for help at head office: its helper opens and follows it, others see a bare number."""

from kiosk.records.tasks import support
from tests.cast import HERE, WANG, Machine, sync_round
from tests.records.cases.cast import desk, k
from tests.records.tasks.cast import SECRET, ask, post
from tests.web.cast import at_office, words

DAY_MS = 86_400_000


def test_the_helper_opens_the_words_and_follows_up(hall: Machine, office: Machine):
    post(office, hall)
    call = ask(hall, level="office")
    sync_round(hall, office)
    anna = at_office(office)
    page = anna.get("/support").text
    assert f"/support/{HERE}/{call}" in page and SECRET not in page and "王芳" not in page
    path = f"/support/{HERE}/{call}"
    assert SECRET not in anna.get(path).text
    opened = anna.post(f"{path}/open")
    assert SECRET in opened.text and "王芳" in opened.text
    assert anna.post(f"{path}/talked", data={"due": "2026-11-30"}).status_code == 303
    assert "跟进中" in words(anna.get(path).text)
    assert anna.post(f"{path}/propose").status_code == 303
    answer = anna.get(f"/support/{HERE}/{'0' * 32}")
    assert answer.status_code == 404


def test_a_letter_that_was_erased_is_said_to_be_gone(hall: Machine, office: Machine):
    post(office, hall)
    call = ask(hall, level="office")
    sync_round(hall, office)
    support.end(hall.db, desk(hall, WANG), hall.keys, k(50), call, "withdrawn")
    sync_round(hall, office)
    page = at_office(office).get(f"/support/{HERE}/{call}").text
    assert "内容已删除" in page and "/open" not in page and "/talked" not in page
