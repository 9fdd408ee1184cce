"""The steps of an election by belenios-tool, whose commands differ between 2.0 and 3.0.

What belongs to everyone is one file, which the program calls an archive (.bel) and only ever adds
to: the question, the public keys, sealed ballots, their sum, and in the end what was opened.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kiosk.files.ballots import tool
from kiosk.files.ballots.tool import Tool, ToolFailed
from kiosk.rules.recognition.ballots.elections import ENOUGH, SEATS, Made

GROUP = "BELENIOS-2048"
"""The only group of numbers that both versions know."""
_KEYS = ("setup", "generate-trustee-key-threshold", "--group", GROUP)


class Result(NamedTuple):
    """The archive with all that was opened, and how many votes each choice got, in their order."""

    archive: bytes
    counts: list[int]


def make(using: Tool, name: str, choices: Sequence[str], voters: int) -> Made:
    """Makes an election in which each of so many voters has one of these choices. Raises
    ToolFailed."""
    with tool.folder() as at:
        uuid = using.run(at, "setup", "generate-token").decode().strip()
        using.run(
            at, "setup", "generate-credentials", "--uuid", uuid, "--group", GROUP,
            "--count", str(voters),
        )  # fmt: skip
        credentials = _credentials(using, _only(at, "*.privcreds").read_text("utf-8"))
        _only(at, "*.pubcreds").rename(at / "public_creds.json")
        keys, shares = _trustees(using, at)
        question = {
            "question": name, "answers": list(choices), "blank": False, "min": 1, "max": 1,
        }  # fmt: skip
        template = {
            "name": name, "description": name, "questions": [question],
            "administrator": "Tingsheng", "credential_authority": "Tingsheng",
        }  # fmt: skip
        (at / "template.json").write_bytes(msgspec.json.encode(template))
        using.run(
            at, "setup", "make-election", "--uuid", uuid, "--group", GROUP,
            "--template", "template.json",
        )  # fmt: skip
        using.run(at, "archive", "init")
        return Made(_only(at, "*.bel").read_bytes(), credentials, keys, shares)


def _credentials(using: Tool, said: str) -> list[str]:
    """The private credentials: lines of id and credential by 2.0, an object by 3.0."""
    if using.is_old:
        return [line.split()[1] for line in said.splitlines()]
    return list(msgspec.json.decode(said, type=dict[str, str]).values())


def _trustees(using: Tool, at: Path) -> tuple[list[str], list[str]]:
    """The six steps in which the trustees' keys become one; writes the trustees' file. Returns the
    secret keys and the sealed shares."""
    old = using.is_old
    names = [_first_step(using, at, number + 1) for number in range(len(SEATS))]
    (at / "certs.jsons").write_bytes(b"".join((at / f"{one}.cert").read_bytes() for one in names))
    using.run(at, *_KEYS, "--certs", "certs.jsons", "--step", "2")
    made = []
    for number, one in enumerate(names, 1):
        said = ("--threshold", str(ENOUGH)) if old else _context(number)
        given = ("--certs", "certs.jsons", "--key", f"{one}.key", "--step", "3")
        made.append(using.run(at, *_KEYS, *given, *said))
    (at / "polynomials.jsons").write_bytes(b"".join(made))
    both = ("--certs", "certs.jsons", "--polynomials", "polynomials.jsons")
    using.run(at, *_KEYS, *both, "--step", "4")
    answers = b""
    for one in names:
        given = ("--certs", "certs.jsons", "--key", f"{one}.key", "--step", "5")
        answers += using.run(at, *_KEYS, *given, said=(at / f"{one}.vinput").read_bytes())
    (at / "threshold.json").write_bytes(using.run(at, *_KEYS, *both, "--step", "6", said=answers))
    (at / "public_keys.jsons").touch()
    using.run(at, "setup", "make-trustees")
    read = [(at / f"{one}.{kind}").read_text("utf-8") for kind in ("key", "dkey") for one in names]
    return [one.strip() for one in read[: len(SEATS)]], [one.strip() for one in read[len(SEATS) :]]


def _first_step(using: Tool, at: Path, number: int) -> str:
    """A trustee's key and certificate; returns the name of their files."""
    before = set(at.glob("*.key"))
    context = () if using.is_old else _context(number)
    using.run(at, *_KEYS, *context, "--step", "1")
    (new,) = set(at.glob("*.key")) - before
    return new.stem


