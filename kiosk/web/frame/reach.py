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
from kiosk.web.frame.words import named


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


def reach_of(form: Mapping[str, str]) -> tuple[Reach | None, bool]:
    """The customer's contact details, if he or she consents and is at least 14; and whether details
    were dropped because one of the two is missing (个人信息保护法 arts. 13, 14, 31)."""
    phone = fold(form.get("phone", ""))
    if not phone:
        return None, False
    if form.get("consent") != "yes" or form.get("age") != "14":
        return None, True
    return Reach(form.get("name", ""), phone, secrets.token_bytes(16)), False
