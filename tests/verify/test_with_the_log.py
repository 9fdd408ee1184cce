"""The walk of an auditor who takes a receipt and head office's proof file home."""

from pathlib import Path

from kiosk.records.transparency import log, proving
from tests.cast import Machine
from tests.records.receipts.cast import give
from tests.records.transparency.cast import taken_in
from tests.records.transparency.test_checkpoints import WITNESS, state
from tests.records.transparency.test_proving import publish
from verify import verify


def test_head_offices_proof_of_a_receipts_entry_holds(
    hall: Machine, office: Machine, tmp_path: Path
):
    receipts = [give(hall, number) for number in range(1, 8)]
    taken_in(office, hall)
    publish(office, witnessed=True)
    keys = [str(log.verifier(office.keys, state(office).origin)), "--witness", str(WITNESS)]
    named = receipts[4].named
    file = tmp_path / "proof.txt"
    file.write_text(str(proving.of_entry(office.db, named.station, named.epoch, named.seq)))
    for receipt, status in ((receipts[4], 0), (receipts[3], 1)):
        asked = ["proof", str(file), "--receipt", receipt.letters, "--log-key", *keys]
        assert verify.main(asked) == status
