"""A clerk sees own cards and nobody else's; the manager confirms what time it is."""

import datetime
import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from kiosk.records.exchange import projections
from kiosk.records.feedback import cards, handling, paper
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.publishing import documents
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk, FeeItem, Fees, Flat, Publication, Said
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    NOON,
    WANG,
    Machine,
    Time,
    by_machine,
    by_visit,
    paper_cards,
    plant,
    sync_round,
)
from tests.records.cases.cast import desk as author
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate
from tests.web.cast import at_desk, sign_in, words


def test_own_cards_by_kind_giver_and_month(desk: FlaskClient, hall: Machine):
    for n, (badge, mark) in enumerate(
        [(WANG, "polite"), (WANG, "polite"), (WANG, "patient"), (LI, "professional")], 1
    ):
        cards.give(
            hall.db, by_visit(hall.db, hall.time(), "v"), f"{n:032x}", badge, mark, f"said {n}"
        )
    rows = "date,badge,kind,giver,comment\n2026-10-05,0317,polite,colleague,\n"
    rows += "2026-10-05,0317,positive,customer,\n"
    paper.import_cards(
        hall.db,
        by_machine(hall.db, hall.time()),
        paper_cards(rows.encode()),
        "",
        lambda _a, _b: None,
    )
    assert sign_in(desk).status_code == 303
    page = desk.get("/").text
    seen = words(page)
    assert "王芳" in seen and "工号 0317" in seen
    assert "礼貌 2 张 本月 2 张" in seen and "积极 1 张 本月 0 张" in seen
    assert "顾客送我的5P卡 4 张" in seen and "同事 1 0 0 0 0 1" in seen
    assert "2026-11 3" in seen and "2026-10 1" in seen
    assert "said 1" in seen and "said 4" not in seen
    assert seen.index("said 1") < seen.index("礼貌 2 张"), "a customer's words before all numbers"


def dated(station: Machine, number: int, days: int, comment: str) -> None:
    """Cards for Wang that claim a day that many days from now."""
    author = by_visit(station.db, station.time(), "v")
    day = author.day + datetime.timedelta(days)
    given = [
        facts.CardGiven(
            event_id=station.new_id(), mark="polite", clerk=WANG, giver="customer",
            entry="screen", comment=comment, **author.says | {"day": day},
        )
        for _ in range(number)
    ]  # fmt: skip
    plant(station.db, author.chain, [facts.encode(card) for card in given])
    projections.rebuild(station.db)


def test_cards_dated_ahead_or_without_words_push_no_comment_out(desk: FlaskClient, hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "真心话")
    dated(hall, 12, 1, "made up")
    dated(hall, 250, 0, "")
    sign_in(desk)
    page = desk.get("/").text
    assert "真心话" in page and "made up" not in page


def test_all_comments_are_read_page_by_page(desk: FlaskClient, hall: Machine):
    sign_in(desk)
    assert "还没有顾客留言。" in desk.get("/comments").text
    dated(hall, 30, 1, "made up")
    dated(hall, 1, 0, "真心话")
    first, second = (desk.get(f"/comments?page={page}").text for page in (1, 2))
    assert "第 1 页，共 2 页" in first and 'href="/comments?page=2"' in first
    assert (first + second).count("made up") == 30 and "真心话" in second
    assert "全部留言" in desk.get("/").text


def test_the_first_page_counts_what_waits_for_the_manager(desk: FlaskClient, hall: Machine):
    """A card with words, a low grade; not what is about the manager."""
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), k(1), LI, "polite", "谢谢李敏")
    rate(hall, 2, "1")
    rate(hall, 3, "2", MANAGER)
    sign_in(desk)
    assert "待处理评价和留言" not in desk.get("/").text
    desk.post("/sign-out")
    sign_in(desk, MANAGER)
    page = desk.get("/").text
    assert "待处理评价和留言 2 条" in words(page) and "/ratings/list?state=waiting" in page
    for n in (1, 2):
        handling.handle(hall.db, author(hall), k(n + 900), k(n), "noted", "")
    assert "待处理评价和留言" not in desk.get("/").text


