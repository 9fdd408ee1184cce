"""A running office takes in what came, signs it, has it witnessed and serves it."""

import threading
from pathlib import Path

import pytest

from kiosk.commands.transparency import keeping
from kiosk.ground.network.witnesses import Witness as Named
from kiosk.records.transparency import checkpoints, log
from kiosk.sync import witnesses
from tests.cast import Machine, sync_round
from tests.records.transparency.cast import given
from tests.sync.test_witnesses import Asked


def test_what_came_is_witnessed_and_served(office: Machine, hall: Machine, tmp_path: Path):
    assert keeping.begun(office.config, office.db, office.keys).origin.startswith(
        office.keys.fingerprint
    )
    asked = Asked(tmp_path, office, "ab")
    for line in asked.lines:
        office.config.log.witnesses.append(Named(line.name, line.url, str(line.verifier)))
    office.config.log.needed = 2
    given(hall, 2)
    sync_round(hall, office)
    keeping.publish(office.config, office.db, office.keys, asked.post)
    served = checkpoints.witnessed(office.db)
    assert served is not None and served.size == log.state(office.db).size
    asked.calls.clear()
    keeping.publish(office.config, office.db, office.keys, asked.post)
    assert asked.calls == [], "nothing came, and everyone has signed"


def test_it_goes_on_after_a_failure(
    office: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(keeping, "LOOK_S", 0.01)
    stop, calls = threading.Event(), []

    def failing(*_args: object) -> None:
        calls.append(1)
        if len(calls) > 1:
            stop.set()
        raise ValueError("a bad witness key")

    monkeypatch.setattr(keeping, "publish", failing)
    keeping.keep_log(office.config, office.db, office.keys, stop)
    assert len(calls) == 2 and "transparency log" in caplog.text


def test_it_posts_over_http_to_the_witness_that_is_configured(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []

    def post(url: str, _body: bytes) -> witnesses.Answer:
        asked.append(url)
        return witnesses.Answer(0, b"")

    key = str(log.verifier(office.keys, "w")._replace(type=4))
    office.config.log.witnesses.append(Named("w", "https://w.example/prefix", key))
    keeping.publish(office.config, office.db, office.keys, post)
    assert asked == ["https://w.example/prefix/add-checkpoint"]
