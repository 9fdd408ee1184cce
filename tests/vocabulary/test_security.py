"""The actions of the security log are those that the program writes."""

import re
from pathlib import Path

from kiosk.vocabulary.security import ACTIONS

KIOSK = Path(__file__).parents[2] / "kiosk"


def test_every_action_is_written_somewhere_and_nothing_else_is():
    written = set()
    for path in KIOSK.rglob("*.py"):
        text = path.read_text("utf-8")
        calls = r"(?:(?:acting|write(?:_seldom|_once)?|_changing)\([^\"]*?|action = )\"(\w+)\""
        if "security_log" in text or "signed_in" in text:
            written |= set(re.findall(calls, text))
        written |= set(re.findall(r"\"(?:confirm|block|unblock|remove)\": \"(user_\w+)\"", text))
    assert written >= set(ACTIONS), set(ACTIONS) - written
    assert all(re.fullmatch(r"[a-z_]{4,30}", action) for action in ACTIONS)
