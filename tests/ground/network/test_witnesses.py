"""Who witnesses the log, in the configuration."""

from pathlib import Path

import pytest

from kiosk.ground import config
from kiosk.ground.network import witnesses
from kiosk.ground.network.addresses import BadConfig

KEYS = [
    "w.example/1+7a2d0dbb+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "w.example/2+7a2d0dbb+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
]


def loaded(folder: Path, first: str = "", *witnesses: str) -> config.Config:
    parts = "".join(f"[[log.witnesses]]\n{one}\n" for one in witnesses)
    (folder / "office.toml").write_text(f'role = "office"\n[log]\n{first}\n{parts}')
    return config.load(folder / "office.toml", {})


def one(name: str = "消费者委员会", url: str = "https://w.example", key: str = KEYS[0]) -> str:
    return f'name = "{name}"\nurl = "{url}"\nkey = "{key}"'


def test_witnesses_are_named_with_address_and_key(tmp_path: Path):
    two = one("b", "http://127.0.0.1:8095/w/", KEYS[1])
    log = loaded(tmp_path, 'name = "office.example/log"\nneeded = 2', one(), two).log
    assert (log.name, log.needed) == ("office.example/log", 2)
    assert [w.url for w in log.witnesses] == ["https://w.example", "http://127.0.0.1:8095/w"]
    assert loaded(tmp_path).log.needed == 0


@pytest.mark.parametrize(
    "first, witnesses, says",
    [
        ("needed = 1", [], "there are 0 witnesses"),
        ("needed = 17", [], "needed"),
        ('name = "a b"', [], "space"),
        ('name = "a+b"', [], "plus"),
        ("", [one(), one("b")], "same key"),
        ("", [one(), one(key=KEYS[1])], "same name"),
        ("", [one(url="http://w.example")], "https"),
        ("", [one(url="ftp://w.example")], "https"),
        ("", [one(url="nowhere")], "https"),
        ("", [one(key="w.example")], "key"),
        ("", [one(key=KEYS[0].replace("+B", "+A"))], "key"),
        ("", [one(name="")], "name"),
        ("", [one() + '\nport = "1"'], "the keys are name, url, key"),
        ("wanted = 1", [], "the keys are name, needed, leaves, witnesses"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, first: str, witnesses: list[str], says: str):
    with pytest.raises(BadConfig, match=says):
        loaded(tmp_path, first, *witnesses)


@pytest.mark.parametrize(
    "text, good",
    [("https://w.example", True), ("https://w.example:8443/p", True), ("http://127.0.0.1:9", True),
     ("http://localhost", True), ("http://w.example", False), ("ftp://w.example", False),
     ("https://", False), ("https://a b", False), ("https://u@w.example", False), ("", False)],
)  # fmt: skip
def test_an_address_is_encrypted_or_on_this_machine(text: str, good: bool):
    assert witnesses.is_address(text) == good
