"""belenios-tool for the pages: its steps, and the refusals in place of its failures."""

import contextlib
from collections.abc import Iterator, Sequence

from kiosk.files.ballots import belenios, tool
from kiosk.files.ballots.tool import NoTool, OtherTool, Tool, ToolFailed
from kiosk.rules.recognition.ballots.elections import Made
from kiosk.vocabulary.refusals import Refusal


class Counting:
    """The steps of an election, by the program of one version."""

    def __init__(self, using: Tool) -> None:
        self._using = using
        self.version = using.version

    def make(self, name: str, choices: Sequence[str], voters: int) -> Made:
        return belenios.make(self._using, name, choices, voters)

    def seal(self, archive: bytes, credential: str, choice: int, choices: int) -> str:
        return belenios.ballot(self._using, archive, credential, choice, choices)

    def close(self, archive: bytes, ballots: Sequence[str]) -> bytes:
        return belenios.close(self._using, archive, ballots)

    def part(self, archive: bytes, number: int, key: str, share: str) -> bytes:
        return belenios.part(self._using, archive, number, key, share)

    def count(self, archive: bytes, parts: Sequence[bytes]) -> tuple[bytes, list[int]]:
        return belenios.result(self._using, archive, parts)

    def verify(self, archive: bytes) -> None:
        belenios.verify(self._using, archive)


@contextlib.contextmanager
def counting(version: str = "") -> Iterator[Counting]:
    """The steps by the version that an election was made by, or by the installed one. Raises
    Refusal `no_ballot_tool`, `other_ballot_tool` or `ballot_failed`, which names neither a choice
    nor a key."""
    try:
        yield Counting(tool.installed(version))
    except NoTool as error:
        raise Refusal("no_ballot_tool", str(error)) from None
    except OtherTool as error:
        raise Refusal("other_ballot_tool", str(error)) from None
    except ToolFailed as error:
        raise Refusal("ballot_failed", str(error)) from None
