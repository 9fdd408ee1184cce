"""The checks name what is wrong with a machine, say what to do, and end with the worst."""

import json
from collections import namedtuple

import pytest

from kiosk.commands import watchdog
from kiosk.commands.upkeep import backing_up, doctor, healing
from kiosk.files.typing.engine import Answer, Engine, Unavailable
from kiosk.ground import disk
from kiosk.ground.config import Backups, Listener
from kiosk.records.ledger import alarms
from kiosk.records.upkeep import backups, checked
from kiosk.records.upkeep.backups import DAY_MS, DISK
from kiosk.vocabulary.checks import CHECKS
from tests.cast import Machine, sync_round
from tests.commands.cast import kiosk, run
from tests.records.upkeep.cast import at_random

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def good_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens are served, the clock is synchronised, there are a voice and candidates."""
    monkeypatch.setattr(watchdog, "check", lambda _config, settled: None)
    said = {"timedatectl": "yes", "spd-say": "Mandarin zh none"}
    monkeypatch.setattr(doctor, "_said", lambda name, *_more, **_within: said[name])
    monkeypatch.setattr(Engine, "ask", lambda *_: Answer(candidates=("你好",)))
    monkeypatch.setattr(disk, "free", lambda _folder: 50 * doctor.GIB)


def levels(of: Machine) -> dict[str, str]:
    return {one.code: one.level for one in doctor.examine(of.config, of.db, of.keys)}


def test_a_machine_that_is_well_has_no_complaint_but_of_what_is_not_set_up(
    hall: Machine, office: Machine
):
    sync_round(hall, office)
    assert levels(hall) == {
        "database": "ok", "space": "ok", "clock": "ok", "office": "ok", "backup": "warning",
        "screens": "ok", "voice": "ok", "font": "ok", "typing": "ok",
    }  # fmt: skip
    assert set(levels(office)) == {"database", "space", "clock", "backup", "screens"}


def test_each_check_finds_what_it_is_for(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    folder = hall.config.folder / "safe"
    hall.config.backup = Backups(str(folder), str(folder / "stick"))
    made = backing_up.make(hall.config, hall.db, folder, backing_up.keys_for(hall.config, hall.db))
    backups.note(hall.db, DISK, made.name, sealed=True, now=hall.time())
    sync_round(hall, office)
    assert levels(hall)["backup"] == "ok" and levels(hall)["stick"] == "warning"
    whole = made.read_bytes()
    made.write_bytes(whole[:-1])
    assert levels(hall)["backup"] == "fault", "it was cut"
    made.write_bytes(whole)
    hall.time.pass_by(3 * 3_600_000)
    assert levels(hall)["office"] == "warning"
    hall.time.pass_by(4 * DAY_MS)
    found = levels(hall)
    assert found["office"] == found["backup"] == "fault"
    for free, level in ((doctor.LITTLE - 1, "warning"), (doctor.TOO_LITTLE - 1, "fault")):
        monkeypatch.setattr(disk, "free", lambda _folder, free=free: free)
        assert levels(hall)["space"] == level
    monkeypatch.setattr(doctor, "_said", lambda *_words, **_within: "no")
    assert (levels(hall)["clock"], levels(hall)["voice"]) == ("warning", "warning")

    def ended(_config: object, settled: bool) -> None:
        raise OSError("Connection refused")

    monkeypatch.setattr(watchdog, "check", ended)
    assert levels(hall)["screens"] == "fault"
    hall.config.desk = Listener(8081, hosts=["desk.example.com"], proxy="127.0.0.2")
    assert levels(hall)["certificate"] == "fault", "nothing answers there"


def test_it_says_why_pinyin_has_no_candidates(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    def missing(_engine: Engine, _question: object) -> None:
        raise Unavailable("Missing: librime.so.1")

    monkeypatch.setattr(Engine, "ask", missing)
    assert doctor._typing(hall.config, hall.db, hall.keys) == (
        "typing", "warning", "Missing: librime.so.1"
    )  # fmt: skip
    hall.config.screen_keyboard = "off"
    assert doctor._typing(hall.config, hall.db, hall.keys) is None


def test_a_check_that_breaks_is_a_fault_of_its_own(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    def broken(*_all: object) -> None:
        raise ValueError("odd")

    monkeypatch.setitem(doctor._CHECKS, "font", broken)
    assert levels(hall)["font"] == "fault" and levels(hall)["database"] == "ok"


def test_the_running_machine_keeps_what_it_found_and_raises_alarms(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(disk, "free", lambda _folder: 1)
    doctor.keep_checking(hall.config, hall.db, hall.keys)
    found = {row.code: row.level for row in checked.last(hall.db)}
    assert found["space"] == "fault" and len(found) > 5
    assert alarms.by_code(hall.db)["check_failed"] >= 1


def test_the_command_speaks_the_terminals_language_and_its_exit_code_is_the_worst(hall: Machine):
    said = kiosk(hall, "doctor")  # in a process of its own, where nothing is served
    assert said.returncode == 2 and "✗ 屏幕服务" in said.stdout and "✓ 数据库" in said.stdout
    assert CHECKS["screens"].todo in said.stdout
    english = kiosk(hall, "doctor", LC_ALL="C.UTF-8")
    assert "✗ Screens" in english.stdout and "屏幕服务" not in english.stdout
    found = json.loads(kiosk(hall, "doctor", "--json").stdout)
    assert {one["code"] for one in found} <= set(CHECKS) and len(found) > 5


def test_a_damaged_database_is_named_and_not_opened(hall: Machine):
    healing.keep_spare(hall.config, hall.db, hall.keys)
    hall.db.checkpoint()
    hall.db.close()
    at_random(0.5)(hall.config.database)
    done = run(hall, "doctor", "--json")
    assert done.exit_code == 2
    (only,) = json.loads(done.stdout)
    assert (only["code"], only["level"]) == ("database", "fault")
    assert not hall.config.damaged.exists(), "the service replaces it, not this command"


def test_a_voice_that_reads_chinese_as_english_does_not_count(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    listed = "   Chinese (Mandarin, latin as English)      cmn     none\n"
    monkeypatch.setattr(doctor, "_said", lambda *_words, **_within: listed)
    assert levels(hall)["voice"] == "warning"
    listed += "   Chinese (Mandarin, latin as Pinyin)    cmn-LATN-PINYIN    none\n"
    found = {one.code: one for one in doctor.examine(hall.config, hall.db, hall.keys)}["voice"]
    assert found == ("voice", "ok", "Chinese (Mandarin, latin as Pinyin)")
