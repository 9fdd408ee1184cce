"""Tables made to do harm on the way in, formulas on the way out, and spreadsheet programs between.

Over the line limit: one subject, with the tables that it needs.
"""

import contextlib
import csv
import io
import random
import resource
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest import mock

import openpyxl
import xlsxwriter

from kiosk.files import confined, harmless, package, reading, spreadsheets, xlsx
from kiosk.files.pinyin import findable
from kiosk.files.spreadsheets import csv_file, xlsx_file
from kiosk.records.feedback import cards
from kiosk.records.publishing import as_tables, documents, releases
from kiosk.rules.input.keys import Known
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets import tables
from kiosk.rules.spreadsheets.columns import LAYOUTS, letter, together
from kiosk.rules.spreadsheets.tables import Spreadsheet, Unreadable
from kiosk.vocabulary.documents import Clerk, Notice, Publication, Said, Service
from tests.cast import (
    HERE,
    NOON,
    START_2014,
    Machine,
    Time,
    by_visit,
    enrol,
    machine,
    publish_cast,
    sync_round,
)
from tests.commands.cast import run as command
from tests.files.cast import SERVICES, fees, line, workbook
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.web.cast import at_office

SECONDS, BYTES = 5, 300_000_000
"""What no file may take longer or more of."""
SERVICE = tables.form("service")
SIGNS = "=+-@＝＋－＠"


# Bombs -----------------------------------------------------------------------


def repeated(
    part: str, number: int, before: str = "", end: str = "", within: str = "xl/sheet.xml"
) -> bytes:
    """A workbook of which a part holds something very often, written without being held in
    memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(f"{SERVICES}@", strings="@"))) as whole, \
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:  # fmt: skip
        for name in whole.namelist():
            if name != within:
                packed.writestr(name, whole.read(name).replace(b"@", b""))
                continue
            head, tail = whole.read(name).decode().split("@")
            with packed.open(name, "w") as sheet:
                sheet.write((head + before).encode())
                for _ in range(100):
                    sheet.write((part * (number // 100)).encode())
                sheet.write((end + tail).encode())
    return out.getvalue()


def bombs() -> Iterable[tuple[str, bytes]]:
    good = line(2, "t3", "测试", "2026-11-01")
    yield "fourteen million cells", repeated("<c/>", 14_000_000, '<row r="2">', "</row>")
    text = "<si><r><t>ab</t></r></si>"
    yield "millions of shared texts", repeated(text, 2_000_000, within="xl/strings.xml")
    yield "a million formatted rows", repeated('<row s="1" customFormat="1"/>', 1_000_000, good)
    yield "a cell at XFD20000", workbook(SERVICES + good + '<row r="20000"><c r="XFD20000"/></row>')
    yield "a gigabyte of blanks", repeated(" " * 1_000, 1_000_000, "<row><c><v>")
    yield "deep elements", repeated("<a>", 10_000_000)
    yield "a line of five million commas", b"key,name,in_force\n" + b"," * 5_000_000
    yield "an open quotation mark", b'key,name,in_force\n"' + b"a" * 5_000_000


def _peak(of: int) -> int:
    """The largest size so far in KiB. A child begins with that of its parent, whatever it needs."""
    return resource.getrusage(of).ru_maxrss


def bombed(_: Path) -> Outcome:
    """Each is refused, or read as the two rows that it has, in time and memory."""
    through, tried = [], 0
    for name, data in bombs():
        tried += 1
        before = max(map(_peak, (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)))
        begun = time.monotonic()
        with contextlib.suppress(Unreadable):
            spreadsheets.read(data, SERVICE)
        took = time.monotonic() - begun
        after = _peak(resource.RUSAGE_CHILDREN)
        if took > SECONDS:
            through.append(f"{name}: {took:.1f} s")
        if after > before and after * 1024 > BYTES:
            through.append(f"{name}: {after // 1024} MiB")
    return Outcome(tried, through)


# What a file declares, and what it names -----------------------------------------


def believed(data: bytes) -> Spreadsheet:
    """What a reader makes of a workbook that believes its dimension."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    return Spreadsheet([(n, {at: str(c) for at, c in enumerate(row, 1) if c}) for n, row in rows])


