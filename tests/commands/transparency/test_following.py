"""A witness reads a log that it has signed, and believes nothing else."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.commands.transparency import following
from kiosk.commands.transparency.following import Follower, Untrue
from kiosk.commands.transparency.witness import Witness
from kiosk.ground.keys import fingerprint
from kiosk.rules.transparency import leaves, merkle, tiles
from kiosk.rules.transparency.leaves import ChainName, Enrolled
from kiosk.rules.transparency.notes import Head
from kiosk.sync.client import Answer
from kiosk.vocabulary.refusals import NoLine
from tests.commands.transparency.test_witness import LOG
from tests.commands.transparency.test_witness import Log as Grown

STATION = "a" * 24
CHAIN = leaves.of_station(STATION)


def entry(seq: int, epoch: int = 1, chain: ChainName = CHAIN, mark: int = 0) -> bytes:
    return leaves.entry(chain, epoch, seq, bytes([mark, seq % 256]) * 16)


class Served:
    """A head office that serves these leaves, or what a test makes of an answer."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.log = Grown([merkle.leaf_hash(one) for one in entries])
        self.batches: dict[str, bytes] = {}
        self.changed: Callable[[str, bytes], bytes] = lambda _path, body: body
        self.asked: list[str] = []

    @property
    def head(self) -> Head:
        return Head(LOG.name, len(self.entries), self.log.store.root)

    def grow(self, more: list[bytes]) -> None:
        self.entries += more
        self.log.store.append([merkle.leaf_hash(one) for one in more])

    def send(self, _method: str, path: str, _body: bytes, _headers: dict[str, str]) -> Answer:
        self.asked.append(path)
        if path.startswith("/log/batch/"):
            got = self.batches.get(path.removeprefix("/log/batch/"))
            return Answer(404, b"", {}) if got is None else Answer(200, self.changed(path, got), {})
        level, _, address = path.removeprefix("/log/tile/").partition("/")
        place = tiles.read(address)
        assert place is not None
        number, width = place
        if level == "entries":
            first = number * tiles.WIDTH
            body = tiles.bundled(self.entries[first : first + width])
        else:
            body = self.log.store(int(level), number)[: width * tiles.HASH]
        return Answer(200, self.changed(path, body), {})


def followed(tmp_path: Path, served: Served) -> Follower:
    return Follower(tmp_path, LOG.name, served.send)


def read(follower: Follower, head: Head) -> None:
    while not follower.read_on(head):
        pass


@pytest.mark.parametrize("sizes", [(1, 3), (255, 256, 257), (300, 700), (256, 512)])
def test_it_finds_every_entry_as_the_log_grows(tmp_path: Path, sizes: tuple[int, ...]):
    served = Served([])
    follower = followed(tmp_path, served)
    for size in sizes:
        served.grow([entry(seq) for seq in range(len(served.entries) + 1, size + 1)])
        read(follower, served.head)
        assert follower.size == size
        for seq in (1, size // 2 or 1, size):
            found = follower.find(STATION, 1, seq)
            assert found.hashes == (entry(seq)[28:],) and found.epoch == 1
        assert follower.find(STATION, 1, size + 1).hashes == ()
    assert follower.find("b" * 24, 1, 1) == following.Found((), 0)


def test_it_reads_on_in_parts_and_each_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    served = Served([entry(seq) for seq in range(1, 701)])
    follower = followed(tmp_path, served)
    steps = [follower.read_on(served.head) for _ in range(3)]
    assert steps == [False, False, True] and follower.size == 700
    assert follower.read_on(served.head)


def an_entry_is_changed(path: str, body: bytes) -> bytes:
    return body[:40] + b"?" + body[41:] if "entries" in path else body


def one_is_missing(path: str, body: bytes) -> bytes:
    return body[62:] if "entries" in path else body


def it_is_cut(path: str, body: bytes) -> bytes:
    return body[:-1]


def hashes_are_others(path: str, body: bytes) -> bytes:
    return body if "entries" in path else bytes(len(body))


@pytest.mark.parametrize("lie", [an_entry_is_changed, one_is_missing, it_is_cut, hashes_are_others])
def test_what_is_not_under_the_signed_root_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: Callable[[str, bytes], bytes]
):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    served = Served([entry(seq) for seq in range(1, 301)])
    follower = followed(tmp_path, served)
    served.changed = lie
    with pytest.raises(Untrue):
        follower.read_on(served.head)
    assert follower.size == 0 and follower.find(STATION, 1, 1).hashes == ()


def test_another_log_than_was_signed_is_not_read_on(tmp_path: Path):
    served = Served([entry(seq) for seq in range(1, 11)])
    follower = followed(tmp_path, served)
    read(follower, served.head)
    other = Served([entry(seq, mark=9) for seq in range(1, 21)])
    follower._send = other.send
    with pytest.raises(Untrue):
        follower.read_on(other.head)
    assert follower.size == 10


