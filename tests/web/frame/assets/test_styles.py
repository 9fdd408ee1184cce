"""Stylesheets: each component is served, short, and styles what is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.web.frame.assets.styles import STYLES, joined
from tests.cast import Machine

TOP = Path(__file__).parents[4]
CSS = TOP / "static" / "css"
COMPONENTS = sorted(CSS.rglob("*.css"))
LONGEST = 200
FROM_HTMX = {"htmx-request"}
"""Classes that the library sets, not a template."""
FROM_FACTS = {*CARD_KINDS, "closed", "right", "note-verified", "note-unverified"}
"""Classes that a template takes from a card's kind, a case's or a note's state, or an answer."""


def bare(text: str) -> str:
    """CSS without comments, white space and the last semicolon of a rule, to compare two writings
    of it."""
    return re.sub(r"/\*.*?\*/|\s+", "", text, flags=re.DOTALL).replace(";}", "}")


def classes_in_css(text: str) -> set[str]:
    """Every class that a selector names."""
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", text, flags=re.DOTALL)
    selectors = re.findall(r"([^{};]*)\{", text)
    return {name for one in selectors for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", one)}


def classes_in_html(text: str) -> set[str]:
    """Every word in a class attribute; a class that Jinja chooses is a word too, and the
    kind that the macro of tables is given."""
    return {
        name
        for one in re.findall(r'(?:class|state)="([^"]*)"|[\w\]], "([^"]*)"\) %\}', text)
        for name in re.findall(r"[\w-]+", " ".join(one))
    }


def used() -> set[str]:
    """Every class that a template, a view or a script gives to an element."""
    found = FROM_HTMX | FROM_FACTS
    for path in (*TOP.glob("templates/**/*.html"), *TOP.glob("kiosk/**/*.py")):
        found |= classes_in_html(path.read_text("utf-8"))
    for path in TOP.glob("static/*.js"):
        for one in re.findall(r"classList\.\w+\(([^)]*)\)", path.read_text("utf-8")):
            found |= set(re.findall(r"[\w-]+", one))
    return found


def test_every_component_is_in_one_stylesheet():
    listed = Counter(component for components in STYLES.values() for component in components)
    assert set(listed.values()) == {1}, listed
    assert set(listed) == {path.relative_to(CSS).with_suffix("").as_posix() for path in COMPONENTS}
    assert not list((TOP / "static").glob("*.css")), "a stylesheet outside static/css/"


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda p: p.relative_to(CSS).as_posix())
def test_a_component_is_short_and_styles_what_is_there(path: Path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert classes_in_css(text) - used() == set()


def test_classes_are_read_from_selectors_and_templates():
    css = '/* .no */ @media (x) { .a:has(.b > i) .c-d::after { content: ".no"; margin: .5em } }'
    assert classes_in_css(css) == {"a", "b", "c-d"}
    assert classes_in_html('<p class="e{% if late %} f{% endif %}">') >= {"e", "f"}
    assert classes_in_html('{% call table("g", [("h", "n")], "bars") %}') == {"bars"}


@pytest.mark.parametrize("name", STYLES)
def test_a_stylesheet_is_served_whole_and_kept_by_its_hash(
    hall: Machine, customer: FlaskClient, name: str
):
    with hall.app("lobby").test_request_context():
        address = hall.app("lobby").jinja_env.globals["stylesheet"](name)
    answer = customer.get(address)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "/*" not in answer.text
    written = [(CSS / f"{component}.css").read_text("utf-8") for component in STYLES[name]]
    assert bare(answer.text) == "".join(bare(text) for text in written)
    assert customer.get(address.partition("?")[0]).headers["Cache-Control"] == "no-store"


def test_there_is_no_other_stylesheet(customer: FlaskClient):
    assert customer.get("/styles/other.css").status_code == 404


def test_a_stylesheet_is_enlarged_as_a_whole():
    for name in STYLES:
        plain, large = (joined(name, scale).decode() for scale in (100, 250))
        assert joined(name) == joined(name, 100)
        pixels = [re.findall(r"(?<![\w-])([\d.]+)px", text) for text in (plain, large)]
        assert [float(one) * 2.5 for one in pixels[0]] == [float(one) for one in pixels[1]]
        rest = [re.sub(r"[\d.]+px", "", text) for text in (plain, large)]
        assert rest[0] == rest[1]
