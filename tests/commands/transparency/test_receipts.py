"""A customer asks a witness about a receipt: its signature first, then what the log says."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.commands.transparency import receipts, witness
from kiosk.commands.transparency.following import Follower
from kiosk.commands.transparency.witness import Witness
from kiosk.ground.keys import Keys
from kiosk.rules.ledger.signed_receipts import Named, SignedReceipt
from kiosk.rules.office import rate
from kiosk.rules.transparency import leaves, promises
from kiosk.rules.transparency.promises import Promise
from kiosk.sync.client import Answer
from tests.cast import NOON, Time
from tests.commands.transparency.test_following import Served, entry
from tests.commands.transparency.test_witness import LOG
from tests.web.cast import words

KEYS = Keys(bytes([3] * 32))
STATION = KEYS.fingerprint
DAY = datetime.date(2026, 11, 21)
ENROLLED = leaves.enrolled(STATION, KEYS.public, "sb01", NOON - 86_400_000, "")


def receipt(seq: int, epoch: int = 1, mark: int = 0, day: datetime.date = DAY) -> SignedReceipt:
    named = Named(STATION, epoch, seq, of(seq, epoch, mark)[28:], day)
    return SignedReceipt(named, KEYS.sign(named.message))


def of(seq: int, epoch: int = 1, mark: int = 0) -> bytes:
    return entry(seq, epoch, leaves.of_station(STATION), mark)


class Asked:
    """A witness of a log with a station's two entries, and a customer's browser."""

    def __init__(self, folder: Path) -> None:
        self.served = Served([leaves.head_office(bytes(32)), ENROLLED, of(1), of(2)])
        self.witness = Witness(folder, "w.example", {LOG.name: LOG})
        self.follower = Follower(folder, LOG.name, self.served.send)
        app = witness.application(self.witness)
        receipts.install(app, self.witness, {LOG.name: self.follower}, 3)
        self.browser: FlaskClient = app.test_client()

    def sign(self, at: int = NOON // 1000) -> None:
        seen = self.witness.seen(LOG.name)
        self.witness.add(self.served.log.asked(seen.size if seen else 0), at)

    def read(self) -> None:
        self.sign()
        while not self.follower.read_on(self.served.head):
            pass

    def state(self, receipt: SignedReceipt) -> str:
        page = self.browser.get(f"/receipt/{receipt.letters}")
        assert page.status_code == 200
        return page.text.split('data-state="')[1].split('"')[0]


@pytest.fixture
def asked(tmp_path: Path, time: Time) -> Asked:
    one = Asked(tmp_path)
    one.read()
    return one


def forged() -> SignedReceipt:
    return receipt(1)._replace(signature=bytes(64))


def by_a_stranger() -> SignedReceipt:
    other = Keys(bytes([4] * 32))
    named = receipt(1).named._replace(station=other.fingerprint)
    return SignedReceipt(named, other.sign(named.message))


def with_a_strangers_signature() -> SignedReceipt:
    named = receipt(1).named
    return SignedReceipt(named, Keys(bytes([4] * 32)).sign(named.message))


@pytest.mark.parametrize(
    "ask, state",
    [
        (lambda: receipt(1), "held"),
        (lambda: receipt(2), "held"),
        (lambda: receipt(2, mark=7), "differs"),
        (lambda: receipt(3), "waiting"),
        (lambda: receipt(3, day=DAY - datetime.timedelta(2)), "before"),
        (lambda: receipt(1, epoch=2), "waiting"),
        (forged, "forged"),
        (with_a_strangers_signature, "forged"),
        (by_a_stranger, "unknown"),
    ],
)
def test_each_receipt_is_answered(asked: Asked, ask: Callable[[], SignedReceipt], state: str):
    assert asked.state(ask()) == state


def test_the_day_by_which_it_must_be_there_is_said_and_ends(asked: Asked, time: Time):
    page = f"/receipt/{receipt(3).letters}"
    assert "应于2026年11月24日（含当日）前写入" in words(asked.browser.get(page).text)
    time.pass_by(3 * 86_400_000)
    assert asked.state(receipt(3)) == "waiting"
    time.pass_by(86_400_000)
    assert asked.state(receipt(3)) == "overdue"
    later = receipt(3, day=DAY + datetime.timedelta(30))
    assert "2026年11月28日" in asked.browser.get(f"/receipt/{later.letters}").text, "no day gained"


def test_what_the_log_promises_counts_and_never_backwards(asked: Asked, time: Time):
    """The days that were given are for a log without promises only."""
    day = promises.number(DAY)

    def due(on: datetime.date = DAY) -> str:
        page = words(asked.browser.get(f"/receipt/{receipt(3, day=on).letters}").text)
        assert "期限是总部在存证日志里承诺的。" in page and "没有网络的营业厅" not in page
        found = re.search(r"应于2026年(.*?)（含当日）前写入", page)
        assert found is not None
        return found.group(1)

    said = [("", 0, 3), ("sb01", day, 30), ("sb02", day, 9)]
    for branch, first, days in said:
        asked.served.grow([leaves.promised(branch, Promise(first, days))])
    asked.read()
    assert due() == "12月21日"
    asked.served.grow([leaves.promised("sb01", Promise(day - 1, 365))])
    asked.read()
    assert due() == "12月21日", "no earlier day is promised again"
    asked.served.grow([leaves.promised("sb01", Promise(day + 1, 5))])
    asked.read()
    assert due() == "12月21日", "that is for later receipts"
    asked.served.grow([leaves.promised("sb01", Promise(day + 1, 0))])
    asked.read()
    time.pass_by(86_400_000)
    assert due(DAY) == "12月21日"
    assert due(DAY + datetime.timedelta(1)) == "11月25日", "without its own again, what all have"


def test_a_restored_station_files_under_other_numbers(asked: Asked):
    asked.served.grow([of(1, epoch=3)])
    asked.read()
    assert [asked.state(one) for one in (receipt(2), receipt(3))] == ["held", "again"]


def test_it_says_nothing_of_what_is_missing_before_all_was_read(asked: Asked, time: Time):
    """What was signed and not read yet can hold the entry, or the station."""
    asked.served.grow([of(3)])
    asked.sign()
    time.pass_by(9 * 86_400_000)
    states = [asked.state(one) for one in (receipt(2), receipt(3), by_a_stranger(), forged())]
    assert states == ["held", "unread", "unread", "forged"]
    asked.read()
    assert asked.state(receipt(3)) == "held"


def test_head_offices_word_is_not_taken_for_an_entry(asked: Asked):
    """Neither for one that it changes in the answer, nor for one that it does not give."""
    theirs = of(2, mark=7)
    asked.served.changed = lambda path, body: body.replace(of(2), theirs)
    assert asked.state(receipt(2, mark=7)) == "unread"
    assert asked.state(receipt(2)) == "unread"
    asked.follower._send = lambda *_: Answer(404, b"", {})
    assert asked.state(receipt(2)) == "unread"
    assert asked.state(forged()) == "forged"


def test_a_witness_that_has_signed_nothing_says_so(tmp_path: Path, time: Time):
    assert Asked(tmp_path).state(receipt(1)) == "unread"


def test_of_several_logs_the_one_that_knows_the_station_answers(tmp_path: Path, time: Time):
    """One that was not read to its end can be the one."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    knows, other = Asked(first), Asked(second)
    other.served = Served([leaves.head_office(bytes(32))])
    other.follower._send = other.served.send

    def state(receipt: SignedReceipt) -> str:
        followers = {"log.other": knows.follower, LOG.name: other.follower}
        seen = {LOG.name: other.witness.seen(LOG.name), "log.other": knows.witness.seen(LOG.name)}
        other.witness.seen = seen.get  # type: ignore[method-assign]
        found = receipts.answer(other.witness, followers, receipt, 3, time.utc).state
        del other.witness.seen  # type: ignore[method-assign]
        return found

    other.read()
    assert [state(receipt(1)), state(by_a_stranger())] == ["unread", "unread"]
    knows.read()
    assert [state(receipt(1)), state(by_a_stranger())] == ["held", "unknown"]


