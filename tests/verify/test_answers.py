"""The auditor's program checks what head office answers a hall without a line: the file on its
stick, and head office's own entries in it."""

import base64
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity
from kiosk.vocabulary import sync_files, wire
from kiosk.vocabulary.sync_files import Answers
from tests.cast import HERE, Machine, sync_round
from tests.hostile.attacks import replaced
from tests.records.receipts.cast import give, rewrite
from tests.records.transparency.cast import written
from tests.sync.files.cast import answered, asked, taken
from verify import verify

Batch = dict[str, Any]


class Trip(NamedTuple):
    """A station's file, head office's answer to it, and the keys of both."""

    asked: bytes
    answer: bytes
    office: Keys
    hall: Keys

    @property
    def answers(self) -> Answers:
        return sync_files.answers(self.answer)


@pytest.fixture
def trip(hall: Machine, office: Machine) -> Trip:
    """Head office has written three entries for the branch, and takes in four cards."""
    sync_round(hall, office)
    for _ in range(3):
        written(office, identity.me(hall.db).chain._replace(station="office", epoch=1))
    for number in range(1, 5):
        give(hall, number, f"第{number}张")
    file = asked(hall)
    return Trip(file, answered(office, file), office.keys, hall.keys)


def said(
    tmp_path: Path, trip: Trip, answers: Answers | None = None, *options: str,
    office: bytes | None = None,
) -> tuple[int, set[str]]:  # fmt: skip
    """How the program ends on an answer, and what it names."""
    office = trip.office.public if office is None else office
    for name, data in (
        ("asked", trip.asked),
        ("answer", sync_files.encode(answers or trip.answers)),
    ):
        (tmp_path / name).write_bytes(data)
    found = verify.check_file(
        (tmp_path / "answer").read_bytes(), {},
        verify.Copy(Path(options[-1])) if options else None, trip.asked, office,
    )  # fmt: skip
    names = {one.name for one in found}
    files = [f"--asked={tmp_path / 'asked'}", f"--office-key={office.hex()}"]
    return verify.main(["file", str(tmp_path / "answer"), *files, *options]), names


def with_batch(trip: Trip, tamper: Callable[[Batch], None], *, sign_head: bool) -> Answers:
    """What a head office that holds its key can write: another batch of its own entries, with
    the answer signed again and, as is said, the head, too."""
    questions, answers = sync_files.questions(trip.asked), trip.answers
    made = []
    for question, one in zip(questions.asked, answers.answered, strict=True):
        if question.path.startswith("/intake/v1/entries") and question.method == "GET":
            brought = msgspec.json.decode(one.body)
            batch = next(each for each in brought["batches"] if each["station"] == "office")
            tamper(batch)
            if sign_head:
                last = batch["from"] + len(batch["entries"]) - 1
                head = base64.b64decode(batch["head"])
                place = HERE, batch["station"], batch["epoch"], last, head
                signed = trip.office.sign(wire.signed_head(*place))
                batch["signature"] = base64.b64encode(signed).decode()
            body = msgspec.json.encode(brought)
            request = wire.request(question.method, question.path, question.nonce, question.body)
            signed = trip.office.sign(wire.answer(request, 200, body))
            signature = base64.b64encode(signed).decode()
            one = msgspec.structs.replace(one, body=body, signature=signature)
        made.append(one)
    return msgspec.structs.replace(answers, answered=tuple(made))


def test_an_answer_as_head_office_made_it(hall: Machine, trip: Trip, tmp_path: Path):
    assert said(tmp_path, trip) == (0, set())
    hall.db.backup(tmp_path / "copy.db")
    copy = ["--database", str(tmp_path / "copy.db")]
    assert said(tmp_path, trip, None, *copy) == (0, set())
    assert said(tmp_path, trip, None, *copy, office=b"") == (0, set()), "the database has it"
    assert said(tmp_path, trip, office=b"") == (2, {"no key"})
    assert said(tmp_path, trip, None, *copy, office=trip.hall.public) == (1, {"altered file"})


def changed(batch: Batch) -> None:
    body = base64.b64decode(batch["entries"][1]).replace(b"polite", b"unkind")
    batch["entries"][1] = base64.b64encode(body).decode()


def removed(batch: Batch) -> None:
    del batch["entries"][1]


def exchanged(batch: Batch) -> None:
    batch["entries"].reverse()


def grafted(batch: Batch) -> None:
    batch["prev"] = base64.b64encode(bytes(32)).decode()


def another_branch(batch: Batch) -> None:
    body = base64.b64decode(batch["entries"][0]).replace(HERE.encode(), b"sb99")
    batch["entries"][0] = base64.b64encode(body).decode()


def another_head(batch: Batch) -> None:
    batch["head"] = base64.b64encode(bytes(32)).decode()


def nothing(_: Batch) -> None: ...


WRITTEN: dict[str, tuple[Callable[[Batch], None], bool, set[str]]] = {
    "not changed": (nothing, True, set()),
    "an entry was changed": (changed, True, {"edited"}),
    "an entry is missing": (removed, True, {"edited"}),
    "entries were exchanged": (exchanged, True, {"edited"}),
    "entries follow another chain": (grafted, True, {"swapped station", "edited"}),
    "another head": (another_head, True, {"edited"}),
    "another head that is not signed": (another_head, False, {"edited", "forged head"}),
    "another branch's": (another_branch, False, {"swapped station", "edited", "forged head"}),
}


