"""The table of who may open what at head office."""

import pytest

from kiosk.rules.people import access
from kiosk.rules.people.roles import ROLES


@pytest.mark.parametrize(
    ("role", "everywhere", "endpoint", "name", "code"),
    [
        ("admin", True, "users.add", "", None),
        ("admin", False, "users.add", "", "whole_organisation"),
        ("auditor", True, "log.listed", "", None),
        ("auditor", True, "case.reply", "", "role_refused"),
        ("region", False, "case.reply", "", None),
        ("region", True, "releases.publish", "", "role_refused"),
        ("inspector", False, "case.page", "", None),
        ("inspector", True, "case.read_contact", "", "role_refused"),
        ("viewer", True, "case.read_contact", "", "role_refused"),
        ("supervisor", True, "lists.listed", "praise", None),
        ("supervisor", True, "lists.listed", "feedback", "role_refused"),
        ("supervisor", True, "support.page", "", "role_refused"),
        ("", True, "overview.overview", "", "role_refused"),
        ("", True, "sign_in.page", "", None),
        ("admin", True, "not.declared", "", "role_refused"),
    ],
)
def test_a_role_opens(role: str, everywhere: bool, endpoint: str, name: str, code: str | None):
    assert access.refused(role, everywhere, endpoint, {"name": name}) == code


def test_an_auditor_changes_nothing_and_an_admin_lacks_nothing():
    assert all("admin" in one.roles for one in access.TABLE.values())
    verbs = ("add", "change", "publish", "reply", "settle", "enter", "handle", "revoke", "assign")
    for endpoint, one in access.TABLE.items():
        assert one.roles <= set(ROLES)
        assert "auditor" not in one.roles or not endpoint.endswith(tuple(f".{v}" for v in verbs))