def declared(_: Path) -> Outcome:
    """A dimension of one cell makes no row vanish; one of all cells takes no longer."""
    through = []
    data = xlsx_file("service", [service("a", "一"), service("b", "二")])
    last = letter(len(LAYOUTS["service"].columns))
    for said in ("A1", "A1:B2", "A1:E1", "XFD1048576"):
        lying = rewritten(data, "xl/worksheets/sheet1.xml", f'<dimension ref="A1:{last}3"'.encode(),
                          f'<dimension ref="{said}"'.encode())  # fmt: skip
        with contextlib.suppress(Unreadable):
            if len(tables.arranged(xlsx.read(lying), SERVICE).rows) == 2:
                continue
        through.append(f"{said}: rows vanished")
    return Outcome(4, through)


def named(_: Path) -> Outcome:
    """No entity is expanded, in no part, and nothing outside is looked at."""
    through, tried = [], 0
    data = workbook(SERVICES + line(2, "t3", "@", "2026-11-01"), strings="<si><t>@</t></si>")
    for entity in ('"x"', 'SYSTEM "file:///etc/hostname"', '"&b;"><!ENTITY b "y"'):
        doctype = f"<!DOCTYPE s [<!ENTITY a {entity}>]>".encode()
        for part in ("xl/sheet.xml", "xl/strings.xml"):
            tried += 1
            changed = rewritten(data, part, b"@", b"&a;", doctype)
            with contextlib.suppress(Unreadable):
                xlsx.read(changed)
                through.append(f"{part}: {entity}")
    return Outcome(tried, through)


def unpacked(_: Path) -> Outcome:
    """Sizes that the file declares are not believed."""
    data = repeated(" " * 1_000, 80_000, "<row><c><v>", "</v></c></row>")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = packed.getinfo("xl/sheet.xml").file_size
    lying = data.replace(size.to_bytes(4, "little"), (99).to_bytes(4, "little"))
    through = []
    for one in (data, lying):
        with contextlib.suppress(Unreadable):
            xlsx.read(one)
            through.append("80 MB were unpacked")
    return Outcome(2, through)


