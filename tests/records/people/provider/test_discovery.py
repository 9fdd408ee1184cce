"""A provider is asked for little, seldom, and never for long."""

import pytest

from kiosk.ground.network.provider import Oidc
from kiosk.records.people.provider import discovery
from kiosk.vocabulary.refusals import Refusal
from tests.records.people.provider.cast import EC, NEWER, RSA, There

T = 1_000_000


def test_it_is_asked_once_an_hour(there: There, oidc: Oidc):
    first = discovery.find(oidc, T)
    assert first.token == f"{there.issuer}/token" and len(first.keys) == 2
    assert discovery.find(oidc, T + discovery.KEPT_MS - 1) is first
    assert there.asked == ["/.well-known/openid-configuration", "/keys"]
    assert discovery.find(oidc, T + discovery.KEPT_MS) is not first
    assert discovery.end_session(oidc) == f"{there.issuer}/leave"


def test_new_keys_are_asked_for_once_a_minute(there: There, oidc: Oidc):
    first = discovery.find(oidc, T)
    there.published = [RSA, EC, NEWER]
    assert discovery.with_newer_keys(oidc, first, T + discovery.AGAIN_MS - 1) is first
    assert len(discovery.with_newer_keys(oidc, first, T + discovery.AGAIN_MS).keys) == 3
    assert len(there.asked) == 4


@pytest.mark.parametrize("wrong", ["silent", "slow", "huge", "no JSON", "elsewhere"])
def test_whatever_it_does_it_is_down_in_time(
    there: There, oidc: Oidc, wrong: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(discovery, "SECONDS", 0.5)
    there.wrong = wrong
    with pytest.raises(Refusal, match="provider_down"):
        discovery.find(oidc, T)
    there.wrong = ""
    discovery.find(oidc, T)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://other.example"}, {"token_endpoint": None},
        {"token_endpoint": "http://id.example/token"}, {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)  # fmt: skip
def test_what_it_says_of_itself_is_judged(there: There, oidc: Oidc, said: dict[str, object]):
    there.metadata = said
    with pytest.raises(Refusal, match="provider_down"):
        discovery.find(oidc, T)


def test_no_more_than_two_wait_for_it(there: There, oidc: Oidc):
    with discovery.answering(), discovery.answering():
        with pytest.raises(Refusal, match="crowded"):
            discovery.find(oidc, T)
        assert there.asked == []
    discovery.find(oidc, T)
