"""What a station without a line takes to head office: every entry that is not there, once."""

import msgspec
import pytest

from kiosk.records.cases import contact_store
from kiosk.records.cases.contact_store import SealedContact
from kiosk.records.exchange import epochs
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.publishing import documents
from kiosk.records.tasks import letters
from kiosk.rules.office import backoff
from kiosk.sync.files import asking
from kiosk.vocabulary import facts, sync_files
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.wire import Push
from tests.cast import HERE, NOON, START_2014, WANG, Machine, by_visit, enrol, plant, sync_round
from tests.records.cases.cast import file
from tests.records.exchange.cast import a_code, join
from tests.records.tasks.cast import SECRET, ask, post, read_at_office
from tests.sync.cast import alarms, counts, tap
from tests.sync.files.cast import answered, asked, taken, trip


def pushes(data: bytes) -> list[Push]:
    return [
        msgspec.json.decode(one.body, type=Push)
        for one in sync_files.questions(data).asked
        if (one.method, one.path) == ("POST", "/intake/v1/entries")
    ]


def test_it_holds_every_entry_that_head_office_is_not_known_to_hold(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    for n in range(2, 5):
        tap(hall, n)
    (push,) = pushes(asked(hall))
    of = identity.me(hall.db).chain
    assert push.batch.first == office_marks.held_by_office(hall.db, of) + 1
    assert len(push.batch.entries) == 3 and push.tip == ledger.chain(hall.db, of).seq


def test_a_station_with_nothing_new_reports_how_it_is(hall: Machine, office: Machine):
    sync_round(hall, office)
    (push,) = pushes(asked(hall))
    assert push.batch.entries == ()


def test_many_entries_are_several_messages_with_the_numbers_that_follow(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(backoff, "MAX_BATCH", 4)
    for n in range(10):
        tap(hall, n)
    seen: list[tuple[int, int]] = []
    made = asking.make(
        hall.db,
        hall.keys,
        hall.time(),
        hall.new_id,
        seen=lambda done, all_: seen.append((done, all_)),
    )
    sent = pushes(made.data)
    assert sum(len(push.batch.entries) for push in sent) == made.entries == seen[-1][0]
    assert seen[-1] == (made.entries, made.entries) and made.left == 0
    first = sent[0].number
    assert [push.number for push in sent] == list(range(first, first + len(sent)))
    trip(hall, office)
    assert identity.me(hall.db).next_call == first + len(sent)


def test_what_does_not_fit_goes_with_the_next_file(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(backoff, "MAX_BATCH", 2)
    sync_round(hall, office)
    for n in range(5):
        tap(hall, n)
    made = asking.make(hall.db, hall.keys, hall.time(), hall.new_id, most=2)
    assert (made.entries, made.left) == (2, 3)
    assert [trip(hall, office, most=2).sent for _ in range(3)] == [2, 2, 1]


def test_a_case_takes_its_contact_details_along(hall: Machine, office: Machine):
    receipt = file(hall, 1, reach=True)
    places = [one.path for one in sync_files.questions(asked(hall)).asked if one.method == "PUT"]
    assert places == [f"/intake/v1/contacts/{receipt.case.contact}"]


def test_the_file_holds_no_word_of_a_customer_in_clear_but_in_its_facts(hall: Machine):
    """Contact details are sealed to head office and the manager."""
    file(hall, 1, reach=True)
    data = asked(hall)
    assert b"13800138000" not in data


def test_letters_for_head_offices_helper_go_along_until_it_has_them(hall: Machine, office: Machine):
    post(office, hall)
    call = ask(hall, level="office")
    ((digest, body),) = letters.unsent(hall.db)
    put = [one for one in sync_files.questions(asked(hall)).asked if one.method == "PUT"]
    assert [(one.path, one.body) for one in put] == [(f"/intake/v1/letters/{digest}", body)]
    trip(hall, office)
    assert letters.unsent(hall.db) == [] and read_at_office(office, call) == SECRET


def test_a_file_asks_for_what_is_published_and_for_what_other_stations_wrote(
    hall: Machine, office: Machine, another_hall
):
    receipt = file(hall, 1, reach=True)
    sync_round(hall, office)
    other = another_hall("other", HERE)
    other.db.run(SealedContact.delete())
    places = [one.path.split("?")[0] for one in sync_files.questions(asked(other)).asked
              if one.method == "GET"]  # fmt: skip
    contact = f"/intake/v1/contacts/{receipt.case.contact}"
    assert places == ["/intake/v1/manifest", "/intake/v1/entries", contact]
    trip(other, office)
    assert contact_store.find(other.db, HERE, receipt.case.contact) is not None


def test_what_a_hall_did_as_its_own_office_goes_along(lonely: Machine, office: Machine):
    me = identity.me(lonely.db)
    says = by_visit(lonely.db, lonely.time()).says
    with lonely.db.writing():
        said = facts.PinChanged(event_id="9" * 32, **says, clerk=WANG)
        plant(lonely.db, me.own_office, [facts.encode(said)])
    tap(lonely, 1)
    join(lonely, office, a_code(office))
    made = asking.make(lonely.db, lonely.keys, lonely.time(), lonely.new_id)
    assert (made.entries, made.left) == (2, 0)
    assert [push.batch.station for push in pushes(made.data)] == [
        lonely.keys.fingerprint, identity.me(lonely.db).own_office.station,
    ]  # fmt: skip
    assert trip(lonely, office).sent == 2
    assert asking.waiting(lonely.db, identity.me(lonely.db)) == 0


def test_a_file_says_which_pictures_are_here_and_that_nothing_is_in_use_yet(
    hall: Machine, office: Machine, new: Machine
):
    face = documents.store_blob(office.db, b"RIFF a face")
    clerk = Clerk("周立", "Zhou Li", branch=HERE, portrait=face)
    documents.publish(office.db, [Publication("0501", clerk, START_2014)], "test", NOON)
    assert face not in sync_files.questions(asked(hall)).have
    trip(hall, office)
    assert face in sync_files.questions(asked(hall)).have
    enrol(new, office, HERE)
    assert [push.manifest for push in pushes(asked(new))] == [0]


def test_entries_take_up_half_of_a_file(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    """The message that passes the half is in it."""
    monkeypatch.setattr(backoff, "MAX_BATCH", 1)
    sync_round(hall, office)
    for n in range(5):
        tap(hall, n)
    sizes = [len(one.body) for one in sync_files.questions(asked(hall)).asked if one.body]
    assert len(sizes) == 5
    for most, number in ((2 * sizes[0], 1), (2 * sizes[0] + 2, 2), (2 * sum(sizes[:3]), 3)):
        assert len(pushes(asked(hall, most))) == number


def test_of_an_older_epoch_only_what_head_office_has_not_goes_along(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    epochs.renew(hall.db, 2, [], set(), 1)
    tap(hall, 2)
    assert [(one.batch.epoch, one.batch.first) for one in pushes(asked(hall))] == [(2, 1)]
    epochs.renew(hall.db, 3, [], set(), 1)
    sent = [(one.batch.epoch, len(one.batch.entries)) for one in pushes(asked(hall))]
    assert sent == [(2, 1), (3, 0)]
    trip(hall, office)
    assert counts(office) == counts(hall)


def test_the_same_file_twice_adds_nothing(hall: Machine, office: Machine):
    tap(hall, 1)
    data = asked(hall)
    first = answered(office, data)
    held = counts(office)
    again = answered(office, data)
    assert counts(office) == held == counts(hall)
    assert taken(hall, again).sent == 1
    assert taken(hall, first).sent == 0
    assert not alarms(hall) and not alarms(office)


def test_what_was_written_meanwhile_waits_for_the_next_file(hall: Machine, office: Machine):
    tap(hall, 1)
    back = answered(office, asked(hall))
    tap(hall, 2)
    assert taken(hall, back).sent == 1
    assert trip(hall, office).sent == 1
    assert counts(office) == counts(hall)


def test_a_line_and_a_file_go_together(hall: Machine, office: Machine):
    tap(hall, 1)
    back = answered(office, asked(hall))
    hall.time.pass_by(60_000)
    tap(hall, 2)
    sync_round(hall, office)
    assert taken(hall, back).sent == 0
    tap(hall, 3)
    sync_round(hall, office)
    assert counts(office) == counts(hall)
    assert not alarms(hall) and not alarms(office)
