"""Contact details in a form, read only with consent, and the notice that it is given to."""

import datetime
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.cases import deadlines
from kiosk.records.cases.filing import Reach
from kiosk.records.ledger import identity
from kiosk.records.publishing import branches, policies
from kiosk.rules.input.folding import fold
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.words import named

TICKS = {"consent": "yes", "age": "14"}
"""Boxes that are ticked before contact details are kept, and their values."""


class Notice(NamedTuple):
    """What the notice names (个人信息保护法 art. 17): the organisation and how it is reached, after
    how many days the details are erased, and within how many a request is answered."""

    organisation: str
    responsible: str
    days: int
    most: int
    answer_days: int
    working: bool
    alone: bool


def notice(db: Database, day: datetime.date) -> Notice:
    """The notice as it is in force at a station."""
    hall, policy = branches.hall(db, day), policies.of_day(db, day)
    answer = deadlines.in_force(db, "erasure", day).deadline
    return Notice(
        named(hall, "organisation") if hall else "",
        named(policy, "responsible"),
        policy.contact_days,
        policy.contact_most_days,
        answer.days,
        answer.working,
        not identity.me(db).has_office,
    )


def reach_of(form: Mapping[str, str]) -> Reach | None:
    """The customer's contact details, None if the form has none; given with consent, from the age
    of 14 on (个人信息保护法 arts. 13, 14, 31).

    Raises Refusal `consent_required` if one of the two ticks is missing, `phone_required` for a
    name without a number: nothing that was typed is left out silently.
    """
    name, phone = form.get("name", ""), fold(form.get("phone", ""))
    if not phone and not name.strip():
        return None
    if not phone:
        raise Refusal("phone_required")
    for tick, value in TICKS.items():
        if form.get(tick) != value:
            raise Refusal("consent_required", field=tick)
    return Reach(name, phone, secrets.token_bytes(16))
