"""Letters: sealed, kept nowhere in the clear, erased at the end, taken only where they are
expected."""

import base64

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.exchange import projections
from kiosk.records.tasks import letters, support
from kiosk.records.tasks.letters import Letter, Words
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, THERE, WANG, Machine, sync_round
from tests.records.cases.cast import counting_key, desk, files, k
from tests.records.tasks.cast import SECRET, ask, post, read_at_desk, read_at_office

STRANGER = Keys(b"x" * 32)
WORDS = Words(WANG, "family", SECRET, b"s" * 16)


def held(machine: Machine) -> int:
    return len(machine.db.rows(Letter.select()))


def assert_unseen(whole: bytes) -> None:
    for form in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        for part in (SECRET, SECRET[:6], "夜里陪护"):
            assert part.encode(form) not in whole, form
            for before in range(3):  # wherever it begins in a longer text
                as_text = base64.b64encode(b"x" * before + part.encode(form))[4:-4]
                assert as_text not in whole, f"{form} in base64"
    escaped = SECRET[:6].encode("unicode_escape")
    assert escaped not in whole and escaped.replace(b"\\u", b"\\\\u") not in whole


def test_a_letter_is_opened_by_those_it_was_sealed_for_alone():
    kept = letters.sealed(WORDS, [STRANGER.public])
    assert letters.opened(kept.body, STRANGER, kept.digest) == WORDS
    with pytest.raises(Refusal, match="wrong_passphrase"):
        letters.opened(kept.body, Keys(b"y" * 32), kept.digest)
    with pytest.raises(Refusal, match="damaged_contact"):
        letters.opened(kept.body, STRANGER, "0" * 64)
    short = letters.sealed(Words(WANG, "work", "累", b"s" * 16), [STRANGER.public])
    assert len(short.body) == len(kept.body), "its length tells nothing"


def test_the_words_are_in_no_file_of_hall_or_office_and_in_no_backup(
    hall: Machine, office: Machine
):
    post(office, hall)
    counting_key(hall, office)
    ask(hall)
    sync_round(hall, office)
    for machine in (hall, office):
        machine.db.backup(machine.config.folder / "backup.db")
        machine.db.checkpoint()
        assert_unseen(files(machine))
        assert held(machine) == 1


def test_the_office_takes_a_letter_only_for_a_call_that_it_holds(hall: Machine, office: Machine):
    post(office, hall)
    kept = letters.sealed(WORDS, [office.keys.public])
    for branch in (HERE, THERE):
        with pytest.raises(Refusal, match="contact_not_wanted"):
            letters.take(office.db, office.keys, branch, kept)
    for odd in (Kept("x", kept.body), Kept(kept.digest, b"{}"), Kept(kept.digest, b"x" * 40_000)):
        with pytest.raises(Refusal, match="bad_envelope"):
            letters.take(office.db, office.keys, HERE, odd)
    with pytest.raises(Refusal, match="damaged_contact"):
        letters.take(office.db, office.keys, HERE, Kept("0" * 64, kept.body))
    assert held(office) == 0


def test_an_office_restored_from_a_backup_gets_it_again(hall: Machine, office: Machine):
    post(office, hall)
    call = ask(hall, level="office")
    sync_round(hall, office)
    with office.db.writing():
        office.db.run(Letter.delete())
    letters.send_again(hall.db)
    sync_round(hall, office)
    assert read_at_office(office, call) == SECRET


def test_what_ends_is_erased_on_both_sides_also_by_a_rebuild(hall: Machine, office: Machine):
    post(office, hall)
    counting_key(hall, office)
    first, other = ask(hall, 1), ask(hall, 2)
    sync_round(hall, office)
    support.end(hall.db, desk(hall, WANG), hall.keys, k(50), first, "withdrawn")
    assert held(hall) == 1 and held(office) == 2
    sync_round(hall, office)
    assert held(office) == 1
    assert read_at_desk(hall, other) == read_at_office(office, other) == SECRET
    with pytest.raises(Refusal, match="no_letter"):
        read_at_desk(hall, first)
    for machine in (hall, office):
        with machine.db.writing():
            letters.keep(machine.db, letters.sealed(WORDS, [STRANGER.public]), sent=True)
        assert [one for _, one in letters.differences(machine.db, machine.keys)]
        projections.rebuild(machine.db)
        assert held(machine) == 1 and not [*letters.differences(machine.db, machine.keys)]


def test_a_letter_for_the_manager_alone_never_leaves_the_hall(hall: Machine, office: Machine):
    counting_key(hall, office)
    ask(hall, level="manager")
    sync_round(hall, office)
    assert (held(hall), held(office)) == (1, 0) and letters.unsent(hall.db) == []
    assert letters.wanted(office.db) == letters.wanted(hall.db) != set()
