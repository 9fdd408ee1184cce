"""A customer gives a clerk a card, in any words, and takes it back in time."""

import datetime
import html
import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import ledger
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Notice, Publication, Reason, Said
from tests.cast import HERE, LI, NOON, WANG, ZHAO, Machine, Time, sync_round
from tests.records.hall.pauses.cast import open_windows, pause
from tests.web.cast import form_key, give, rate, words

KEY = "0123456789abcdef0123456789abcdef"


def counted(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["clerk", "kind"])


def test_the_idle_page_shows_every_clerk_of_this_hall_as_not_signed_in(customer: FlaskClient):
    page = customer.get("/").text
    assert "王芳" in page and "李敏" in page and "赵强" not in page
    assert page.count("未签到") == 3
    assert "皇姑营业厅" in page


def test_a_tap_is_one_card_and_leads_to_the_thanks(customer: FlaskClient, hall: Machine):
    answer = give(customer, form_key(customer), comment="谢谢")
    assert answer.status_code == 303
    assert "王芳会看到这张卡" in customer.get(answer.location).text
    assert counted(hall) == {(WANG, "polite"): 1}


def test_a_re_sent_form_counts_once_and_shows_the_first_thanks(
    customer: FlaskClient, hall: Machine
):
    key = form_key(customer)
    first = give(customer, key)
    again = give(customer, key, card="patient")
    assert again.location == first.location
    assert counted(hall) == {(WANG, "polite"): 1}


def test_htmx_gets_the_thanks_as_one_region(customer: FlaskClient, hall: Machine):
    answer = customer.post(
        f"/clerks/{WANG}/cards",
        data={"key": form_key(customer), "card": "patient"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section id="thanks"')
    assert answer.headers["HX-Replace-Url"].startswith("/thanks/")


def test_refusals_store_nothing(customer: FlaskClient, hall: Machine):
    customer.get("/")
    for url, data, status in [
        ("/clerks/9999/cards", {"key": KEY, "card": "polite"}, 404),
        (f"/clerks/{ZHAO}/cards", {"key": KEY, "card": "polite"}, 404),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "rude"}, 422),
        (f"/clerks/{WANG}/cards", {"key": "", "card": "polite"}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY.upper(), "card": "polite"}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "polite", "comment": "x" * 201}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "polite", "comment": "a\x00b"}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "polite", "comment": "x" * 10**7}, 413),
    ]:
        answer = customer.post(url, data=data)
        assert answer.status_code == status, url
        assert 'role="alert"' in answer.text or "refused" in answer.text
    assert counted(hall) == {}
    assert ledger.chains(hall.db, HERE) == []


def test_a_clerk_who_left_is_refused_with_a_clear_page(
    customer: FlaskClient, hall: Machine, office: Machine
):
    key = form_key(customer)
    retire = Publication(WANG, Ended(), datetime.date(2026, 11, 21), kind="clerk")
    documents.publish(office.db, [retire], "test", office.time().utc)
    sync_round(hall, office)
    answer = give(customer, key)
    assert answer.status_code == 410
    assert "已不在本厅" in answer.text
    assert counted(hall) == {}


def test_the_visit_that_gave_a_card_takes_it_back_once(
    customer: FlaskClient, hall: Machine, time: Time
):
    thanks = give(customer, form_key(customer)).location
    time.pass_by(29_000)
    assert "撤销" in customer.get(thanks).text
    assert customer.post(f"{thanks}/undo").status_code == 303
    assert customer.post(f"{thanks}/undo").status_code == 303
    assert "已经撤销" in customer.get(thanks).text
    assert counted(hall) == {}
    assert ledger.chains(hall.db, HERE)[0].seq == 2


def test_nobody_else_takes_a_card_back_and_nobody_late(
    customer: FlaskClient, hall: Machine, time: Time
):
    thanks = give(customer, form_key(customer)).location
    other = hall.browser("lobby")
    other.get("/")
    assert "撤销（30秒内）" not in other.get(thanks).text
    assert other.post(f"{thanks}/undo").status_code == 403
    time.step(-3_600_000)  # a clock set back gains no time
    time.mono += 30_001
    assert customer.post(f"{thanks}/undo").status_code == 409
    assert counted(hall) == {(WANG, "polite"): 1}


def test_two_clerks_are_counted_apart(customer: FlaskClient, hall: Machine):
    give(customer, form_key(customer))
    customer.post(
        f"/clerks/{LI}/cards",
        data={"key": form_key(customer, f"/clerks/{LI}"), "card": "professional"},
    )
    assert counted(hall) == {(WANG, "polite"): 1, (LI, "professional"): 1}


NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<div hx-get='/idle' hx-trigger='load'></div>",
    "{{ 7*7 }} {% raw %}",
    "'; DROP TABLE ledger; --",
    "%s %n %x {0} ${HOME} `id`",
    "‮反向‬ \u200b\u2066 ﷽ Z̷͖̈́a̴l̸g̶o̷",
    "👨‍👩‍👧‍👦 𠮷㙍龘 ｱｲｳ",
    "=1+1",
    "true null NaN 1e309 -0",
    "../../etc/passwd",
    "a\tb\nc",
]


