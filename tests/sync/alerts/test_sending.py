"""What waits in the outbox is sent once, tried again after failures, and no receiver keeps another
waiting."""

import json
import threading
import time as clocks
from collections.abc import Callable

import pytest

from kiosk.ground.config import Smtp
from kiosk.records.alerts import deliveries, receivers
from kiosk.rules.alerts import robots
from kiosk.sync.alerts import posting
from kiosk.sync.alerts.looking import say
from kiosk.sync.alerts.sending import Sender
from tests.cast import HERE, Machine, sync_round
from tests.records.alerts.cast import SECRET, URL, halls, look, rate, receiver
from tests.records.cases.cast import file
from tests.sync.alerts.cast import (
    MailServer,
    Outside,
    outside,
    rounds,
    says,
    silent,
    trickling,
    until,
)


def test_a_webhook_arrives_once_and_is_signed(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    receiver(office, address=there.url)
    low(1)
    (one,) = rounds(office, sender, 5)
    assert (one.state, one.tries) == ("sent", 1)
    (asked,) = there.asked
    said = json.loads(asked.body)
    assert (said["event"], said["branch"], said["id"]) == ("low_grade", HERE, one.event_id)
    assert said["link"] == f"https://office.example.com/alerts/{HERE}/{one.event_id}"
    assert asked.headers["tingsheng-event-id"] == one.event_id
    signed = robots.generic_signature(SECRET, int(asked.headers["tingsheng-timestamp"]), asked.body)
    assert asked.headers["tingsheng-signature"] == f"sha256={signed}"


def test_a_mail_arrives_once(
    office: Machine, sender: Sender, mails: MailServer, low: Callable[[int], None]
):
    office.config.smtp = Smtp("127.0.0.1", "alerts@example.com", mails.port, "none")
    receiver(office, way="email", address="duty@example.cn", secret="")
    low(1)
    (one,) = rounds(office, sender, 3)
    assert one.state == "sent" and len(mails.got) == 1
    assert "皇姑营业厅" in mails.got[0].get_content()


@pytest.mark.parametrize("way", ["wecom", "dingtalk", "feishu"])
def test_a_robot_gets_it_in_its_own_form(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None], way: str
):
    receiver(office, address=there.url, way=way)
    low(1)
    (one,) = rounds(office, sender)
    assert one.state == "sent"
    assert "低分评价" in there.asked[0].body.decode()
    assert ("sign=" in there.asked[0].path) == (way == "dingtalk")
    assert ("sign" in json.loads(there.asked[0].body)) == (way == "feishu")


def test_nothing_personal_is_in_a_message(
    hall: Machine, office: Machine, sender: Sender, there: Outside
):
    receiver(office, address=there.url)
    file(hall, 1, reach=True, text="收了二十元没有收据，找王芳")
    rate(hall, 2)
    sync_round(hall, office)
    look(office)
    rounds(office, sender, 2)
    assert len(there.asked) == 2
    for asked in there.asked:
        whole = asked.body.decode() + asked.path + str(asked.headers)
        for personal in ("二十元", "王芳", "Wang", "0317", "138", "王女士", "complaint"):
            assert personal not in whole


