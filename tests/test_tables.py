"""Tables in and out on the command line, at an office and in a hall that stands alone."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.commands.main import cli
from kiosk.commands.tables import KINDS
from kiosk.files import spreadsheets
from kiosk.files.pinyin import findable
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, releases
from kiosk.rules.publishing import rows as rule
from kiosk.vocabulary.documents import (
    Clerk,
    Deadline,
    Notice,
    Policy,
    Publication,
    Said,
    Window,
    Workday,
)
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, HERE, NOON, START_2014, Machine, table

LATER = datetime.date(2027, 1, 1)


def kiosk(machine: Machine, *words: str) -> Result:
    config = machine.config.folder / "machine.toml"
    if not config.exists():
        config.write_text(f'role = "{machine.config.role}"\n')
    return CliRunner().invoke(cli, ["--config", str(config), *words])


def everything(branch: str) -> list[Publication]:
    """Something of every kind, some of it to come."""
    notice = Notice(title=Said("停气通知", "Gas off"), text=Said("周六停气"), branch=branch)
    window = Window(branch=branch, number="3", name=Said("收费", "Pay"))
    clerk = Clerk(name="周雪", name_en="", branch=branch, group="adviser", star=4, manager=True)
    return [
        *table("service"), *table("fees"), *table("guide"),
        Publication("warm", notice, START_2014),
        Publication("warm", Notice(title=Said("新"), text=Said("=1+1")), LATER),
        Publication(f"{branch}/3", window, START_2014),
        Publication("halls", Policy(stale_days=3), LATER),
        Publication("0999", clerk, LATER),
        Publication("general", Deadline(days=5, basis=Said("宁邮〔2026〕9号")), LATER),
        Publication("2027-02-14", Workday(working=True), LATER),
    ]  # fmt: skip


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
        assert "rows in" in kiosk(publisher, "export", name, str(file)).output
        done = kiosk(publisher, "import", name, str(file))
        assert done.exit_code == 0, (name, done.output)
        assert done.output.strip().endswith(" same") and "," not in done.output, (name, done.output)
    assert publisher.db.rows(documents.Document.select().tuples()) == before


def fees(*, number: int, day: str = "2026-11-21") -> list[dict[str, str]]:
    return [
        {"key": f"k{n // 20}", "title": f"收费{n // 20}", "basis": "〔2026〕1号",
         "item": f"项目{n}", "unit": "元/次", "price": f"{n}.00", "tariff": f"flat {n}.00",
         "in_force": day}
        for n in range(number)
    ]  # fmt: skip


PLANTED: tuple[tuple[str, str], ...] = (
    ("tariff", "barter"), ("price", ""), ("basis", "别的文号"), ("in_force", "31.12."),
    ("item", ""),
)  # fmt: skip


def planted() -> tuple[bytes, set[str]]:
    """10,000 rows, fifty of them with one fault, and the names of those cells."""
    rows, cells = fees(number=10_000), set()
    letters = dict(zip(["key", "title", "basis", "item", "unit", "price", "title_en", "basis_en",
                        "item_en", "unit_en", "price_en", "tariff", "synonyms", "in_force"],
                       "ABCDEFGHIJKLMN", strict=True))  # fmt: skip
    for n in range(50):
        at = n * 200 + 7  # never the first of its schedule
        column, wrong = PLANTED[n % 5]
        rows[at] = rows[at] | {column: wrong}
        cells.add(f"{letters[column]}{at + 2}")
    return spreadsheets.csv_file("fees", rows), cells


def test_fifty_planted_faults_in_ten_thousand_rows_are_listed_and_nothing_is_stored(
    publisher: Machine, tmp_path: Path
):
    data, cells = planted()
    file = tmp_path / "fees.csv"
    file.write_bytes(data)
    before = publisher.db.rows(documents.Document.select().tuples())
    done = kiosk(publisher, "import", "fees", str(file))
    assert done.exit_code == 1
    listed = [line.split()[0] for line in done.stderr.splitlines() if " " in line][:-1]
    assert len(listed) == 50 and set(listed) == cells
    assert "50 faults; nothing was stored" in done.stderr
    assert publisher.db.rows(documents.Document.select().tuples()) == before
    assert publisher.db.rows(releases.Release.select()) == []


def test_a_preview_of_ten_thousand_rows_stores_nothing(publisher: Machine, tmp_path: Path):
    file = tmp_path / "fees.xlsx"
    file.write_bytes(spreadsheets.xlsx_file("fees", fees(number=10_000)))
    done = kiosk(publisher, "import", "fees", str(file), "--preview")
    assert done.exit_code == 0 and "500 added" in done.output
    assert documents.versions(publisher.db, "fees", "k1") == []
    assert "500 versions published" in kiosk(publisher, "import", "fees", str(file)).output
    assert documents.read(publisher.db, "fees", "k1", publisher.today()) is not None


def test_how_far_it_is_is_told_while_it_goes_on():
    told: list[tuple[str, int, int]] = []

    def seen(what: str) -> Any:
        return lambda done, total: told.append((what, done, total))

    columns, rows = spreadsheets.read(
        spreadsheets.xlsx_file("fees", fees(number=1_000)), seen("read")
    )
    rule.read("fees", rows, set(), {}, seen("judged"))
    reading = [done for what, done, _ in told if what == "read"]
    judging = [done for what, done, _ in told if what == "judged"]
    assert len(reading) >= 10 and reading == sorted(reading)
    assert judging == list(range(20, 1_001, 20)) and columns
    assert {total for what, _, total in told if what == "judged"} == {1_000}


def test_a_hall_with_an_office_imports_no_documents(hall: Machine, tmp_path: Path):
    file = tmp_path / "fees.csv"
    file.write_bytes(spreadsheets.csv_file("fees", fees(number=20)))
    done = kiosk(hall, "import", "fees", str(file))
    assert isinstance(done.exception, Refusal) and done.exception.code == "office_publishes"
    assert "rows in" in kiosk(hall, "export", "fees", str(tmp_path / "out.csv")).output


def test_a_new_zone_is_the_halls_at_once(alone: Machine, tmp_path: Path):
    file = tmp_path / "b.csv"
    row = {"key": ALONE, "name": "支局", "hall": "营业厅", "organisation": "宁浦邮政",
           "zone": "Asia/Urumqi", "in_force": alone.today().isoformat()}  # fmt: skip
    file.write_bytes(spreadsheets.csv_file("branch", [row]))
    assert kiosk(alone, "import", "branches", str(file)).exit_code == 0
    assert identity.me(alone.db).zone == "Asia/Urumqi"


def test_two_persons_on_the_command_line_too(publisher: Machine, tmp_path: Path):
    config = publisher.config.folder / "machine.toml"
    config.write_text(f'role = "{publisher.config.role}"\ntwo_person_release = true\n')
    file = tmp_path / "fees.csv"
    file.write_bytes(spreadsheets.csv_file("fees", fees(number=20)))
    done = kiosk(publisher, "import", "fees", str(file))
    assert "another person releases it" in done.output
    assert documents.versions(publisher.db, "fees", "k0") == []
    (proposed,) = publisher.db.rows(releases.Release.select())
    assert proposed.state == "proposed"
