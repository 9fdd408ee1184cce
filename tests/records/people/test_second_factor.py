"""The second factor: set up once, each code opens once, and wrong ones wait."""

import pyotp
import pytest

from kiosk.records.ledger import security_log
from kiosk.records.people import second_factor, sessions, users
from kiosk.records.people.second_factor import RecoveryCode, SecondFactor
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, Time

KEY, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def secret(office: Machine) -> str:
    """That of anna's phone, set up with the code of the present step."""
    users.set_password(office.db, office.keys, "anna", "x")
    secret = second_factor.secret(office.keys, "a ticket")
    second_factor.set_up(
        office.db, office.keys, "anna", secret, code(secret, office), KEY, office.time()
    )
    return secret


def code(secret: str, office: Machine, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(office.time().utc // 30_000 + steps)


def check(office: Machine, typed: str) -> bool:
    return second_factor.check(office.db, office.keys, "anna", typed, office.time())


def test_a_code_opens_once_and_so_does_none_before_it(secret: str, office: Machine, time: Time):
    with pytest.raises(Refusal, match="wrong_code"):
        check(office, code(secret, office))  # used when it was set up
    time.pass_by(90_000)
    assert check(office, code(secret, office))
    for steps in (0, -1):
        with pytest.raises(Refusal, match="wrong_code"):
            check(office, code(secret, office, steps))
    assert check(office, code(secret, office, 1))


def test_a_clock_may_be_one_step_off(secret: str, office: Machine, time: Time):
    time.pass_by(300_000)
    for steps in (-2, 2):
        with pytest.raises(Refusal, match="wrong_code"):
            check(office, code(secret, office, steps))
    assert check(office, code(secret, office, -1))


def test_a_recovery_code_opens_once(secret: str, office: Machine):
    codes = second_factor.codes(office.db, office.keys, "anna", KEY, office.time().utc)
    assert len(set(codes)) == 10
    assert not check(office, f" {codes[3][:5].upper()}-{codes[3][5:]} ")
    with pytest.raises(Refusal, match="wrong_code"):
        check(office, codes[3])
    assert second_factor.left(office.db, "anna") == 9


def test_new_recovery_codes_end_the_former_ones(secret: str, office: Machine, time: Time):
    at = office.time().utc
    (old, *_) = second_factor.codes(office.db, office.keys, "anna", KEY, at)
    for _ in range(2):
        second_factor.renew(office.db, office.keys, "anna", OTHER, at)
    (new, *_) = second_factor.codes(office.db, office.keys, "anna", OTHER, at)
    with pytest.raises(Refusal, match="wrong_code"):
        check(office, old)
    assert not check(office, new)
    for name, key in (("anna", KEY), ("bert", OTHER), ("anna", "")):
        with pytest.raises(Refusal, match="shown_already"):
            second_factor.codes(office.db, office.keys, name, key, at)
    with pytest.raises(Refusal, match="shown_already"):
        second_factor.codes(office.db, office.keys, "anna", OTHER, at + users.SHOWN_MS)


def test_wrong_codes_wait_as_wrong_passwords_do_and_are_logged(
    secret: str, office: Machine, time: Time
):
    time.pass_by(90_000)
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_code"):
            check(office, "abcdefghij")
    with pytest.raises(Refusal, match="wait"):
        check(office, code(secret, office))
    rows = security_log.listed(office.db, "sign_in_failed").rows
    assert {(row.who, row.detail) for row in rows} == {("anna", "second_factor")}


def test_nothing_in_the_database_opens_it(secret: str, office: Machine):
    codes = second_factor.codes(office.db, office.keys, "anna", KEY, office.time().utc)
    rows = [*office.db.rows(SecondFactor.select()), *office.db.rows(RecoveryCode.select())]
    stored = repr([row.__data__ for row in rows])
    assert not [one for one in (secret, *codes) if one in stored]


def test_it_is_set_up_once_and_with_a_right_code(secret: str, office: Machine):
    def again(key: str, typed: str, name: str = "anna") -> None:
        args = (office.db, office.keys, name, secret, typed, key, office.time())
        second_factor.set_up(*args)

    again(KEY, "")
    with pytest.raises(Refusal, match="factor_there"):
        again(OTHER, code(secret, office))
    with pytest.raises(Refusal, match="wrong_code"):
        again(OTHER, "000000", "bert")
    assert second_factor.find(office.db, "bert").since is None


def test_another_user_takes_it_away_and_it_is_known_who(secret: str, office: Machine):
    sessions.begin(office.db, "office", "anna", "t" * 32, office.time())
    with pytest.raises(Refusal, match="own_factor"):
        second_factor.take_away(office.db, "anna", "anna", 7)
    with pytest.raises(Refusal, match="no_factor"):
        second_factor.take_away(office.db, "bert", "anna", 7)
    second_factor.take_away(office.db, "anna", "bert", 7)
    assert second_factor.every(office.db) == {"anna": (None, "bert", 7)}
    assert sessions.find(office.db, "office", "t" * 32, office.time()) is None
    assert office.db.rows(RecoveryCode.select()) == []
    with pytest.raises(Refusal, match="no_factor"):
        second_factor.renew(office.db, office.keys, "anna", OTHER, 8)


def test_a_phone_reads_secret_and_name_from_the_address():
    read = pyotp.parse_uri(second_factor.address("A" * 32, "anna"))
    assert (read.secret, read.name, read.issuer) == ("A" * 32, "anna", second_factor.ISSUER)
