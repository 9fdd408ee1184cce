"""What the pages say of the code, compared with the code."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk import VERSION
from kiosk.ground.config import Backups, Config, Program, Smtp, TicketsTable
from kiosk.ground.network.addresses import Listener
from kiosk.ground.network.witnesses import Log, Witness
from tests import docs
from tests.browser.guide_pictures import PICTURES
from tests.browser.screens import LANGUAGES, SCREENS
from tests.docs import DOCS, TOP

PAGES = sorted([*TOP.glob("*.md"), *DOCS.glob("*.md"), *(TOP / "deploy").glob("*.md")])
FOR_HALLS = ("alarms.md", "alerts.md", "cases.md", "publishing.md", "configuration.md")
READ_BY_HALLS = [TOP / "README.md", *(DOCS / name for name in FOR_HALLS)]
WRITTEN = [TOP / "README.md", TOP / "README.en.md", TOP / "CONTRIBUTING.md", *DOCS.glob("*.md")]
"""Pages in which no quaint word stands."""
LIMITS = {"README.md": 90, "README.en.md": 90, "CONTRIBUTING.md": 120, "docs/architecture.md": 250}
QUAINT = r"\b([Ss]omebody|[Nn]obody|told|stands|lacks|[Ww]hoever|anew)\b"


def name_of(path: Path) -> str:
    return str(path.relative_to(TOP))


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def without_code(text: str) -> str:
    """A page without what is typed or shown as it is: blocks and spans of code."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^(?: {4}|\t).*$", "", text, flags=re.M))


@pytest.mark.parametrize("page", docs.pages())
def test_parts_made_from_the_code_are_up_to_date(page: str):
    text = text_of(DOCS / page)
    assert docs.filled(page, text) == text, f"docs/{page}: `make docs` writes it"


def test_parts_are_as_long_as_what_they_list():
    text = text_of(DOCS / "configuration.md")
    assert text.count("\n| lobby | ") > 20 and text.count("\n| `import ") > 8
    assert len(text_of(DOCS / "cases.md").split(docs.CASES)[1].splitlines()) > 20


def test_the_guides_show_every_picture_that_is_made_for_them_and_no_other():
    made = {f"{name}-{language}.webp" for name in PICTURES for language in LANGUAGES}
    shown = {
        one
        for path in DOCS.glob("*.md")
        for one in re.findall(r"\]\(pictures/([^)]+)\)", text_of(path))
    }
    assert made == shown == {path.name for path in (DOCS / "pictures").iterdir()}
    assert {screen for screen, _ in PICTURES.values()} <= {screen.name for screen in SCREENS}


def anchors(path: Path) -> set[str]:
    """What a page's headings are called in links."""
    heads = re.findall(r"^#+ (.+)$", text_of(path), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path: Path):
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(path)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        to = (path.parent / name).resolve() if name else path
        assert to.exists(), link
        assert to.is_relative_to(TOP), link
        assert not anchor or anchor in anchors(to), link


def places() -> Iterator[tuple[Path, str, str]]:
    """Page, path and function ('' for none) of each path in backticks."""
    named = re.compile(r"`((?:kiosk|templates|static|deploy|tests|docs)/[^`\s:]*)(?::(\w+))?`")
    for page in PAGES:
        for path, function in named.findall(text_of(page)):
            yield page, path, function


def test_paths_that_are_named_are_there():
    named = list(places())
    assert len(named) > 40
    wrong = set()
    for page, path, function in named:
        there = list(TOP.glob(path.rstrip("/")))
        if not there:
            wrong.add((name_of(page), path))
        elif function and not re.search(rf"^def {function}\(", text_of(there[0]), re.M):
            wrong.add((name_of(page), f"{path}:{function}"))
    assert sorted(wrong) == []


def test_one_tap_is_followed_from_the_page_to_the_offices_count():
    steps = re.findall(r"^\d\. `([^`]+)`", text_of(DOCS / "architecture.md"), re.M)
    functions = [place.split(":")[1] for place in steps if ":" in place]
    assert functions == ["give_card", "give", "writing", "push", "take_entries", "receive", "count"]


def test_docstrings_refer_to_pages_that_are_there():
    for path in [*(TOP / "kiosk").rglob("*.py"), *(TOP / "tests").rglob("*.py")]:
        for page in re.findall(r"\bdocs/[\w./-]+\.\w+", text_of(path)):
            assert (TOP / page).exists(), (path, page)


def cited() -> set[str]:
    """Practices and sources that the code names."""
    text = "".join(text_of(path) for path in (TOP / "kiosk").rglob("*.py"))
    return set(re.findall(r"\bP\d\d\b|\bS[0-9]\b", text))


def test_every_practice_and_source_that_is_cited_is_described():
    page = text_of(DOCS / "practices.md")
    rows = re.findall(r"^\| (P\d\d) \| .+ \| .+ \| .+ \|$", page, re.M)
    assert rows == [f"P{number:02}" for number in range(1, 51)]
    sources = re.findall(r"^\| (S\d) \| .+ \|$", page, re.M)
    assert cited() <= {*rows, *sources}


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_is_no_longer_than_it_may_be(name: str):
    assert len(text_of(TOP / name).splitlines()) <= LIMITS[name]


