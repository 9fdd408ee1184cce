"""A process that finds candidates is bounded, and ends when no one asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.files.typing import child

TOP = Path(__file__).parents[3]
LIMITS = """
import resource as r
from kiosk.files.typing import child
from kiosk.files.typing.engine import Answer, Question
limits = (r.RLIMIT_AS, r.RLIMIT_FSIZE, r.RLIMIT_CORE, r.RLIMIT_NOFILE)
child.serve(lambda: lambda _: Answer(str([r.getrlimit(one)[1] for one in limits])), Question)
"""
QUIET = """
from kiosk.files.typing import child
from kiosk.files.typing.engine import Answer, Question
child.IDLE_S = 0.2
child.serve(lambda: lambda _: Answer(), Question)
"""
MISSING = """
from kiosk.files.typing import child
from kiosk.files.typing.engine import Question
def make():
    raise {error}
child.serve(make, Question)
"""


def start(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-B", "-c", code], cwd=TOP, env={"PATH": os.defpath},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_its_limits_are_its_own():
    """Memory, size of a file, core, and open files."""
    says, _ = start(LIMITS).communicate(b'{"letters": "a"}\n', timeout=30)
    assert says.startswith(b"ready\n")
    assert str([child.MEMORY, 0, 0, 64]) in says.decode()


def test_it_ends_when_no_one_asks():
    running = start(QUIET)
    assert running.wait(timeout=30) == 0
    running.communicate()


def test_it_ends_when_the_program_ends():
    """Its standard input closes then."""
    running = start(QUIET.replace("0.2", "60.0"))
    running.communicate(timeout=30)
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("child.Missing('the library')", b"Missing: the library\n"),
        ("AttributeError('no such\\nfunction')", b"AttributeError: no such function\n"),
        ("MemoryError", b"MemoryError: \n"),
    ],
)
def test_it_says_why_it_is_not_ready(error: str, said: bytes):
    running = start(MISSING.format(error=error))
    assert running.communicate(timeout=30) == (said, b"") and running.returncode == 1
