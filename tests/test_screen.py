"""What deploy/screen/ gives to a hall's display fits the program and holds the keyboard off."""

import ctypes
import ctypes.util
import json
import re
from pathlib import Path

import pytest

from kiosk.ground.config import Config

DEPLOY = Path(__file__).parents[1] / "deploy"
SCREEN = DEPLOY / "screen"
UNIT = (DEPLOY / "tingsheng-lobby.service").read_text("utf-8")
EVDEV = 8
"""A key's number in a keymap is the kernel's and this."""
TYPING = {"a": 30, "1": 2, "space": 57, "return": 28, "backspace": 14, "shift": 42, "left": 105}
ESCAPING = {
    "escape": 1, "left ctrl": 29, "right ctrl": 97, "left alt": 56, "right alt": 100,
    "left meta": 125, "right meta": 126, "menu": 127, "caps lock": 58, "num lock": 69,
    "print screen": 99, "home": 102, "end": 107, "page up": 104, "insert": 110,
    **{f"F{number}": code for number, code in enumerate((*range(59, 69), 87, 88), 1)},
    "back": 158, "forward": 159, "home page": 172, "search": 217, "mail": 155, "www": 150,
    "refresh": 173, "file": 144, "calculator": 140, "power": 116, "sleep": 142,
}  # fmt: skip


class _Names(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_char_p) for name in ("rules", "model", "layout", "variant", "options")
    )


@pytest.fixture(scope="module")
def keysyms() -> dict[int, list[int]]:
    """The signs of each key, by the kernel's number, as cage makes them of the unit's settings."""
    path = ctypes.util.find_library("xkbcommon")
    if path is None:
        pytest.skip("libxkbcommon is not on this machine; Chromium's package brings it")
    xkb = ctypes.CDLL(path)
    for name in ("xkb_context_new", "xkb_keymap_new_from_names"):
        getattr(xkb, name).restype = ctypes.c_void_p
    context = ctypes.c_void_p(xkb.xkb_context_new(1))  # without the default folders
    for folder in (SCREEN / "xkb", Path("/usr/share/X11/xkb")):
        assert xkb.xkb_context_include_path_append(context, str(folder).encode())
    rules = re.search(r"XKB_DEFAULT_RULES=(\w+)", UNIT)
    assert rules is not None
    names = _Names(rules=rules[1].encode())
    keymap = xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0)
    assert keymap, "the keymap can't be made"
    found = {}
    for code in {*TYPING.values(), *ESCAPING.values()}:
        signs = ctypes.POINTER(ctypes.c_uint32)()
        number = xkb.xkb_keymap_key_get_syms_by_level(
            ctypes.c_void_p(keymap), code + EVDEV, 0, 0, ctypes.byref(signs)
        )
        found[code] = signs[:number]
    return found


@pytest.mark.parametrize("key", TYPING)
def test_a_keyboard_types(keysyms: dict[int, list[int]], key: str):
    assert keysyms[TYPING[key]]


@pytest.mark.parametrize("key", ESCAPING)
def test_a_keyboard_does_nothing_else(keysyms: dict[int, list[int]], key: str):
    assert not keysyms[ESCAPING[key]]


def test_the_display_has_its_language_and_its_keyboard():
    said = re.findall(r"^Environment=(.+)$", UNIT, re.M)
    assert "LANG=zh_CN.UTF-8" in said
    assert any("XKB_CONFIG_EXTRA_PATH=/opt/tingsheng/deploy/screen/xkb" in one for one in said)


def test_a_compositor_that_finds_no_graphics_card_ends():
    """Then it is started without one; Mesa's own drawing was seen to crash."""
    assert "WLR_RENDERER" not in UNIT


def test_the_display_is_started_again_however_often_it_ends():
    assert "Restart=always" in UNIT and "StartLimitIntervalSec=0" in UNIT
    assert re.search(r"^ExecStart=\S+ \S+/kiosk\.py --config \S+ display$", UNIT, re.M)


def test_the_policy_allows_the_lobbys_address_alone():
    policy = json.loads((SCREEN / "policy.json").read_text("utf-8"))
    assert policy["URLAllowlist"] == [f"http://127.0.0.1:{Config(role='station').lobby.port}"]
    assert {"*", "chrome://*"} <= set(policy["URLBlocklist"])


def test_the_displays_user_reads_no_keyboard():
    rules = (SCREEN / "touch.rules").read_text("utf-8")
    given = [line for line in rules.splitlines() if "GROUP" in line]
    assert given and all('ENV{ID_INPUT_KEYBOARD}!="1"' in line for line in given)


NEEDED = (
    "cage",
    "xwayland",  # without it cage ends at once
    "polkitd",  # without it logind lets no session become active
    "libpam-systemd",
    "chromium",
    "chromium-sandbox",
    "python3-gi",  # the start page
    "gir1.2-gtk-3.0",
)


@pytest.mark.parametrize("package", NEEDED)
def test_what_the_display_needs_is_installed_by_name(package: str):
    """`make boot` found what was missing where no recommended package is installed."""
    listed = (DEPLOY / "installer/packages.txt").read_text("utf-8")
    assert re.search(rf"^screen +{package}$", listed, re.M)