def targets() -> set[str]:
    listed = re.search(r"^\.PHONY: (.+)$", text_of(TOP / "Makefile"), re.M)
    assert listed is not None
    return set(listed[1].split())


def test_make_targets_that_are_named_are_there():
    for path in PAGES:
        for target in re.findall(r"`make (\w+)(?:`| UPGRADE)", text_of(path)):
            assert target in targets(), (name_of(path), target)


def test_every_make_target_is_explained():
    listed = re.findall(r"^\| `make ([\w-]+)` \|", text_of(DOCS / "development.md"), re.M)
    assert sorted(listed) == sorted(targets())


def test_every_key_of_the_log_is_explained_in_both_languages():
    page = text_of(DOCS / "configuration.md")
    keys = [f"log.{key}" for key in Log.__struct_fields__ if key != "witnesses"]
    for key in [*keys, *(f"log.witnesses.{key}" for key in Witness.__struct_fields__)]:
        assert len(re.findall(rf"^\| `{key}` \| .+ \| .+ \|$", page, re.M)) == 2, key


def default(key: str) -> str:
    """A key's default as a TOML file would say it."""
    names = dict(zip(Config.__struct_encode_fields__, Config.__struct_fields__, strict=True))
    value = getattr(Config(role="station"), names[key])
    if isinstance(value, Listener):
        return f"{{port = {value.port}}}"
    if isinstance(value, Backups | Program):
        return f'{{folder = "{value.folder}"}}'
    if isinstance(value, Log):
        return '{name = "", needed = 0, witnesses = []}'
    return msgspec.json.encode(value).decode()


def test_every_key_of_the_configuration_is_explained_in_both_languages():
    page = text_of(DOCS / "configuration.md")
    for key in Config.__struct_encode_fields__:
        said = re.findall(rf"^\| `{key}` \| (.+?) \| .+ \|$", page, re.M)
        assert len(said) == 2, key
        if key not in ("role", "data"):
            assert said == [f"`{default(key)}`"] * 2, key


def test_every_key_of_a_screen_is_explained_in_both_languages():
    page = text_of(DOCS / "configuration.md")
    for key in Listener.__struct_fields__:
        assert len(re.findall(rf"^\| `{key}` \| .+ \| .+ \|$", page, re.M)) == 2, key


def test_every_key_of_the_mail_server_is_explained_in_both_languages():
    page = text_of(DOCS / "configuration.md")
    for key in Smtp.__struct_fields__:
        assert len(re.findall(rf"^\| `smtp\.{key}` \| .+ \| .+ \|$", page, re.M)) == 2, key


def test_every_key_of_a_ticket_systems_table_is_explained_in_both_languages():
    page = text_of(DOCS / "configuration.md")
    for key in TicketsTable.__struct_fields__:
        said = re.findall(rf"^\| `tickets_table\.{key}` \| .+ \| .+ \|$", page, re.M)
        assert len(said) == 2, key


def test_the_variables_of_the_environment_are_explained():
    page, read = text_of(DOCS / "configuration.md"), text_of(TOP / "README.md")
    for name in ("KIOSK_DATA", "KIOSK_LOBBY_PORT", "KIOSK_DESK_PORT", "KIOSK_OFFICE_PORT",
                 "KIOSK_SMTP_PASSWORD"):  # fmt: skip
        assert page.count(f"`{name}`") >= 2, name
    assert "docs/configuration.md" in read


def test_addresses_in_the_readmes_are_those_of_the_defaults():
    config = Config(role="station")
    for name in ("README.md", "README.en.md"):
        for screen in ("lobby", "desk", "office"):
            port = getattr(config, screen).port
            assert f"http://127.0.0.1:{port}/" in text_of(TOP / name), (name, screen)


@pytest.mark.parametrize("path", READ_BY_HALLS, ids=name_of)
def test_chinese_is_punctuated_as_chinese(path: Path):
    text = without_code(docs.without_parts(text_of(path)))
    text = re.sub(r"\]\([^)]*\)", "]", text)
    found = re.findall(r".{0,10}(?:[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]).{0,10}", text)
    assert found == []


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_no_quaint_word_is_used(path: Path):
    assert re.findall(QUAINT, without_code(docs.without_parts(text_of(path)))) == []


def test_the_version_is_written_in_one_place():
    project = tomllib.loads(text_of(TOP / "pyproject.toml"))
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "kiosk.VERSION"}
    assert text_of(TOP / "kiosk/__init__.py").count(VERSION) == 1


def test_the_changelog_is_dated_and_its_newest_version_is_the_programs():
    released = re.findall(r"^## (.+)$", text_of(TOP / "CHANGELOG.md"), re.M)
    if released[0] == "Unreleased":
        released = released[1:]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ — \d{4}-\d\d-\d\d", one) for one in released)
    assert released[0].split()[0] == VERSION
    kinds = set(re.findall(r"^### (.+)$", text_of(TOP / "CHANGELOG.md"), re.M))
    assert kinds <= {"Added", "Changed", "Fixed"}
