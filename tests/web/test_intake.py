"""The office's door for stations: who is let in, what is signed."""

import base64
import datetime
import json

import pytest

from kiosk.ground.keys import Keys, signed_by
from kiosk.records.cases import contact_sealing, contact_store, filing
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.exchange import last_calls, stations
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, manifests
from kiosk.sync import client as sync_client
from kiosk.sync import rounds
from kiosk.sync.client import Answer
from kiosk.vocabulary import wire
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import (
    HERE,
    NOON,
    START_2014,
    THERE,
    WANG,
    Machine,
    by_visit,
    enrol,
    sync_round,
    wire_to,
)

NONCE = "0" * 32


def ask(office: Machine, keys: Keys, method: str, path: str, body: bytes = b"", **headers: str):  # type: ignore[no-untyped-def]
    signed = wire.request(method, path, NONCE, body)
    sent = {
        "Ts-Station": keys.fingerprint,
        "Ts-Nonce": NONCE,
        "Ts-Signature": base64.b64encode(keys.sign(signed)).decode(),
    } | headers
    got = office.app("office").test_client().open(path, method=method, data=body, headers=sent)
    said = wire.answer(signed, got.status_code, got.data)
    assert signed_by(office.keys.public, said, base64.b64decode(got.headers["Ts-Signature"]))
    return got


ROUTES = [
    ("GET", "/intake/v1/manifest?have=0"),
    ("GET", "/intake/v1/entries?after="),
    ("GET", "/intake/v1/blobs/" + "0" * 64),
    ("POST", "/intake/v1/entries"),
    ("PUT", "/intake/v1/contacts/" + "0" * 64),
    ("GET", "/intake/v1/contacts/" + "0" * 64),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_stranger_is_refused_with_a_signed_answer(
    office: Machine, tmp_path, method: str, path: str
):
    got = ask(office, Keys.load(tmp_path / "stranger.key"), method, path)
    assert (got.status_code, got.json["refusal"]) == (403, "unknown_station")


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "bad", [{"Ts-Signature": ""}, {"Ts-Signature": "AAAA"}, {"Ts-Signature": "not base64 !"},
            {"Ts-Nonce": "1" * 32}],
)  # fmt: skip
def test_a_wrong_signature_is_refused(
    hall: Machine, office: Machine, method: str, path: str, bad: dict[str, str]
):
    if "Ts-Nonce" in bad:  # the signature is for another nonce, so is the answer's
        client = office.app("office").test_client()
        signature = hall.keys.sign(wire.request(method, path, NONCE, b""))
        headers = {"Ts-Station": hall.keys.fingerprint, "Ts-Nonce": "1" * 32,
                   "Ts-Signature": base64.b64encode(signature).decode()}  # fmt: skip
        got = client.open(path, method=method, headers=headers)
    else:
        got = ask(office, hall.keys, method, path, **bad)
    assert (got.status_code, got.json["refusal"]) == (401, "unsigned")


def envelope(hall: Machine, **changes: object) -> bytes:
    of = identity.me(hall.db).chain
    whole = json.loads(
        sync_client.msgspec.json.encode(
            wire.Push(sync_client.ledger.batch(hall.db, of, 0, 500, 10**6), 0, 0, "0.1.0", "b", 1)
        )
    )
    batch = whole["batch"] | {k: v for k, v in changes.items() if k in whole["batch"]}
    return json.dumps(whole | {k: v for k, v in changes.items() if k in whole} | {"batch": batch}
                      if "batch" not in changes else changes).encode()  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"batch":{}}', b'{"batch":1,"tip":0,"manifest":0,"version":""}'],
)
def test_what_is_no_envelope_is_refused(hall: Machine, office: Machine, body: bytes):
    got = ask(office, hall.keys, "POST", "/intake/v1/entries", body)
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


@pytest.mark.parametrize(
    "change",
    [{"station": "somebody"}, {"epoch": 2}, {"epoch": 0}, {"epoch": 10**30}, {"from": 0},
     {"from": -1}, {"from": 10**18}, {"prev": "!"}, {"entries": ["QQ=="] * 501}],
)  # fmt: skip
def test_an_envelope_for_another_chain_is_refused(
    hall: Machine, office: Machine, change: dict[str, object]
):
    got = ask(office, hall.keys, "POST", "/intake/v1/entries", envelope(hall, **change))
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


@pytest.mark.parametrize("after", ["x", "a:b:c", "a:1", "a:1:-1", "a:1:" + "9" * 40, ":::"])
def test_a_query_that_makes_no_sense_is_refused(hall: Machine, office: Machine, after: str):
    got = ask(office, hall.keys, "GET", f"/intake/v1/entries?after={after}")
    assert got.status_code == 400


