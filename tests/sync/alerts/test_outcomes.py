"""Each error of a try is an outcome with a name."""

import ssl

import pytest

from kiosk.sync.alerts import outcomes, posting


@pytest.mark.parametrize(
    "error, outcome",
    [
        (TimeoutError(), "timed_out"),
        (ConnectionError(), "unreachable"),
        (posting.Forbidden(), "forbidden"),
        (ssl.SSLError(), "untrusted"),
        (ValueError(), "too_long"),
    ],
)
def test_whatever_goes_wrong_is_an_outcome(error: Exception, outcome: str):
    def fails() -> posting.Answered:
        raise error

    assert outcomes.posted(fails, lambda status, body: (True, status)).outcome == outcome
    assert outcomes.mailed(fails).outcome in (outcome, "unreachable")  # type: ignore[arg-type]
