"""Sheets as PDF: the text is there, whatever it is made of; twice the same bytes; bounded."""

import datetime
import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from kiosk.files import confined
from kiosk.files.sheets import typesetting
from kiosk.files.sheets.typesetting import FontMissing, Unset

DAY = datetime.date(2026, 11, 21)
PROBE = """
#import "paper.typ": *
#show: paper
= #data.title
#for one in data.words { par(broken(one)) }
#table(columns: (1fr, 1fr), table.header([a], [b]), ..data.words.map(broken))
"""


@pytest.fixture(autouse=True)
def probe(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template of the tests' own, beside the real ones; the child finds them where the parent
    says."""
    folder = tmp_path_factory.mktemp("sheets")
    for one in typesetting.TEMPLATES.glob("*.typ"):
        (folder / one.name).write_text(one.read_text("utf-8"), "utf-8")
    (folder / "probe.typ").write_text(PROBE, "utf-8")
    monkeypatch.setattr(typesetting, "TEMPLATES", folder)
    start = "from kiosk.files import confined; from kiosk.files.sheets import typesetting; "
    start += "from pathlib import Path; "
    start += f"typesetting.TEMPLATES = Path({str(folder)!r}); confined.child()"
    monkeypatch.setattr(confined, "_START", start)


def made(*words: str, pages: int = 1) -> bytes:
    said = {"title": "晨会", "lang": "zh", "words": list(words)}
    return typesetting.typeset("probe", said, DAY, pages)


def text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_rare_surnames_are_drawn_and_none_is_missing():
    known = typesetting.characters(typesetting.font_file().read_bytes())
    assert {ord(one) for one in "龘𠮷㙍王"} <= known
    said = text(made("龘先生", "𠮷野", "㙍女士"))
    assert "龘先生" in said and "𠮷野" in said and "㙍女士" in said
    assert typesetting.UNKNOWN not in said


def test_a_character_that_the_font_does_not_have_is_a_sign_and_no_gap():
    said = text(made("好😀好", "a\ue000b", "c\x01\u202ed\ufe0f"))
    assert "好〓好" in said and "a〓b" in said


@pytest.mark.parametrize(
    "word", ["#panic()", "*b* _i_ $x^2$ `raw` @ref <label>", "\\ \" ' = - + / [x] {y}", "<b>&amp;"]
)
def test_nothing_that_a_customer_writes_is_markup(word: str):
    assert word.replace(" ", "") in text(made(word)).replace(" ", "")


def test_the_same_data_gives_the_same_bytes_and_another_day_others():
    assert made("同样") == made("同样")
    said = {"title": "晨会", "lang": "zh", "words": ["同样"]}
    next_day = typesetting.typeset("probe", said, datetime.date(2026, 11, 22))
    assert next_day != made("同样")
    created = [pypdf.PdfReader(io.BytesIO(one)).metadata for one in (made("同样"), next_day)]
    assert [one.creation_date.date().day for one in created if one] == [21, 22]


def test_it_is_tagged_and_says_its_title_and_language():
    """What PDF/UA-1 asks for; typst refuses a document that is not."""
    read = pypdf.PdfReader(io.BytesIO(made("字")))
    assert read.metadata is not None and read.metadata.title == "晨会"
    assert read.trailer["/Root"]["/Lang"] == "zh-CN"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid:part" in read.trailer["/Root"]["/Metadata"].get_data()


def test_only_the_halls_font_is_in_it():
    (page,) = pypdf.PdfReader(io.BytesIO(made("字 abc"))).pages
    fonts = {one.get_object()["/BaseFont"][8:] for one in page["/Resources"]["/Font"].values()}
    assert fonts == {"NotoSansCJKsc-Regular-Identity-H", "NotoSansCJKsc-Bold-Identity-H"}


def test_a_long_word_is_broken_and_stays_on_the_page():
    (page,) = pypdf.PdfReader(io.BytesIO(made("W" * 400, "字" * 300))).pages
    ends: list[float] = []
    page.extract_text(visitor_text=lambda _t, cm, tm, _f, _s: ends.append(tm[4] * cm[0] + cm[4]))
    assert max(ends) < 595


def test_more_than_its_pages_is_refused():
    with pytest.raises(Unset, match="more pages"):
        made("字" * 20_000)
    assert len(pypdf.PdfReader(io.BytesIO(made("字" * 20_000, pages=20))).pages) > 2


def test_more_data_than_a_sheet_can_have_is_refused_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(confined, "run", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(Unset, match="bytes of data"):
        made("字" * 100_000)


@pytest.mark.parametrize("bound, least", [("_MEMORY", 40_000_000), ("_SECONDS", 0)])
def test_too_much_time_or_memory_takes_nothing_of_the_station(
    monkeypatch: pytest.MonkeyPatch, bound: str, least: int
):
    monkeypatch.setattr(typesetting, bound, least)
    with pytest.raises(Unset, match="too much"):
        made("字")


PROTECTED = """
import ctypes, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0):
    sys.exit("this kernel has no PR_SET_MDWE")
from kiosk.files.sheets import typesetting
typesetting.TEMPLATES = typesetting.Path({!r})
said = b'{{"title": "x", "lang": "zh", "words": []}}'
made = typesetting.inside(said, "probe", str(typesetting.font_file()), "2026-11-21", "1")
print(made[:4])
"""


def test_it_runs_where_no_memory_is_written_and_executed():
    """As the units in deploy/ ask for (MemoryDenyWriteExecute)."""
    words = [sys.executable, "-c", PROTECTED.format(str(typesetting.TEMPLATES))]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if "PR_SET_MDWE" in done.stderr:
        pytest.skip(done.stderr)
    assert done.stdout == "b'%PDF'\n", done.stderr


def test_without_the_font_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(typesetting, "_FONT_ROOT", tmp_path)
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        made("字")
