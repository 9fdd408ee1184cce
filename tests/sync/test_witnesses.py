"""The office asks its witnesses, whatever they answer."""

from pathlib import Path

import pytest
from nacl.signing import SigningKey

from kiosk.commands.transparency import witness
from kiosk.commands.transparency.witness import Witness
from kiosk.ground.keys import signed_by
from kiosk.records.transparency import checkpoints, log
from kiosk.rules.alerts.robots import Posted
from kiosk.rules.transparency import notes, proofs
from kiosk.rules.transparency.notes import Note, Signature
from kiosk.sync import witnesses
from kiosk.sync.alerts import posting
from kiosk.sync.alerts.posting import Answered
from kiosk.sync.witnesses import RETRY_MS, Answer, Line
from tests.cast import Machine
from tests.records.transparency.cast import begun, given, taken_in
from tests.records.transparency.test_checkpoints import alarms, state


class Asked:
    """Witnesses that are really there, without a network between; `says` answers for one."""

    def __init__(self, folder: Path, office: Machine, names: str) -> None:
        origin = begun(office).origin
        logs = {origin: log.verifier(office.keys, origin)}
        self.made = {}
        for name in names:
            (folder / name).mkdir()
            self.made[name] = Witness(folder / name, f"{name}.example", logs)
        self.clients = {n: witness.application(one).test_client() for n, one in self.made.items()}
        self.lines = [Line(n, f"http://{n}", one.verifier) for n, one in self.made.items()]
        self.says: dict[str, Answer] = {}
        self.calls: list[str] = []
        self.sent: list[proofs.Asked] = []

    def post(self, url: str, body: bytes) -> Answer:
        name = url.removeprefix("http://").removesuffix("/add-checkpoint")
        self.calls.append(name)
        self.sent.append(proofs.read_asked(body.decode()))
        if name in self.says:
            return self.says[name]
        got = self.clients[name].post("/add-checkpoint", data=body)
        return Answer(got.status_code, got.data)

    def cosign(self, office: Machine, at: int = 5) -> Note:
        note = checkpoints.sign(office.keys, state(office))
        return witnesses.cosign(office.db, note, self.lines, at, self.post)

    def signed(self, note: Note) -> list[str]:
        found = proofs.witnesses(note, [line.verifier for line in self.lines], signed_by)
        return sorted(name.removesuffix(".example") for name in found)


@pytest.fixture
def asked(tmp_path: Path, office: Machine) -> Asked:
    return Asked(tmp_path, office, "ab")


def test_every_witness_signs_as_the_log_grows(office: Machine, hall: Machine, asked: Asked):
    for number in (1, 300, 2):
        given(hall, number) if number < 300 else None
        taken_in(office, hall)
        note = asked.cosign(office)
        assert asked.signed(note) == ["a", "b"]
    assert asked.calls == ["a", "b"] * 3, "the size that each knows is remembered"
    known = checkpoints.witnesses(office.db)
    assert {one.size for one in known.values()} == {state(office).size}
    assert {one.said for one in known.values()} == {""}


def test_a_witness_is_not_asked_again_for_what_it_has_signed(office: Machine, asked: Asked):
    note = asked.cosign(office)
    again = witnesses.cosign(office.db, note, asked.lines, 9, asked.post)
    assert again == note and asked.calls == ["a", "b"]


def test_a_witness_that_knows_another_size_is_asked_once_more(
    office: Machine, hall: Machine, asked: Asked
):
    asked.cosign(office)
    given(hall, 3)
    taken_in(office, hall)
    checkpoints.note_answer(office.db, "a", 0, "", 6)  # the office forgot, or never learnt
    assert asked.signed(asked.cosign(office)) == ["a", "b"]
    assert asked.calls == ["a", "b", "a", "b", "a"]


SIGNED_WRONG = str(Signature("a.example", b"abcd", bytes(72))).encode()


