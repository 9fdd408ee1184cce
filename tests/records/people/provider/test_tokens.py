"""Nothing in a token is believed before all of it was checked."""

from typing import Any

import pytest

from kiosk.ground.keys import Keys
from kiosk.ground.network.provider import Oidc
from kiosk.records.people.provider import discovery, tokens
from kiosk.vocabulary.refusals import Refusal
from tests.cast import NOON
from tests.records.people.provider.cast import ANNA, EC, NEWER, RSA, STRANGER, There

BACK = "http://localhost/sign-in/provider/return"
KEYS = Keys(bytes(32))
T = 1_000_000


def signed_in(there: There, oidc: Oidc, mono: int = T) -> Any:
    """What comes of a whole sign-in."""
    found, asked = discovery.find(oidc, mono), tokens.asked(KEYS, "a seed")
    back = there.signs_in(tokens.address(oidc, found, asked, BACK))
    code = back.split("code=")[1].split("&")[0]
    return tokens.claims(oidc, found, asked, code, BACK, mono, NOON)


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256")])
def test_what_a_good_token_says(there: There, oidc: Oidc, key: Any, alg: str):
    there.key, there.alg = key, alg
    found = signed_in(there, oidc)
    assert {name: found[name] for name in ANNA} == ANNA


LATE, SOON = NOON // 1000 - tokens.LEEWAY_S, NOON // 1000 + tokens.LEEWAY_S


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another", "azp": "office"},
        {"aud": "another"}, {"aud": None}, {"iss": None},
        {"iss": "https://other.example"}, {"exp": LATE - 1}, {"exp": None}, {"iat": SOON + 60},
        {"aud": ["office", "another"]}, {"azp": "another"}, {"sub": None}, {"sub": ""},
        {"sub": 7}, {"exp": "tomorrow"}, {"nbf": SOON + 60}, {"at_hash": "wrong"},
    ],
)  # fmt: skip
def test_a_token_for_another_client_time_or_question_is_refused(
    there: There, oidc: Oidc, said: dict[str, Any]
):
    there.says |= said
    with pytest.raises(Refusal, match="provider_refused"):
        signed_in(there, oidc)


@pytest.mark.parametrize(
    "said", [{"exp": LATE + 1}, {"aud": ["office"]}, {"iat": NOON // 1000 + 30},
             {"aud": ["office", "another"], "azp": "office"}],
)  # fmt: skip
def test_a_clock_that_is_a_little_off_does_no_harm(there: There, oidc: Oidc, said: dict[str, Any]):
    there.says |= said
    assert signed_in(there, oidc)["sub"] == "s-anna"


@pytest.mark.parametrize(
    ("key", "alg"),
    [(RSA, "none"), (RSA, "HS256"), (STRANGER, "RS256"), (NEWER, "ES256"), (RSA, "PS256"),
     (RSA, "RS512")],
)  # fmt: skip
def test_a_token_with_another_signature_is_refused(there: There, oidc: Oidc, key: Any, alg: str):
    there.key, there.alg = key, alg
    with pytest.raises(Refusal, match="provider_refused"):
        signed_in(there, oidc)


def test_a_new_key_is_asked_for(there: There, oidc: Oidc):
    discovery.find(oidc, T)
    there.published, there.key, there.alg = [RSA, NEWER], NEWER, "ES256"
    with pytest.raises(Refusal, match="provider_refused"):
        signed_in(there, oidc, T + 1)
    assert signed_in(there, oidc, T + discovery.AGAIN_MS)["sub"] == "s-anna"


def test_a_code_opens_once_and_for_its_verifier_alone(there: There, oidc: Oidc):
    found, asked = discovery.find(oidc, T), tokens.asked(KEYS, "a seed")
    for seeds in (("a seed", "a seed"), ("another seed",)):
        back = there.signs_in(tokens.address(oidc, found, asked, BACK))
        code = back.split("code=")[1].split("&")[0]
        given = [outcome(oidc, found, tokens.asked(KEYS, seed), code) for seed in seeds]
        assert given == ["s-anna", "provider_refused"][2 - len(seeds) :][: len(seeds)]


def outcome(oidc: Oidc, found: discovery.Provider, asked: tokens.Asked, code: str) -> str:
    try:
        return str(tokens.claims(oidc, found, asked, code, BACK, T, NOON)["sub"])
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize("wrong", ["silent", "slow", "huge", "no JSON"])
def test_a_provider_that_does_not_answer_is_down(
    there: There, oidc: Oidc, wrong: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tokens, "SECONDS", 0.5)
    discovery.find(oidc, T)
    there.wrong = wrong
    with pytest.raises(Refusal, match="provider_down"):
        signed_in(there, oidc)


def test_a_wrong_or_missing_secret_is_named_in_the_log_alone(there: There, oidc: Oidc):
    from pathlib import Path

    file = Path(oidc.client_secret_file)
    file.write_text("another")
    with pytest.raises(Refusal, match="provider_refused"):
        signed_in(there, oidc)
    file.unlink()
    with pytest.raises(Refusal, match="provider_down"):
        signed_in(there, oidc)


def test_all_that_goes_with_a_try_follows_from_its_seed(there: There, oidc: Oidc):
    one, other = tokens.asked(KEYS, "a"), tokens.asked(KEYS, "b")
    assert tokens.asked(KEYS, "a") == one and not set(one) & set(other) and len(set(one)) == 3
    assert tokens.asked(Keys(bytes(31) + b"1"), "a") != one
