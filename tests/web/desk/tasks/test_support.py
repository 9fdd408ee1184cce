"""Help for staff at the desk: numbers for all, a call that its author follows and ends, and words
that no page shows to anyone but those chosen."""

import pytest

from kiosk.records.people import users
from kiosk.records.tasks import support
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.cases.cast import counting_key, desk, files, k
from tests.records.tasks.cast import PHRASE, SECRET, ask, post
from tests.records.tasks.test_letters import assert_unseen
from tests.walker import Walker
from tests.web.cast import PASSWORD, PIN, at_desk, at_office, words

FORM = {"worry": "family", "who": "both", "text": SECRET}
DAY_MS = 86_400_000


@pytest.fixture
def posted(hall: Machine, office: Machine) -> Machine:
    """The hall with its numbers published, a manager with a passphrase and a helper."""
    post(office, hall)
    counting_key(hall, office)
    return hall


def test_the_numbers_are_read_without_signing_in(hall: Machine, office: Machine):
    browser = hall.browser("desk")
    assert "还没有发布" in browser.get("/support/numbers").text
    post(office, hall)
    page = words(browser.get("/support/numbers").text)
    assert "024-8888 0001" in page and "024-8888 0002" in page and "工会 刘姐" in page
    assert "/support/numbers" in browser.get("/sign-in").text
    assert "anna" not in page, "the helper's name is for those who have signed in"


def test_a_clerk_asks_and_reads_how_it_goes_on(posted: Machine, office: Machine):
    clerk = at_desk(posted, WANG)
    page = words(clerk.get("/support").text)
    assert "孙静" in page and "anna" in page and "024-8888 0001" in page
    for _ in range(2):
        assert clerk.post("/support", data=FORM | {"key": "a" * 32}).status_code == 303
    page = words(clerk.get("/support").text)
    assert page.count("等待第一次谈话") == 1 and "下次谈话 11月23日" in page and SECRET not in page
    support.talked(posted.db, desk(posted), k(10), "a" * 32, posted.today())
    support.propose(posted.db, desk(posted), k(11), "a" * 32)
    page = clerk.get("/support").text
    assert "等本人同意结束" in words(page) and f"/support/own/{'a' * 32}/agree" in page
    assert clerk.post(f"/support/own/{'a' * 32}/agree").status_code == 303
    page = words(clerk.get("/support").text)
    assert "已结束" in page and "本人同意结束" in page and "收回" not in page.split("写给")[0][-20:]


def test_a_form_that_lacks_something_names_it_and_keeps_the_words(posted: Machine):
    clerk = at_desk(posted, WANG)
    for lacks, code in (("worry", "unknown_worry"), ("who", "no_responder")):
        answer = clerk.post("/support", data=FORM | {lacks: ""})
        assert answer.status_code == 422 and f'data-code="{code}"' in answer.text
        assert f'id="fault-{lacks}"' in answer.text and SECRET in answer.text
    clerk.post("/support", data=FORM | {"text": ""})
    assert support.listed(posted.db) == []


def test_the_manager_opens_the_words_with_the_passphrase_and_follows_up(posted: Machine):
    call = ask(posted)
    manager = at_desk(posted, MANAGER)
    page = words(manager.get("/support").text)
    assert "请您帮助的（1 条）" in page and "王芳" not in page and SECRET not in page
    path = f"/support/{HERE}/{call}"
    assert SECRET not in manager.get(path).text and "王芳" not in manager.get(path).text
    wrong = manager.post(f"{path}/open", data={"passphrase": "another passphrase"})
    assert wrong.status_code == 403 and SECRET not in wrong.text
    opened = manager.post(f"{path}/open", data={"passphrase": PHRASE})
    assert SECRET in opened.text and "王芳" in opened.text and "家庭" in words(opened.text)
    assert SECRET not in manager.get(path).text, "shown once"
    late = manager.post(f"{path}/talked", data={"due": "2026-11-20"})
    assert late.status_code == 422 and 'id="fault-due"' in late.text
    assert manager.post(f"{path}/talked", data={"due": "2026-11-30"}).status_code == 303
    assert manager.post(f"{path}/propose").status_code == 303
    assert "等本人同意结束" in words(manager.get(path).text)


def test_the_managers_first_page_counts_what_is_due_without_a_word(posted: Machine):
    ask(posted)
    assert "待跟进的员工求助" not in at_desk(posted, MANAGER).get("/").text
    posted.time.pass_by(3 * DAY_MS)
    page = words(at_desk(posted, MANAGER).get("/").text)
    assert "待跟进的员工求助 1 件，超期 1 件" in page and SECRET not in page
    assert "员工求助" not in at_desk(posted, WANG).get("/").text


def test_no_one_else_reaches_a_call(posted: Machine, office: Machine):
    call = ask(posted, level="office")
    sync_round(posted, office)
    path = f"/support/{HERE}/{call}"
    for badge in (WANG, LI, MANAGER):
        browser = at_desk(posted, badge)
        assert browser.get(path).status_code == 404
        for step in ("open", "talked", "propose"):
            said = {"passphrase": PHRASE, "due": "2026-11-30"}
            assert browser.post(f"{path}/{step}", data=said).status_code == 404
    for badge in (LI, MANAGER):
        for step in ("agree", "withdraw"):
            answer = at_desk(posted, badge).post(f"/support/own/{call}/{step}")
            assert answer.status_code == 404
    assert support.find(posted.db, HERE, call).task.trail == ()
    admin = at_office(office, "admin")
    assert admin.get(path).status_code == 404 and admin.post(f"{path}/open").status_code == 404


def test_a_hall_where_no_one_could_read_offers_the_numbers_alone(hall: Machine):
    page = at_desk(hall, WANG).get("/support").text
    assert "现在还不能写" in words(page) and 'action="/support"' not in page


def _walked(walker: Walker) -> bytes:
    return b"".join(walker.browser.get(path).data for path in _paths(walker))


def _paths(walker: Walker) -> list[str]:
    """Every page that this person reaches, and every table that one of them offers."""
    visited: set[str] = set()
    pages = list(walker.pages(visited))
    tables = {link for page in pages for link in page.links if "csv" in link}
    return sorted(visited | tables)


def test_the_words_are_on_no_page_and_in_no_export_of_anyone_else(posted: Machine, office: Machine):
    """Everyone but those chosen, the helper included before the letter is opened, walks all pages;
    then all files of both machines are read."""
    clerk = at_desk(posted, WANG)
    clerk.post("/support", data=FORM | {"key": "a" * 32})
    answer = clerk.post("/support", data=FORM | {"worry": "", "key": "b" * 32})
    assert SECRET in answer.text, "a refused form keeps them, in memory"
    posted.time.pass_by(600_000)
    late = clerk.post("/support", data=FORM | {"key": "c" * 32})
    assert late.status_code == 303, "the session has ended"
    sync_round(posted, office)
    users.set_password(office.db, office.keys, "admin", PASSWORD)
    walkers = [Walker(posted, "lobby", ["/"])]
    for badge in (LI, MANAGER, WANG):
        at_desk(posted, badge)
        walkers.append(Walker(posted, "desk", ["/"]))
        walkers[-1].browser.post("/sign-in", data={"badge": badge, "pin": PIN})
    walkers.append(Walker(office, "office", ["/", "/support"]))
    walkers[-1].browser.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    for walker in walkers:
        whole = _walked(walker)
        assert_unseen(whole)
        assert len(whole) > 10_000, walker.screen
    for machine in (posted, office):
        assert_unseen(files(machine))
