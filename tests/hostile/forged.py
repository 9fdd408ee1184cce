"""Forged logs, proofs and receipts: whoever is shown one refuses it, and none raises an alarm
against an honest hall."""

import base64
import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from kiosk.commands.transparency import witness
from kiosk.commands.transparency.witness import Witness
from kiosk.ground.cache import Cache
from kiosk.ground.keys import Keys
from kiosk.records.ledger import alarms
from kiosk.records.receipts import asked, given
from kiosk.records.transparency import log, proving
from kiosk.rules.ledger import signed_receipts
from kiosk.rules.ledger.signed_receipts import NotAReceipt, SignedReceipt
from kiosk.rules.office.rate import Bucket
from kiosk.rules.transparency import leaves, merkle, notes
from kiosk.rules.transparency.notes import Head, Note, Signature
from kiosk.rules.transparency.proofs import Asked
from kiosk.web.office.receipts import pages
from tests.commands.transparency.test_witness import LOG, OURS, Log
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.input import hall_and_office
from tests.records.receipts.cast import give
from tests.records.transparency.cast import taken_in
from tests.records.transparency.test_checkpoints import WITNESS, state
from tests.records.transparency.test_proving import publish
from tests.rules.transparency.test_tiles import numbered
from verify import verify

STRANGER = SigningKey(bytes([9] * 32))
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of Ed25519's group: with its second half larger by this, a signature is another text for the
same."""


# At a witness ---------------------------------------------------------------------


def signed(text: str, key: SigningKey = OURS) -> Note:
    return Note(text, (Signature(LOG.name, LOG.id, key.sign(text.encode()).signature),))


def forged_logs() -> Iterator[tuple[str, bytes]]:
    """What a log that lies asks of a witness that has seen five leaves of it."""
    honest, other = Log(numbered(9)), Log(numbered(9)[::-1])
    path, note = merkle_path(honest), honest.note()

    def ask(note: Note, old: int = 5, hashes: tuple[bytes, ...] = path) -> bytes:
        return str(Asked(old, hashes, note)).encode()

    yield "a fork", other.asked(5)
    yield "a fork with the honest path", ask(other.note())
    yield "other leaves, as many", Log(numbered(5)[::-1]).asked(5)
    yield "fewer leaves", Log(numbered(4)).asked(4)
    yield "fewer leaves, as if grown", ask(Log(numbered(4)).note())
    yield "from the beginning again", other.asked(0)
    yield "no path", ask(note, hashes=())
    yield "half a path", ask(note, hashes=path[:-1])
    yield "more than a path", ask(note, hashes=(*path, bytes(32)))
    yield "the path backwards", ask(note, hashes=path[::-1])
    yield "an older size than was seen", ask(note, old=4)
    yield "a later size than was seen", ask(note, old=6)
    yield "a stranger's signature", ask(honest.note(key=STRANGER))
    yield "no signature", ask(note._replace(signatures=(Signature("x", b"abcd", bytes(64)),)))
    yield (
        "a wrong one behind the right one",
        ask(note._replace(signatures=(*note.signatures, *honest.note(key=STRANGER).signatures))),
    )
    yield "another log", ask(honest.note("other.example"))
    for what, size in (("zeros", "09"), ("a plus", "+9"), ("Arabic", "٩"), ("huge", "9" * 21)):
        yield f"a size with {what}", ask(signed(note.text.replace("\n9\n", f"\n{size}\n")))
    yield "an edited size", ask(note._replace(text=note.text.replace("\n9\n", "\n8\n")))
    root = base64.b64encode(honest.store.root[:-1]).decode()
    yield "a short root", ask(signed(f"{LOG.name}\n9\n{root}\n"))
    yield "an empty line", ask(signed(f"{note.text}\n"))


def merkle_path(of: Log) -> tuple[bytes, ...]:
    lines = of.asked(5).decode().partition("\n\n")[0].split("\n")[1:]
    return tuple(map(base64.b64decode, lines))


def at_a_witness(folder: Path) -> Outcome:
    """After each lie the witness still signs what is honest."""
    one = Witness(folder, "w.example", {LOG.name: LOG})
    asks = witness.application(one).test_client()
    assert asks.post("/add-checkpoint", data=Log(numbered(5)).asked(0)).status_code == 200
    tries = list(forged_logs())
    through = [
        what for what, body in tries
        if asks.post("/add-checkpoint", data=body).status_code == 200
    ]  # fmt: skip
    if asks.post("/add-checkpoint", data=Log(numbered(9)).asked(5)).status_code != 200:
        through.append("the honest log is refused afterwards")
    one.db.close()
    return Outcome(len(tries), through)


# At a verifier --------------------------------------------------------------------


def at_a_verifier(folder: Path) -> Outcome:
    """Proof files of an entry that is not in the log, or not as the receipt says."""
    with hall_and_office(folder) as (hall, office):
        receipts = [give(hall, number) for number in range(1, 8)]
        taken_in(office, hall)
        publish(office, witnessed=True)
        named = receipts[4].named
        proof = str(proving.of_entry(office.db, named.station, named.epoch, named.seq))
        origin = state(office).origin
        key = str(log.verifier(office.keys, origin))
        rewritten = named._replace(hash=named.hash[::-1])
        other = SignedReceipt(rewritten, hall.keys.sign(rewritten.message))
        tries = [
            *((what, text, receipts[4]) for what, text in edited(proof)),
            ("another entry's receipt", proof, receipts[3]),
            ("the receipt of a rewritten entry", proof, other),
            ("a log of its own", own_log(other, origin, log.verifier(office.keys, origin).id),
             other),
        ]  # fmt: skip
        through = [what for what, *said in tries if accepted(folder, key, *said)]
        if not accepted(folder, key, proof, receipts[4]):
            through.append("the honest proof is refused")
    return Outcome(len(tries), through)


def edited(proof: str) -> Iterator[tuple[str, str]]:
    """A proof with each line changed, dropped and emptied."""
    lines = proof.splitlines(keepends=True)
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        if line.strip() and not line.startswith("extra "):  # which no one relies on
            yield f"line {number} flipped", "".join([*before, flipped(line), *after])
            yield f"line {number} dropped", "".join([*before, *after])
            yield f"line {number} emptied", "".join([*before, "\n", *after])


def flipped(line: str) -> str:
    """The line with another letter or digit in its middle."""
    at = max(range(len(line)), key=lambda n: (line[n].isalnum(), -abs(n - 2 * len(line) // 3)))
    return line[:at] + ("1" if line[at] != "1" else "2") + line[at + 1 :]


def own_log(receipt: SignedReceipt, origin: str, key_id: bytes) -> str:
    """A log of one leaf, which is that of a rewritten entry, signed by no one who counts."""
    named = receipt.named
    leaf = leaves.entry(leaves.of_station(named.station), named.epoch, named.seq, named.hash)
    text = notes.checkpoint(Head(origin, 1, merkle.leaf_hash(leaf)))
    mine = Signature(origin, key_id, STRANGER.sign(text.encode()).signature)
    seen = Signature(
        WITNESS.name, WITNESS.id, notes.timed(9, STRANGER.sign(notes.cosigned(text, 9)).signature)
    )
    return f"c2sp.org/tlog-proof@v1\nindex 0\n\n{Note(text, (mine, seen))}"


def accepted(folder: Path, key: str, proof: str, receipt: SignedReceipt) -> bool:
    file = folder / "proof.txt"
    file.write_text(proof, "utf-8")
    said = ["proof", str(file), "--receipt", receipt.letters, "--log-key", key]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return verify.main([*said, "--witness", str(WITNESS)]) == 0


# Receipts -------------------------------------------------------------------------


def forged_receipts(
    true: SignedReceipt, later: SignedReceipt, own: Keys, second: Keys
) -> dict[str, str]:
    """Receipts that the station did not give; `second` are the keys of another machine."""
    named, half = true.named, int.from_bytes(true.signature[32:], "little")
    made = {
        "another epoch": true._replace(named=named._replace(epoch=2)),
        "another number": true._replace(named=named._replace(seq=named.seq + 1)),
        "another hash": true._replace(named=named._replace(hash=named.hash[::-1])),
        "another day": true._replace(named=named._replace(day=named.day.replace(year=2020))),
        "another station": true._replace(named=named._replace(station=second.fingerprint)),
        "a later one's signature": true._replace(signature=later.signature),
        "no signature": true._replace(signature=bytes(64)),
        "a stranger's": true._replace(signature=STRANGER.sign(named.message).signature),
        "another station's": true._replace(signature=second.sign(named.message)),
        "signed without the domain": true._replace(signature=own.sign(named.packed)),
        "the same signature in other letters": true._replace(
            signature=true.signature[:32] + (half + ORDER).to_bytes(32, "little")
        ),
    }
    return {what: one.letters for what, one in made.items()} | {
        "another version": "A" + true.letters[1:] if true.letters[0] != "A" else "Q",
        "cut short": true.letters[:-1],
        "grown": true.letters + "A",
        "as a script": f"<script>alert(1)</script>{true.letters}",
        "in full width": "".join(chr(ord(one) + 0xFEE0) for one in true.letters),
    }


def at_every_door(folder: Path) -> Outcome:
    """Each receipt at head office's page, at the hall that it names, and at the verifier. Other
    attacks from this address have not used up what it may ask, so that each is answered."""
    fresh = replaced((pages, "_buckets", Cache[Bucket](100)))
    with hall_and_office(folder) as (hall, office), fresh:
        true, later = give(hall, 1), give(hall, 2)
        taken_in(office, hall)
        tries = forged_receipts(true, later, hall.keys, office.keys)
        hall.db.backup(folder / "copy.db")
        page = office.browser("office")
        through = []
        for what, letters in tries.items():
            answer = page.get(f"/receipt/{letters}")
            good = ('data-state="held"', 'data-state="waiting"')
            if answer.status_code == 200 and any(one in answer.text for one in good):
                through.append(f"{what}, at head office's page")
            through += [f"{what}, {where}" for where in _doors(hall, office, folder, letters)]
        if page.get(f"/receipt/{true.letters}").text.count('data-state="held"') != 1:
            through.append("the honest receipt is refused")
        raised = {**alarms.by_code(office.db), **alarms.by_code(hall.db)}
        through += [f"an alarm: {code}" for code in raised]
    return Outcome(4 * len(tries), through)


def _doors(hall: Any, office: Any, folder: Path, letters: str) -> Iterator[str]:
    try:
        receipt = signed_receipts.read(letters)
    except NotAReceipt:
        receipt = None
    if receipt is not None:
        if asked.answer(office.db, receipt, office.time()).state != "forged":
            yield "at head office"
        if given.look_up(hall.db, hall.keys, receipt).state not in ("forged", "foreign"):
            yield "at its hall"
    said = ["receipt", letters, "--database", str(folder / "copy.db")]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        if verify.main(said) == 0:
            yield "at the verifier"


def anything_signed() -> contextlib.AbstractContextManager[None]:
    """A signature is one whatever it is of."""
    always: Callable[..., bool] = lambda *_said: True  # noqa: E731
    return replaced((asked, "signed_by", always), (given, "signed_by", always))


ATTACKS = (
    Attack(
        "a forged log at a witness",
        at_a_witness,
        lambda: replaced((merkle, "continues", lambda *_said: True)),
    ),
    Attack(
        "forged proofs at a verifier",
        at_a_verifier,
        lambda: replaced((verify, "signed_by", lambda *_said: True)),
    ),
    Attack("forged receipts", at_every_door, anything_signed),
)
