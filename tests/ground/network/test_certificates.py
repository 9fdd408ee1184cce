"""The root certificate that devices fetch."""

import base64
import hashlib
from pathlib import Path

import pytest

from kiosk.ground.network import certificates
from kiosk.vocabulary.refusals import Refusal

DER = bytes(range(256))
PEM = (
    "-----BEGIN CERTIFICATE-----\n"
    + base64.encodebytes(DER).decode()
    + "-----END CERTIFICATE-----\n"
)


def test_a_certificate_is_read_with_its_fingerprints(tmp_path: Path):
    file = tmp_path / "root.crt"
    file.write_text("some words before\n" + PEM + PEM, "ascii")
    found = certificates.read(file)
    assert found.der == DER
    assert found.sha256.replace(":", "").lower() == hashlib.sha256(DER).hexdigest()
    assert found.sha1.replace(":", "").lower() == hashlib.sha1(DER).hexdigest()
    assert found.sha256[2] == ":" and len(found.sha256) == 95


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", DER, PEM[:60].encode(), b"x" * 100_000])
def test_what_is_no_certificate_is_refused(tmp_path: Path, content: bytes):
    file = tmp_path / "root.crt"
    file.write_bytes(content)
    for path in (file, tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Refusal, match="no_certificate"):
            certificates.read(path)


def test_a_private_key_is_never_handed_out(tmp_path: Path):
    file = tmp_path / "root.key"
    file.write_text(PEM.replace("CERTIFICATE", "PRIVATE KEY") + PEM, "ascii")
    assert certificates.read(file).der == DER
    file.write_text(PEM.replace("CERTIFICATE", "PRIVATE KEY"), "ascii")
    with pytest.raises(Refusal, match="no_certificate"):
        certificates.read(file)