DAY_MS = 86_400_000


def dear(alone: Machine) -> None:
    """The box costs 12 yuan, and 99 from a day within the year."""
    for price, days in (("12.00", 0), ("99.00", 200)):
        item = FeeItem(Said("信箱"), Said("元/月"), Said(price), Flat(Decimal(price)))
        content = Fees(title=Said("信箱租用"), basis=Said("3号"), items=(item,))
        day = alone.today() + datetime.timedelta(days)
        documents.publish(alone.db, [Publication("box", content, day)], "t", alone.time.utc)


def the_form(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(key|shown)" value="([0-9a-f]+)"', page))


def test_a_year_off_the_manager_confirms_and_fees_flip(
    alone: Machine, alone_manager: FlaskClient, time: Time
):
    dear(alone)
    times.note_time(alone.db, time())
    time.reboot()
    time.step(365 * DAY_MS)
    lobby = alone.browser("lobby")
    page = lobby.get("/fees/box").text
    assert "12.00" in page and "可能有更新" in page
    clerk = at_desk(alone, LI)
    told = clerk.get("/").text
    assert "系统时间可能有误" in told and "确认时间无误" not in told
    refused = clerk.post("/clock", data={"key": "a" * 32, "shown": str(time.utc)})
    assert refused.status_code == 403
    alone_manager = at_desk(alone, WANG)
    form = the_form(alone_manager.get("/").text)
    for _ in range(2):  # sent twice it is one word
        assert alone_manager.post("/clock", data=form).status_code == 303
    page = lobby.get("/fees/box").text
    assert "99.00" in page and "可能有更新" not in page
    assert "系统时间可能有误" not in alone_manager.get("/").text
    (row,) = alone.db.rows(ledger.Ledger.select().where(ledger.Ledger.kind == "time_confirmed"))
    fact = facts.decode(bytes(row.body))
    assert isinstance(fact, facts.TimeConfirmed)
    assert (fact.clerk, fact.confirmed) == (WANG, time.utc)
    assert fact.confirmed - fact.believed > 300 * DAY_MS
    time.pass_by(60_000)
    time.step(-400 * DAY_MS)  # from here on the monotonic clock counts again
    assert "99.00" in lobby.get("/fees/box").text


@pytest.mark.parametrize(
    "moved, form, status",
    [
        (0, {"key": "b" * 32, "shown": str(NOON)}, 409),  # nothing is in doubt
        (365 * DAY_MS, {"key": "b" * 32, "shown": "1"}, 409),  # not the time that was shown
        (365 * DAY_MS, {"key": "b" * 32, "shown": "soon"}, 409),
        (365 * DAY_MS, {"key": "", "shown": "1"}, 422),
    ],
)
def test_a_time_that_was_not_shown_is_not_confirmed(
    alone: Machine, time: Time, moved: int, form: dict[str, str], status: int
):
    times.note_time(alone.db, time())
    time.reboot()
    time.step(moved)
    manager = at_desk(alone, WANG)
    assert manager.post("/clock", data=form).status_code == status
    kinds = {row.kind for row in alone.db.rows(ledger.Ledger.select())}
    assert "time_confirmed" not in kinds


def test_with_an_office_the_managers_word_moves_fees_and_no_fact_back(
    hall: Machine, office: Machine, time: Time
):
    """The office alone may say that today is earlier than a fact already filed."""
    wang = Clerk(name="王芳", name_en="Wang Fang", branch=HERE, manager=True)
    documents.publish(office.db, [Publication(WANG, wang, office.today())], "t", office.time.utc)
    sync_round(hall, office)
    times.note_time(hall.db, time())
    time.reboot()
    time.step(365 * DAY_MS)
    manager = at_desk(hall, WANG)
    assert manager.post("/clock", data=the_form(manager.get("/").text)).status_code == 303
    assert identity.me(hall.db).anchor is None, "the office has not signed this time"
    assert times.believed(hall.db, time())[:2] == (time.utc, True)
