"""Documents as bytes: a field that is added later changes no hash."""

from kiosk.vocabulary.documents import decode, encode


def test_a_clerk_who_is_no_manager_keeps_the_hash_of_before():
    before = b'{"kind":"clerk","name":"x","name_en":"","branch":"sb01"}'
    assert encode(decode(before)) == before
