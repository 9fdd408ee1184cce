"""An exchange with the outside ends in time and is bounded, whatever is on the other side."""

import pytest

from kiosk.ground.network import outgoing
from kiosk.ground.network.outgoing import NoAnswer
from tests.sync.alerts.cast import endless, outside, says, silent, trickling


def test_an_answer_and_its_status_are_read():
    with outside("/a?b=1") as there:
        there.then = [says("201 Made", b"{}"), says("200 OK", b"[]")]
        assert outgoing.exchange(there.url, None, {"X-One": "1"}, 5, 10) == (201, b"{}")
        assert outgoing.exchange(there.url, b"a=1", {}, 5, 10) == (200, b"[]")
        read, sent = there.asked
    assert (read.path, read.headers["x-one"], read.body) == ("/a?b=1", "1", b"")
    assert sent.body == b"a=1" and sent.headers["content-type"].endswith("form-urlencoded")


def test_a_redirect_is_an_answer():
    with outside() as there, outside() as elsewhere:
        there.then = [says("302 Found", b"", f"Location: {elsewhere.url}")]
        assert outgoing.exchange(there.url, None, {}, 5, 10)[0] == 302
        assert elsewhere.asked == []


@pytest.mark.parametrize("behaviour", [silent, trickling, endless, says("200 OK", b"a" * 11)])
def test_no_answer_takes_long_or_is_large(behaviour: object):
    with outside() as there:
        there.then = [behaviour]  # type: ignore[list-item]
        with pytest.raises(NoAnswer, match=r"127\.0\.0\.1"):
            outgoing.exchange(there.url, None, {}, 0.4, 10)


def test_no_one_there_is_no_answer():
    with outside() as there:
        url = there.url
    with pytest.raises(NoAnswer):
        outgoing.exchange(url, None, {}, 0.4, 10)
