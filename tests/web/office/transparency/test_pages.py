"""Head office sees how far its log is, and whether its witnesses sign."""

from pathlib import Path

from flask.testing import FlaskClient

from kiosk.commands.transparency import keeping
from kiosk.ground.network.witnesses import Witness as Named
from kiosk.records.transparency import log
from kiosk.sync.witnesses import Answer
from tests.cast import Machine
from tests.sync.test_witnesses import Asked
from tests.web.cast import rows_of, words


def test_a_log_that_has_just_begun_says_so(head: FlaskClient):
    page = words(head.get("/transparency").text)
    assert "日志刚刚启用" in page and "还没有设置见证方" in page


def test_the_size_the_key_and_each_witness_are_shown(
    head: FlaskClient, office: Machine, tmp_path: Path
):
    asked = Asked(tmp_path, office, "ab")
    for line in asked.lines:
        office.config.log.witnesses.append(Named(line.name, line.url, str(line.verifier)))
    office.config.log.needed = 2
    asked.says["b"] = Answer(0, b"")
    keeping.publish(office.config, office.db, office.keys, asked.post)
    page = head.get("/transparency").text
    assert "签名不足，须有2方" in page
    first, second = rows_of(page, "witnesses")
    state = log.state(office.db)
    assert state is not None and state.size == 2, "head office's key, and its promise"
    assert first[:3] == ["a", "已签名", "2"] and second[:3] == ["b", "没有回答", "—"]
    assert str(log.verifier(office.keys, state.origin)) in page
    del asked.says["b"]
    office.time.pass_by(60_000)
    keeping.publish(office.config, office.db, office.keys, asked.post)
    assert "已由2方见证" in head.get("/transparency").text


def test_the_page_is_found_from_the_alarms(head: FlaskClient):
    assert 'href="/transparency"' in head.get("/alarms").text
