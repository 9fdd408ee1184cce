"""Makes golden files of what this program writes and no earlier one has written:
`python -m tests.golden`. It adds a folder and changes none.
"""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from kiosk.ground import clock
from kiosk.records.transparency import checkpoints, log, promising, proving, sequencing
from kiosk.rules.transparency import notes
from kiosk.rules.transparency.notes import Note, Signature
from kiosk.sync import push
from kiosk.sync.client import Office
from kiosk.vocabulary import facts
from tests.cast import Machine, Time, plant, sync_round, wire_to
from tests.golden import halls, samples
from tests.records.receipts.cast import give
from tests.records.upkeep.archives.cast import files, moved
from tests.sync.files.cast import answered, asked

FROZEN = halls.FOLDER / "frozen.txt"
SEEN_AT = 1_795_233_600


def main() -> None:
    there = halls.bodies()
    known = halls.kinds(there)
    new = [
        kind for kind in facts.AnyFact.__args__  # type: ignore[attr-defined]
        if not samples.fields(kind) <= known.get(samples.tag(kind), set())
    ]  # fmt: skip
    if not new and halls.leaf_types() >= halls.LEAVES:
        sys.exit("every field of every kind of fact, and every leaf, has golden bytes")
    number = len(halls.releases()) + 1
    folder = halls.FOLDER / str(number)
    folder.mkdir()  # fails if it is there
    try:
        made = samples.bodies(new, halls.ids(there), len(there) + 1)
        write(folder, "facts.jsonl", b"".join(body + b"\n" for body in made))
        with tempfile.TemporaryDirectory() as place:
            fold(folder, Path(place) / "1", [*there, *made])
            speak(folder, Path(place) / "2")
    except BaseException:
        shutil.rmtree(folder)
        raise
    with FROZEN.open("a") as frozen:
        for file in sorted(folder.iterdir()):
            frozen.write(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {number}/{file.name}\n")
    print(f"{folder}: {', '.join(map(samples.tag, new)) or 'leaves'}")


def write(folder: Path, name: str, data: bytes) -> None:
    with (folder / name).open("xb") as file:
        file.write(data)


def pair(place: Path) -> tuple[Machine, Machine]:
    time = Time()
    clock.read = time
    return halls.pair(place, time)


def fold(folder: Path, place: Path, said: list[bytes]) -> None:
    """The figures that an office makes of all facts."""
    office, hall = pair(place)
    plant(hall.db, halls.own(hall), said)
    sync_round(hall, office)
    found = halls.figures(office, halls.own(hall))
    write(folder, "figures.json", msgspec.json.format(msgspec.json.encode(found)) + b"\n")


def speak(folder: Path, place: Path) -> None:
    """What goes between a hall and its office, and what customers, witnesses and auditors get."""
    office, hall = pair(place)
    receipts = [give(hall, number, f"第{number}张") for number in range(1, 4)]
    write(folder, "receipt.txt", f"{receipts[1].letters}\n".encode())
    sent = push.message(hall.db, halls.own(hall), hall.time(), 1, 200, 0, 0)
    write(folder, "push.json", msgspec.json.encode(sent))
    questions = asked(hall)
    write(folder, "hall.sync", questions)
    write(folder, "answer.sync", answered(office, questions))
    write(folder, "manifest.json", manifest(office, hall))
    log.begin(office.db, halls.NAME, office.keys, office.time().utc)
    sequencing.take_in(office.db)
    state = log.state(office.db)
    assert state is not None
    note = checkpoints.sign(office.keys, state)
    write(folder, "checkpoint.txt", str(note).encode())
    cosigned = witnessed(note)
    write(folder, "cosigned.txt", str(cosigned).encode())
    checkpoints.publish(office.db, cosigned, [], 0, office.time().utc)
    named = receipts[1].named
    proof = proving.of_entry(office.db, named.station, named.epoch, named.seq)
    write(folder, "proof.txt", str(proof).encode())
    moved(office)
    write(folder, "archive.jsonl.gz", files(office)[0].read_bytes())
    grow(folder, office, hall)


def grow(folder: Path, office: Machine, hall: Machine) -> None:
    """The same log later: two entries are one leaf, and head office has promised something."""
    receipts = [give(hall, number, f"第{number}张") for number in (4, 5)]
    sync_round(hall, office)
    sequencing.take_in(office.db, batches=True)
    promising.take_in(office.db, office.today())
    state = log.state(office.db)
    assert state is not None
    checkpoints.publish(
        office.db, witnessed(checkpoints.sign(office.keys, state)), [], 0, office.time().utc
    )
    write(folder, "bundle.bin", log.bundle(office.db, 0))
    write(folder, "batch-receipt.txt", f"{receipts[0].letters}\n".encode())
    named = receipts[0].named
    proof = proving.of_entry(office.db, named.station, named.epoch, named.seq)
    write(folder, "batch-proof.txt", str(proof).encode())


def manifest(office: Machine, hall: Machine) -> bytes:
    """The office's answer to who asks what is published."""
    line = Office(wire_to(office), hall.keys, office.keys.fingerprint, hall.new_id)
    return line.ask("GET", "/intake/v1/manifest?have=0")


def witnessed(note: Note) -> Note:
    signature = halls.THEIRS.sign(notes.cosigned(note.text, SEEN_AT)).signature
    made = Signature(halls.WITNESS.name, halls.WITNESS.id, notes.timed(SEEN_AT, signature))
    return note._replace(signatures=(*note.signatures, made))


if __name__ == "__main__":
    main()
