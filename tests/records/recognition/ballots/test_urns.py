"""The urn: what a thief with every copy of the database learns, and that it ends with the vote."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.files.ballots import belenios, tool
from kiosk.records.people import pins
from kiosk.records.recognition.ballots import elections, urns
from kiosk.records.recognition.ballots.elections import Vote
from kiosk.records.recognition.ballots.urns import Contents
from kiosk.rules.recognition.ballots.elections import Election
from tests.cast import Machine
from tests.records.recognition.ballots.cast import (
    EVERYONE,
    OTHERS,
    begin,
    close,
    desk,
    seated,
    staffed,
)
from tests.records.recognition.ballots.guessing import Snapshot, guesses

MORE = ("0337", "0338", "0339")
VOTERS = (*EVERYONE, *MORE)
CHOICES = {one: VOTERS[(3 * n + 1) % 12] for n, one in enumerate(VOTERS)}
NEVER = 1e-6
"""How likely a thief without a clue is as good as the bound: never in a thousand years of tests."""


def bound(n: int, p: float) -> int:
    """The fewest right guesses of n that chance gives less often than NEVER."""
    tail = 0.0
    for right in range(n, -1, -1):
        tail += math.comb(n, right) * p**right * (1 - p) ** (n - right)
        if tail >= NEVER:
            return right + 1
    return 0


def snapshot(hall: Machine, folder: Path, number: int) -> Snapshot:
    copy = folder / f"{number}.db"
    for end in ("", "-wal"):
        found = Path(f"{hall.config.database}{end}")
        if found.exists():
            shutil.copy(found, f"{copy}{end}")
    hall.db.backup(backup := folder / f"{number}.backup")
    return Snapshot(copy, backup)


def stolen(
    hall: Machine, of: Election, folder: Path, seal: Callable[[bytes, str, int, int], str]
) -> dict[str, str]:
    """All vote, and the thief guesses."""
    shots = [snapshot(hall, folder, 0)]
    for number, (badge, choice) in enumerate(CHOICES.items(), 1):
        author, key = desk(hall, badge), hall.new_id()
        elections.cast(hall.db, author, hall.keys, key, of.id, Vote(choice, ""), seal)
        shots.append(snapshot(hall, folder, number))
    return guesses(shots, of.begun.voters)


def stored_in(hall: Machine) -> bytes:
    return b"".join(one.read_bytes() for one in hall.config.folder.glob("station.db*"))


def right(found: dict[str, str]) -> int:
    return sum(found[badge] == choice for badge, choice in CHOICES.items())


@pytest.fixture
def of(hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch) -> Election:
    """An election of twelve, whose PINs are not what is tested here."""
    if not tool.is_installed():
        pytest.skip("belenios-tool is not installed: deploy/setup.sh browser")
    monkeypatch.setattr(pins, "confirm", lambda *_: None)
    staffed(office, hall, (*OTHERS, *MORE))
    seated(office, hall)
    return begin(hall)


def test_a_thief_of_every_copy_guesses_no_better_than_chance(
    hall: Machine, of: Election, tmp_path: Path
):
    """Everything but the trustees' keys: database, WAL and backup after each vote."""
    assert all(CHOICES[one] != one for one in VOTERS)
    using = tool.installed()
    found = stolen(
        hall, of, tmp_path, lambda archive, *vote: belenios.ballot(using, archive, *vote)
    )
    assert set(found) == set(VOTERS)
    assert right(found) < bound(len(VOTERS), 1 / (len(VOTERS) - 1))
    urn = bytes(hall.db.first(urns.Urn.select()).ballots)[:64]
    assert urn in stored_in(hall)
    close(hall, of)
    assert urns.look(hall.db, hall.keys, of.id) is None
    assert urn not in stored_in(hall), "the urn is gone from the files, too"


@pytest.mark.parametrize("leak", ["badge", "vector", "randomness"])
def test_the_same_thief_knows_every_vote_if_the_ballot_leaks(
    hall: Machine, of: Election, tmp_path: Path, leak: str
):
    def seal(_archive: bytes, credential: str, choice: int, choices: int) -> str:
        said: dict[str, object] = {"by": credential}
        if leak == "badge":
            said["for"] = of.begun.voters[choice]
        elif leak == "vector":
            vector = ",".join(str(int(n == choice)) for n in range(choices))
            return f"{credential}[[{vector}]]"
        else:
            pairs = [{"alpha": "5", "beta": str(7 + 3 * (n == choice))} for n in range(choices)]
            said["answers"] = [{"choices": pairs}]
        return json.dumps(said)

    found = stolen(hall, of, tmp_path, seal)
    assert right(found) >= bound(len(VOTERS), 1 / (len(VOTERS) - 1))


def test_an_urn_keeps_no_order(hall: Machine):
    """The same ballots in another order are the same bytes."""
    rows = []
    for ballots in (["c", "a", "b"], ["b", "c", "a"]):
        with hall.db.writing():
            urns.put(hall.db, hall.keys, "e", Contents(["x"], ballots))
        rows.append(bytes(hall.db.first(urns.Urn.select()).ballots))
    assert rows[0] == rows[1]
    assert urns.look(hall.db, hall.keys, "e") == Contents(["x"], ["a", "b", "c"])


def test_a_credential_is_used_once_and_hidden(hall: Machine):
    contents = urns.with_vote(Contents(["x", "y"], []), "x", "ballot")
    assert contents == Contents(["y"], ["ballot"])
    with hall.db.writing():
        urns.put(hall.db, hall.keys, "e", Contents(["secret-credential"], []))
    assert b"secret-credential" not in bytes(hall.db.first(urns.Urn.select()).credentials)
    assert urns.is_here(hall.db, "e") and not urns.is_here(hall.db, "f")
    with hall.db.writing():
        urns.remove(hall.db, "e")
    assert urns.look(hall.db, hall.keys, "e") is None