@pytest.mark.parametrize(
    "answer, said",
    [
        (Answer(0, b""), "no_line"),
        (Answer(404, b"no"), "refused"),
        (Answer(500, b""), "refused"),
        (Answer(200, b""), "wrong"),
        (Answer(200, b"\xff"), "wrong"),
        (Answer(200, SIGNED_WRONG), "wrong"),
        (Answer(409, b"x"), "ahead"),
        (Answer(409, b"0\n"), "ahead"),
        (Answer(409, b"\xff" * 100), "ahead"),
    ],
)
def test_a_bad_answer_costs_one_signature_and_nothing_else(
    office: Machine, asked: Asked, answer: Answer, said: str
):
    asked.says["a"] = answer
    assert asked.signed(asked.cosign(office)) == ["b"]
    assert checkpoints.witnesses(office.db)["a"].said == said
    assert len(asked.calls) <= 3


def test_a_cosignature_of_another_key_under_the_name_of_a_witness_counts_for_nothing(
    office: Machine, asked: Asked
):
    note = checkpoints.sign(office.keys, state(office))
    key, verifier = SigningKey(bytes(32)), asked.made["a"].verifier
    forged = notes.timed(5, key.sign(notes.cosigned(note.text, 5)).signature)
    asked.says["a"] = Answer(200, str(Signature(verifier.name, verifier.id, forged)).encode())
    assert asked.signed(asked.cosign(office)) == ["b"]


def test_one_that_failed_is_left_alone_for_a_minute(office: Machine, asked: Asked):
    asked.says["a"] = Answer(0, b"")
    note = asked.cosign(office, at=1_000)
    del asked.says["a"]
    for at, signed in ((2_000, ["b"]), (60_999, ["b"]), (61_000, ["a", "b"])):
        note = witnesses.cosign(office.db, note, asked.lines, at, asked.post)
        assert asked.signed(note) == signed
    ours = state(office).origin
    assert [[one.name for one in sent.checkpoint.signatures] for sent in asked.sent] == [[ours]] * 3


def test_a_witness_that_knows_this_very_size_signs_it_once_more(office: Machine, asked: Asked):
    asked.cosign(office)
    checkpoints.note_answer(office.db, "a", 0, "", 6)
    note = checkpoints.sign(office.keys, state(office))
    again = witnesses.cosign(office.db, note, asked.lines[:1], 9, asked.post)
    assert asked.signed(again) == ["a"]
    assert [sent.old for sent in asked.sent[2:]] == [0, state(office).size]


def test_a_witness_that_has_seen_a_longer_log_says_that_this_one_was_put_back(
    office: Machine, hall: Machine, asked: Asked
):
    asked.cosign(office)
    asked.says["a"] = Answer(409, b"900\n")
    given(hall)
    taken_in(office, hall)
    asked.calls.clear()
    assert asked.signed(asked.cosign(office)) == ["b"]
    assert sorted(asked.calls) == ["a", "b"], "no proof leads there"
    assert checkpoints.witnesses(office.db)["a"].size == 900
    assert alarms(office) == ["log_behind"]
    del asked.says["a"]
    asked.calls.clear()
    given(hall)
    taken_in(office, hall)
    assert asked.signed(asked.cosign(office, at=RETRY_MS + 9)) == ["a", "b"]
    assert sorted(asked.calls) == ["a", "a", "b"], "it is asked from its own size on"


def test_no_line_is_an_answer_like_any_other():
    assert witnesses.over_http("http://127.0.0.1:1/add-checkpoint", b"") == Answer(0, b"")
    assert witnesses.over_http("http://192.0.2.1/add-checkpoint", b"") == Answer(0, b"")


def test_a_witness_is_asked_in_plain_text_and_has_ten_seconds(monkeypatch: pytest.MonkeyPatch):
    seen: list[object] = []

    def answering(*asked: object) -> Answered:
        seen.extend(asked)
        return Answered(200, b"signed", "")

    monkeypatch.setattr(posting, "post", answering)
    answer = witnesses.over_http("https://a.example/add-checkpoint", b"a note")
    assert answer == Answer(200, b"signed")
    plain = {"Content-Type": "text/plain"}
    assert seen == [Posted("https://a.example/add-checkpoint", plain, b"a note"), 10]
