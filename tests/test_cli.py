"""The commands, as an administrator types them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.records.feedback import cards
from kiosk.records.ledger.verify import verify
from tests.cast import HERE, WANG, Machine, by_visit, sync_round

ENTRY = Path(__file__).parents[1] / "kiosk.py"
PAPER = "日期,工号,卡种,赠卡人,留言\n2014/3/5,317,礼貌,客户,谢谢\n2014/4/5,318,耐心,客户,\n"


def kiosk(machine: Machine, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    config = machine.config.folder / "machine.toml"
    if not config.exists():
        config.write_text(f'role = "{machine.config.role}"\n')
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")} | more
    return subprocess.run(
        [sys.executable, str(ENTRY), "--config", str(config), *words],
        capture_output=True, text=True, check=False, env=environment, timeout=60,
    )  # fmt: skip


def test_paper_cards_are_imported_and_exported(hall: Machine, tmp_path: Path):
    file = tmp_path / "box.csv"
    file.write_text(PAPER, encoding="gb18030")
    assert kiosk(hall, "import", "cards", str(file)).stdout == "0 known, 2 new\n"
    assert kiosk(hall, "import", "cards", str(file)).stdout == "2 known, 0 new\n"
    exported = kiosk(hall, "export", "cards", "--by", "kind", "--from", "2014-01-01",
                     "--to", "2014-12-31").stdout  # fmt: skip
    assert exported == "kind,count\npolite,1\npatient,1\npositive,0\npassionate,0\nprofessional,0\n"
    assert kiosk(hall, "export", "cards", "--by", "month").stdout == (
        "month,count\n2014-03,1\n2014-04,1\n"
    )
    assert kiosk(hall, "export", "cards", "--by", "clerk", "--giver", "colleague").stdout == (
        "clerk,count\n"
    )


def test_a_faulty_file_names_its_rows_and_stores_nothing(hall: Machine, tmp_path: Path):
    file = tmp_path / "box.csv"
    file.write_text(PAPER + "2014/3/5,9999,礼貌,客户,\n明天,317,礼貌,客户,\n", encoding="utf-8")
    done = kiosk(hall, "import", "cards", str(file))
    assert done.returncode == 1
    assert "row 4 badge" in done.stderr and "row 5 date" in done.stderr
    assert cards.count(hall.db, ["kind"]) == {}


def test_verify_names_what_was_touched(hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    good = kiosk(hall, "verify")
    assert (good.returncode, good.stdout) == (0, "the ledger is as it was written\n")
    hall.db.sql("UPDATE ledger SET mark = 'patient'")
    bad = kiosk(hall, "verify")
    assert bad.returncode == 1
    said = " ".join(bad.stderr.split())
    assert "entry 1, column mark" in said


def test_a_backup_is_whole_and_opens(hall: Machine, office: Machine, tmp_path: Path):
    from kiosk.ground.db import Database

    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    path = Path(kiosk(hall, "backup", str(tmp_path / "safe")).stdout.strip())
    assert path.stat().st_mode & 0o777 == 0o600
    restored = Database(path)
    assert verify(restored, hall.keys.fingerprint) is None
    assert cards.count(restored, ["kind"]) == {("polite",): 1}
    restored.close()


def test_codes_users_and_pins_are_printed_once(hall: Machine, office: Machine):
    assert len(kiosk(office, "code", HERE).stdout.strip()) == 44
    assert "没有这个网点" in kiosk(office, "code", "nowhere").stderr
    assert len(kiosk(office, "user", "admin").stdout.strip()) >= 16
    pin = kiosk(hall, "pin", WANG).stdout.strip()
    assert len(pin) == 6 and pin.isdecimal()
    assert kiosk(hall, "pin", "9999").returncode == 1
    sync_round(hall, office)


def test_a_command_for_the_other_role_is_refused(hall: Machine, office: Machine):
    assert "this command is for the office" in " ".join(kiosk(hall, "code", HERE).stderr.split())
    assert "this command is for the station" in " ".join(kiosk(office, "sync").stderr.split())


def test_no_line_is_said_plainly(hall: Machine):
    done = kiosk(hall, "sync")
    assert done.returncode == 1 and "office" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "verify", "sync"])
def test_a_database_newer_than_the_program_refuses_to_start(hall: Machine, command: str):
    hall.db.sql(
        "INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01 00:00:00')"
    )
    done = kiosk(hall, command)
    assert done.returncode == 1
    assert "newer than this program" in " ".join(done.stderr.split())


def test_a_bad_configuration_refuses_to_start_and_names_the_key(hall: Machine):
    (hall.config.folder / "machine.toml").write_text('role = "station"\nsync_seconds = 0\n')
    done = kiosk(hall, "serve")
    assert done.returncode == 1 and "sync_seconds" in done.stderr
    assert "Traceback" not in done.stderr