def _context(number: int) -> tuple[str, str]:
    return "--threshold-context", f"{number}/{ENOUGH}/{len(SEATS)}"


def ballot(using: Tool, archive: bytes, credential: str, choice: int, choices: int) -> str:
    """A vote for one of so many choices, sealed. Neither the credential nor the choice is in a file
    with a name or in an argument. Raises ToolFailed."""
    chosen = [[1 if one == choice else 0 for one in range(choices)]]
    of_choice = "--ballot" if using.is_old else "--choice"
    with _opened(archive) as at:
        made = using.run(
            at, "election", "generate-ballot", "--privcred", "@credential", of_choice, "@choice",
            secret={
                "@credential": credential.encode() + b"\n",
                "@choice": msgspec.json.encode(chosen) + b"\n",
            },
        )  # fmt: skip
    return made.decode().strip()


def close(using: Tool, archive: bytes, ballots: Sequence[str]) -> bytes:
    """The archive with all ballots and their sum, sealed as they are. The ballots come in the order
    of their own text, so that it says nothing of who voted when. Raises ToolFailed."""
    with _opened(archive) as at:
        for one in sorted(ballots):
            _add(using, at, "Ballot", one.encode() + b"\n")
        _add(using, at, "EndBallots", b"")
        _add(using, at, "EncryptedTally", using.run(at, "election", "compute-encrypted-tally"))
        using.run(at, "election", "verify")
        return _only(at, "*.bel").read_bytes()


def part(using: Tool, archive: bytes, number: int, key: str, share: str) -> bytes:
    """What trustee `number` (1, 2, 3) opens of the sum with the own key. Raises ToolFailed."""
    with _opened(archive) as at:
        return using.run(
            at, "election", "decrypt-threshold", "--key", "@key", "--decryption-key", "@share",
            "--trustee-id", str(number), secret={"@key": key.encode(), "@share": share.encode()},
        )  # fmt: skip


def result(using: Tool, archive: bytes, parts: Sequence[bytes]) -> Result:
    """Counts the votes out of the parts of two trustees, and verifies everything. Raises
    ToolFailed."""
    with _opened(archive) as at:
        for one in parts:
            _add(using, at, "PartialDecryption", one)
        counted = using.run(at, "election", "compute-result")
        _add(using, at, "Result", counted)
        using.run(at, "election", "verify")
        return Result(_only(at, "*.bel").read_bytes(), _counts(counted))


def counts_of(archive: bytes) -> list[int]:
    """How many votes each choice got, as a counted archive says. Raises ToolFailed."""
    found = re.findall(rb'\{"result":\[\[[^{}]*\]\]\}', archive)
    return _counts(found[-1] if found else b"")


def _counts(said: bytes) -> list[int]:
    try:
        (counts,) = msgspec.json.decode(said, type=_Counted, strict=False).result
    except (msgspec.MsgspecError, ValueError):
        raise ToolFailed("the result has another shape") from None
    return counts


class _Counted(msgspec.Struct):
    result: list[list[int]]


def verify(using: Tool, archive: bytes) -> None:
    """Verifies an archive by all checks that the program has. Raises ToolFailed."""
    with _opened(archive) as at:
        using.run(at, "election", "verify")


@contextlib.contextmanager
def _opened(archive: bytes) -> Iterator[Path]:
    """A folder in memory with the archive, under the name that the program looks for."""
    with tool.folder() as at:
        (at / f"{uuid_of(archive)}.bel").write_bytes(archive)
        yield at


def uuid_of(archive: bytes) -> str:
    """The election's own id, which its archive carries in the clear."""
    found = re.search(rb'"uuid":"([0-9A-Za-z]{8,40})"', archive)
    if found is None:
        raise ToolFailed("this is no archive of an election")
    return found.group(1).decode()


def _add(using: Tool, at: Path, kind: str, said: bytes) -> None:
    using.run(at, "archive", "add-event", f"--type={kind}", said=said)


def _only(at: Path, pattern: str) -> Path:
    """The one file of that kind that the program wrote. Raises ToolFailed."""
    found = list(at.glob(pattern))
    if len(found) != 1:
        raise ToolFailed(f"{len(found)} files of {pattern}")
    return found[0]