@pytest.mark.parametrize("size", [20, 256, 300])
def test_an_entry_that_is_asked_for_is_checked_again(tmp_path: Path, size: int):
    served = Served([entry(seq) for seq in range(1, size + 1)])
    follower = followed(tmp_path, served)
    read(follower, served.head)
    served.changed = an_entry_is_changed
    with pytest.raises(Untrue):
        follower.find(STATION, 1, 5)
    served.changed = lambda _path, body: body
    assert follower.find(STATION, 1, 5).hashes == (entry(5)[28:],)
    asked = len(served.asked)
    follower.find(STATION, 1, 6)
    assert len(served.asked) == asked, "it is kept"


def test_an_office_that_does_not_answer_is_no_line(tmp_path: Path):
    served = Served([entry(1)])
    follower = followed(tmp_path, served)
    follower._send = lambda *_: Answer(429, b"", {})
    with pytest.raises(NoLine):
        follower.read_on(served.head)
    follower._send = lambda *_: Answer(200, bytes(following.MOST_BYTES + 1), {})
    with pytest.raises(Untrue):
        follower.read_on(served.head)


def test_what_was_begun_again_and_what_others_wrote(tmp_path: Path):
    """A chain that was set aside has two leaves of one entry; a chain of head office for the branch
    and one of the hall as its own office are not the station's."""
    own = ChainName(leaves.OWN, CHAIN.name)
    served = Served([entry(1), entry(2), entry(2, chain=own), entry(1, mark=5), entry(1, epoch=3)])
    follower = followed(tmp_path, served)
    read(follower, served.head)
    assert follower.find(STATION, 1, 1).hashes == (entry(1)[28:], entry(1, mark=5)[28:])
    assert len(follower.find(STATION, 1, 2).hashes) == 1
    assert follower.find(STATION, 2, 1) == following.Found((), 3)


def test_the_first_enrolment_of_a_key_counts(tmp_path: Path):
    public = b"k" * 32
    name = leaves.read_enrolled(leaves.enrolled(fingerprint(public), public, "sb01", 5, ""))
    assert name is not None
    served = Served([leaves.enrolled(fingerprint(public), public, "sb01", 5, "")])
    served.grow([leaves.enrolled(fingerprint(public), public, "sb01", 9, "")])
    served.grow([leaves.enrolled("b" * 24, public, "sb01", 9, "")])
    follower = followed(tmp_path, served)
    read(follower, served.head)
    assert follower.key(fingerprint(public)) == Enrolled(name.name, public, name.branch, 5)
    assert follower.key("b" * 24) is None, "a name that is not the key's"


def test_it_is_read_while_the_witness_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    served = Served([entry(1), entry(2)])
    one = Witness(tmp_path, "w.example", {LOG.name: LOG})
    one.add(served.log.asked(0), 9)
    follower, stop = followed(tmp_path, served), threading.Event()
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) > 6

    monkeypatch.setattr(stop, "wait", wait)
    follower._send = lambda *_: Answer(404, b"", {})
    following.keep_reading(one, {LOG.name: follower}, stop)
    assert waits == [5, 10, 20, 40, 60, 60, 60] and follower.size == 0
    waits.clear()

    def broken(*_: object) -> Answer:
        if len(waits) < 3:
            raise RuntimeError("a slip of the program's own")
        return served.send(*_)  # type: ignore[arg-type]

    follower._send = broken
    following.keep_reading(one, {LOG.name: follower}, stop)
    assert waits == [5, 10, 20, 5, 5, 5, 5] and follower.size == 2


def test_an_entry_of_a_batch_is_found_among_hashes_that_have_its_root(tmp_path: Path):
    links = [bytes([n]) * 32 for n in range(5)]
    served = Served([entry(1), leaves.batch(CHAIN, 1, 2, links), entry(7)])
    follower = followed(tmp_path, served)
    read(follower, served.head)
    with pytest.raises(NoLine):
        follower.find(STATION, 1, 3)
    served.batches[f"{STATION}/1"] = b"".join(links)
    for seq in range(2, 7):
        assert follower.find(STATION, 1, seq).hashes == (links[seq - 2],)
    assert follower.find(STATION, 1, 1).hashes == (entry(1)[28:],)
    assert follower.find(STATION, 1, 7).hashes == (entry(7)[28:],)
    assert follower.find(STATION, 1, 8).hashes == ()
    for other in (links[::-1], links[:4], [*links, links[0]], [links[1], *links[1:]]):
        served.batches[f"{STATION}/1"] = b"".join(other)
        with pytest.raises(Untrue):
            follower.find(STATION, 1, 3)
