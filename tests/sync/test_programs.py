"""A version that head office offers comes piece by piece, whatever cuts the line, and only while
the hall is quiet."""

import contextlib
import hashlib
import os

import pytest

from kiosk.ground import disk
from kiosk.records.stations import line
from kiosk.records.upkeep import programs, upgraded
from kiosk.sync import programs as fetching
from kiosk.sync import rounds
from kiosk.sync.client import Answer, Office, Send
from kiosk.sync.programs import Places
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.upgrades import Outcome
from kiosk.vocabulary.wire import Offer
from tests.cast import HERE, NOON, Machine, Time, wire_to
from tests.sync.cast import counts, tap

CONTENT = bytes(range(256)) * 1_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HOUR = 3_600_000


@pytest.fixture
def offered(office: Machine, hall: Machine) -> Places:
    """An office that offers a version to this hall."""
    office.config.programs.mkdir()
    programs.file(office.config.programs, SHA256).write_bytes(CONTENT)
    programs.propose(office.db, SHA256, "9.0.0", len(CONTENT), "anna", NOON)
    programs.offer(office.db, SHA256, [HERE], "anna", NOON, two_persons=False)
    return Places(hall.config.programs, hall.config.next_program)


def one_round(hall: Machine, office: Machine, places: Places, send: Send | None = None) -> None:
    send = send or wire_to(office)
    rounds.run(hall.db, send, hall.keys, hall.time, hall.new_id, programs=places)


def test_it_is_fetched_and_put_where_it_is_installed_from_once_the_hall_is_quiet(
    hall: Machine, office: Machine, offered: Places, time: Time
):
    one_round(hall, office, offered)  # hears of it; a customer was here a moment ago
    assert not any(offered.folder.glob("*"))
    time.pass_by(11 * 60_000)
    one_round(hall, office, offered)
    assert [path.suffix for path in offered.folder.iterdir()] == [".part"]
    time.pass_by(35 * 60_000)
    one_round(hall, office, offered)
    assert offered.ready.read_bytes() == CONTENT
    assert list(offered.folder.iterdir()) == [offered.ready]
    assert offered.folder.stat().st_mode & 0o777 == 0o700


def test_while_customers_come_nothing_is_fetched(
    hall: Machine, office: Machine, offered: Places, time: Time
):
    for number in range(5):
        tap(hall, number)
        time.pass_by(9 * 60_000)
        one_round(hall, office, offered)
    assert not offered.folder.exists()


@pytest.fixture
def quiet(hall: Machine, office: Machine, offered: Places, time: Time) -> Places:
    one_round(hall, office, offered)
    time.pass_by(2 * HOUR)
    return offered


