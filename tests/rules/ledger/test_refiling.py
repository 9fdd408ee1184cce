"""A fact filed again keeps every byte but its branch."""

import msgspec
import pytest

from kiosk.rules.ledger.refiling import refiled

BODY = b'{"kind":"card","event_id":"e","branch":"np07","day":"2026-11-21","at":1,"odd":[1.50,{}]}'


@pytest.mark.parametrize(
    "branch, expected",
    [
        ("np07", BODY),
        ("sb01", BODY.replace(b"np07", b"sb01")),
        ("南\"京", BODY.replace(b"np07", '南\\"京'.encode())),
    ],
)  # fmt: skip
def test_only_the_branch_changes(branch: str, expected: bytes):
    assert refiled(BODY, branch) == expected
    assert refiled(refiled(BODY, branch), "np07") == BODY


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"'])
def test_what_is_no_fact_is_not_filed(body: bytes):
    with pytest.raises(msgspec.MsgspecError):
        refiled(body, "sb01")
