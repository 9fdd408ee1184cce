"""A monitoring system reads numbers, on the office's machine or with a token."""

import re
from pathlib import Path

import pytest

from kiosk.records.ledger.alarms import alarm
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.transparency import checkpoints
from tests.cast import HERE, LI, Machine, sync_round
from tests.records.cases.cast import PHONE, file
from tests.records.transparency.cast import taken_in
from tests.records.transparency.test_checkpoints import state

TOKEN = "a-token-of-this-test"


def read(office: Machine, **options: object) -> tuple[int, str]:
    answer = office.browser("office").get("/metrics", **options)  # type: ignore[arg-type]
    return answer.status_code, answer.text


@pytest.mark.both
def test_it_tells_how_much_there_is_and_what_has_stopped(hall: Machine, office: Machine):
    alarm(office.db, ChainId(HERE, "s", 1), 1, "late_void", "said about 0317", 7)
    status, text = read(office)
    assert status == 200
    lines = set(text.splitlines())
    assert {
        'tingsheng_stations{state="heard"} 1.0',
        'tingsheng_stations{state="silent"} 0.0',
        'tingsheng_open_alarms{code="late_void"} 1.0',
        'tingsheng_messages{state="failed"} 0.0',
    } <= lines
    hall.time.pass_by(2 * 86_400_000)
    assert 'tingsheng_stations{state="silent"} 1.0' in read(office)[1]


def test_its_counter_is_the_ledgers(hall: Machine, office: Machine):
    before = entries(office)
    file(hall, reach=True, text="收费不对")
    sync_round(hall, office)
    assert entries(office) > before
    text = read(office)[1]
    assert not any(private in text for private in (HERE, PHONE, "收费"))
    assert not {LI, "0317"} & set(re.findall(r"\w+", text))  # a longer number may hold them


def test_the_log_and_the_age_of_its_last_witnessed_checkpoint(hall: Machine, office: Machine):
    assert "tingsheng_log_leaves 0.0" in read(office)[1].splitlines()
    assert "log_witnessed" not in read(office)[1]
    taken_in(office, hall)
    note = checkpoints.sign(office.keys, state(office))
    checkpoints.publish(office.db, note, [], 0, office.time.utc - 90_000)
    lines = read(office)[1].splitlines()
    assert f"tingsheng_log_leaves {state(office).size}.0" in lines
    assert "tingsheng_log_witnessed_age_seconds 90.0" in lines


def entries(office: Machine) -> float:
    (line,) = [
        one for one in read(office)[1].splitlines()
        if one.startswith("tingsheng_ledger_entries_total ")
    ]  # fmt: skip
    return float(line.split()[1])


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("127.0.0.1", {"Via": "1.1 a"}, 403),
        ("10.0.0.7", {"Authorization": f"Bearer {TOKEN}"}, 403),
    ],
)
def test_without_a_token_it_is_read_on_this_machine_alone(
    office: Machine, peer: str, headers: dict[str, str], status: int
):
    found, text = read(office, headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert found == status
    assert ("tingsheng" in text) == (status == 200)


@pytest.mark.parametrize(
    ("content", "said", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (f"{TOKEN}\n", f"Bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 403),
        (TOKEN, "Bearer 令", 403),
        (TOKEN, "", 403),
        ("", "Bearer ", 403),
        (None, f"Bearer {TOKEN}", 403),
    ],
)
def test_with_a_token_everybody_needs_it(
    office: Machine, tmp_path: Path, content: str | None, said: str, status: int
):
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content)
    office.config.metrics_token_file = str(file)
    assert read(office, headers={"Authorization": said})[0] == status


def test_no_hall_has_it(hall: Machine):
    for screen in ("lobby", "desk"):
        assert hall.browser(screen).get("/metrics").status_code == 404