def test_the_text_is_pasted_in_either_language(asked: Asked):
    form, page = asked.browser.get("/receipt").text, f"/receipt/{receipt(1).letters}"
    assert '<html lang="zh-Hans"' in form and "粘贴凭证的全部文字" in words(form)
    assert "w.example" in form and "<script" not in form
    text = f"TINGSHENG/RECEIPT/\n{receipt(1).letters}"
    sent = asked.browser.post("/receipt?mode=elder", data={"receipt": text})
    assert (sent.status_code, sent.location) == (303, f"{page}?lang=zh&mode=elder")
    large = asked.browser.get(sent.location).text
    seen = words(large)
    assert 'data-mode="elder"' in large and "日志里有这条记录，与凭证一致。" in seen
    assert "2026-11-21 12:00:00签名的日志，共4条" in seen
    english = asked.browser.get("/receipt", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="en"' in english and "Paste" in english
    answer = asked.browser.get(f"{page}?lang=en")
    assert "The log holds this entry, and it matches the receipt." in words(answer.text)


@pytest.mark.parametrize("text", ["", "2222-2222", "A" * 200, "x" * 501, "<b>"])
def test_what_is_no_receipt_keeps_what_was_pasted(asked: Asked, text: str):
    got = asked.browser.post("/receipt", data={"receipt": text})
    assert got.status_code == 422 and "不是完整的反馈凭证" in got.text and "<b>" not in got.text
    assert text.replace("<b>", "&lt;b&gt;") in got.text
    if text and "<" not in text:
        assert asked.browser.get(f"/receipt/{text}").status_code == 422


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_kept(asked: Asked):
    for path in ("/receipt", f"/receipt/{receipt(1).letters}", "/receipt.svg", "/receipt.css"):
        got = asked.browser.get(path)
        policy = got.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "script" not in policy
        assert got.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in got.headers
    assert "@import" not in got.text and "url(" not in got.text


def test_a_flood_waits(asked: Asked, time: Time, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rate, "VISITOR", rate.Pace(3, 0.5))
    page = f"/receipt/{receipt(1).letters}"
    got = [asked.browser.get(page) for _ in range(5)]
    assert [one.status_code for one in got] == [200] * 3 + [429] * 2
    assert got[-1].headers["Retry-After"] == "2"
    time.pass_by(2_000)
    assert asked.browser.get(page).status_code == 200
