"""Whom a provider names, and whether its own second factor counts."""

from typing import Any

import pytest

from kiosk.rules.people import provider as rule
from kiosk.rules.people.provider import NotNamed


@pytest.mark.parametrize(
    ("claims", "claim", "account"),
    [
        ({"email": "Anna@Example.cn"}, "email", "anna@example.cn"),
        ({"email": "a@b.cn", "email_verified": True}, "email", "a@b.cn"),
        ({"preferred_username": "ＡNNA "}, "preferred_username", "anna"),
        ({"upn": "a@b.cn", "email_verified": False}, "upn", "a@b.cn"),
        ({"upn": "a"}, "upn", "a"),
        ({"upn": "a" * 254}, "upn", "a" * 254),
    ],
)
def test_a_claim_names_a_user(claims: dict[str, Any], claim: str, account: str):
    assert rule.account(claims, claim) == account


@pytest.mark.parametrize(
    ("claims", "missing"),
    [
        ({}, "email"), ({"email": ""}, "email"), ({"email": 7}, "email"),
        ({"email": ["a@b.cn"]}, "email"), ({"email": "a" * 255}, "email"),
        ({"email": "a@b.cn", "email_verified": False}, "email_verified"),
        ({"email": "a@b.cn", "email_verified": "false"}, "email_verified"),
    ],
)  # fmt: skip
def test_a_claim_that_is_missing_or_not_verified_names_no_one(claims: dict[str, Any], missing: str):
    with pytest.raises(NotNamed) as refused:
        rule.account(claims, "email")
    assert refused.value.args == (missing,)


@pytest.mark.parametrize(
    ("claims", "counts"),
    [
        ({"amr": ["pwd", "otp"]}, True), ({"acr": "gold"}, True), ({"amr": ["pwd"]}, False),
        ({}, False), ({"amr": "otp"}, False), ({"amr": [["otp"], 7]}, False),
        ({"acr": ["gold"]}, False),
    ],
)  # fmt: skip
def test_its_second_factor_counts_where_it_says_one_that_is_accepted(
    claims: dict[str, Any], counts: bool
):
    assert rule.has_second_factor(claims, ["otp", "gold"]) is counts
    assert not rule.has_second_factor(claims, [])
