"""Uploaded files: tables as CSV and xlsx, up to the rows that they mean, and pictures. They are
read here as inside the confined process, whose own limits are tried by `make hostile`."""

import datetime
import io
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PIL import Image

from kiosk.files import reading, uploads
from kiosk.files.confined import Refused
from kiosk.rules.feedback import paper
from kiosk.rules.people import user_rows
from kiosk.rules.people.roles import EVERYWHERE, Reach
from kiosk.rules.publishing import rows
from kiosk.rules.spreadsheets import tables
from kiosk.rules.spreadsheets.tables import Spreadsheet, Unreadable
from tests.files.cast import SERVICES, line, workbook
from tests.fuzz.doors import Door

DATA = Path(__file__).parents[1] / "data"
DAY = datetime.date(2026, 11, 21)
CONFINED_MB = 1_024
"""What the process has in which a picture is opened: 24 million pixels are 100 MB a copy."""
BRANCHES = {"sb01": "城北", "sb02": "城西"}
KINDS = ("clerk", "fees", "guide", "service", "notice", "branch")


def _rows(found: Spreadsheet) -> None:
    """The rows that a table means, for whichever of our tables it could be."""
    for kind in KINDS:
        with suppress(Unreadable):
            table = tables.arranged(found, tables.form(kind))
            rows.read(kind, table.rows, BRANCHES, {})
    with suppress(Unreadable):
        cards, _ = paper.read(tables.arranged(found, paper.FORM), DAY)
        paper.event_ids("sb01", "b", cards)
    with suppress(Unreadable):
        user_rows.read(tables.arranged(found, user_rows.FORM), _reach)


def _reach(_: str) -> Reach:
    return EVERYWHERE


def _csv(data: bytes) -> None:
    with suppress(Unreadable):
        _rows(reading.spreadsheet(data))


def _xlsx(data: bytes) -> None:
    """As a file, and as the elements of a sheet, which a fuzzer rarely gets packed."""
    with suppress(Unreadable):
        _rows(reading.spreadsheet(b"PK" + data[2:]))
    text = data.decode("utf-8", "replace")
    parts = [*text.split("\0"), "", "", ""]
    with suppress(Unreadable, UnicodeEncodeError):
        packed = workbook(parts[0], more=parts[1], strings=parts[2], styles=parts[3])
        _rows(reading.spreadsheet(packed))


def _tables() -> list[bytes]:
    kept = [path.read_bytes() for path in sorted(DATA.glob("*.csv"))]
    paper_cards = "日期,工号,卡种,赠卡人,留言\n2026-11-20,0101,礼貌,顾客,谢谢\n".encode()
    clerks = "工号,姓名,网点,生效日期\n0101,王芳,sb01,2026-11-21\n".encode()
    users = "用户名,角色,范围\nanna,管理员,全部\n".encode("gb18030")
    return [one[:4_000] for one in (*kept, paper_cards, clerks, users)]


def _workbooks() -> list[bytes]:
    body = SERVICES + line(2, "s1", "开户", '<c r="C2" s="1"><v>46027</v></c>')
    styles = '<numFmts><numFmt numFmtId="164" formatCode="0.00"/></numFmts><cellXfs><xf/></cellXfs>'
    merged = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    strings = "<si><t>一</t></si><si><r><t>二</t></r></si>"
    return [workbook(body), "\0".join((body, merged, strings, styles)).encode()]


def _picture(purpose: uploads.Purpose) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        with suppress(Refused), warnings.catch_warnings():
            uploads.inside(data, purpose)

    return read


def _pictures() -> list[bytes]:
    found = []
    for form in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        Image.radial_gradient("L").resize((24, 30)).convert("RGB").save(out, form)
        found.append(out.getvalue())
    return found


DOORS = [
    Door("csv", _csv, _tables),
    Door("xlsx", _xlsx, _workbooks),
    Door("portrait", _picture("portrait"), _pictures, memory=CONFINED_MB),
    Door("logo", _picture("logo"), _pictures, memory=CONFINED_MB),
]