def test_what_failed_is_tried_again_until_it_is_taken(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    there.then = [says("500 Oops"), says("302 Found", b"", "Location: /x"), says("204 Taken")]
    receiver(office, address=there.url)
    low(1)
    (one,) = rounds(office, sender, 8)
    assert (one.state, one.tries) == ("sent", 3)
    ids = {asked.headers["tingsheng-event-id"] for asked in there.asked}
    assert len(there.asked) == 3 and ids == {one.event_id}, "so that the second can be dropped"
    outcomes = [(t.outcome, t.answer) for t in deliveries.tries(office.db, one.delivery_id)]
    assert outcomes == [("refused", 500), ("redirected", 302), ("sent", 204)]


def test_a_robot_that_answers_200_and_refuses_is_tried_again(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    there.then = [says("200 OK", b'{"errcode":310000}'), says("200 OK", b'{"errcode":0}')]
    receiver(office, address=there.url, way="dingtalk")
    low(1)
    (one,) = rounds(office, sender, 3)
    first, second = deliveries.tries(office.db, one.delivery_id)
    assert (first.outcome, first.answer, second.outcome) == ("refused", 310000, "sent")


@pytest.mark.parametrize("mad", [silent, trickling])
def test_a_mad_receiver_keeps_no_other_waiting(
    office: Machine,
    sender: Sender,
    there: Outside,
    low: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    mad: Callable[..., None],
):
    monkeypatch.setattr(posting.post, "__defaults__", (0.6,))
    receiver(office, 1, address=there.url)
    with outside() as slow:
        slow.then = [mad]
        bad = receiver(office, 2, address=slow.url)
        low(1)
        sender.step(office.db, halls(office), office.time())
        until(lambda: len(there.asked) == 1)
        assert sender.jobs[bad].thread.is_alive(), "the step did not wait for it"
        rows = rounds(office, sender)
    assert {one.state for one in rows} == {"sent", "waiting"}
    (failed,) = [one for one in rows if one.state == "waiting"]
    (tried,) = deliveries.tries(office.db, failed.delivery_id)
    assert tried.outcome == "timed_out"


def test_the_long_queue_of_one_that_is_down_keeps_no_other_waiting(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    with outside() as down:
        down.then = [says("503 Down")]
        full = receiver(office, 1, address=down.url)
        now = office.time().utc
        for number in range(300):
            deliveries.put(office.db, full, "alert", f"{number:032x}", [], 1, now, urgent=True)
        receiver(office, 2, address=there.url)
        low(1)
        sender.step(office.db, halls(office), office.time())
        until(lambda: len(there.asked) == 1)
        until(lambda: len(down.asked) == 1)


def test_a_receiver_gets_one_message_at_a_time(
    hall: Machine, office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    open_, most, lock = [0], [0], threading.Lock()

    def counts(line: object) -> None:
        with lock:
            open_[0] += 1
            most[0] = max(most[0], open_[0])
        clocks.sleep(0.05)
        with lock:
            open_[0] -= 1
        says("200 OK")(line)  # type: ignore[arg-type]

    there.then = [counts]
    receiver(office, address=there.url)
    for number in range(4):
        file(hall, number, topics=["safety"])
    low(9)
    assert {one.state for one in rounds(office, sender, 8)} == {"sent"}
    assert len(there.asked) == 5 and most == [1]


def test_an_error_of_ours_names_no_address_in_the_log(
    office: Machine, sender: Sender, low: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
):  # fmt: skip
    def breaks(posted: robots.Posted, **_more: object) -> None:
        raise RuntimeError(posted.url)

    monkeypatch.setattr(posting, "post", breaks)
    receiver(office, address=f"{URL}&more=1")
    low(1)
    (one,) = rounds(office, sender)
    assert [t.outcome for t in deliveries.tries(office.db, one.delivery_id)] == ["broken"]
    assert "RuntimeError" in caplog.text and "geheim" not in caplog.text


def test_one_that_is_switched_off_gets_nothing_and_the_log_says_so(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    key = receiver(office, address=there.url)
    low(1)
    receivers.switch(office.db, key, False, "test", 1)
    (one,) = rounds(office, sender)
    assert one.state == "dropped" and there.asked == []


def test_a_branchs_reader_gets_no_link_to_head_office(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    receiver(office, address=there.url, reader="branch", way="wecom")
    low(1)
    rounds(office, sender)
    assert "office.example.com" not in there.asked[0].body.decode()
    assert "请在柜台" in there.asked[0].body.decode()


def test_without_an_address_of_its_own_the_path_is_named(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    office.config.office.public_url = ""
    receiver(office, address=there.url)
    low(1)
    rounds(office, sender)
    assert json.loads(there.asked[0].body)["link"].startswith(f"/alerts/{HERE}/")


def test_a_mail_without_a_server_and_an_address_of_a_lost_key_are_failures(
    office: Machine, hall: Machine, sender: Sender, low: Callable[[int], None]
):
    receiver(office, 1, way="email", address="duty@example.cn", secret="")
    lost = receiver(office, 2)
    hidden = hall.keys.hide("another machine's")
    changed = receivers.Receiver.update(hidden=hidden).where(receivers.Receiver.key == lost)
    office.db.run(changed)
    low(1)
    rows = rounds(office, sender)
    outcomes = {t.outcome for one in rows for t in deliveries.tries(office.db, one.delivery_id)}
    assert outcomes == {"no_smtp", "key_lost"}


def test_a_process_that_ends_in_the_middle_sends_it_again_under_the_same_id(
    office: Machine, sender: Sender, there: Outside, low: Callable[[int], None]
):
    """At least once: the receiver had it, and the process ended before it noted so."""
    receiver(office, address=there.url)
    low(1)
    sender.step(office.db, halls(office), office.time())
    until(lambda: len(there.asked) == 1)
    office.time.pass_by(60_000)
    (one,) = rounds(office, Sender(office.config, office.keys, say))
    assert one.state == "sent" and len(there.asked) == 2
    assert len({asked.headers["tingsheng-event-id"] for asked in there.asked}) == 1
