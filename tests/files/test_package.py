"""What a workbook unpacks to, and which sheet of it is read."""

import io
import zipfile

import pytest

from kiosk.files import package, xlsx
from kiosk.rules.spreadsheets.tables import Unreadable
from tests.files.cast import SERVICES, line, workbook


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as found:
        xlsx.read(data)
    return found.value.code


SHEETS = '<sheet name="旧" state="{}" r:id="r1"/><sheet name="新" r:id="r1"/>'


def test_the_first_visible_sheet_is_read_and_named():
    for state, name in (("hidden", "新"), ("veryHidden", "新"), ("visible", "旧")):
        assert xlsx.read(workbook(SERVICES, sheets=SHEETS.format(state))).name == name
    assert refused(workbook(SERVICES, sheets='<sheet state="hidden" r:id="r1"/>')) == "no_sheet"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, "<!DOCTYPE x>"])
@pytest.mark.parametrize("part", ["xl/sheet.xml", "xl/strings.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused_in_every_part(doctype: str, part: str):
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(SERVICES))) as packed, \
            zipfile.ZipFile(changed, "w") as written:  # fmt: skip
        for name in packed.namelist():
            before = doctype.encode() if name == part else b""
            written.writestr(name, before + packed.read(name))
    assert refused(changed.getvalue()) == "damaged_xlsx"


def test_what_is_unpacked_is_bounded_whatever_the_file_declares(monkeypatch):
    monkeypatch.setattr(package, "UNPACKED_LIMIT", 100_000)
    data = workbook(SERVICES + line(2, " " * 200_000))
    assert refused(data) == "too_large"
    lying = data.replace((200_000).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    assert refused(lying) == "too_large"
