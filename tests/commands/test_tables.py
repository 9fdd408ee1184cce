"""Tables in and out on the command line, at an office and in a hall that stands alone."""

from pathlib import Path

import pytest

from kiosk.commands.tables import KINDS
from kiosk.files import spreadsheets
from kiosk.files.pinyin import findable
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, offered, releases
from kiosk.vocabulary.documents import (
    Clerk,
    Publication,
)
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, HERE, NOON, START_2014, Machine, by_visit, sync_round
from tests.commands.cast import everything, first_lines, kiosk, run
from tests.files.cast import fees, planted

PAPER = "日期,工号,卡种,赠卡人,留言\n2014/3/5,317,礼貌,客户,谢谢\n2014/4/5,318,耐心,客户,\n"


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
    assert "B4 工号 '9999': 该工号当天不在本网点的人员名单上" in done.stderr
    assert "A5 日期 '明天': 日期格式应为 2026-01-31" in done.stderr
    assert cards.count(hall.db, ["kind"]) == {}


def test_no_count_is_printed_as_a_formula(office: Machine, hall: Machine):
    """A badge of an older program, or of a station that was tampered with."""
    tampered = Clerk(name="周雪", name_en="", branch=HERE)
    made = [Publication("=1+1", tampered, START_2014)]
    documents.publish(office.db, made, "t", NOON)
    sync_round(hall, office)
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "a" * 32, "=1+1", "polite", "")
    assert run(hall, "export", "cards", "--by", "clerk").stdout.splitlines()[1] == "'=1+1,1"


def test_a_roster_whose_badges_lost_their_zeros_is_the_same_roster(
    publisher: Machine, tmp_path: Path
):
    file = tmp_path / "clerks.csv"
    run(publisher, "export", "clerks", str(file))
    lines = [line.removeprefix("0") for line in file.read_text("utf-8-sig").splitlines()]
    assert any(line.startswith("999,") for line in lines)
    file.write_text("\n".join(lines))
    done = run(publisher, "import", "clerks", str(file))
    assert done.exit_code == 0 and done.stdout.strip().endswith(" same") and "," not in done.stdout


@pytest.fixture(params=["office", "alone"])
def publisher(request: pytest.FixtureRequest) -> Machine:
    """Whoever publishes, with something of every kind."""
    made: Machine = request.getfixturevalue(request.param)
    branch = HERE if request.param == "office" else ALONE
    documents.publish(made.db, map(findable, everything(branch)), "test", NOON)
    return made


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_is_imported_as_the_same(publisher: Machine, tmp_path: Path, suffix: str):
    before = publisher.db.rows(documents.Document.select().tuples())
    for name in KINDS:
        file = tmp_path / f"{name}.{suffix}"
        assert "rows in" in run(publisher, "export", name, str(file)).output
        done = run(publisher, "import", name, str(file))
        assert done.exit_code == 0, (name, done.output)
        assert done.output.strip().endswith(" same") and "," not in done.output, (name, done.output)
    assert publisher.db.rows(documents.Document.select().tuples()) == before


def test_fifty_planted_faults_in_ten_thousand_rows_are_listed_and_nothing_is_stored(
    publisher: Machine, tmp_path: Path
):
    data, cells = planted()
    file = tmp_path / "fees.csv"
    file.write_bytes(data)
    before = publisher.db.rows(documents.Document.select().tuples())
    done = run(publisher, "import", "fees", str(file))
    assert done.exit_code == 1
    listed = [line.split()[0] for line in done.stderr.splitlines() if " " in line][:-1]
    assert len(listed) == 50 and set(listed) == cells
    assert "50 faults; nothing was stored" in done.stderr
    assert publisher.db.rows(documents.Document.select().tuples()) == before
    assert publisher.db.rows(releases.Release.select()) == []


def test_a_preview_of_ten_thousand_rows_stores_nothing(publisher: Machine, tmp_path: Path):
    file = tmp_path / "fees.xlsx"
    file.write_bytes(spreadsheets.xlsx_file("fees", fees(number=10_000)))
    done = run(publisher, "import", "fees", str(file), "--preview")
    assert done.exit_code == 0 and "500 added" in done.output
    assert documents.versions(publisher.db, "fees", "k1") == []
    refused = run(publisher, "import", "fees", str(file))
    assert refused.exit_code == 1 and "--mostly-new" in refused.stderr
    assert documents.versions(publisher.db, "fees", "k1") == []
    assert publisher.db.rows(releases.Release.select()) == []
    done = run(publisher, "import", "fees", str(file), "--mostly-new")
    assert "500 versions published" in done.output
    assert documents.read(publisher.db, "fees", "k1", publisher.today()) is not None


