"""What is published arrives whole, newer and signed by the office, or not at all."""

import base64
import datetime
from collections.abc import Callable

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, manifests
from kiosk.sync import client, pull
from kiosk.sync.client import Answer
from kiosk.vocabulary import wire
from kiosk.vocabulary.documents import Clerk, Manifest, Publication, Said, Service, decode
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Signed
from tests.cast import HERE, NOON, START_2014, THERE, Machine, Time, enrol, sync_round, wire_to

Change = Callable[[bytes], bytes]
STRANGER = Keys(b"s" * 32)


def service(office: Machine, name: str, day: datetime.date | None = None) -> None:
    wanted = Publication("wash", Service(name=Said(name)), day or office.today())
    documents.publish(office.db, [wanted], "test", NOON)


def shown(hall: Machine) -> str | None:
    found = documents.read(hall.db, "service", "wash", hall.today())
    return found.name.zh if isinstance(found, Service) else None


def state(hall: Machine) -> tuple[list[object], list[object]]:
    versions = hall.db.rows(documents.Document.select().tuples())
    return versions, hall.db.rows(manifests.IssuedManifest.select().tuples())


def changing(office: Machine, path: str, change: Change, keys: Keys | None = None) -> client.Send:
    """A wire on which what is fetched from `path` is changed, and signed again with `keys`."""
    real = wire_to(office)

    def send(method: str, at: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, at, body, headers)
        if not at.startswith(path):
            return answer
        changed = change(answer.body)
        if keys is None:
            return answer._replace(body=changed)
        signed = wire.request(method, at, headers["Ts-Nonce"], body)
        signature = keys.sign(wire.answer(signed, answer.status, changed))
        named = {"Ts-Key": keys.public, "Ts-Signature": signature}
        more = {name: base64.b64encode(value).decode() for name, value in named.items()}
        return answer._replace(body=changed, headers={**answer.headers, **more})

    return send


def flipped(body: bytes) -> bytes:
    return body[:-1] + bytes([body[-1] ^ 1])


