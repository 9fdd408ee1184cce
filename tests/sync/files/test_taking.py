"""The answer comes back: only what head office signed, to the last file of this station."""

import msgspec
import pytest

from kiosk.records.ledger import identity, times
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents, manifests
from kiosk.records.stations import carried, last_calls, line
from kiosk.records.stations.carried import Question
from kiosk.sync.files import asking, taking
from kiosk.vocabulary import facts, sync_files, wire
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.sync_files import Answered, Answers, BadFile
from kiosk.vocabulary.wire import MissingEntries
from tests.cast import (
    HERE,
    NOON,
    START_2014,
    WANG,
    Machine,
    by_visit,
    enrol,
    from_backup,
    plant,
    sync_round,
    table,
)
from tests.records.cases.cast import PHONE, file
from tests.records.exchange.cast import a_code, join
from tests.sync.cast import alarms, counts, tap
from tests.sync.files.cast import answered, asked, taken, trip
from tests.sync.test_contacts import number

DAY_MS = 86_400_000


def test_a_trip_brings_facts_up_and_what_is_published_down(hall: Machine, office: Machine):
    for n in range(4):
        tap(hall, n)
    receipt = file(hall, 7, reach=True)
    documents.publish(office.db, table("notice"), "test", office.time().utc)
    hall.time.pass_by(2 * DAY_MS)
    before = manifests.newest_manifest(hall.db, HERE)
    done = trip(hall, office)
    assert done.sent >= 5 and not done.more
    assert before is not None and done.manifest > before.number
    assert counts(office) == counts(hall)
    assert number(office, receipt.case.event_id) == PHONE
    assert documents.versions(hall.db, "notice")
    assert verify(hall.db) is None and verify(office.db) is None
    assert not alarms(hall) and not alarms(office)


def test_the_desk_knows_when_head_office_last_took_something(hall: Machine, office: Machine):
    tap(hall, 1)
    hall.time.pass_by(DAY_MS)
    trip(hall, office)
    assert line.since(hall.db) == hall.time().utc and line.troubles(hall.db) == ()
    last = carried.last(hall.db)
    assert last is not None and last.taken_at == hall.time().utc


def test_head_office_knows_that_the_station_was_heard(hall: Machine, office: Machine):
    hall.time.pass_by(3 * DAY_MS)
    trip(hall, office)
    (listed,) = last_calls.listed(office.db).rows
    assert listed.call is not None and listed.call.at == office.time().utc
    assert listed.call.skew is None, "its clock is not known by a file"


def test_another_station_of_the_hall_learns_by_it(
    hall: Machine, office: Machine, another_hall: object
):
    other: Machine = another_hall("other", HERE)  # type: ignore[operator]
    tap(other, 1)
    sync_round(other, office)
    assert trip(hall, office).received >= 1
    assert counts(hall) == counts(other)


def test_the_clock_of_the_station_is_not_set_by_a_file(hall: Machine, office: Machine):
    before = identity.me(hall.db).anchor_utc
    back = answered(office, asked(hall))
    hall.time.pass_by(5 * DAY_MS)
    taken(hall, back)
    assert identity.me(hall.db).anchor_utc == before
    assert times.believed(hall.db, hall.time()).utc == hall.time().utc


@pytest.mark.parametrize("part", ["body", "status", "signature"])
def test_a_changed_answer_is_refused_and_nothing_changes(hall: Machine, office: Machine, part: str):
    tap(hall, 1)
    back = sync_files.answers(answered(office, asked(hall)))
    wrong = {"body": back.answered[0].body + b" ", "status": 403, "signature": "A" * 86 + "=="}
    changed = msgspec.structs.replace(back.answered[0], **{part: wrong[part]})
    forged = msgspec.structs.replace(back, answered=(changed, *back.answered[1:]))
    before = identity.me(hall.db).next_call
    with pytest.raises(BadFile, match="not as head office has signed"):
        taken(hall, sync_files.encode(forged))
    assert identity.me(hall.db).next_call == before and line.since(hall.db) != hall.time().utc + 1
    assert taken(hall, sync_files.encode(back)).sent == 1


def test_an_answer_to_an_older_file_is_refused(hall: Machine, office: Machine):
    old = answered(office, asked(hall))
    asked(hall)
    with pytest.raises(BadFile, match="another file than the last one"):
        taken(hall, old)


def test_another_stations_answer_is_refused(hall: Machine, office: Machine, another_hall: object):
    other: Machine = another_hall("other", HERE)  # type: ignore[operator]
    back = answered(office, asked(other))
    asked(hall)
    with pytest.raises(BadFile, match="another station"):
        taken(hall, back)


def test_another_key_than_head_offices_is_refused(hall: Machine, office: Machine):
    back = sync_files.answers(answered(office, asked(hall)))
    forged = msgspec.structs.replace(back, key=hall.keys.public)
    with pytest.raises(BadFile, match="not from this station's head office"):
        taken(hall, sync_files.encode(forged))


def test_a_content_that_was_changed_is_not_used(hall: Machine, office: Machine):
    documents.publish(office.db, table("notice"), "test", office.time().utc)
    back = sync_files.answers(answered(office, asked(hall)))
    assert back.contents
    forged = msgspec.structs.replace(back, contents=tuple(one + b" " for one in back.contents))
    with pytest.raises(Refusal, match="unknown_blob"):
        taken(hall, sync_files.encode(forged))
    assert not documents.versions(hall.db, "notice")


