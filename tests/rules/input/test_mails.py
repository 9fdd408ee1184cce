"""What is an e-mail address."""

import pytest

from kiosk.rules.input.mails import LONGEST, is_mail


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("anna@example.cn", True), ("a.b+c@mail.example.com", True), ("anna@example", False),
        ("anna", False), ("", False), ("@example.cn", False), ("anna@@example.cn", False),
        ("anna@example.cn\n", False), ("安娜@example.cn", False),
        ("a@" + "b" * (LONGEST - 5) + ".cn", True), ("a@" + "b" * (LONGEST - 4) + ".cn", False),
    ],
)  # fmt: skip
def test_it_has_a_name_and_a_host(text: str, is_one: bool):
    assert is_mail(text) is is_one
