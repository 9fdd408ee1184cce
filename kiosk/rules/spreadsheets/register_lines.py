"""A register in its table's row: the fields between semicolons, writers and readers by their words
or codes."""

import re
from collections.abc import Mapping
from typing import TypeVar

from kiosk.rules.spreadsheets.cells import CellReader
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import Register, Said
from kiosk.vocabulary.registers import MOST_FIELDS, MOST_MONTHS, READERS, WRITERS

C = TypeVar("C", bound=str)


def read(reader: CellReader, row: Row) -> Register:
    """The register of a row; what is wrong in it is a fault."""
    consent = row.cells.get("consent", "").strip()
    return Register(
        name=reader.said(row, "name"),
        fields=_fields(reader, row),
        writers=_coded(reader, row, "writers", WRITERS, "managers"),
        readers=_coded(reader, row, "readers", READERS, "staff"),
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


def _coded(reader: CellReader, row: Row, column: str, words: Mapping[C, str], empty: C) -> C:
    """A code, given by itself or by its Chinese word."""
    said = reader.text(row, column)
    codes = {word: code for code, word in words.items()} | {str(code): code for code in words}
    if said and said not in codes:
        reader.fault(row, column, f"bad_{column}")
    return codes.get(said, empty)


def write(register: Register) -> list[dict[str, str]]:
    """The row that reads as this register."""
    line = {"name": register.name.zh, "name_en": register.name.en}
    line["fields"] = "；".join(one.zh for one in register.fields)
    line["fields_en"] = "; ".join(one.en for one in register.fields if one.en)
    line["writers"], line["readers"] = WRITERS[register.writers], READERS[register.readers]
    line["consent"] = "是" if register.consent else "否"
    return [line | {"months": str(register.months)}]