ON_THE_WAY: dict[str, Change] = {
    "a bit is flipped": flipped,
    "it is cut short": lambda body: body[: len(body) // 2],
    "nothing is left": lambda body: b"",
    "it is something else": lambda body: b"<html>please log in</html>",
    "more is added": lambda body: body + b" ",
}


@pytest.mark.parametrize("path", ["/intake/v1/manifest", "/intake/v1/blobs/"])
@pytest.mark.parametrize("what", ON_THE_WAY)
@pytest.mark.parametrize("signer", [None, STRANGER])
def test_what_was_touched_on_the_way_is_refused_and_the_old_one_stays(
    hall: Machine, office: Machine, path: str, what: str, signer: Keys | None
):
    service(office, "洗车")
    sync_round(hall, office)
    before = state(hall)
    service(office, "洗车加打蜡")
    with pytest.raises(NoLine):
        sync_round(hall, office, changing(office, path, ON_THE_WAY[what], signer))
    assert state(hall) == before and shown(hall) == "洗车"
    sync_round(hall, office)
    assert shown(hall) == "洗车加打蜡"


def resigned(office: Machine, **changes: object) -> Change:
    """The manifest, changed, under a good signature of the office."""

    def change(body: bytes) -> bytes:
        manifest = msgspec.json.decode(msgspec.json.decode(body, type=Signed).manifest,
                                       type=Manifest)  # fmt: skip
        new = msgspec.json.encode(msgspec.structs.replace(manifest, **changes))
        return msgspec.json.encode(Signed(new, office.keys.sign(new)))

    return change


def remade(**changes: Change) -> Change:
    """The manifest with its bytes or its signature changed."""

    def change(body: bytes) -> bytes:
        signed = msgspec.json.decode(body, type=Signed)
        parts = {name: made(getattr(signed, name)) for name, made in changes.items()}
        return msgspec.json.encode(msgspec.structs.replace(signed, **parts))

    return change


MANIFESTS: dict[str, Callable[[Machine, int], Change]] = {
    "tampered": lambda office, have: remade(manifest=lambda m: m.replace(b'"wash"', b'"dirt"')),
    "truncated": lambda office, have: remade(manifest=lambda m: m[:-2]),
    "truncated and signed": lambda office, have: remade(
        manifest=lambda m: m[:-2], signature=lambda _: b""),
    "signed by a stranger": lambda office, have: remade(signature=lambda s: STRANGER.sign(s)),
    "without a signature": lambda office, have: remade(signature=lambda s: b""),
    "with half a signature": lambda office, have: remade(signature=lambda s: s[:32]),
    "older": lambda office, have: resigned(office, number=have - 1),
    "the same number again": lambda office, have: resigned(office, number=have),
    "another branch's": lambda office, have: resigned(office, branch=THERE),
}  # fmt: skip


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_manifest_that_is_not_the_offices_newest_is_refused(
    hall: Machine, office: Machine, what: str
):
    """Even where whoever answers holds the key that signs answers: the
    manifest has its own signature, number and branch."""
    service(office, "洗车")
    sync_round(hall, office)
    manifest = manifests.newest_manifest(hall.db, HERE)
    assert manifest is not None
    before = state(hall)
    service(office, "洗车加打蜡")
    change = MANIFESTS[what](office, manifest.number)
    with pytest.raises(NoLine):
        sync_round(hall, office, changing(office, "/intake/v1/manifest", change, office.keys))
    assert state(hall) == before and shown(hall) == "洗车"
    sync_round(hall, office)
    assert shown(hall) == "洗车加打蜡"


def test_an_old_manifest_kept_by_somebody_is_not_taken_again(
    hall: Machine, office: Machine, time: Time
):
    """Fees of last year, truly signed by the office, must not come back."""
    service(office, "洗车")
    kept: list[bytes] = []

    def keep(body: bytes) -> bytes:
        kept.append(body)
        return body

    sync_round(hall, office, changing(office, "/intake/v1/manifest", keep, office.keys))
    time.pass_by(5_000)
    service(office, "洗车加打蜡")
    sync_round(hall, office)
    before = state(hall)
    time.pass_by(5_000)
    service(office, "打蜡")
    with pytest.raises(NoLine, match="not newer"):
        again = changing(office, "/intake/v1/manifest", lambda _: kept[0], office.keys)
        sync_round(hall, office, again)
    assert state(hall) == before and shown(hall) == "洗车加打蜡"


@pytest.mark.parametrize("what", ["flipped", "cut", "empty", "another"])
def test_a_content_that_is_not_what_its_hash_names_is_refused(
    hall: Machine, office: Machine, what: str
):
    service(office, "洗车")
    sync_round(hall, office)
    before = state(hall)
    service(office, "洗车加打蜡")
    other = documents.blob(hall.db, before[0][0][4])  # type: ignore[index]
    change: Change = {
        "flipped": flipped, "cut": lambda body: body[:-1], "empty": lambda body: b"",
        "another": lambda body: other or b"",
    }[what]  # fmt: skip
    with pytest.raises(NoLine, match=r"^content [0-9a-f]{12} came damaged$"):
        sync_round(hall, office, changing(office, "/intake/v1/blobs/", change, office.keys))
    assert state(hall) == before and shown(hall) == "洗车"
    held = hall.db.rows(documents.Blob.select())
    assert all(decode(bytes(one.body)) for one in held if not one.body.startswith(b"RIFF"))


def test_a_content_that_the_office_has_lost_changes_nothing(hall: Machine, office: Machine):
    service(office, "洗车")
    sync_round(hall, office)
    before = state(hall)
    service(office, "洗车加打蜡")
    lost = documents.versions(office.db, "service", "wash")[-1].sha256
    office.db.run(documents.Blob.delete().where(documents.Blob.sha256 == lost))
    with pytest.raises(Refusal, match="unknown_blob"):
        sync_round(hall, office)
    assert state(hall) == before and shown(hall) == "洗车"


@pytest.mark.parametrize("step", range(1, 7))
def test_a_line_cut_while_it_comes_leaves_the_old_whole(hall: Machine, office: Machine, step: int):
    service(office, "洗车")
    sync_round(hall, office)
    for number in range(4):
        service(office, f"洗车{number}")
        wanted = Publication(f"k{number}", Service(name=Said(f"项{number}")), office.today())
        documents.publish(office.db, [wanted], "test", NOON)
    before, real, calls = state(hall), wire_to(office), iter(range(100))

    def cut(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if next(calls) == step:
            raise NoLine("cut")
        return real(method, path, body, headers)

    with pytest.raises(NoLine):
        sync_round(hall, office, cut)
    assert state(hall) == before and shown(hall) == "洗车"
    sync_round(hall, office)
    assert shown(hall) == "洗车3"


def test_what_came_and_what_is_in_use_is_said(hall: Machine, office: Machine):
    line = client.Office(wire_to(office), hall.keys, office.keys.fingerprint, hall.new_id)
    me, now = identity.me(hall.db), hall.time()
    sync_round(hall, office)
    before = pull.pull_documents(hall.db, line, me, now)
    assert pull.pull_pictures(hall.db, line, me) == 0
    faces = [documents.store_blob(office.db, b"RIFF a face %d" % n) for n in (1, 2)]
    wanted = [
        Publication(f"050{n}", Clerk("周立", "Zhou Li", branch=HERE, portrait=face), START_2014)
        for n, face in enumerate(faces)
    ]
    documents.publish(office.db, wanted, "test", NOON)
    assert pull.pull_documents(hall.db, line, me, now) == before + 1
    assert pull.pull_documents(hall.db, line, me, now) == before + 1
    assert pull.pull_pictures(hall.db, line, me) == 2
    assert pull.pull_pictures(hall.db, line, me) == 0


def test_a_hall_without_documents_uses_number_0(new: Machine, office: Machine):
    enrol(new, office, HERE)

    class Nothing:
        def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
            return b""

    assert pull.pull_documents(new.db, Nothing(), identity.me(new.db), new.time()) == 0
