"""What users are called, and by which account the organisation's sign-in knows them."""

import pytest

from kiosk.records.people import users
from kiosk.records.people.provider import accounts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine


@pytest.fixture
def two(office: Machine) -> Machine:
    for name in ("anna", "bert"):
        users.set_password(office.db, office.keys, name, "x")
    accounts.describe(office.db, "anna", " 安娜 ", "Anna@Example.cn")
    return office


def test_it_is_kept_as_it_is_compared(two: Machine):
    anna = users.find(two.db, "anna")
    assert (anna.called, anna.mail) == ("安娜", "anna@example.cn")
    assert not accounts.describe(two.db, "anna", "安娜", "anna@example.cn")
    assert accounts.describe(two.db, "anna", "", "")


@pytest.mark.parametrize(
    ("called", "mail", "code"),
    [("王" * 41, "", "long_called"), ("", "bert", "mail_address"),
     ("", "ANNA@example.cn", "known_mail")],
)  # fmt: skip
def test_what_can_not_be_kept(two: Machine, called: str, mail: str, code: str):
    with pytest.raises(Refusal, match=code):
        accounts.describe(two.db, "bert", called, mail)


def test_the_address_of_a_removed_user_is_free(two: Machine):
    users.change(two.db, "anna", "remove", "bert")
    assert accounts.describe(two.db, "bert", "", "anna@example.cn")


def test_an_account_is_found_by_address_or_name_and_stays_the_same(two: Machine):
    assert accounts.of_account(two.db, "anna@example.cn", "s1").name == "anna"
    assert accounts.of_account(two.db, "anna", "s1").name == "anna"
    with pytest.raises(Refusal, match="provider_other"):
        accounts.of_account(two.db, "anna@example.cn", "s2")
    accounts.describe(two.db, "anna", "", "")
    accounts.describe(two.db, "anna", "", "anna@example.cn")
    assert accounts.of_account(two.db, "anna@example.cn", "s2").name == "anna"


@pytest.mark.parametrize("account", ["", "carla", "carla@example.cn", "bert@example.cn"])
def test_no_one_else_is_made_or_found(two: Machine, account: str):
    with pytest.raises(Refusal, match="provider_unknown"):
        accounts.of_account(two.db, account, "s1")
    assert len(users.every(two.db)) == 2


@pytest.mark.parametrize("step", ["block", "remove"])
def test_a_user_who_is_kept_out_is_not_found(two: Machine, step: users.Step):
    users.change(two.db, "anna", step, "bert")
    with pytest.raises(Refusal, match="provider_unknown"):
        accounts.of_account(two.db, "anna@example.cn", "s1")
