"""A missing, changed or swapped archive file is named, by the check and on the page."""

import pytest

from kiosk.records.ledger.archives import checking, parts
from kiosk.records.ledger.archives.parts import Archive, ArchivedPart
from kiosk.rules.ledger import archives as rule
from kiosk.rules.ledger.archives import Label
from tests.cast import Machine, sync_round
from tests.records.upkeep.archives.cast import fault, files, moved
from tests.sync.cast import tap

AT = 1_800_000_000_000


def check(office: Machine, seconds: float = 60) -> list[str]:
    return checking.check(office.db, AT, seconds)


def test_a_file_that_is_as_it_was_is_noted_as_read(archived: Machine):
    assert check(archived) == []
    (month,) = checking.by_month(archived.db)
    assert (month.month, month.files, month.entries, month.moved) == ("2026-11", 1, 5, 4)
    assert (month.checked_at, month.faults) == (AT, 0)


def test_a_missing_file_is_named_each_night_even_without_time_to_read(archived: Machine):
    (file,) = files(archived)
    file.unlink()
    assert check(archived, seconds=-1) == ["2026-11/sb01 1: it is missing"]
    assert checking.by_month(archived.db)[0].faults == 1
    assert fault(archived) == "file: 2026-11/sb01 1: it is missing"


@pytest.mark.parametrize("seconds", [60, -1])
def test_a_file_that_was_cut_is_named(archived: Machine, seconds: float):
    (file,) = files(archived)
    file.write_bytes(file.read_bytes()[:-1])
    assert check(archived, seconds) == ["2026-11/sb01 1: it was changed"]


def test_a_file_that_is_put_back_is_good_again(archived: Machine):
    (file,) = files(archived)
    data = file.read_bytes()
    file.write_bytes(b"")
    assert check(archived) != []
    file.write_bytes(data)
    assert check(archived) == []
    assert checking.faults(archived.db) == []


def test_two_files_that_were_swapped_are_named(hall: Machine, archived: Machine):
    tap(hall, 50)
    sync_round(hall, archived)
    moved(archived)
    one, two = files(archived)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert len(check(archived)) == 2
    # whoever swaps the digests too
    for number, data in ((1, second), (2, first)):
        digest = rule.hashlib.sha256(data).hexdigest()
        archived.db.run(
            Archive.update(sha256=digest, size=len(data)).where(Archive.number == number)
        )
    assert check(archived) == ["2026-11/sb01 1: it is 2026-11/sb01 2",
                               "2026-11/sb01 2: it is 2026-11/sb01 1"]  # fmt: skip


def forged(archived: Machine) -> bytes:
    """A file in which a card became another, with hashes of its own, and its digest noted."""
    (file,) = files(archived)
    label, found = rule.read(file.read_bytes())
    made = []
    for part in found:
        entries, before = [], part.prev
        for entry in part.entries:
            body = entry.body.replace(b"polite", b"patient")
            link = rule.chain.link(before, entry.seq, body)
            entries.append(entry._replace(body=body, hash=link))
            before = link
        made.append(part._replace(entries=entries))
    data, _ = rule.written(Label(*(getattr(label, n) for n in label.__struct_fields__)), made)
    file.write_bytes(data)
    digest = rule.hashlib.sha256(data).hexdigest()
    archived.db.run(Archive.update(sha256=digest, size=len(data)))
    return data


def test_a_forged_file_with_its_digest_is_named_by_its_hashes(archived: Machine):
    forged(archived)
    (says,) = check(archived)
    assert "are not those noted" in says


def test_hashes_that_were_forged_too_do_not_fit_the_chain(hall: Machine, archived: Machine):
    tap(hall, 60)
    sync_round(hall, archived)
    data = forged(archived)
    _, found = rule.read(data)
    for part in found:
        hashes = b"".join(entry.hash for entry in part.entries)
        archived.db.run(ArchivedPart.update(hashes=hashes))
    assert "not the one in its archive" in fault(archived)


def test_the_folder_is_that_of_the_configuration(archived: Machine):
    assert parts.path(archived.db, "a/b", "2026-11", 1).name == "a%2Fb.1.jsonl.gz"
    assert archived.db.archives == archived.config.archive_folder
