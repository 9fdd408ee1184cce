"""An election from its making to its result, by the installed 2.0 and by the command line of 3.0
as it was recorded."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.files.ballots import belenios, tool
from kiosk.files.ballots.tool import Tool, ToolFailed

RECORDED = Path(__file__).with_name("tool_3_0.py")
CHOICES = ("0317", "0318", "0320", "0331")
VOTES = (1, 1, 0, 2, 1)


@pytest.fixture(params=["2.0", "3.0"])
def using(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """The installed program, or 3.0 as recorded."""
    if request.param == "3.0":
        shutil.copy(RECORDED, tmp_path / tool.PROGRAM)
        (tmp_path / tool.PROGRAM).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/local/bin:/usr/bin:/bin")
    elif not tool.is_installed():
        pytest.skip("belenios-tool is not installed: deploy/setup.sh browser")
    found = tool.installed()
    assert found.version == request.param or request.param == "2.0"
    return found


def test_five_vote_and_any_two_of_three_open(using: Tool):
    made = belenios.make(using, "2026-11", CHOICES, len(VOTES))
    assert len(set(made.credentials)) == 5
    assert (len(made.keys), len(made.shares)) == (3, 3)
    ballots = [
        belenios.ballot(using, made.archive, credential, choice, len(CHOICES))
        for credential, choice in zip(made.credentials, VOTES, strict=True)
    ]
    closed = belenios.close(using, made.archive, ballots)
    assert closed.startswith(made.archive)
    assert closed == belenios.close(using, made.archive, ballots[::-1]), "no order of voting"
    parts = {
        number: belenios.part(using, closed, number + 1, made.keys[number], made.shares[number])
        for number in range(3)
    }
    with pytest.raises(ToolFailed):
        belenios.result(using, closed, [parts[0]])
    for one, other in ((0, 1), (2, 1)):
        found = belenios.result(using, closed, [parts[one], parts[other]])
        assert found.counts == belenios.counts_of(found.archive) == [1, 3, 1, 0]
        assert found.archive.startswith(closed)
        belenios.verify(using, found.archive)


def test_a_key_of_another_trustee_opens_nothing(using: Tool):
    made = belenios.make(using, "2026-11", CHOICES, 3)
    ballots = [belenios.ballot(using, made.archive, one, 0, 4) for one in made.credentials]
    closed = belenios.close(using, made.archive, ballots)
    with pytest.raises(ToolFailed):
        belenios.part(using, closed, 1, made.keys[1], made.shares[0])


@pytest.mark.skipif(not tool.is_installed(), reason="belenios-tool is not installed")
def test_what_was_changed_afterwards_does_not_verify():
    using = tool.installed()
    made = belenios.make(using, "2026-11", CHOICES, 3)
    ballots = [belenios.ballot(using, made.archive, one, 0, 4) for one in made.credentials]
    with pytest.raises(ToolFailed):
        belenios.close(using, made.archive, [*ballots[:2], ballots[2].replace("7", "8", 9)])
    stranger = belenios.make(using, "2026-11", CHOICES, 3)
    foreign = belenios.ballot(using, stranger.archive, stranger.credentials[0], 1, 4)
    with pytest.raises(ToolFailed):
        belenios.close(using, made.archive, [*ballots, foreign])


PROTECTED = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(65, 1, 0, 0, 0):  # PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN
    sys.exit(f"PR_SET_MDWE: errno {ctypes.get_errno()}")
from kiosk.files.ballots import belenios, tool
print(len(belenios.make(tool.installed(), "2026-11", ("a", "b", "c"), 3).keys))
"""


@pytest.mark.skipif(not tool.is_installed(), reason="belenios-tool is not installed")
def test_it_runs_where_no_memory_is_written_and_executed():
    """As the units in deploy/ ask for (MemoryDenyWriteExecute)."""
    words = [sys.executable, "-c", PROTECTED]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if "PR_SET_MDWE" in done.stderr:
        pytest.skip(done.stderr)
    assert done.stdout == "3\n", done.stderr


@pytest.mark.parametrize("archive", [b"", b"x" * 1_000, b'{"uuid":"../../x"}'])
def test_what_is_no_archive_is_refused(archive: bytes):
    with pytest.raises(ToolFailed):
        belenios.uuid_of(archive)
    with pytest.raises(ToolFailed):
        belenios.counts_of(archive)