def test_wherever_the_line_is_cut_the_next_round_goes_on_from_there(
    hall: Machine, office: Machine, quiet: Places
):
    asked: list[str] = []
    real = wire_to(office)

    def cut(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if "/programs/" in path:
            asked.append(path.split("=")[1])
            if len(asked) % 2 == 0:
                raise NoLine("cut")
        return real(method, path, body, headers)

    for _ in range(20):
        if not quiet.ready.exists():
            with contextlib.suppress(NoLine):
                one_round(hall, office, quiet, cut)
    assert quiet.ready.read_bytes() == CONTENT
    assert len(asked) == 7 and len(set(asked)) == 4, "each piece twice at most"


def test_a_round_takes_no_longer_than_a_round_may(
    hall: Machine, office: Machine, quiet: Places, time: Time
):
    real, pieces = wire_to(office), [0]

    def slow(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if "/programs/" in path:
            pieces[0] += 1
            time.pass_by(15_000)
        return real(method, path, body, headers)

    one_round(hall, office, quiet, slow)
    assert pieces == [3]
    one_round(hall, office, quiet, slow)
    assert quiet.ready.exists()


def test_facts_go_up_whatever_becomes_of_the_program(
    hall: Machine, office: Machine, quiet: Places, time: Time
):
    time.pass_by(9 * HOUR)  # in the evening
    programs.file(office.config.programs, SHA256).unlink()  # the office was restored
    tap(hall, 1)
    with pytest.raises(Refusal, match="unknown_program"):
        one_round(hall, office, quiet)
    assert [one.part for one in line.troubles(hall.db)] == ["program"]
    assert counts(office) == counts(hall) != {}


def test_what_came_damaged_is_fetched_from_the_beginning(
    hall: Machine, office: Machine, quiet: Places
):
    quiet.folder.mkdir()
    (quiet.folder / f"{SHA256}.part").write_bytes(b"x" * 70_000)
    with pytest.raises(NoLine, match="damaged"):
        one_round(hall, office, quiet)
    one_round(hall, office, quiet)
    assert quiet.ready.read_bytes() == CONTENT


def test_an_office_that_sends_too_much_fills_no_disk(
    hall: Machine, office: Machine, quiet: Places, monkeypatch: pytest.MonkeyPatch
):
    programs.file(office.config.programs, SHA256).write_bytes(CONTENT + b"more")
    monkeypatch.setattr("kiosk.web.machines.programs.PIECE", 1_000_000)
    with pytest.raises(NoLine, match="other than"):
        one_round(hall, office, quiet)
    assert (quiet.folder / f"{SHA256}.part").stat().st_size == 0


def test_on_a_disk_with_little_room_it_waits(
    hall: Machine, office: Machine, quiet: Places, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(disk, "free", lambda _folder: fetching.ROOM)
    one_round(hall, office, quiet)
    assert not any(quiet.folder.iterdir())


def test_a_version_that_is_offered_no_more_is_deleted_and_one_that_was_tried_not_fetched(
    hall: Machine, office: Machine, quiet: Places, time: Time
):
    one_round(hall, office, quiet)
    quiet.ready.unlink()  # installed, and taken back
    ended = Outcome("rolled_back", "9.0.0", SHA256, "0.2.0", time.utc, "no page")
    upgraded.note_outcome(hall.db, ended, hall.time())
    one_round(hall, office, quiet)
    assert not any(quiet.folder.iterdir())
    found = programs.find(office.db, SHA256)
    assert found.stopped_for == hall.keys.fingerprint, "the others wait"


def test_a_hall_that_lists_no_key_fetches_nothing(hall: Machine, office: Machine, quiet: Places):
    rounds.run(hall.db, wire_to(office), hall.keys, hall.time, hall.new_id)
    assert not quiet.folder.exists()


def test_how_much_came_is_said_and_what_is_wanted_no_more_is_deleted(
    hall: Machine, office: Machine, offered: Places, time: Time, monkeypatch: pytest.MonkeyPatch
):
    one_round(hall, office, offered)
    time.pass_by(11 * 60_000)
    line = Office(wire_to(office), hall.keys, office.keys.fingerprint, hall.new_id)
    assert fetching.fetch(hall.db, line, offered, hall.time) == len(CONTENT)
    assert [path.suffix for path in offered.folder.iterdir()] == [".part"]
    monkeypatch.setattr(upgraded, "wanted", lambda *_: None)
    assert fetching.fetch(hall.db, line, offered, hall.time) == 0
    assert list(offered.folder.iterdir()) == []


class Asked:
    """An office that is asked for pieces and has none."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        self.places.append(f"{method} {path}")
        return b""


GIB, ROOM = 1 << 30, 512 << 20


@pytest.mark.parametrize(
    ("size", "free", "begun"),
    [(GIB, GIB + ROOM, True), (GIB + 1, 9 * GIB, False), (GIB, GIB + ROOM - 1, False),
     (1_000, ROOM, False)],
)  # fmt: skip
def test_a_version_has_a_gib_at_most_and_leaves_half_of_one_free(
    hall: Machine, quiet: Places, monkeypatch: pytest.MonkeyPatch, size: int, free: int, begun: bool
):
    offer = Offer("9.0.0", "a" * 64, size)
    monkeypatch.setattr(upgraded, "wanted", lambda *_: upgraded.Wanted(offer, 2 * HOUR))
    monkeypatch.setattr(disk, "free", lambda _folder: free)
    asked = Asked()
    if begun:
        with pytest.raises(NoLine):
            fetching.fetch(hall.db, asked, quiet, hall.time)  # type: ignore[arg-type]
    else:
        assert fetching.fetch(hall.db, asked, quiet, hall.time) == 0  # type: ignore[arg-type]
    assert asked.places == [f"GET /intake/v1/programs/{'a' * 64}?from=0"] * begun


def test_what_waits_to_be_installed_is_not_fetched_again(
    hall: Machine, office: Machine, quiet: Places
):
    one_round(hall, office, quiet)
    asked = Asked()
    assert fetching.fetch(hall.db, asked, quiet, hall.time) == 0  # type: ignore[arg-type]
    assert asked.places == [] and quiet.ready.exists()


def test_each_piece_is_on_the_disk_before_the_next_is_asked_for(
    hall: Machine, office: Machine, quiet: Places, monkeypatch: pytest.MonkeyPatch
):
    """A power cut loses one piece at most, and none of a version that waits to be installed."""
    real, saved, folders = wire_to(office), [0], list[object]()
    monkeypatch.setattr(fetching.os, "fsync", lambda file: saved.append(os.fstat(file).st_size))
    monkeypatch.setattr(
        disk, "sync", lambda folder: folders.append(quiet.ready.exists() and folder)
    )

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if "/programs/" in path:
            assert path.endswith(f"?from={saved[-1]}")
        return real(method, path, body, headers)

    one_round(hall, office, quiet, send)
    assert len(saved) == 5 and saved[-1] == len(CONTENT)
    assert folders[-1] == quiet.ready.parent
