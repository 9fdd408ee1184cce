"""What is published: versions that stay, contents by their hash."""

import datetime

import pytest

from kiosk.records.publishing import documents
from kiosk.records.publishing.documents import Blob, Document
from kiosk.rules.publishing import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import Clerk, Ended, Publication, Said, Service
from tests.cast import HERE, LI, NOON, THERE, WANG, ZHAO, Machine

DAY = datetime.date(2026, 11, 21)
ONE = datetime.timedelta(1)


def publish(office: Machine, *wanted: Publication) -> int:
    return documents.publish(office.db, wanted, "anna", NOON)


def service(name: str, day: datetime.date, key: str = "wash") -> Publication:
    return Publication(key, Service(name=Said(name)), day)


def test_a_new_word_is_a_further_version_and_the_same_word_none(office: Machine):
    assert publish(office, service("洗车", DAY), service("擦车", DAY + ONE)) == 2
    assert publish(office, service("擦车", DAY + ONE)) == 0
    assert publish(office, service("洗车", DAY)) == 1, "the newest said something else"
    assert [one.version for one in documents.versions(office.db, "service", "wash")] == [1, 2, 3]
    assert [row.published_by for row in documents.history(office.db, "service", "wash")] == (
        ["anna"] * 3
    )


def test_all_or_nothing_is_published(office: Machine):
    def broken():  # type: ignore[no-untyped-def]
        yield service("洗车", DAY)
        raise ZeroDivisionError

    try:
        documents.publish(office.db, broken(), "anna", NOON)
    except ZeroDivisionError:
        assert documents.versions(office.db, "service", "wash") == []


def test_a_document_is_read_as_of_a_day(office: Machine):
    publish(office, service("洗车", DAY), service("擦车", DAY + ONE),
            Publication("wash", Ended(), DAY + 2 * ONE, "service"))  # fmt: skip
    names = [documents.read(office.db, "service", "wash", DAY + n * ONE) for n in (-1, 0, 1)]
    assert [one and one.name.zh for one in names] == [None, "洗车", "擦车"]  # type: ignore[union-attr]
    assert isinstance(documents.read(office.db, "service", "wash", DAY + 2 * ONE), Ended)
    assert "wash" in documents.read_all(office.db, "service", DAY)
    assert "wash" not in documents.read_all(office.db, "service", DAY + 2 * ONE)
    assert documents.newest(office.db, "service", "wash") == Ended()
    assert documents.newest(office.db, "service", "nothing") is None


@pytest.mark.both
def test_what_is_in_force_on_a_day_is_what_each_document_says(office: Machine):
    before, after = DAY - datetime.timedelta(1), DAY + datetime.timedelta(1)
    moved, back = (Clerk(name="李敏", name_en="Li Min", branch=one) for one in (THERE, HERE))
    later = Clerk(name="李敏", name_en="Li", branch=THERE)
    publish(office, Publication(LI, later, after))
    publish(office, Publication(LI, back, DAY), Publication(WANG, Ended(), DAY, "clerk"))
    publish(office, Publication(LI, moved, DAY), Publication(ZHAO, Ended(), after, "clerk"))
    with office.db.writing():
        documents.withdraw(office.db, documents.history(office.db, "clerk", ZHAO)[:1], NOON)
    for day in (datetime.date(2013, 12, 31), before, DAY, after):
        said = in_force.each_in_force(documents.by_key(office.db, "clerk"), day)
        found = documents.in_force_on(office.db, "clerk", day)
        assert found == {key: version.sha256 for key, version in said.items()}
    assert documents.in_force_days(office.db, "clerk")[1:] == [DAY, after]


def test_contents_are_stored_once_by_their_hash_and_never_replaced(office: Machine):
    publish(office, service("洗车", DAY), service("洗车", DAY, "again"))
    versions = [documents.versions(office.db, "service", key)[0] for key in ("wash", "again")]
    assert versions[0].sha256 == versions[1].sha256
    body = documents.blob(office.db, versions[0].sha256)
    assert body is not None and vocabulary.sha256(body) == versions[0].sha256
    assert documents.store_blob(office.db, body) == versions[0].sha256
    assert documents.blob(office.db, "0" * 64) is documents.content(office.db, "0" * 64) is None
    held = {row.sha256 for row in office.db.rows(Blob.select(Blob.sha256))}
    assert documents.stored(office.db, [*held, "0" * 64]) == held


def test_what_a_branch_is_concerned_by_includes_those_who_moved_away(office: Machine):
    assert set(documents.by_key(office.db, "clerk", HERE)) >= {WANG, LI}
    assert ZHAO not in documents.by_key(office.db, "clerk", HERE)
    moved = Clerk(name="李敏", name_en="Li Min", branch=THERE)
    publish(office, Publication(LI, moved, DAY))
    for branch in (HERE, THERE):
        assert len(documents.by_key(office.db, "clerk", branch)[LI]) == 2
    scopes = office.db.rows(Document.select(Document.scope).where(Document.key == LI).tuples())
    assert scopes == [(HERE,), (THERE,)]


def test_an_ending_goes_to_whom_the_document_went(office: Machine):
    publish(office, Publication(WANG, Ended(), DAY, "clerk"))
    newest = office.db.first(Document.select().where(Document.key == WANG)
                             .order_by(Document.version.desc()))  # fmt: skip
    assert newest.scope == HERE
