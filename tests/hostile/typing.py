"""Letters for librime: more than a person types, and what could be left of them on disk."""

import contextlib
import re
from pathlib import Path
from unittest import mock

from kiosk.files.typing import engine
from kiosk.files.typing.engine import Engine, Question, Unavailable
from kiosk.ground import clock
from kiosk.web.lobby import typing
from tests import cast
from tests.hostile.attacks import Attack, Outcome, replaced

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}
LONG = ("z" * 41, "z" * 300, "zhuang" * 200, "z" * 60_000)
TYPED = ("shanhumimi", "shan hu mi mi", "珊瑚秘密")
LEARNING = """
from pathlib import Path
from kiosk.files.typing import child, rime
folder = Path({folder!r})
for name in ("default.yaml", "tingsheng.schema.yaml"):
    text = (rime._SCHEMA / name).read_text("utf-8").replace("user_dict: false", "user_dict: true")
    (folder / name).write_text(text, "utf-8")
kept = folder / "kept"
kept.mkdir()
rime._SCHEMA, rime._NOWHERE, child.confine = folder, str(kept), lambda: None
rime.child()
"""
"""librime as it is by itself: it learns, and has where to keep it."""


def long_letters(folder: Path) -> Outcome:
    """Letters that would keep librime busy: each is refused before it is asked."""
    hall = cast.machine(folder, "station", clock.read)  # type: ignore[arg-type]
    cast.founded(hall, cast.ALONE)
    browser = hall.app("lobby").test_client()
    through = []
    for letters in LONG:
        with mock.patch.object(typing._pinyin, "ask", side_effect=Unavailable) as asked:
            browser.post("/typing/candidates", data={"letters": letters}, headers=SAME_SITE)
        if asked.called:
            through.append(f"{len(letters)} letters")
    hall.db.close()
    return Outcome(len(LONG), through)


def left_on_disk(folder: Path) -> Outcome:
    """What was typed and chosen, searched where librime would keep it."""
    asked = Engine(engine.PINYIN.format(folder=str(folder)))
    for _ in range(3):
        answer = asked.ask(Question(TYPED[0]))
        asked.ask(Question(TYPED[0], (answer.candidates.index(TYPED[2]),)))
    asked.end()
    words = [re.compile(re.escape(word.encode())) for word in TYPED]
    files = [path for place in (folder, Path("/nonexistent")) for path in place.rglob("*")]
    through = []
    for path in files:
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            if any(word.search(content) for word in words):
                through.append(path.name)
    return Outcome(3, through)


ATTACKS = (
    Attack(
        "letters without end",
        long_letters,
        lambda: replaced((typing, "LETTERS", re.compile("[a-z']+"))),
    ),
    Attack(
        "typed words on disk",
        left_on_disk,
        lambda: replaced((engine, "PINYIN", LEARNING)),
    ),
)
