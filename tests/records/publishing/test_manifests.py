"""A manifest lists all that concerns a branch, and its number only grows."""

import base64
import datetime

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.publishing import documents, manifests
from kiosk.sync.client import Answer
from kiosk.vocabulary import wire
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.refusals import NoLine
from tests.cast import HERE, NOON, START_2014, THERE, WANG, Machine, sync_round, wire_to


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
                said = msgspec.json.decode(answer.body, type=wire.Signed)
                manifest, signature = said.manifest, said.signature
                if harm == "tamper":
                    manifest = manifest.replace(b"2014", b"2013")
                elif harm == "truncate":
                    manifest = manifest[:-10]
                elif harm == "older":
                    manifest, signature = bytes(before.body), bytes(before.signature)
                else:
                    signature = Keys.load(tmp_path / "k").sign(manifest)
                new = msgspec.json.encode(wire.Signed(manifest, signature))
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


@pytest.mark.sqlite
def test_more_documents_than_a_statement_takes_values_are_published(office: Machine):
    """10,000 fees of four versions each are an ordinary office after years."""
    number, names = 40_000, [f"{n:064x}" for n in range(40_000)]
    with office.db.writing():
        office.db.sql(
            "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO document (kind, key, version, in_force, sha256, scope,"
            " published_by, published_at)"
            " SELECT 'notice', 'k' || i, 1, '2026-01-01', printf('%064x', i),"
            " CASE WHEN i % 11 = 0 THEN ? ELSE '' END, 'test', 1 FROM n",
            number - 1,
            THERE,
        )
        row = {"kind": "notice", "key": "k0", "version": 2, "in_force": office.today(),
               "sha256": names[0], "scope": HERE, "published_by": "test",
               "published_at": NOON}  # fmt: skip
        office.db.run(documents.Document.insert(row))
    issued = manifests.manifest_for(office.db, HERE, office.keys, NOON)
    listed = manifests.decode_manifest(issued.body).documents
    assert [(one.key, one.version) for one in listed if one.kind == "notice"] == sorted(
        [("k0", 1), ("k0", 2), *((f"k{n}", 1) for n in range(number) if n % 11)]
    ), "all that concerned the hall at any time"
    assert manifests.unlisted(office.db, HERE, issued.number) == []
    kept = [documents.store_blob(office.db, bytes([n])) for n in range(3)]
    assert documents.stored(office.db, [*kept, *names]) == set(kept)
