"""Attacks on sheets: words that would be markup, and the manager's copy read by others."""

import contextlib
import datetime
import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
from flask import g

from kiosk.files import confined
from kiosk.files.sheets import typesetting
from kiosk.web.desk.meetings import morning
from tests.cast import LI, MANAGER
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.privacy import place
from tests.web.cast import at_desk
from tests.web.desk.meetings.cast import yesterday

DAY = datetime.date(2026, 11, 21)
CODE = (
    '#read("paper.typ")', "#panic(1)", "#while true {}", "*a* _a_", "$x$ `a`", "@a <a>", "\\u{41}",
)  # fmt: skip
BREAK = "\u200b"
"""Where a long word can be broken."""


def _set_words(_folder: Path) -> Outcome:
    through = []
    for words in CODE:
        section = {
            "name": "story", "title": "t", "lead": "", "quote": words, "heads": [], "columns": [],
            "rows": [], "lines": 4, "more": "",
        }  # fmt: skip
        said = {"title": "t", "lang": "zh", "hall": "h", "day": "d", "about": "", "head": "h"}
        try:
            pdf = typesetting.typeset("meeting", said | {"sections": [section]}, DAY)
        except typesetting.Unset as error:
            through.append(f"{words}: {error}")
            continue
        text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        if "".join(words.split()) not in "".join(text.replace(BREAK, "").split()):
            through.append(f"{words}: not as it was written")
    return Outcome(len(CODE), through)


@contextlib.contextmanager
def _as_markup() -> Iterator[None]:
    """The templates read what customers wrote as markup."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(typesetting.TEMPLATES, folder, dirs_exist_ok=True)
        paper = Path(folder) / "paper.typ"
        text = paper.read_text("utf-8")
        paper.write_text(text.replace("\n  text\n}", '\n  eval(text, mode: "markup")\n}'), "utf-8")
        start = "from kiosk.files import confined; from kiosk.files.sheets import typesetting; "
        start += f"typesetting.TEMPLATES = typesetting.Path({folder!r}); confined.child()"
        with replaced((confined, "_START", start)):
            yield


def _read_by_a_clerk(folder: Path) -> Outcome:
    tried, through = 0, []
    with place(folder) as where:
        yesterday(where.hall, where.time)
        clerk = at_desk(where.hall, LI)
        for path in (
            "/morning", "/morning/sheet.pdf", "/morning/meetings", "/meetings/weekly",
            "/meetings/weekly/sheet.pdf", "/meetings/monthly",
        ):  # fmt: skip
            for query in ("", "?copy=own", "?copy=shared&copy=own"):
                tried += 1
                got = clerk.get(path + query)
                said = got.data.decode("utf-8", "ignore")
                if got.mimetype == "application/pdf":
                    said = pypdf.PdfReader(io.BytesIO(got.data)).pages[0].extract_text()
                if "王芳" in said or "一小时" in said:
                    through.append(path + query)
    return Outcome(tried, through)


def _own_copy_for_all() -> contextlib.AbstractContextManager[object]:
    def asked() -> morning.Asked:
        assert g.who in (LI, MANAGER)
        return morning.Asked(morning.signed_in.clerk().day, {}, False)

    return replaced((morning, "_asked", asked))


ATTACKS = (
    Attack("words that would be markup on a sheet", _set_words, _as_markup),
    Attack("the manager's copy of the sheet read by a clerk", _read_by_a_clerk, _own_copy_for_all),
)
