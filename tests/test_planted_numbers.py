"""A number that people wrote, in a text or as their contact, is read by those who handle the case
and by no one else: not on a page, in a table, on paper, or in a log."""

import logging
import re
from pathlib import Path

import pytest

from tests.cast import HERE, LI, MANAGER, Machine, Time
from tests.hostile.attacks import Attack
from tests.hostile.privacy import ATTACKS, Place, Planted, plant_numbers
from tests.web.cast import at_desk, at_office

TEMPLATES = Path(__file__).parents[1] / "templates"
LETTERS = {"desk/tasks/support.html", "staff/tasks/call.html"}
"""Where staff ask for help, and where that is read: in the words as they were written, sealed for
those whom the author chose, who may well be meant to call back."""


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_does_not_get_through(attack: Attack, tmp_path: Path):
    found = attack.run(tmp_path)
    assert found.tried and found.through == []


def test_those_who_handle_the_case_read_all_of_it_and_the_logs_nothing(
    hall: Machine, office: Machine, time: Time, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    planted = Planted()
    case_id = plant_numbers(Place(office, hall, time), planted).case.event_id
    page = f"/cases/{HERE}/{case_id}"
    written = set(planted.fields.values()) - {
        "contact",
        "card",
        "remark",
        "deed",
        "alarm",
        "minutes",
        "week's minutes",
        "agenda",
        "action",
        "move",
        "done",
        "open action",
        "self-check",
        "facility",
        "note's title",
        "note's text",
        "judgement",
        "why it is no guide",
    }
    readers = [at_desk(hall, LI), at_desk(hall, MANAGER), at_office(office, "admin")]
    for browser in readers:
        assert planted.seen(browser.get(page).text) == written
    assert len(written) == 9
    assert planted.seen(caplog.text) == set()


def test_texts_of_people_are_shown_through_the_mask():
    """Whatever a template shows of a fact's free text goes through `masked`."""
    shown = re.compile(r"\{\{-?\s*([^}]*\b\w+\.(?:comment|deed|note|reason|text)\b[^}]*)\}\}")
    for path in TEMPLATES.rglob("*.html"):
        for said in shown.findall(path.read_text("utf-8")):
            if path.relative_to(TEMPLATES).as_posix() in LETTERS:
                continue
            if not said.startswith(
                ("said(", "stage(", "other(", "reason_word(", "url_for(")
            ):  # codes and published words
                assert "masked" in said, (path, said)


def test_every_field_for_free_text_has_a_hint():
    """The forms of a case's steps get theirs from `step`."""
    a_step = re.compile(r"\{% call(?:\(\w+\))? step\(.*?endcall %\}", re.DOTALL)
    names = r'name="(?:comment|deed|note|reason|text)"'
    field = re.compile(rf"<(?:textarea|input)(?![^>]*checkbox)[^>]*{names}")
    for path in TEMPLATES.rglob("*.html"):
        text = a_step.sub("", path.read_text("utf-8"))
        fields, hints = len(field.findall(text)), len(re.findall(r"\{\{ no_numbers\w*\(", text))
        assert hints >= fields or path.relative_to(TEMPLATES).as_posix() in LETTERS, path
    assert "no_numbers()" in (TEMPLATES / "frame/macros/steps.html").read_text("utf-8")
