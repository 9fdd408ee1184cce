"""What librime makes of pinyin, and that it keeps nothing of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.files.typing.engine import PAGE, Answer, Engine, Question

TOP = Path(__file__).parents[3]
WORDS = [
    line.split()
    for line in (Path(__file__).parent / "service_words.txt").read_text("utf-8").splitlines()
]
CHILD = "from kiosk.files.typing import child, rime; {first}rime.child()"
ONE_FUNCTION = """
import types
real = rime.cffi.FFI.dlopen
def exported(ffi, name):
    library = real(ffi, name)
    return types.SimpleNamespace(rime_get_api=library.rime_get_api, opened=library)
rime.cffi.FFI.dlopen = exported
"""


@pytest.fixture(scope="module")
def ask():
    """A question to the process as the program starts it."""
    engine = Engine()
    yield lambda letters, *chosen, page=0: engine.ask(Question(letters, chosen, page))
    engine.end()


def test_a_word_and_a_sentence(ask):
    assert ask("tousu").candidates[0] == "投诉"
    assert ask("paiduishijiantaichang").candidates[0] == "排队时间太长"


def test_first_letters_are_enough_and_an_apostrophe_parts_syllables(ask):
    assert "营业厅" in ask("yyt").candidates
    assert ask("xian").candidates[0] != ask("xi'an").candidates[0] == "西安"


def test_a_choice_for_the_first_letters_leaves_the_others(ask):
    whole = ask("tousuruhe")
    part = ask("tousuruhe", whole.candidates.index("投诉"))
    assert (part.done, part.shown, part.candidates[0]) == ("", "投诉ru he", "如何")
    assert ask("tousuruhe", whole.candidates.index("投诉"), 0) == Answer(done="投诉如何")


def test_a_choice_counts_over_all_pages(ask):
    pages = [ask("shi", page=page) for page in range(3)]
    for number in (0, PAGE - 1, PAGE, 2 * PAGE + 3):
        wanted = pages[number // PAGE].candidates[number % PAGE]
        assert ask("shi", number).done == wanted
    assert all(len(one.candidates) == PAGE and one.more for one in pages)


def test_letters_that_are_no_pinyin_have_no_candidates(ask):
    assert ask("v") == Answer(shown="v")


def test_it_writes_simplified_characters(ask):
    assert ask("fuwu").candidates[0] == "服务"
    assert "電話" not in ask("dianhua").candidates


def test_words_of_a_service_hall_are_on_the_first_page(ask):
    """At least 92 of 100."""
    assert len(WORDS) == len({word for word, _ in WORDS}) > 100
    missed = [word for word, letters in WORDS if word not in ask(letters).candidates]
    rate = 1 - len(missed) / len(WORDS)
    print(f"{rate:.1%} of {len(WORDS)} words are on the first page; missed: {' '.join(missed)}")
    assert rate >= 0.92


def test_it_learns_nothing(ask):
    before = ask("shi")
    for _ in range(20):
        ask("shi", PAGE + 5)
    assert ask("shi") == before


def questions(*asked: Question) -> bytes:
    return b"".join(
        json.dumps({"letters": one.letters, "chosen": one.chosen}).encode() + b"\n" for one in asked
    )


def run(*before: str, first: str = "", typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    words = [*before, sys.executable, "-B", "-c", CHILD.format(first=first)]
    environment = {"PATH": os.defpath}
    return subprocess.run(
        words, cwd=TOP, input=typed, capture_output=True, env=environment, check=False, timeout=60
    )


def opened_for_writing(trace: str) -> set[str]:
    """Files that were made, changed or removed, in what strace says. Debian 13's librime tries to
    keep the last schema where no folder is."""
    trace = re.sub(r"^.* = -1 .*$", "", trace, flags=re.M)
    made = re.findall(r'open(?:at)?\(.*?"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)', trace)
    made += re.findall(
        r'\b(?:mkdir|unlink|rename|link|symlink|creat|truncate)\w*\(.*?"([^"]+)"', trace
    )
    return set(made) - {"/dev/null"}


def test_it_writes_no_file(tmp_path: Path):
    log = tmp_path / "trace"
    done = run(
        "strace", "-f", "-o", str(log), "-e", "trace=file", typed=questions(Question("tousu", (0,)))
    )
    assert b"\xe6\x8a\x95\xe8\xaf\x89" in done.stdout
    assert opened_for_writing(log.read_text()) == set()
    opened = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT, 0600) = '
    assert opened_for_writing(opened + "3") == {"/tmp/x"}
    assert opened_for_writing(opened + "-1 ENOENT (No such file or directory)") == set()


def test_without_a_dictionary_it_says_so():
    done = run(first="rime._DATA = '/nowhere'; ")
    assert (done.returncode, done.stdout) == (1, b"Missing: /nowhere\n")


def test_without_the_library_it_says_so():
    done = run(first="rime._LIBRARY = 'librime.so.0'; ")
    assert done.returncode == 1 and b"librime.so.0" in done.stdout


def test_the_one_function_that_every_librime_exports_is_enough():
    """Debian 13's hides those by which Debian 12's can also be called."""
    done = run(first=ONE_FUNCTION, typed=questions(Question("tousu", (0,))))
    assert "投诉" in done.stdout.decode(), (done.stdout, done.stderr)
