"""A register in its table's row: the fields between semicolons, writers and readers by their words
or codes."""

import re
from collections.abc import Mapping

from kiosk.rules.spreadsheets.cells import CellReader
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import (
    MOST_FIELDS,
    MOST_MONTHS,
    Readers,
    Register,
    Said,
    Writers,
)

WRITERS: Mapping[Writers, str] = {"managers": "负责人和总部", "staff": "全体人员"}
READERS: Mapping[Readers, str] = {
    "managers": "负责人和总部",
    "staff": "全体人员",
    "public": "全体人员和顾客",
}


def read(reader: CellReader, row: Row) -> Register:
    """The register of a row; what is wrong in it is a fault."""
    consent = row.cells.get("consent", "").strip()
    return Register(
        name=reader.said(row, "name"),
        fields=_fields(reader, row),
        writers=reader.coded(row, "writers", WRITERS, "managers"),
        readers=reader.coded(row, "readers", READERS, "staff"),
        consent=reader.yes(row, "consent") if consent else True,
        months=reader.number(row, "months", 0, MOST_MONTHS, 0),
    )


def _fields(reader: CellReader, row: Row) -> tuple[Said, ...]:
    chinese, english = (
        [one.strip() for one in re.split("[；;]", reader.text(row, name)) if one.strip()]
        for name in ("fields", "fields_en")
    )
    if len(chinese) > MOST_FIELDS:
        reader.fault(row, "fields", "bad_fields")
    if english and len(english) != len(chinese):
        reader.fault(row, "fields_en", "bad_fields")
    english += [""] * (len(chinese) - len(english))
    return tuple(Said(*pair) for pair in zip(chinese, english, strict=False)) or (Said(""),)


def write(register: Register) -> list[dict[str, str]]:
    """The row that reads as this register."""
    line = {"name": register.name.zh, "name_en": register.name.en}
    line["fields"] = "；".join(one.zh for one in register.fields)
    line["fields_en"] = "; ".join(one.en for one in register.fields if one.en)
    line["writers"], line["readers"] = WRITERS[register.writers], READERS[register.readers]
    line["consent"] = "是" if register.consent else "否"
    return [line | {"months": str(register.months)}]
