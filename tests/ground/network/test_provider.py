"""Which provider can be configured."""

from pathlib import Path

import pytest

from kiosk.ground import config
from kiosk.ground.network.addresses import BadConfig
from kiosk.ground.network.provider import is_address

GOOD = {"issuer": "https://id.example.cn/realms/one", "client_id": "office"}


def load(folder: Path, **more: str) -> config.Config:
    secret = folder / "secret"
    secret.write_text("s")
    said = {"client_secret_file": str(secret)} | GOOD | more
    lines = [f'{name} = "{value}"' for name, value in said.items() if value[:1] != "["]
    lines += [f"{name} = {value}" for name, value in said.items() if value[:1] == "["]
    file = folder / "office.toml"
    file.write_text("\n".join(['role = "office"', "[oidc]", *lines]))
    return config.load(file, {})


def test_a_provider_is_read(tmp_path: Path):
    found = load(tmp_path, passwords="admins", second_factor='["otp"]').oidc
    assert found is not None and found.issuer == GOOD["issuer"]
    assert (found.claim, found.algorithms) == ("email", ["RS256", "ES256"])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"issuer": "http://id.example.cn"}, "issuer must begin with https"),
        ({"issuer": "https://id.example.cn/?a=1"}, "issuer must begin with https"),
        ({"client_id": ""}, "client_id"), ({"client_secret_file": "/no/such"}, "is no file"),
        ({"algorithms": "[]"}, "algorithms is empty"), ({"algorithms": '["none"]'}, "algorithms"),
        ({"algorithms": '["HS256"]'}, "algorithms"), ({"claim": "a b"}, "claim"),
        ({"passwords": "none"}, "passwords"), ({"secret": "x"}, "the keys are issuer"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named(tmp_path: Path, more: dict[str, str], says: str):
    with pytest.raises(BadConfig, match=says):
        load(tmp_path, **more)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://id.example/x", True), ("http://127.0.0.1:9/x", True), ("http://[::1]/x", True),
        ("http://id.example/x", False), ("https://", False), ("https://u:p@id.example", False),
        ("https://id.example/#x", False), ("https://id.example/a\nb", False),
        ("https://id.example:x/", False), ("https://[", False),
    ],
)  # fmt: skip
def test_a_provider_is_asked_over_tls_alone(url: str, good: bool):
    assert is_address(url) is good
