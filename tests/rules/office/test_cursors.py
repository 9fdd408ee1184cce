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


def test_a_cursor_with_signs_of_no_cursor_in_it_is_none():
    text = cursors.write(Place("sb01", 7))
    with pytest.raises(cursors.BadCursor):
        cursors.read(f"{text[:4]}%%%%{text[4:]}", Place)


@pytest.mark.parametrize("length", range(8))
def test_a_cursor_of_any_length_is_read_again(length: int):
    assert cursors.read(cursors.write("x" * length), str) == "x" * length


def test_a_cursor_is_no_longer_than_an_address_can_be():
    longest = cursors.write("x" * 298)
    assert len(longest) == 400 and cursors.read(longest, str) == "x" * 298
    with pytest.raises(cursors.BadCursor):
        cursors.read(cursors.write("x" * 299), str)
