"""A customer reads who witnessed the entry of a receipt, and by when that must be."""

from nacl.signing import SigningKey

from kiosk.ground.keys import signed_by
from kiosk.ground.network.witnesses import Log, Witness
from kiosk.records.receipts import given
from kiosk.records.transparency import checkpoints, log, proving, witnessed
from kiosk.records.transparency.checkpoints import UNMET_MS
from kiosk.records.transparency.witnessed import Witnessed
from kiosk.rules.ledger.signed_receipts import SignedReceipt
from kiosk.rules.transparency import leaves, notes, proofs
from kiosk.rules.transparency.notes import Note, Signature, Verifier
from tests.cast import HERE, Machine
from tests.records.receipts.cast import give, rewrite
from tests.records.transparency.cast import taken_in
from tests.records.transparency.test_checkpoints import state


class Someone:
    """A witness, or someone who would like to be taken for one."""

    def __init__(self, name: str, seed: int) -> None:
        self.key = SigningKey(bytes([seed] * 32))
        self.verifier = Verifier(name, notes.COSIGNATURE, bytes(self.key.verify_key))

    def sign(self, note: Note, at: int) -> Note:
        signed = notes.timed(at, self.key.sign(notes.cosigned(note.text, at)).signature)
        line = Signature(self.verifier.name, self.verifier.id, signed)
        return note._replace(signatures=(*note.signatures, line))

    def called(self, name: str) -> Witness:
        return Witness(name, "https://w.example", str(self.verifier))


COUNCIL, PROVINCE = Someone("council.example", 7), Someone("province.example", 8)
KNOWN = Log(needed=2, witnesses=[COUNCIL.called("消费者委员会"), PROVINCE.called("邻省")])


def publish(office: Machine, *signers: Someone, at: int = 9) -> None:
    note = checkpoints.sign(office.keys, state(office))
    for one in signers:
        note = one.sign(note, at)
    verifiers = list(witnessed.known(KNOWN).values())
    checkpoints.publish(office.db, note, verifiers, KNOWN.needed, office.time.utc)


def seen(office: Machine, receipt: SignedReceipt, known: Log = KNOWN) -> Witnessed:
    return witnessed.of_receipt(office.db, HERE, receipt.named, known, office.time.utc)


def test_it_names_the_witnesses_once_enough_have_signed(office: Machine, hall: Machine):
    receipt = give(hall, 1)
    came = office.time.utc
    taken_in(office, hall)
    waits = seen(office, receipt)
    assert (waits.state, waits.due, waits.late) == ("none", came + UNMET_MS, False)
    publish(office, COUNCIL)
    few = seen(office, receipt)
    assert (few.state, few.names, few.needed) == ("few", ("消费者委员会",), 2)
    publish(office, COUNCIL, PROVINCE, at=11)
    met = seen(office, receipt)
    assert (met.state, met.names, met.at) == ("met", ("消费者委员会", "邻省"), 11_000)
    leaf = leaves.read_entry(log.entry(office.db, met.leaf))
    assert leaf is not None and leaf.hash == receipt.named.hash


def test_it_says_when_the_time_is_over(office: Machine, hall: Machine):
    receipt = give(hall, 1)
    taken_in(office, hall)
    publish(office)
    office.time.pass_by(UNMET_MS)
    assert not seen(office, receipt).late
    office.time.pass_by(1)
    assert seen(office, receipt).late and seen(office, receipt).state == "few"


def test_only_keys_that_the_configuration_names_are_counted(office: Machine, hall: Machine):
    """A signature with another key is none, whatever name it bears; neither is a spoilt one, nor
    the log's own."""
    receipt = give(hall, 1)
    taken_in(office, hall)
    stranger, pretender = Someone("stranger.example", 9), Someone("council.example", 10)
    publish(office, COUNCIL, stranger, pretender)
    assert seen(office, receipt).names == ("消费者委员会",)
    only = KNOWN.witnesses[:1]
    assert seen(office, receipt, Log(needed=1, witnesses=only)).state == "met"
    assert seen(office, receipt, Log(needed=0)).names == ()
    note = notes.read(checkpoints.newest(office.db).note)  # type: ignore[union-attr]
    spoilt = [one._replace(signature=one.signature[:-1] + b"x") for one in note.signatures]
    row = {"note": str(note._replace(signatures=tuple(spoilt)))}
    office.db.run(checkpoints.LogCheckpoint.update(row))
    assert seen(office, receipt).names == ()


def test_one_key_counts_once_whatever_it_is_called(office: Machine, hall: Machine):
    """The configuration refuses the same line twice, not the same key under another name."""
    again = Someone("twin.example", 7)
    log_of = Log(needed=2, witnesses=[*KNOWN.witnesses, again.called("又一方")])
    broken = Witness("坏的", "https://x.example", str(COUNCIL.verifier)[:-4] + "AAAA")
    log_of.witnesses.append(broken)
    assert list(witnessed.known(log_of)) == ["消费者委员会", "邻省"]
    receipt = give(hall, 1)
    taken_in(office, hall)
    publish(office, COUNCIL, again)
    assert seen(office, receipt, log_of).names == ("消费者委员会",)


def test_the_proof_is_of_the_very_entry_or_none(office: Machine, hall: Machine):
    first, second = give(hall, 1), give(hall, 2, "等了")
    rewrite(hall.db, hall.keys.fingerprint, 2, "等了".encode(), "快了".encode())
    taken_in(office, hall)
    publish(office, COUNCIL, PROVINCE)
    named = first.named
    proof = proving.of_receipt(office.db, HERE, named).proof
    leaf = leaves.entry(leaves.of_station(named.station), 1, named.seq, named.hash)
    key = log.verifier(office.keys, state(office).origin)
    assert proofs.proves(proof, leaf, key, signed_by) and proof.extra == leaf
    assert seen(office, second).state == "none"
    assert given.look_up(hall.db, hall.keys, second).state == "changed"
