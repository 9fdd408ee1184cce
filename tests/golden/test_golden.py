"""What an earlier program wrote is read by this one, and means what it meant: facts fold to the
same figures, and messages, files, checkpoints, proofs and receipts are still good."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.ground.keys import signed_by
from kiosk.records.exchange import projections
from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing.manifests import decode_manifest
from kiosk.records.transparency import log
from kiosk.rules.ledger import archives, chain, signed_receipts
from kiosk.rules.transparency import leaves, notes, proofs
from kiosk.sync.client import Office
from kiosk.vocabulary import facts, sync_files, wire
from tests.cast import HERE, Machine, Time, plant, sync_round, wire_to
from tests.golden import halls, samples
from tests.golden.__main__ import FROZEN
from tests.sync.files.cast import answered
from verify import verify as auditors

pytestmark = pytest.mark.sqlite
RELEASES = halls.releases()
GIVEN = 3
"""Cards in the messages of each folder."""


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def release(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def two(tmp_path: Path, time: Time) -> Iterator[tuple[Machine, Machine]]:
    pair = halls.pair(tmp_path, time)
    yield pair
    for machine in pair:
        machine.db.close()


def read(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def holds(new: Any, old: Any) -> bool:
    """Whether all that was said is still said, in the same words and order."""
    if isinstance(old, dict):
        return all(name in new and holds(new[name], value) for name, value in old.items())
    return bool(new == old)


def test_a_golden_file_never_changes():
    listed = dict(reversed(line.split("  ")) for line in FROZEN.read_text().splitlines())
    there = {f"{file.parent.name}/{file.name}": file for one in RELEASES for file in one.iterdir()}
    assert list(listed) == sorted(listed, key=lambda name: (int(name.split("/")[0]), name))
    assert listed == {
        name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in there.items()
    }


def test_every_field_of_every_kind_of_fact_has_golden_bytes():
    """If not: `python -m tests.golden` adds them, and nothing else."""
    known = halls.kinds(halls.bodies())
    for kind in facts.AnyFact.__args__:  # type: ignore[attr-defined]
        missing = samples.fields(kind) - known.get(samples.tag(kind), set())
        assert not missing, f"{samples.tag(kind)}: {sorted(missing)}"


def test_every_fact_is_read_and_says_what_it_said():
    for body in halls.bodies():
        assert holds(
            msgspec.json.decode(facts.encode(facts.decode(body))), msgspec.json.decode(body)
        )


def test_the_facts_fold_to_the_same_figures(two: tuple[Machine, Machine], release: Path):
    office, hall = two
    plant(hall.db, halls.own(hall), halls.bodies(release))
    sync_round(hall, office)
    expected = msgspec.json.decode(read(release, "figures.json"))
    of = halls.own(hall)
    assert halls.figures(office, of) == expected
    projections.rebuild(office.db)
    assert halls.figures(office, of) == expected and verify(office.db) is None
    (copy := office.config.database.with_name("copy.db")).unlink(missing_ok=True)
    office.db.backup(copy)
    assert auditors.main(["database", str(copy)]) == 0


def test_a_message_and_a_file_of_the_same_facts_count_once(
    two: tuple[Machine, Machine], release: Path
):
    office, hall = two
    line = Office(wire_to(office), hall.keys, office.keys.fingerprint, office.new_id)
    said = msgspec.json.decode(read(release, "push.json"), type=wire.Push)
    links = chain.links(said.batch.prev, said.batch.first, said.batch.entries)
    assert len(links) == GIVEN and links[-1] == said.batch.head
    for _ in range(2):
        line.ask("POST", "/intake/v1/entries", read(release, "push.json"))
    assert ledger.hash_at(office.db, halls.own(hall), GIVEN) == said.batch.head
    again = sync_files.answers(answered(office, read(release, "hall.sync")))
    assert {one.status for one in again.answered} == {200}
    assert sum(cards.count(office.db, ["branch"]).values()) == GIVEN
    assert verify(office.db) is None


def test_what_head_office_answered_by_a_file_is_signed(release: Path, tmp_path: Path):
    questions = sync_files.questions(read(release, "hall.sync"))
    answers = sync_files.answers(read(release, "answer.sync"))
    assert answers.key == halls.OFFICE.public and len(answers.answered) == len(questions.asked)
    for one, answer in zip(questions.asked, answers.answered, strict=True):
        asked = wire.request(one.method, one.path, one.nonce, one.body)
        signature = msgspec.json.decode(f'"{one.signature}"', type=bytes)
        assert signed_by(halls.HALL.public, asked, signature)
        said = wire.answer(asked, answer.status, answer.body)
        signature = msgspec.json.decode(f'"{answer.signature}"', type=bytes)
        assert signed_by(halls.OFFICE.public, said, signature)
    (tmp_path / "keys").write_text(f"{halls.HALL.public.hex()}\n{halls.OFFICE.public.hex()}\n")
    options = ["--asked", str(release / "hall.sync"), "--keys", str(tmp_path / "keys")]
    options += ["--office-key", halls.OFFICE.public.hex()]
    for name in ("hall.sync", "answer.sync"):
        assert auditors.main(["file", str(release / name), *options]) == 0
        assert auditors.main(["file", str(release / name)]) == 2, "no key, and no requests"


def test_a_manifest_is_signed_and_lists_what_it_listed(release: Path):
    signed = msgspec.json.decode(read(release, "manifest.json"), type=wire.Signed)
    assert signed_by(halls.OFFICE.public, signed.manifest, signed.signature)
    manifest, said = decode_manifest(signed.manifest), msgspec.json.decode(signed.manifest)
    assert manifest.branch == HERE and len(manifest.documents) == len(said["documents"]) > 10
    again = msgspec.json.decode(msgspec.json.encode(manifest))
    assert all(map(holds, again["documents"], said["documents"]))


def test_a_receipt_its_proof_and_the_checkpoints_are_good(release: Path, tmp_path: Path):
    receipt = signed_receipts.read(read(release, "receipt.txt").decode())
    named = receipt.named
    assert signed_by(halls.HALL.public, named.message, receipt.signature) and named.seq == 2
    proof = proofs.read(read(release, "proof.txt").decode())
    leaf = leaves.entry(leaves.of_station(named.station), named.epoch, named.seq, named.hash)
    plain, cosigned = (
        notes.read(read(release, name).decode()) for name in ("checkpoint.txt", "cosigned.txt")
    )
    head = notes.read_checkpoint(plain.text)
    key = log.verifier(halls.OFFICE, head.origin)
    assert head == notes.read_checkpoint(cosigned.text) and proof.checkpoint == cosigned
    assert proofs.proves(proof, leaf, key, signed_by)
    assert notes.signed_at(plain, key, signed_by) == 0
    assert list(proofs.witnesses(cosigned, [halls.WITNESS], signed_by)) == [halls.WITNESS.name]
    asked = ["proof", str(release / "proof.txt"), "--receipt", receipt.letters]
    assert auditors.main([*asked, "--log-key", str(key), "--witness", str(halls.WITNESS)]) == 0


def test_an_archive_file_is_whole(release: Path):
    label, parts = archives.read(read(release, "archive.jsonl.gz"))
    (part,) = parts
    assert (label.branch, label.month, len(part.entries)) == (HERE, "2026-11", GIVEN)
    said = msgspec.json.decode(read(release, "push.json"), type=wire.Push)
    assert [one.body for one in part.entries] == list(said.batch.entries)
    assert auditors.main(["file", str(release / "archive.jsonl.gz")]) == 0
