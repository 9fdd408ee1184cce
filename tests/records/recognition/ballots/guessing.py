"""A thief who has the database, its WAL and a backup after each vote, and the station's own key:
everything but the trustees' keys. For each vote the thief finds the voter and the new ballot, and
guesses the choice by whatever the bytes give away."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Snapshot(NamedTuple):
    """A copy of the database with its WAL, and a backup."""

    copy: Path
    backup: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.copy) as db:
            return db.execute(query).fetchall()

    def bytes(self) -> bytes:
        every = [*self.copy.parent.glob(f"{self.copy.name}*"), self.backup]
        return b"".join(one.read_bytes() for one in sorted(every))

    def voters(self) -> set[str]:
        found = self.rows("SELECT body FROM ledger WHERE kind = 'ballot_cast'")
        return {json.loads(body)["voter"] for (body,) in found}

    def ballots(self) -> set[str]:
        ((packed,),) = self.rows("SELECT ballots FROM urn")
        return set(json.loads(zlib.decompress(packed)))


def guesses(snapshots: Sequence[Snapshot], candidates: Sequence[str]) -> dict[str, str]:
    """The thief's guess for each voter."""
    raw = [one.bytes() for one in snapshots]
    found = {}
    for number in range(1, len(snapshots)):
        before, after = snapshots[number - 1], snapshots[number]
        (voter,) = after.voters() - before.voters()
        (ballot,) = after.ballots() - before.ballots()
        others = [one for one in candidates if one != voter]
        found[voter] = _guess(voter, ballot, others, candidates, raw[number - 1], raw[number])
    return found


def _guess(
    voter: str, ballot: str, others: list[str], every: Sequence[str], before: bytes, after: bytes
) -> str:
    for one in others:  # the choice itself, or its vector
        vector = json.dumps([[int(other == one) for other in every]], separators=(",", ":"))
        said = vector.encode()
        if f'"{one}"' in ballot or vector in ballot or (said in after and said not in before):
            return one
    if (same := _same_randomness(ballot, every)) in others:
        return same
    more = {one: _more(one, ballot, before, after) for one in others}
    if max(more.values()) > sorted(more.values())[-2]:  # named more often than any other
        return max(more, key=lambda one: more[one])
    return others[hashlib.sha256(ballot.encode()).digest()[0] % len(others)]


def _more(badge: str, ballot: str, before: bytes, after: bytes) -> int:
    """How much more often a badge is in the new bytes; digits of large numbers do not count."""
    quoted = [f'"{badge}"'.encode(), f"/{badge}".encode(), f"={badge}".encode()]
    return sum(after.count(one) - before.count(one) for one in quoted)


def _same_randomness(ballot: str, every: Sequence[str]) -> str:
    """If answers were encrypted with one random number, the odd one among them is the choice."""
    try:
        pairs = json.loads(ballot)["answers"][0]["choices"]
        alphas = [one["alpha"] for one in pairs]
        betas = [one["beta"] for one in pairs]
    except (ValueError, KeyError, TypeError):
        return ""
    if len(set(alphas)) == len(alphas):
        return ""
    odd = [number for number, beta in enumerate(betas) if betas.count(beta) == 1]
    return every[odd[0]] if len(odd) == 1 else ""