@pytest.mark.parametrize("said", NAUGHTY)
def test_it_is_kept_to_the_letter_and_shown_escaped(
    customer: FlaskClient, clerk: FlaskClient, hall: Machine, said: str
):
    assert give(customer, form_key(customer), comment=said).status_code == 303
    assert cards.comments(hall.db, HERE, WANG, hall.today(), 1)[0].comment == said
    page = clerk.get("/").text
    assert str(html.escape(said)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
    assert "hx-ignore" in page.split("said")[1] or "hx-ignore" in page


@pytest.mark.parametrize("said", ["\x00", "a\x1bb", "\x7f", "x" * 201])
def test_what_cannot_be_kept_is_refused_with_a_reason(
    customer: FlaskClient, hall: Machine, said: str
):
    answer = give(customer, form_key(customer), comment=said)
    assert answer.status_code == 422
    assert cards.count(hall.db, ["kind"]) == {}


def test_notices_are_announced_until_their_day(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time
):
    assert "/notices" not in customer.get("/").text
    until = office.today() + datetime.timedelta(1)
    warm = Notice(title=Said("停气通知"), text=Said("周六停气"), until=until)
    documents.publish(office.db, [Publication("warm", warm, office.today())], "t", NOON)
    sync_round(hall, office)
    assert "/notices" in customer.get("/").text
    assert "周六停气" in customer.get("/notices").text
    time.pass_by(2 * 86_400_000)
    assert "/notices" not in customer.get("/").text
    assert "暂时没有公告" in customer.get("/notices").text


@pytest.mark.parametrize("then", ["end", "case"])
def test_done_and_call_me_both_save_what_is_in_the_form(
    customer: FlaskClient, hall: Machine, then: str
):
    thanks = rate(customer)
    page = customer.get(thanks).text
    assert page.count('form="remark" name="then"') == 2 and "请在60秒内按“完成”保存" in page
    said = {
        "key": form_key(customer, thanks),
        "reason": ["waited"],
        "comment": "等太久",
        "then": then,
    }
    for headers in ({}, {"HX-Request": "true"}):
        answer = customer.post(f"{thanks}/remark", data=said, headers=headers)
        leads = {"end": "/idle", "case": f"{thanks}/case"}[then]
        assert (answer.location or answer.headers["HX-Redirect"]) == leads
    kept = ratings.remarked(hall.db, thanks.rpartition("/")[2])
    assert kept is not None and (kept.reasons, kept.comment) == (("waited",), "等太久")
    assert ledger.chains(hall.db, HERE)[0].seq == 2
    page = customer.get(thanks).text
    assert "您补充的内容也收到了" in page and 'name="then"' not in page


def test_done_with_nothing_filled_in_only_ends_the_visit(customer: FlaskClient, hall: Machine):
    thanks = rate(customer)
    answer = customer.post(
        f"{thanks}/remark", data={"key": form_key(customer, thanks), "then": "end"}
    )
    assert answer.location == "/idle" and ledger.chains(hall.db, HERE)[0].seq == 1


def test_an_empty_refusal_leaves_no_gap(customer: FlaskClient):
    """Its style hides it by `:empty`, which holds only without any blank."""
    assert 'role="alert"></div>' in customer.get(f"/clerks/{WANG}").text


def test_reasons_of_all_grades_are_asked_under_a_high_one(
    customer: FlaskClient, hall: Machine, office: Machine
):
    def asked(grade: str) -> list[str]:
        key = form_key(customer)
        customer.post(f"/clerks/{WANG}/ratings", data={"key": key, "grade": grade})
        return re.findall('name="reason" value="([a-z]+)"', customer.get(f"/thanks/{key}").text)

    assert asked("5") == [] and "waited" in asked("1")
    made = {"clean": Reason(name=Said("整洁"), grades="all"), "slow": Reason(name=Said("慢"))}
    wanted = [Publication(key, one, office.today()) for key, one in made.items()]
    documents.publish(office.db, wanted, "t", 1)
    sync_round(hall, office)
    assert asked("5") == ["clean"] and asked("2") == ["clean", "slow"]


def test_a_customer_reads_of_a_pause_and_can_thank_and_rate_meanwhile(
    customer: FlaskClient, hall: Machine, time: Time
):
    open_windows(hall)
    page = customer.get(f"/clerks/{WANG}").text
    (address,) = re.findall(r'id="pausing" class="pausing" hx-get="([^"]+)"', page)
    assert customer.get(html.unescape(address)).status_code == 204
    pause(hall, typed="5")
    said = "稍候 暂停服务，约5分钟后恢复（12:05），仍可点赞和评价。"
    assert said in words(customer.get(html.unescape(address)).text)
    assert said in words(customer.get(f"/clerks/{WANG}").text)
    give(customer, form_key(customer))
    assert customer.get(rate(customer, "2")).status_code == 200
    assert counted(hall) == {(WANG, "polite"): 1}
    time.pass_by(300_000)
    assert "稍候" not in customer.get(f"/clerks/{WANG}").text