def test_a_busy_office_asks_to_call_later(hall: Machine, office: Machine, monkeypatch):
    import threading

    monkeypatch.setattr("kiosk.web.machines.intake._places", threading.BoundedSemaphore(1))
    from kiosk.web.machines import intake

    with intake._places:
        got = ask(office, hall.keys, "POST", "/intake/v1/entries", envelope(hall))
        assert (got.status_code, got.headers["Retry-After"]) == (503, "60")
        with pytest.raises(Refusal) as refused:
            sync_round(hall, office)
    assert refused.value.retry_after == 60
    sync_round(hall, office)


class TestEnrolment:
    def code(self, office: Machine) -> str:
        return stations.issue_code(office.db, HERE, office.keys, b"0123456789", office.time().utc)

    def enrol(self, office: Machine, keys: Keys, code: str, folder):  # type: ignore[no-untyped-def]
        from tests.cast import machine

        made = machine(folder, "station", office.time)
        made.keys = keys
        try:
            wire, now = wire_to(office), made.time()
            return rounds.enrol(made.db, wire, keys, "http://o", code, now, made.new_id)
        finally:
            made.db.close()

    def test_the_same_key_with_the_same_code_gets_the_same_answer(self, office: Machine, tmp_path):
        code, keys = self.code(office), Keys.load(tmp_path / "k")
        one = self.enrol(office, keys, code, tmp_path / "a")
        office.time.pass_by(stations.CODE_MS * 2)
        two = self.enrol(office, keys, code, tmp_path / "b")
        assert one.chain == two.chain and one.receipt_key == two.receipt_key
        assert len(keys.open_sealed(bytes(one.receipt_key))) == 32

    def test_another_key_cannot_use_a_used_code(self, office: Machine, tmp_path):
        code = self.code(office)
        self.enrol(office, Keys.load(tmp_path / "k"), code, tmp_path / "a")
        with pytest.raises(Refusal, match="bad_code used"):
            self.enrol(office, Keys.load(tmp_path / "k2"), code, tmp_path / "b")

    def test_a_code_ends_after_24_hours(self, office: Machine, tmp_path):
        code = self.code(office)
        office.time.pass_by(stations.CODE_MS + 1)
        with pytest.raises(Refusal, match="bad_code expired"):
            self.enrol(office, Keys.load(tmp_path / "k"), code, tmp_path / "a")

    @pytest.mark.parametrize("code", ["", "AAAA", "AAAA-AAAA-AAAA-AAAA:short", "x" * 99])
    def test_a_mistyped_code_is_refused_before_it_is_sent(self, code: str):
        with pytest.raises(Refusal, match="bad_code"):
            stations.split_code(code)

    def test_a_code_may_be_typed_in_any_case_with_blanks(self, office: Machine):
        code = self.code(office)
        secret, rest = code.split(":")
        assert stations.split_code(f" {secret.lower().replace('-', ' ')}:{rest.upper()} ") == (
            secret.replace("-", ""), rest)  # fmt: skip

    def test_an_impostor_office_is_not_believed(self, office: Machine, tmp_path, time):
        from tests.cast import machine, publish_cast

        impostor = machine(tmp_path / "impostor", "office", time)
        publish_cast(impostor)
        theirs = stations.issue_code(impostor.db, HERE, impostor.keys, b"0123456789", NOON)
        forged = theirs.split(":")[0] + ":" + office.keys.fingerprint
        with pytest.raises(NoLine, match="not signed"):
            self.enrol(impostor, Keys.load(tmp_path / "k"), forged, tmp_path / "a")
        impostor.db.close()

    def test_a_station_belongs_to_one_branch_for_life(self, office: Machine, hall: Machine):
        with pytest.raises(Refusal, match="belongs to sb01"):
            enrol(hall, office, "sb02")

    def test_a_code_for_a_branch_that_is_not_there_is_refused(self, office: Machine):
        with pytest.raises(Refusal, match="unknown_branch"):
            stations.issue_code(office.db, "nowhere", office.keys, b"0" * 10, NOON)


