"""A trustee's key as it is shown, typed, and read out of a file."""

import pytest

from kiosk.rules.recognition.ballots import codes

SECRET = bytes(range(16))
CODE = codes.written(SECRET)


def test_a_key_is_eight_groups_of_four():
    assert [len(one) for one in CODE.split("-")] == [4] * 8
    assert set(CODE) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", " "),
        CODE.replace("-", ""),
        CODE.replace("0", "O").replace("1", "l"),
        f" {CODE[:20]}\n{CODE[20:]} ",
        f"监督人密钥\r\n工号 0317\r\n\r\n{CODE}\r\n请勿转交\r\n",
    ],
)
def test_what_a_person_types_is_read(typed: str):
    assert codes.read(typed) == SECRET


@pytest.mark.parametrize(
    "typed", ["", CODE[:-1], CODE + "0", CODE.replace("G", "H", 1), CODE[::-1], "U" * 32, "文" * 32]
)
def test_a_slip_is_found(typed: str):
    with pytest.raises(codes.OddCode):
        codes.read(typed)


def test_each_secret_stands_for_a_seed_of_its_own():
    assert len(codes.seed(SECRET)) == 32
    assert codes.seed(SECRET) != codes.seed(bytes(16))
