"""A cursor gives back its place, and nothing else is one."""

from typing import NamedTuple

import pytest

from kiosk.rules.office import cursors


class Place(NamedTuple):
    """A place."""

    branch: str
    seq: int


@pytest.mark.parametrize("place", [Place("sb01", 7), Place("网点", 2**53), Place("", 0)])
def test_a_cursor_means_its_place(place: Place):
    text = cursors.write(place)
    assert cursors.read(text, Place) == place
    assert all(sign.isalnum() or sign in "-_" for sign in text)


ODD = ("", "x", "%%%", "W10", "é", "A" * 401, cursors.write([1, 2]), cursors.write(["a", "b"]))


@pytest.mark.parametrize("text", ODD)
def test_nothing_else_is_one(text: str):
    with pytest.raises(cursors.BadCursor):
        cursors.read(text, Place)


def test_a_cursor_is_no_longer_than_an_address_can_be():
    assert cursors.read(cursors.write("x" * 290), str) == "x" * 290
    with pytest.raises(cursors.BadCursor):
        cursors.read(cursors.write("x" * 300), str)