class TestManifest:
    def rename(self, office: Machine, name: str, in_force=START_2014) -> None:  # type: ignore[no-untyped-def]
        clerk = Clerk(name=name, name_en="W", branch=HERE)
        documents.publish(office.db, [Publication(WANG, clerk, in_force)], "test", NOON)

    def name(self, hall: Machine) -> str:
        return documents.read(hall.db, "clerk", WANG, hall.today()).name  # type: ignore[union-attr]

    def test_a_new_version_reaches_the_hall_and_is_in_force_by_date(
        self, hall: Machine, office: Machine
    ):
        self.rename(office, "王方", datetime.date(2026, 11, 22))
        number = sync_round(hall, office).manifest
        assert self.name(hall) == "王芳"
        hall.time.pass_by(86_400_000)
        assert self.name(hall) == "王方"
        assert sync_round(hall, office).manifest == number

    def test_numbers_only_grow_even_when_the_offices_clock_goes_back(
        self, hall: Machine, office: Machine
    ):
        first = manifests.newest_manifest(hall.db, HERE)
        office.time.step(-(10**9))
        self.rename(office, "王方")
        sync_round(hall, office)
        second = manifests.newest_manifest(hall.db, HERE)
        assert first and second and second.number == first.number + 1
        assert self.name(hall) == "王方"

    def test_only_the_last_two_manifests_are_kept_and_all_contents(
        self, hall: Machine, office: Machine
    ):
        for name in ("一", "二", "三"):
            self.rename(office, name)
            hall.time.pass_by(5_000)
            sync_round(hall, office)
        kept = hall.db.rows(manifests.IssuedManifest.select())
        assert len(kept) == 2
        assert self.name(hall) == "三"
        assert len(documents.versions(hall.db, "clerk", WANG)) == 4

    @pytest.mark.parametrize("harm", ["tamper", "truncate", "older", "foreign_key", "content"])
    def test_a_harmed_manifest_or_content_is_refused_and_the_old_one_stays(
        self, hall: Machine, office: Machine, harm: str, tmp_path
    ):
        before = manifests.newest_manifest(hall.db, HERE)
        assert before is not None
        self.rename(office, "伪造")
        real = wire_to(office)

        def harmed(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
            answer = real(method, path, body, headers)
            if harm == "content" and "/blobs/" in path:
                return self.again(office, method, path, body, headers, answer.body + b" ")
            if harm != "content" and "/manifest" in path:
                said = sync_client.msgspec.json.decode(answer.body, type=wire.Signed)
                manifest, signature = said.manifest, said.signature
                if harm == "tamper":
                    manifest = manifest.replace(b"2014", b"2013")
                elif harm == "truncate":
                    manifest = manifest[:-10]
                elif harm == "older":
                    manifest, signature = bytes(before.body), bytes(before.signature)
                else:
                    signature = Keys.load(tmp_path / "k").sign(manifest)
                new = sync_client.msgspec.json.encode(wire.Signed(manifest, signature))
                return self.again(office, method, path, body, headers, new)
            return answer

        with pytest.raises(NoLine):
            sync_round(hall, office, harmed)
        after = manifests.newest_manifest(hall.db, HERE)
        assert after is not None and after.number == before.number
        assert self.name(hall) == "王芳"
        sync_round(hall, office)
        assert self.name(hall) == "伪造"

    def again(
        self, office: Machine, method: str, path: str, body: bytes, headers: dict[str, str],
        new: bytes,
    ) -> Answer:  # fmt: skip
        """The answer re-signed by the office's real key: as if the office itself were wrong."""
        said = wire.answer(wire.request(method, path, headers["Ts-Nonce"], body), 200, new)
        signature = base64.b64encode(office.keys.sign(said)).decode()
        key = base64.b64encode(office.keys.public).decode()
        return Answer(200, new, {"Ts-Key": key, "Ts-Signature": signature, "Retry-After": ""})


def test_the_office_sees_what_the_station_says_of_itself(hall: Machine, office: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    number = sync_round(hall, office).manifest
    contact = office.db.first(last_calls.LastCall.select())
    assert (contact.tip_seq, contact.manifest, contact.version) == (1, number, "0.1.0")
    assert contact.at == office.time().utc


def test_sealed_contacts_are_taken_and_given_to_their_own_branch_only(
    hall: Machine, office: Machine, another_hall
):
    reach = Reach("", "13812345678", b"0" * 16)
    filed = Filed("question", ["fees"])
    case = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v"), hall.keys, "a" * 32, filed, reach
    ).case
    body = contact_store.find(hall.db, HERE, case.contact)
    assert body is not None
    path = f"/intake/v1/contacts/{case.contact}"
    assert ask(office, hall.keys, "PUT", path, body).status_code == 200
    assert ask(office, hall.keys, "GET", path).status_code == 404, "no case here has it yet"
    sync_round(hall, office)
    assert ask(office, hall.keys, "PUT", path, body).status_code == 200, "twice is once"
    assert ask(office, hall.keys, "GET", path).data == body
    other = another_hall("other", THERE)
    assert b"unknown_contact" in ask(office, other.keys, "GET", path).data
    assert ask(office, other.keys, "GET", path).status_code == 404


def test_what_is_no_sealed_contact_is_refused(hall: Machine, office: Machine):
    kept = contact_sealing.sealed("", "13812345678", b"0" * 16, [office.keys.public])
    wrong = [
        (kept.digest, b"{}"), (kept.digest, b"x"), ("a" * 64, kept.body), ("short", kept.body),
        (kept.digest, kept.body.replace(b'":"', b'":"AAAA')),
        (kept.digest, b'{"keys":{"a":"' + b"A" * 5000 + b'"}}'),
    ]  # fmt: skip
    for digest, body in wrong:
        answer = ask(office, hall.keys, "PUT", f"/intake/v1/contacts/{digest}", body)
        assert answer.status_code in (400, 422), body[:40]
    assert contact_store.unsent(office.db, HERE) == [] and contact_store.branches(office.db) == []