def rewritten(data: bytes, part: str, old: bytes, new: bytes, before: bytes = b"") -> bytes:
    """The workbook with something replaced in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as packed:
        for name in whole.namelist():
            body = whole.read(name)
            packed.writestr(name, before + body.replace(old, new) if name == part else body)
    return out.getvalue()


# Random bytes -------------------------------------------------------------------


def randomised(_: Path) -> Outcome:
    """220 random and mutated files are refused or read, and nothing else happens."""
    chance, through, tried = random.Random(7), [], 0
    wholes = [xlsx_file("fees", fees(number=30)), csv_file("fees", fees(number=30))]
    wholes.append(rewritten(wholes[0], "", b"", b""))  # not packed, so that XML is changed
    for _ in range(220):
        data = bytearray(chance.choice(wholes))
        for _ in range(chance.randint(1, 20)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 6)] = chance.randbytes(chance.randint(0, 6))
        if chance.random() < 0.3:
            data = bytearray(chance.choice((b"", b"PK\x03\x04", b"\xff\xfe")))
            data += chance.randbytes(chance.randrange(100_000))
        tried += 1
        begun = time.monotonic()
        try:
            spreadsheets.read(bytes(data), tables.form("fees"))
        except Unreadable as refused:
            if refused.code == "too_slow":
                through.append(f"file {tried} broke the child")
        except Exception as trouble:
            through.append(f"file {tried}: {type(trouble).__name__}")
        if time.monotonic() - begun > SECONDS:
            through.append(f"file {tried} took too long")
    return Outcome(tried, through)


def in_this_process(module: str, data: bytes, **_: int) -> bytes:
    return reading.inside(data)


def unguarded(data: bytes) -> Spreadsheet:
    return xlsx._read(package.Package(data))


# Formulas -----------------------------------------------------------------------


def service(key: str, name: str) -> dict[str, str]:
    return {"key": key, "name": name, "in_force": "2026-11-01"}


def doors(office: Machine) -> Iterable[tuple[str, list[str]]]:
    """The cells that each door hands out."""
    browser = at_office(office)
    for group in ("kind", "clerk", "branch", "month"):
        if group != "kind":
            table = browser.get(f"/cards/table.csv?by={group}").data
            yield f"cards by {group}", cells_of(table)
        said = command(office, "export", "cards", "--by", group).stdout
        yield f"export cards --by {group}", cells_of(said.encode())
    for kind in LAYOUTS:
        yield f"{kind}.csv", cells_of(browser.get(f"/documents/{kind}/table.csv").data)
        book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/documents/{kind}/table.xlsx").data))
        found = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        yield f"{kind}.xlsx", [f"={c.value}" if c.data_type == "f" else str(c.value) for c in found]
    for name in ("clerks", "notices"):
        file = office.config.folder / f"{name}.csv"
        command(office, "export", name, str(file))
        yield f"export {name}", cells_of(file.read_bytes())


def cells_of(data: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]


def exported(folder: Path) -> Outcome:
    """Names, notices and badges that begin with a sign leave no door as a formula."""
    clock = Time()
    office = machine(folder / "office", "office", clock)
    publish_cast(office)
    made = []
    for number, sign in enumerate((*SIGNS, "\t=", " =", "\u200b=", "\ufeff@")):
        words = f"{sign}cmd|'/c calc'!A{number}"
        clerk = Clerk(name=words, name_en=words, branch=HERE)
        made += [
            Publication(f"{sign}9{number}", clerk, START_2014),
            Publication(f"s{number}", Service(name=Said(words, words)), START_2014),
            Publication(f"n{number}", Notice(title=Said(words), text=Said(words)), START_2014),
        ]
    documents.publish(office.db, made, "t", NOON)
    hall = machine(folder / "hall", "station", clock)
    try:
        with mock.patch("kiosk.ground.clock.read", clock):
            return judged(office, hall)
    finally:
        office.db.close()
        hall.db.close()


def judged(office: Machine, hall: Machine) -> Outcome:
    enrol(hall, office, HERE)
    sync_round(hall, office)
    for number, sign in enumerate(SIGNS):
        author = by_visit(hall.db, hall.time(), "v")
        cards.give(hall.db, author, f"{number:032x}", f"{sign}9{number}", "polite", "")
    sync_round(hall, office)
    through, tried, seen = [], 0, 0
    for door, cells in doors(office):
        tried += len(cells)
        seen += sum("cmd|" in cell for cell in cells)
        for cell in cells:
            if cell.lstrip(" \u200b\ufeff").startswith((*SIGNS, "\t")):
                through.append(f"{door}: {cell[:30]!r}")
    return Outcome(tried if seen else 0, through)


# Through LibreOffice --------------------------------------------------------------


def resaved(folder: Path, files: list[Path], suffix: str) -> list[Path]:
    """The files as LibreOffice opens and saves them again."""
    out = folder / f"{files[0].suffix[1:]}-{suffix}"
    to = {"xlsx": "xlsx", "csv": "csv:Text - txt - csv (StarCalc):44,34,76"}[suffix]
    asked = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'lo').as_uri()}"]
    if files[0].suffix == ".csv":
        asked.append("--infilter=CSV:44,34,76,1")
    asked += ["--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    return [out / file.with_suffix(f".{suffix}").name for file in files]


def random_words(chance: random.Random) -> str:
    alphabet = "='+-@＝＋－＠ 0159.,:/%eE_x0AD;\"#测试收费\n\tabcMay"
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 12))).strip() or "x"


def round_trip(folder: Path) -> Outcome:
    """Export, save again as xlsx and as CSV, import: nothing changes, 0101 included; and 300 rows
    of random words come back as they were."""
    office = machine(folder / "office", "office", Time())
    publish_cast(office)
    twins = [Clerk(name=f"员工{n}", name_en=f"=A{n}", branch=HERE) for n in range(20)]
    made = [Publication(f"{101 + n:04}", one, START_2014) for n, one in enumerate(twins)]
    documents.publish(office.db, made, "t", NOON)
    held = {kind: as_tables.current(office.db, kind, office.today()) for kind in LAYOUTS}
    chance = random.Random(11)
    wild = [service(f"w{n:03}", random_words(chance)) | {"name_en": random_words(chance)}
            for n in range(300)]  # fmt: skip
    wild = [row for row in wild if not is_error(row)]
    try:
        return travelled(folder, office, held, wild)
    finally:
        office.db.close()


def is_error(row: dict[str, str]) -> bool:
    return any(tables._ERROR.fullmatch(cell) for cell in row.values())


def travelled(
    folder: Path,
    office: Machine,
    held: dict[str, list[Publication]],
    wild: list[dict[str, str]],
) -> Outcome:
    through, tried = [], 0
    for write in (xlsx_file, csv_file):
        files = []
        for kind, some in held.items():
            rows = [row for item in some for row in table_rows.write(item)]
            files += [store(folder, kind, write, kind, rows)] if rows else []
        files.append(store(folder, "wild", write, "service", wild))
        for suffix in ("xlsx", "csv"):
            for file in resaved(folder, files, suffix):
                tried += 1
                where = f"{write.__name__} saved again as {file.name}"
                through += [f"{where}: {one}" for one in differing(office, file, wild)]
    return Outcome(tried, through)


def store(
    folder: Path, name: str, write: Callable[..., bytes], kind: str, rows: list[dict[str, str]]
) -> Path:
    file = folder / f"{name}.{write.__name__.partition('_')[0]}"
    file.write_bytes(write(kind, rows))
    return file


def differing(office: Machine, file: Path, wild: list[dict[str, str]]) -> list[str]:
    """What an import would change."""
    kind = "service" if file.stem == "wild" else file.stem
    table = tables.arranged(reading.spreadsheet(file.read_bytes()), tables.form(kind))
    if file.stem == "wild":
        got = [[row.cells[name] for name in ("name", "name_en")] for row in table.rows]
        asked = [[row["name"], row["name_en"]] for row in wild]
        return [f"{a} is {b}" for a, b in zip(asked, got, strict=True) if a != b]
    wanted, faults = as_tables.from_rows(office.db, kind, table.rows)
    wrong = [str(one) for one in together(table.faults, faults)]
    changes = releases.changes(office.db, [findable(one) for one in wanted], office.today())
    return wrong + [f"{one.publication.key}" for one in changes if one.effect.what != "same"]


def other_programs(folder: Path) -> Outcome:
    """Rows that other programs wrote and LibreOffice saved again read the same, or are refused by
    cell."""
    chance, through, tried = random.Random(13), [], 0
    rows = [(f"k{n}", chance.choice([random_words(chance), n, n / 8, n / 3, True, None, "=1+1"]))
            for n in range(200)]  # fmt: skip
    rows = [row for row in rows if row[1] == "=1+1" or str(row[1])[0] not in "=#'"]
    by_openpyxl, by_xlsxwriter = folder / "openpyxl.xlsx", folder / "xlsxwriter.xlsx"
    book = openpyxl.Workbook()
    other = xlsxwriter.Workbook(by_xlsxwriter)
    sheet = other.add_worksheet()
    for number, row in enumerate([("key", "name", "in_force"), *rows]):
        whole = (*row, "2026-11-01") if number else row
        book.active.append(whole)
        for column, cell in enumerate(whole):
            if cell == "=1+1":
                sheet.write_formula(number, column, cell, None, 2)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.save(by_openpyxl)
    other.close()
    for file in resaved(folder, [by_openpyxl, by_xlsxwriter], "xlsx"):
        table = tables.arranged(reading.spreadsheet(file.read_bytes()), SERVICE)
        faulty = {fault.row for fault in table.faults}
        for (_, cell), row in zip(rows, table.rows, strict=True):
            tried += 1
            if row.number not in faulty and not is_same(cell, row.cells["name"]):
                through.append(f"{file.name} {row.number}: {cell!r} is {row.cells['name']!r}")
    return Outcome(tried, through)


def is_same(cell: object, got: str) -> bool:
    match cell:
        case bool():
            return False
        case int() | float():
            return got == f"{cell:.15g}"
        case None:
            return got == ""
        case "=1+1":
            return got == "2"  # as LibreOffice stores it
    return got == harmless.as_written(str(cell)).strip()


def exact(self: Known, key: str) -> list[str]:
    return [key] if key in self._keys else []


ATTACKS: tuple[Attack, ...] = (
    Attack("a table that takes time or memory", bombed,
           lambda: replaced((spreadsheets, "SECONDS", 6), (spreadsheets, "MEMORY", 4 << 30))),
    Attack("a dimension that hides rows", declared, lambda: replaced((xlsx, "read", believed))),
    Attack("entities in a workbook", named,
           lambda: replaced((package, "_refuse_doctype", lambda *_: None))),
    Attack("a zip bomb that lies about its size", unpacked,
           lambda: replaced((package, "UNPACKED_LIMIT", 10**9))),
    Attack("random bytes as tables", randomised,
           lambda: replaced((confined, "run", in_this_process), (xlsx, "read", unguarded))),
    Attack("formulas in every export", exported,
           lambda: replaced((harmless, "_is_formula", lambda _: False))),
    Attack("a table saved again by a spreadsheet program", round_trip,
           lambda: replaced((Known, "meant", exact))),
    Attack("rows of other programs, saved again", other_programs,
           lambda: replaced((tables, "_FAULTY", {}))),
)  # fmt: skip
