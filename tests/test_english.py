"""The English of docstrings, comments and help: plain words, references that can be followed.

Pages for readers are tested in tests/test_docs.py, the wording of screens in tests/test_words.py.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
KIOSK = TOP / "kiosk"
FOLDERS = (
    "vocabulary", "ground", "files", "rules", "records", "web", "commands", "demo", "sync",
    "migrations",
)  # fmt: skip
"""Folders whose English is checked, besides the files of kiosk/ itself."""

AVOIDED = re.compile(
    r"""\b(?:somebody | nobody | told | stands | lacks | whoever | anew | as\ by\ default)\b
    | \b(?:be\ it | one\ sitting)\b
    | \bbehind\b(?!\ (?:a|the)\ (?:counter|desk|window|proxy|schedule)\b)""",
    re.X | re.I,
)
"""`behind` is avoided for "after", and kept for places."""
ELSEWHERE = re.compile(r"\bscale page\b|\b(?:design|features|reliability): ?|\(S\d\)")
"""References to pages that are not in the repository, or to a source without its page."""
PATH = re.compile(r"(?<![\w./$-])((?:[\w-]+/)*[\w-]+\.(?:py|md|csv|json|sh|lock|toml))\b")
SECTION = re.compile(r"([\w/-]+\.md), \"([^\"]+)\"")


def sources() -> list[Path]:
    found = [path for folder in FOLDERS for path in (KIOSK / folder).rglob("*.py")]
    return sorted([*found, *KIOSK.glob("*.py")])


def name_of(path: Path) -> str:
    return str(path.relative_to(TOP))


def spoken(source: str) -> Iterator[tuple[int, str]]:
    """Line and text, in one line, of every docstring, comment and help string."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, " ".join(text.split())
            case ast.keyword(arg="help", value=value):
                parts = [one.value for one in ast.walk(value) if isinstance(one, ast.Constant)]
                yield value.lineno, " ".join(part for part in parts if isinstance(part, str))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def without_names(text: str) -> str:
    """A text without the names of the code in it, which don't count as words."""
    return re.sub(r"`+[^`]*`+", "``", text)


def quaint(source: str) -> list[str]:
    """Every avoided word in a source, with its line."""
    return [
        f"{line}: {found.group()}"
        for line, text in spoken(source)
        for found in AVOIDED.finditer(without_names(text))
    ]


def has_section(page: str, name: str) -> bool:
    text = (TOP / page).read_text("utf-8")
    return bool(re.search(rf"^(?:#+ {re.escape(name)}$|\*\*{re.escape(name)}\.\*\*)", text, re.M))


def lost(source: str) -> list[str]:
    """Every reference in a source that leads nowhere, with its line."""
    wrong = []
    for line, text in spoken(source):
        wrong += [f"{line}: {found.group()}" for found in ELSEWHERE.finditer(text)]
        wrong += [f"{line}: {path}" for path in PATH.findall(text) if not (TOP / path).exists()]
        for page, section in SECTION.findall(text):
            if not has_section(page, section):
                wrong.append(f"{line}: {page}, {section}")
    if re.search(r"\bS\d\b", source) and "docs/practices.md" not in source:
        wrong.append("S… without docs/practices.md")
    return wrong


def test_folders_that_are_checked_are_there():
    assert all((KIOSK / folder).is_dir() for folder in FOLDERS)
    assert len(sources()) > 60


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_no_quaint_word_is_used(path: Path):
    assert quaint(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_references_can_be_followed(path: Path):
    assert lost(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        '"""What somebody wants."""',
        'LIMIT = 1\n"""Told every 100 rows."""',
        'def f():\n    """The file is written\n    anew."""',
        "x = 1  # whoever comes first",
        'option("--all", help="What the office lacks.")',
        'option("--all", help=f"The {name} as\tby default.")'.replace("\t", " "),
        'class A:\n    """The hash behind `previous`."""',
        "# longer than one sitting",
    ],
)
def test_a_quaint_word_is_found(source: str):
    assert len(quaint(source)) == 1


def test_style_lists_the_words_that_are_found():
    listed = re.search(r"^Avoid: (.+?)\.", (TOP / "STYLE.md").read_text("utf-8"), re.M | re.S)
    assert listed is not None
    words = re.findall(r"`([^`]+)`", listed[1])
    assert len(words) > 10
    assert all(AVOIDED.search(f"a thing {word} it") for word in words)


@pytest.mark.parametrize(
    "source",
    [
        "told = lacks(behind)",
        '"""Sums up `told`, a ``stands``."""',
        'says("nobody")',
        '"""A clerk behind the counter, outstanding and retold."""',
    ],
)
def test_names_and_places_are_no_quaint_words(source: str):
    assert quaint(source) == []


@pytest.mark.parametrize(
    "source",
    [
        '"""Measured (scale page, section 0)."""',
        '"""Until when (design: Undo)."""',
        "# (S2)",
        '"""Made for deploy/cases.md."""',
        '"""See docs/architecture.md, "Nowhere"."""',
        "x = 2  # S2: 1 to 2 working days",
    ],
)
def test_a_lost_reference_is_found(source: str):
    assert lost(source) != []