def test_entries_of_head_office_that_its_chain_does_not_say(trip: Trip, tmp_path: Path):
    for what, (tamper, sign_head, names) in WRITTEN.items():
        answers = with_batch(trip, tamper, sign_head=sign_head)
        assert said(tmp_path, trip, answers) == (1 if names else 0, names), what


def test_an_answer_that_was_changed_on_the_way(trip: Trip, tmp_path: Path):
    whole, replace = trip.answers, msgspec.structs.replace
    first, *rest = whole.answered
    for answers in (
        replace(whole, answered=(replace(first, status=409), *rest)),
        replace(whole, answered=(replace(first, signature=rest[0].signature), *rest)),
        replace(whole, answered=(replace(first, nonce=rest[0].nonce), *rest)),
        replace(whole, answered=tuple(rest)),
    ):
        assert said(tmp_path, trip, answers) == (1, {"altered file"})
    first_changed = replace(whole, answered=(replace(first, status=409), *rest))
    with replaced((verify, "is_answer", lambda *_: True)):
        assert said(tmp_path, trip, first_changed) == (0, set()), "this is what finds it"


def test_an_answer_of_a_stranger_or_to_another_file(
    hall: Machine, trip: Trip, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    stranger = msgspec.structs.replace(trip.answers, key=Keys(b"f" * 32).public)
    assert said(tmp_path, trip, stranger)[1] >= {"altered file", "forged head"}
    assert "not from the head office of --office-key" in capsys.readouterr().out
    hall.db.backup(tmp_path / "copy.db")
    copy = ["--database", str(tmp_path / "copy.db")]
    assert "altered file" in said(tmp_path, trip, stranger, *copy)[1]
    assert "not from this station's head office" in capsys.readouterr().out
    other = msgspec.structs.replace(trip.answers, station="a" * 24)
    assert said(tmp_path, trip, other, *copy)[1] == {"swapped station", "rollback"}
    with replaced((verify, "check_sender", lambda *_: ())):
        assert said(tmp_path, trip, other, *copy)[1] == {"rollback"}
    later = trip._replace(asked=asked(hall))
    assert said(tmp_path, later, trip.answers) == (1, {"altered file"})


def test_without_the_requests_the_signatures_of_heads_are_checked(trip: Trip, tmp_path: Path):
    (tmp_path / "file").write_bytes(trip.answer)
    options = ["--office-key", trip.office.public.hex()]
    assert verify.main(["file", str(tmp_path / "file"), *options]) == 2
    key = trip.office.public
    assert [one.name for one in verify.check_file(trip.answer, {}, None, b"", key)] == [
        "no request"
    ]
    data = sync_files.encode(with_batch(trip, another_head, sign_head=False))
    assert "forged head" in {one.name for one in verify.check_file(data, {}, None, b"", key)}


def test_an_answer_and_a_database_that_differ(hall: Machine, trip: Trip, tmp_path: Path):
    of = identity.me(hall.db).chain
    rewrite(hall.db, of.station, 2, "第2".encode(), "第8".encode())
    hall.db.backup(tmp_path / "copy.db")
    assert said(tmp_path, trip, None, "--database", str(tmp_path / "copy.db")) == (1, {"rewritten"})
    db = sqlite3.connect(tmp_path / "copy.db")
    db.execute("DELETE FROM ledger WHERE station = ? AND seq > 1", (of.station,))
    db.commit()
    db.close()
    assert said(tmp_path, trip, None, "--database", str(tmp_path / "copy.db")) == (1, {"rollback"})


def test_entries_that_do_not_follow_from_what_the_station_holds(
    hall: Machine, office: Machine, trip: Trip, tmp_path: Path
):
    taken(hall, trip.answer)
    written(office, identity.me(hall.db).chain._replace(station="office", epoch=1))
    file = asked(hall)
    later = trip._replace(asked=file, answer=answered(office, file))
    hall.db.backup(tmp_path / "copy.db")
    copy = ["--database", str(tmp_path / "copy.db")]
    assert said(tmp_path, later, None, *copy) == (0, set())
    db = sqlite3.connect(tmp_path / "copy.db")
    db.execute("UPDATE ledger SET hash = zeroblob(32) WHERE station = 'office' AND seq = 3")
    db.commit()
    db.close()
    assert said(tmp_path, later, None, *copy) == (1, {"edited"})


def test_what_cannot_be_read_is_said(trip: Trip, tmp_path: Path):
    file, wrong = tmp_path / "file", tmp_path / "wrong"
    wrong.write_bytes(b"anything")
    file.write_bytes(trip.answer)
    assert verify.main(["file", str(file), "--asked", str(wrong)]) == 2
    for odd in (trip.answer[:300], trip.answer[:25], sync_files.ANSWERS + b"\xc1"):
        file.write_bytes(odd)
        assert verify.main(["file", str(file)]) == 2
