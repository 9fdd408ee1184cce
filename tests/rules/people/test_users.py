"""Names of head office's users, and who can do what with whom."""

import pytest

from kiosk.rules.people import users


@pytest.mark.parametrize(
    "typed, name, fits",
    [
        ("anna", "anna", True), (" Anna ", "anna", True), ("ＡＮＮＡ", "anna", True),
        ("王芳", "王芳", True), ("li.min_2-b", "li.min_2-b", True), ("an\u200bna", "anna", True),
        ("", "", False), ("an na", "an na", False), ("a" * 40, "a" * 40, True),
        ("a" * 41, "a" * 41, False), ("a/b", "a/b", False), ("?7", "?7", False),
        ("a\nb", "a b", False), ("=a", "=a", False),
    ],
)  # fmt: skip
def test_a_name_has_one_form_and_one_shape(typed: str, name: str, fits: bool):
    assert users.folded(typed) == name
    assert users.well_formed(name) is fits


def test_a_password_is_all_of_ten_bytes_in_groups():
    assert users.password(bytes(10)) == "aaaa-aaaa-aaaa-aaaa"
    assert users.password(b"\xff" * 32) == "7777-7777-7777-7777"
    assert users.password(b"\0" * 9 + b"\1") != users.password(bytes(10))


@pytest.mark.parametrize(
    "step, state, own, others, drew, code",
    [
        ("block", "active", False, 1, False, None),
        ("block", "active", True, 1, False, "own_user"),
        ("block", "active", False, 0, False, "last_user"),
        ("block", "blocked", False, 1, False, "user_not_now"),
        ("unblock", "blocked", False, 1, False, None),
        ("unblock", "removed", False, 1, False, "user_not_now"),
        ("remove", "active", True, 5, False, "own_user"),
        ("remove", "active", False, 0, False, "last_user"),
        ("remove", "blocked", False, 0, False, None),
        ("remove", "removed", False, 1, False, "user_not_now"),
        ("confirm", "waiting", False, 1, False, None),
        ("confirm", "waiting", False, 1, True, "second_person"),
        ("confirm", "waiting", True, 1, False, "second_person"),
        ("confirm", "active", False, 1, False, "user_not_now"),
    ],
)
def test_what_can_be_done_with_a_user(
    step: users.Step, state: users.State, own: bool, others: int, drew: bool, code: str | None
):
    assert users.refused(step, state, own=own, others=others, drew=drew) == code


def test_a_step_leads_to_a_state():
    assert users.STEPS == ("confirm", "block", "unblock", "remove")
    assert [users.THEN[step] for step in users.STEPS] == ["active", "blocked", "active", "removed"]


def test_steps_that_are_offered_are_those_from_that_state():
    assert users.possible("active") == ("block", "remove")
    assert users.possible("waiting") == ("confirm", "block", "remove")
    assert users.possible("blocked") == ("unblock", "remove")
    assert users.possible("removed") == ()


@pytest.mark.parametrize(
    ("password", "again", "code"),
    [
        ("abcde" * 3, "abcde" * 3, None), ("abcdefghijk", "abcdefghijk", "odd_password"),
        ("abcdefghijkl", "abcdefghijkl", None), ("abcde" * 40, "abcde" * 40, None),
        ("abcde" * 40 + "f", "abcde" * 40 + "f", "odd_password"),
        ("aaabbbcccddd", "aaabbbcccddd", "odd_password"),
        ("my name is ANNA", "my name is ANNA", "named_password"),
        ("abcdefghijkl", "abcdefghijkL", "two_passwords"),
    ],
)  # fmt: skip
def test_a_password_is_chosen_that_is_not_guessed(password: str, again: str, code: str | None):
    assert users.chosen(password, again, "anna") == code
