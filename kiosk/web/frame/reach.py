"""Contact details in a form, read only with consent."""

import secrets
from collections.abc import Mapping

from kiosk.records.cases.filing import Reach
from kiosk.rules.input.folding import fold


def reach_of(form: Mapping[str, str]) -> tuple[Reach | None, bool]:
    """The customer's contact details, if he or she consents and is at least 14; and whether details
    were dropped because one of the two is missing (个人信息保护法 arts. 13, 14, 31)."""
    phone = fold(form.get("phone", ""))
    if not phone:
        return None, False
    if form.get("consent") != "yes" or form.get("age") != "14":
        return None, True
    return Reach(form.get("name", ""), phone, secrets.token_bytes(16)), False
