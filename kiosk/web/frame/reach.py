"""How a customer can be reached, as a form says it."""

import secrets
from collections.abc import Mapping

from kiosk.records.cases.filing import Reach


def reach_of(form: Mapping[str, str]) -> tuple[Reach | None, bool]:
    """How to reach the customer, if there is consent and the customer is 14;
    and whether something was written without that, which is not kept
    (个人信息保护法 arts. 13, 14, 31)."""
    phone = form.get("phone", "").strip()
    if not phone:
        return None, False
    if form.get("consent") != "yes" or form.get("age") != "14":
        return None, True
    return Reach(form.get("name", ""), phone, secrets.token_bytes(16)), False
