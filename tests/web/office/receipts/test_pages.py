"""Anyone checks a receipt at head office, without signing in."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kiosk.ground.keys import signed_by
from kiosk.records.ledger import alarms
from kiosk.records.transparency import checkpoints, log
from kiosk.rules.office import rate
from kiosk.rules.transparency import proofs
from kiosk.web.office.receipts import pages
from tests.cast import NOON, Machine, Time, sync_round
from tests.records.receipts.cast import DAY_MS, give, raised, rewrite
from tests.records.transparency.cast import taken_in
from tests.records.transparency.test_checkpoints import state
from tests.records.transparency.test_witnessed import COUNCIL, KNOWN, PROVINCE, publish
from tests.web.cast import at_office, words


@pytest.fixture
def stranger(office: Machine, hall: Machine) -> Iterator[FlaskClient]:
    pages._buckets = type(pages._buckets)(10_000)
    yield office.browser("office")


def test_the_text_is_pasted_and_answered(stranger: FlaskClient, hall: Machine, office: Machine):
    assert 'href="/receipt"' in stranger.get("/sign-in").text
    receipt = give(hall, 1, "找王芳")
    sent = stranger.post("/receipt", data={"receipt": f"TINGSHENG/RECEIPT/{receipt.letters}"})
    assert (sent.status_code, sent.location) == (303, f"/receipt/{receipt.letters}")
    seen = words(stranger.get(sent.location).text)
    assert "总部尚未收到，应于2026年11月24日（含当日）前收到。" in seen and "到期自动核对" in seen
    sync_round(hall, office)
    seen = words(stranger.get(sent.location).text)
    assert "总部已收到，与凭证一致。" in seen and "皇姑营业厅" in seen
    assert "王芳" not in seen, "no word of the customer, and no clerk"


def test_a_phone_opens_the_address_in_the_code(stranger: FlaskClient, hall: Machine):
    receipt = give(hall, 1)
    answer = stranger.get(f"/RECEIPT/{receipt.letters}", follow_redirects=True)
    assert 'data-state="waiting"' in answer.text


def test_what_is_wrong_is_told_and_reaches_the_alarms(
    stranger: FlaskClient, hall: Machine, office: Machine, time: Time
):
    lost, changed = give(hall, 1), give(hall, 2, "等了")
    rewrite(hall.db, hall.keys.fingerprint, 2, "等了".encode(), "快了".encode())
    time.pass_by(4 * DAY_MS)
    assert "已过期限，总部仍未收到。" in stranger.get(f"/receipt/{lost.letters}").text
    sync_round(hall, office)
    assert "总部的记录与凭证不一致。" in stranger.get(f"/receipt/{changed.letters}").text
    assert {code for *_, code in raised(office)} == {"receipt_overdue", "receipt_differs"}
    seen = words(at_office(office).get("/alarms").text)
    assert "顾客凭证与记录不一致" in seen and "凭证所指的记录逾期未到" in seen


def test_a_forged_one_is_called_so_and_raises_nothing(
    stranger: FlaskClient, hall: Machine, office: Machine, time: Time
):
    forged = give(hall, 1)._replace(signature=bytes(64))
    time.pass_by(9 * DAY_MS)
    seen = stranger.get(f"/receipt/{forged.letters}").text
    assert "凭证的签名无效。" in seen and hall.keys.fingerprint not in seen
    assert alarms.by_code(office.db) == {}


@pytest.mark.parametrize("text", ["", "2222-2222", "A" * 200, "x" * 501])
def test_what_is_no_receipt_keeps_what_was_pasted(stranger: FlaskClient, text: str):
    answer = stranger.post("/receipt", data={"receipt": text})
    assert answer.status_code == 422 and "不是完整的反馈凭证" in answer.text
    assert text in answer.text
    if text:
        assert stranger.get(f"/receipt/{text}").status_code == 422


def test_it_reads_in_english(stranger: FlaskClient, hall: Machine):
    stranger.set_cookie("ts_office_lang", "en")
    seen = words(stranger.get(f"/receipt/{give(hall, 1).letters}").text)
    assert "Head office does not have it yet" in seen


def test_a_flood_waits(
    stranger: FlaskClient, hall: Machine, time: Time, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate, "VISITOR", rate.Pace(3, 0.5))
    page = f"/receipt/{give(hall, 1).letters}"
    assert [stranger.get(page).status_code for _ in range(5)] == [200] * 3 + [429] * 2
    time.pass_by(2_000)
    assert stranger.get(page).status_code == 200
    monkeypatch.setattr(rate, "VISITORS", rate.Pace(0.5, 0.5))
    assert stranger.get(page).status_code == 429, "all visitors together"


def test_the_witnesses_are_named_and_the_proof_is_taken_home(
    stranger: FlaskClient, hall: Machine, office: Machine
):
    receipt = give(hall, 1)
    page = f"/receipt/{receipt.letters}"
    assert stranger.get(f"{page}/proof").status_code == 404
    office.config.log.witnesses[:] = KNOWN.witnesses
    office.config.log.needed = KNOWN.needed
    taken_in(office, hall)
    seen = words(stranger.get(page).text)
    assert "尚未写入存证日志" in seen and "最迟应于2026-11-21 12:30:00见证" in seen
    assert stranger.get(f"{page}/proof").status_code == 404
    publish(office, COUNCIL)
    seen = words(stranger.get(page).text)
    assert "尚未见证" in seen and "已签名的有：消费者委员会；至少须有2方。" in seen
    publish(office, COUNCIL, PROVINCE, at=NOON // 1000 + 60)
    seen = words(stranger.get(page).text)
    assert "由2方见证" in seen and "消费者委员会、邻省" in seen and "2026-11-21 12:01:00" in seen
    stranger.set_cookie("ts_office_lang", "en")
    seen = words(stranger.get(page).text)
    assert "Witnessed by 2 parties" in seen, seen[150:700]
    got = stranger.get(f"{page}/proof")
    name = f"{hall.keys.fingerprint}-1-1.tlog-proof"
    assert name in got.headers["Content-Disposition"]
    proof = proofs.read(got.text)
    key = log.verifier(office.keys, state(office).origin)
    assert proofs.proves(proof, proof.extra, key, signed_by)
    forged = receipt._replace(signature=bytes(64)).letters
    assert "见证" not in words(stranger.get(f"/receipt/{forged}").text)
    assert stranger.get(f"/receipt/{forged}/proof").status_code == 404


def test_without_witnesses_it_says_so(stranger: FlaskClient, hall: Machine, office: Machine):
    receipt = give(hall, 1)
    taken_in(office, hall)
    checkpoints.publish(office.db, checkpoints.sign(office.keys, state(office)), [], 0, NOON)
    seen = words(stranger.get(f"/receipt/{receipt.letters}").text)
    assert "总部没有设置见证方" in seen and "由0方" not in seen and "下载证明文件" in seen