def test_a_hall_with_an_office_imports_no_documents(hall: Machine, tmp_path: Path):
    file = tmp_path / "fees.csv"
    file.write_bytes(spreadsheets.csv_file("fees", fees(number=20)))
    done = run(hall, "import", "fees", str(file))
    assert isinstance(done.exception, Refusal) and done.exception.code == "office_publishes"
    assert "rows in" in run(hall, "export", "fees", str(tmp_path / "out.csv")).output


def test_a_new_zone_is_the_halls_at_once(alone: Machine, tmp_path: Path):
    file = tmp_path / "b.csv"
    row = {"key": ALONE, "name": "支局", "hall": "营业厅", "organisation": "宁浦邮政",
           "zone": "Asia/Urumqi", "in_force": alone.today().isoformat()}  # fmt: skip
    file.write_bytes(spreadsheets.csv_file("branch", [row]))
    assert run(alone, "import", "branches", str(file)).exit_code == 0
    assert identity.me(alone.db).zone == "Asia/Urumqi"


def test_two_persons_on_the_command_line_too(publisher: Machine, tmp_path: Path):
    config = publisher.config.folder / "machine.toml"
    config.write_text(f"{first_lines(publisher)}two_person_release = true\n")
    file = tmp_path / "fees.csv"
    file.write_bytes(spreadsheets.csv_file("fees", fees(number=20)))
    done = run(publisher, "import", "fees", str(file))
    assert "another person releases it" in done.output
    assert documents.versions(publisher.db, "fees", "k0") == []
    (proposed,) = publisher.db.rows(releases.Release.select())
    assert proposed.state == "proposed"


def test_a_preset_is_published_from_today(alone: Machine):
    shown = run(alone, "import", "preset", "power", "--preview")
    assert shown.exit_code == 0 and "shock_hazard" in shown.output
    assert documents.versions(alone.db, "topic") == []
    done = run(alone, "import", "preset", "power")
    assert done.exit_code == 0 and done.output.strip().endswith("versions published")
    assert offered.topics(alone.db, alone.today())[0] == "shock_hazard"
    again = run(alone, "import", "preset", "power")
    assert again.output.strip().endswith(" same") and "," not in again.output


def test_a_second_person_publishes_where_a_release_takes_two(office: Machine):
    file = office.config.folder / "machine.toml"
    file.write_text(f"{first_lines(office)}two_person_release = true\n")
    assert "another person releases it" in run(office, "import", "preset", "gas").output
    assert documents.versions(office.db, "topic") == []
    (found,) = releases.newest(office.db, 5)
    assert found.state == "proposed" and found.kind == "preset"


def test_in_a_hall_with_an_office_head_office_publishes(hall: Machine):
    done = run(hall, "import", "preset", "gas")
    assert done.exit_code == 1 and documents.versions(hall.db, "topic") == []


def test_there_are_presets_of_four_trades(office: Machine):
    assert run(office, "import", "preset", "water").exit_code == 2


def test_who_was_served_is_imported_once_all_or_nothing(hall: Machine, tmp_path: Path):
    file = tmp_path / "served.csv"
    heads = "号票,窗口号,工号,办完时间\n"
    good = heads + "".join(f"A{n:03},3,317,2026-11-20 10:{n % 60:02}\n" for n in range(120))
    late = good + "A500,3,317,2020-01-01 10:00\nA001,3,318,2026-11-20 15:00\nA501,3,9999,x\n"
    file.write_text(late, encoding="gb18030")
    done = kiosk(hall, "import", "served", str(file))
    assert done.returncode == 1 and "3 faults; nothing was stored" in done.stderr
    assert "D122 办完时间" in done.stderr and "A123 号票" in done.stderr and "D124" in done.stderr
    file.write_text(good, encoding="gb18030")
    assert kiosk(hall, "import", "served", str(file)).stdout == "0 known, 120 new\n"
    assert kiosk(hall, "import", "served", str(file)).stdout == "120 known, 0 new\n"
