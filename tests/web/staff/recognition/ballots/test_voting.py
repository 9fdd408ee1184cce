"""The ballot at desk and head office, from the trustees' keys to the verified result."""

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.files.ballots import belenios, tool
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.ballots import elections, state
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import (
    EVERYONE,
    made,
    seated,
    staffed,
    with_pins,
)
from tests.records.recognition.ballots.cast import desk as desk_of
from tests.web.cast import PIN, at_office, rows_of, sign_in, words

pytestmark = pytest.mark.skipif(not tool.is_installed(), reason="belenios-tool is not installed")


def at(browser: FlaskClient, badge: str) -> FlaskClient:
    browser.post("/sign-out")
    assert sign_in(browser, badge).status_code == 303
    return browser


def twice(machine: Machine, browser: FlaskClient, path: str, **said: str) -> TestResponse:
    """Sends a form, and once more byte for byte, which adds no second fact."""
    data = {"key": machine.new_id(), **said}
    first = browser.open(path, method="POST", data=data)
    before = len(machine.db.rows(Ledger.select(Ledger.seq)))
    again = browser.open(path, method="POST", data=data)
    assert first.status_code == again.status_code == 303
    assert len(machine.db.rows(Ledger.select(Ledger.seq))) == before
    return first


def take_seat(machine: Machine, browser: FlaskClient, seat: str) -> str:
    """A trustee keeps the key that the page shows and gives it back."""
    page = browser.get(f"/trustees/{seat}").text
    found = re.search(r"<code>([0-9A-Z-]{39})</code>", page)
    assert found is not None and f"charset=utf-8,{found.group(1)}" in page
    twice(machine, browser, f"/trustees/{seat}", secret=found.group(1).lower())
    return found.group(1)


def test_two_persons_walk_from_keys_to_a_verified_result(hall: Machine, office: Machine):
    staffed(office, hall)
    with_pins(hall, EVERYONE)
    desk, anna = hall.browser("desk"), at_office(office)
    kept = {
        "manager": take_seat(hall, at(desk, MANAGER), "manager"),
        "clerks": take_seat(hall, at(desk, WANG), "clerks"),
        "third": take_seat(office, anna, "third"),
    }
    sync_round(hall, office)
    page = at(desk, MANAGER).get("/vote").text
    assert "现在可以开始2026年11月服务明星的投票" in words(page)
    assert [row[2] for row in rows_of(page, "trustees")] == ["已就位"] * 3
    twice(hall, desk, "/vote")
    of = state.of_branch(hall.db, HERE)[0]
    for badge in EVERYONE:
        assert "您还没有投" in at(desk, badge).get("/").text
        ballot = desk.get(f"/vote/{of.id}").text
        assert f'value="{badge}"' not in ballot and "请选一位同事" in ballot
        twice(hall, desk, f"/vote/{of.id}", choice=LI if badge != LI else WANG, pin=PIN)
        assert "您的选票已投入票箱" in desk.get(f"/vote/{of.id}").text
    address = f"/ballots/{HERE}/{of.id}"
    assert "已投 9 人，共 9 人" in at(desk, MANAGER).get(address).text
    twice(hall, desk, f"/vote/{of.id}/close", branch=HERE)
    twice(hall, desk, f"{address}/open", secret=kept["manager"])
    assert "已开启 1 份" in desk.get(address).text
    sync_round(hall, office)
    file = {"file": (io.BytesIO(f"anna\r\n{kept['third']}\r\n".encode()), "key.txt")}
    assert anna.post(f"{address}/open", data=file).status_code == 303
    counted = anna.get(f"{address}?verify=1").text
    assert "李敏" in counted and "核验通过" in counted
    assert ["李敏 0318", "8"] in rows_of(counted, "counts")
    taken = anna.get(f"{address}/election.bel")
    belenios.verify(tool.installed(), taken.data)
    assert rows_of(anna.get("/stars").text, "star")[0][2:] == ["已公布结果", "李敏", "9 / 9"]
    sync_round(hall, office)
    assert "李敏" in words(at(desk, WANG).get("/vote").text)
    assert "11月服务明星" in hall.browser("lobby").get("/").text
    stored = b"".join(one.read_bytes() for one in hall.config.folder.glob("*.db*"))
    assert not any(key.encode() in stored for key in kept.values())


def test_a_manager_gives_up_an_election_with_a_reason_that_all_read(hall: Machine, office: Machine):
    staffed(office, hall, ())
    seated(office, hall)
    with_pins(hall, (MANAGER, WANG))
    elections.begin(hall.db, desk_of(hall), hall.keys, hall.new_id(), "2.0", made)
    of = state.of_branch(hall.db, HERE)[0]
    desk = at(hall.browser("desk"), MANAGER)
    refused = desk.post(f"/vote/{of.id}/cancel", data={"branch": HERE, "reason": ""})
    assert refused.status_code == 422 and "请填写文字内容" in refused.text
    twice(hall, desk, f"/vote/{of.id}/cancel", branch=HERE, reason="名册漏了一位同事")
    page = words(at(desk, WANG).get(f"/ballots/{HERE}/{of.id}").text)
    assert "作废原因：名册漏了一位同事" in page and "去投票" not in page
    sync_round(hall, office)
    assert "名册漏了一位同事" in at_office(office).get(f"/ballots/{HERE}/{of.id}").text


def test_a_wrong_pin_gives_the_choice_back_to_no_one(hall: Machine, office: Machine):
    staffed(office, hall, ())
    seated(office, hall)
    with_pins(hall, (WANG,))
    elections.begin(hall.db, desk_of(hall), hall.keys, hall.new_id(), "2.0", made)
    of = state.of_branch(hall.db, HERE)[0]
    desk = at(hall.browser("desk"), WANG)
    page = desk.post(f"/vote/{of.id}", data={"choice": LI, "pin": "000000"})
    assert page.status_code == 403 and "checked" not in page.text
    own = desk.post(f"/vote/{of.id}", data={"choice": WANG, "pin": PIN})
    assert own.status_code == 422 and "不能选自己" in own.text
    assert state.find(hall.db, HERE, of.id).voted == set()
