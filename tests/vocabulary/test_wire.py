"""What station and office sign says everything that must not be exchanged."""

import pytest

from kiosk.vocabulary import wire

ASKED = ("POST", "/intake/v1/entries?a=1", "0" * 32, b"body")


@pytest.mark.parametrize("changed", range(4))
def test_a_request_is_signed_over_method_path_nonce_and_body(changed: int):
    others = ("GET", "/intake/v1/entries?a=2", "1" * 32, b"Body")
    said = [others[n] if n == changed else ASKED[n] for n in range(4)]
    assert wire.request(*ASKED) != wire.request(*said)  # type: ignore[arg-type]
    assert wire.request(*ASKED) == wire.request(*ASKED)


@pytest.mark.parametrize(
    "said", [(b"other", 200, b"yes"), (b"asked", 201, b"yes"), (b"asked", 200, b"no")]
)
def test_an_answer_is_signed_over_its_request_status_and_body(said: tuple[bytes, int, bytes]):
    assert wire.answer(b"asked", 200, b"yes") != wire.answer(*said)


def test_no_request_reads_like_an_answer():
    asked = wire.request(*ASKED)
    assert asked.startswith(b"tingsheng/1 POST ")
    assert wire.answer(asked, 200, b"").split()[2] == b"200"