def test_a_file_without_documents_leaves_none_in_use(new: Machine, office: Machine):
    enrol(new, office, HERE)
    back = sync_files.answers(answered(office, asked(new)))
    facts_alone = msgspec.structs.replace(back, answered=back.answered[:1])
    assert taken(new, sync_files.encode(facts_alone)).manifest == 0


@pytest.mark.parametrize(
    ("step", "part"),
    [("pull_documents", "documents"), ("pull_pictures", "pictures"), ("push_contacts", "contacts"),
     ("push_letters", "contacts"), ("pull_contacts", "contacts"), ("pull_entries", "answers")],
)  # fmt: skip
def test_a_part_that_fails_is_known_here_by_its_name(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch, step: str, part: str
):
    def failing(*_: object) -> int:
        raise NoLine("the answer is damaged")

    tap(hall, 1)
    back = answered(office, asked(hall))
    monkeypatch.setattr(taking, step, failing)
    with pytest.raises(NoLine, match="damaged"):
        taken(hall, back)
    assert [one.part for one in line.troubles(hall.db)] == [part]
    assert carried.last(hall.db).taken_at == hall.time().utc
    assert asking.waiting(hall.db, identity.me(hall.db)) == 0, "the facts have arrived"


@pytest.mark.parametrize("more", [True, False])
def test_of_entries_for_which_a_file_has_no_room_the_rest_comes_with_the_next(more: bool):
    asked = Question(wire.request("GET", "/intake/v1/entries?after=", "ab", b""))
    body = msgspec.json.encode(MissingEntries((), more=more))
    file = taking._File(Answers("s", b"", (Answered("ab", 200, "", body),)), {"ab": asked})
    said = msgspec.json.decode(file.ask("GET", "/intake/v1/entries?after=x:1:2:ab"))
    assert said["more"] is False and file.more is more, "this file has no more"


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", sync_files.ANSWERS, sync_files.ANSWERS + b"\x81\xa1a\xc0"]
)
def test_what_is_no_such_file_is_refused(hall: Machine, data: bytes):
    with pytest.raises(BadFile):
        taken(hall, data)


def test_a_file_that_was_cut_is_refused(hall: Machine, office: Machine):
    back = answered(office, asked(hall))
    for end in range(len(back) - 1, 0, -max(1, len(back) // 50)):
        with pytest.raises(BadFile):
            taken(hall, back[:end])


def test_what_a_file_does_not_answer_is_nothing_new(hall: Machine):
    nothing = taking._File(Answers(hall.keys.fingerprint, b"", ()), {})
    entries = msgspec.json.decode(nothing.ask("GET", "/intake/v1/entries?after="))
    assert entries == {"batches": [], "more": False, "lacks": []}
    assert nothing.ask("GET", "/intake/v1/manifest?have=0") == b"" and not nothing.more
    for method, place, code in [
        ("GET", "contacts/ab", "unknown_contact"), ("PUT", "contacts/ab", "contact_not_wanted"),
        ("GET", "blobs/ab", "unknown_blob"),
    ]:  # fmt: skip
        with pytest.raises(Refusal, match=code):
            nothing.ask(method, f"/intake/v1/{place}")
    for method, place in [("POST", "entries"), ("PUT", "letters/ab"), ("PUT", "manifest")]:
        with pytest.raises(NoLine, match="no answer"):
            nothing.ask(method, f"/intake/v1/{place}")


def test_a_refusal_by_a_file_is_known_here_and_stops_no_other_part(alone: Machine, office: Machine):
    join(alone, office, a_code(office))
    says = by_visit(alone.db, alone.time()).says
    with alone.db.writing():  # from now on only head office decides
        said = facts.PinChanged(event_id="9" * 32, **says, clerk=WANG)
        plant(alone.db, identity.me(alone.db).own_office, [facts.encode(said)])
    tap(alone, 1)
    with pytest.raises(Refusal, match="bad_envelope"):
        trip(alone, office)
    assert [one.part for one in line.troubles(alone.db)] == ["facts"]
    assert counts(office) == counts(alone) == {(HERE, WANG, "polite"): 1}


def test_a_station_put_back_learns_by_a_file_that_head_office_holds_more(
    hall: Machine, office: Machine
):
    hall.db.backup(hall.config.folder / "old.db")
    tap(hall, 1)
    trip(hall, office)
    hall.db.close()
    hall.db = from_backup(hall.config.folder / "old.db")
    tap(hall, 2)
    with pytest.raises(Refusal, match="mark_mismatch"):
        trip(hall, office)
    assert "facts" in [one.part for one in line.troubles(hall.db)]
    sync_round(hall, office)
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 2}


@pytest.mark.parametrize("left_out", [0, 1])
def test_a_picture_that_head_office_has_lost_is_known_as_missing(
    hall: Machine, office: Machine, left_out: int
):
    face = Clerk(name="周立", name_en="Zhou Li", branch=HERE, portrait="ab" * 32)
    documents.publish(office.db, [Publication("0501", face, START_2014)], "test", NOON)
    back = sync_files.answers(answered(office, asked(hall)))
    data = sync_files.encode(msgspec.structs.replace(back, left_out=left_out))
    if left_out:
        assert taken(hall, data).more, "it may come with the next file"
    else:
        with pytest.raises(Refusal, match="unknown_blob"):
            taken(hall, data)
    troubles = [one.part for one in line.troubles(hall.db)]
    assert troubles == ([] if left_out else ["pictures"])
    assert documents.newest(hall.db, "clerk", "0501") == face
