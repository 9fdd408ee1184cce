"""Customers' numbers reach the office, whatever happens in between, and from their owner alone."""

import pytest

from kiosk.records.cases import contact_sealing, contact_store, contact_use, seal_keys
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import alarms as raised
from kiosk.records.ledger import identity
from kiosk.records.ledger.verify import verify
from kiosk.records.stations import line
from kiosk.records.tasks import letters
from kiosk.sync import client, contacts
from kiosk.sync.entries import pull_entries
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import HERE, LI, WANG, Machine, from_backup, sync_round, wire_to
from tests.records.cases.cast import PHONE, STILL, WORDS, central, desk, file, k
from tests.records.exchange.cast import a_code, join
from tests.records.tasks.cast import SECRET, ask, post, read_at_office
from tests.sync.cast import alarms, cut_at, put_back, saved, watched


def puts(calls: list[str]) -> list[str]:
    return [call.rsplit("/")[-1] for call in calls if call.startswith("PUT")]


def number(office: Machine, case_id: str) -> str:
    case = office.case(case_id)
    return contact_use.read(office.db, central(office), case, k(900), lambda: office.keys).phone


def test_a_case_filed_in_the_midst_of_a_round_keeps_its_number(hall: Machine, office: Machine):
    file(hall, 1, reach=True)
    receipts, calls = [], []
    between = {"GET /intake/v1/manifest": lambda: receipts.append(file(hall, 2, reach=True))}
    sync_round(hall, office, watched(office, calls, between))
    assert len(puts(calls)) == 1
    sync_round(hall, office, watched(office, calls))
    assert puts(calls)[1:] == [receipts[0].case.contact]
    assert number(office, receipts[0].case.event_id) == PHONE


def test_numbers_that_a_restored_office_lost_are_sent_again(hall: Machine, office: Machine):
    post(office, hall)
    saved(office, "old.db")
    receipt, call = file(hall, reach=True), ask(hall, 2, level="office")
    sync_round(hall, office)
    put_back(office, "old.db")
    sync_round(hall, office)
    assert number(office, receipt.case.event_id) == PHONE
    assert read_at_office(office, call) == SECRET, "and so are letters"


def test_a_number_lost_between_facts_and_details_is_sent_again(hall: Machine, office: Machine):
    """The backup has the case: the mark does not fall."""
    receipt = file(hall, reach=True)
    backup = office.config.folder / "old.db"
    calls: list[str] = []
    sync_round(hall, office, watched(office, calls, {"PUT": lambda: office.db.backup(backup)}))
    office.db.close()
    office.db = from_backup(backup)
    office.apps.clear()
    assert contact_store.missing(office.db, HERE, 9) == (receipt.case.contact,)
    sync_round(hall, office, watched(office, calls))
    assert number(office, receipt.case.event_id) == PHONE
    assert contact_store.missing(office.db, HERE, 9) == ()
    sync_round(hall, office, watched(office, calls))
    assert len(puts(calls)) == 2, "and no more often"


def test_what_the_office_has_no_case_for_is_refused_and_sent_again(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    calls: list[str] = []

    def lose() -> None:
        office.db.run(CaseNow.update(contact=""))

    sync_round(hall, office, watched(office, calls, {"PUT": lose}))
    assert contact_store.find(office.db, HERE, receipt.case.contact) is None
    assert "contact_refused" not in alarms(hall)
    office.db.run(CaseNow.update(contact=receipt.case.contact))
    sync_round(hall, office, watched(office, calls))
    sync_round(hall, office, watched(office, calls))
    assert puts(calls) == [receipt.case.contact] * 2
    assert number(office, receipt.case.event_id) == PHONE


def test_a_damaged_one_raises_an_alarm_once_and_blocks_no_other(hall: Machine, office: Machine):
    bad, good = file(hall, 1, reach=True).case, file(hall, 2, reach=True).case
    other = contact_sealing.sealed("", "13800000000", STILL, [office.keys.public])
    with hall.db.writing():
        contact_store.replace(hall.db, HERE, Kept(bad.contact, other.body))
        contact_store.send_again(hall.db)
    calls: list[str] = []
    for _ in range(3):
        sync_round(hall, office, watched(office, calls))
    assert sorted(puts(calls)) == sorted([bad.contact, good.contact])
    (alarm,) = hall.db.rows(raised.Alarm.select())
    said = f"{bad.contact[:12]} damaged_contact"
    assert (alarm.code, alarm.seq, alarm.detail) == ("contact_refused", 1, said)
    assert number(office, good.event_id) == PHONE


def test_another_station_sends_them_only_if_the_office_says_that_it_lacks_them(
    hall: Machine, office: Machine, another_hall
):
    receipt = file(hall, reach=True)
    sync_round(hall, office)
    second = another_hall("second", HERE)
    assert contact_store.find(second.db, HERE, receipt.case.contact) is not None
    calls: list[str] = []
    sync_round(second, office, watched(office, calls))
    assert puts(calls) == []
    office.db.run(contact_store.SealedContact.delete())  # and the first station is gone for good
    sync_round(second, office, watched(office, calls))
    assert puts(calls) == [receipt.case.contact]
    assert number(office, receipt.case.event_id) == PHONE


def test_what_the_office_cannot_open_is_not_sent_to_it(alone: Machine, office: Machine):
    """Numbers of the time when a hall had no office are sealed for its manager alone."""
    seal_keys.make(alone.db, desk(alone, WANG), k(400), WORDS, STILL)
    receipt = file(alone, reach=True, badge=LI)
    join(alone, office, a_code(office))
    calls: list[str] = []
    sync_round(alone, office, watched(office, calls))
    assert puts(calls) == [] and "contact_refused" not in alarms(alone)
    assert contact_store.find(alone.db, HERE, receipt.case.contact) is not None


@pytest.mark.parametrize("sent", [b"", b"{}", b'{"keys":{}}', b"[" * 9000, b"\xff", b"x" * 70_000])
def test_damaged_details_from_the_office_are_not_stored(
    hall: Machine, office: Machine, another_hall, monkeypatch: pytest.MonkeyPatch, sent: bytes
):
    receipts = [file(hall, number, reach=True) for number in (1, 2)]
    sync_round(hall, office)
    real = contact_store.find
    bad = min(receipt.case.contact for receipt in receipts)
    with monkeypatch.context() as lying:
        lying.setattr(
            "kiosk.web.machines.intake.contact_store.find",
            lambda db, branch, digest: (
                sent if db is office.db and digest == bad else real(db, branch, digest)
            ),
        )
        with pytest.raises(NoLine, match=f"^contact details {bad[:12]} came damaged$"):
            another_hall("second", HERE)
    second = another_hall("third", HERE)
    for receipt in receipts:
        assert real(second.db, HERE, receipt.case.contact) is not None


def test_details_here_are_replaced_by_resealed_ones_alone(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    digest = receipt.case.contact
    before = contact_store.find(hall.db, HERE, digest)
    other = contact_sealing.sealed("", "13800000000", STILL, [office.keys.public])
    assert contact_store.take(hall.db, HERE, Kept(digest, other.body))
    assert contact_store.find(hall.db, HERE, digest) == before
    assert verify(hall.db) is None


def asking(station: Machine, office: Machine) -> client.Office:
    return client.Office(wire_to(office), station.keys, office.keys.fingerprint, station.new_id)


def test_how_many_went_and_came_is_said(hall: Machine, office: Machine, another_hall):
    post(office, hall)
    second = another_hall("second", HERE)
    for n in (1, 2):
        file(hall, n, reach=True)
        ask(hall, n, level="office")
    with pytest.raises(NoLine):
        sync_round(hall, office, cut_at(office, "PUT"))
    me = identity.me(hall.db)
    assert contacts.push_letters(hall.db, asking(hall, office)) == 2
    assert contacts.push_letters(hall.db, asking(hall, office)) == 0
    assert contacts.push_contacts(hall.db, asking(hall, office), me, 1) == 2
    assert contacts.push_contacts(hall.db, asking(hall, office), me, 1) == 0
    line, me = asking(second, office), identity.me(second.db)
    pull_entries(second.db, line, me, second.time())
    assert contacts.pull_contacts(second.db, line, me) == 2
    assert contacts.pull_contacts(second.db, line, me) == 0


@pytest.mark.parametrize("code", [*contacts.DAMAGED, "contact_not_wanted", "busy"])
def test_only_what_would_be_refused_again_is_given_up(hall: Machine, office: Machine, code: str):
    file(hall, reach=True)
    with pytest.raises(NoLine):
        sync_round(hall, office, cut_at(office, "PUT"))

    class Refusing:
        def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
            raise Refusal(code)

    me, given_up = identity.me(hall.db), code in contacts.DAMAGED
    if code == "busy":
        with pytest.raises(Refusal, match="busy"):
            contacts.push_contacts(hall.db, Refusing(), me, 7)
    else:
        assert contacts.push_contacts(hall.db, Refusing(), me, 7) == 0
    assert alarms(hall) == ({"contact_refused"} if given_up else set())
    assert contact_store.has_unsent(hall.db, HERE) is not given_up


@pytest.mark.parametrize(("trouble", "tried"), [(Refusal("contact_not_wanted"), 2),
                                                (NoLine("cut"), 1)])  # fmt: skip
def test_letters_that_are_not_taken_wait(
    hall: Machine, office: Machine, trouble: Exception, tried: int
):
    post(office, hall)
    for n in (1, 2):
        ask(hall, n, level="office")
    calls: list[str] = []

    class Failing:
        def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
            calls.append(path)
            raise trouble

    assert contacts.push_letters(hall.db, Failing()) == 0
    assert len(calls) == tried and len(letters.unsent(hall.db)) == 2


def test_details_that_do_not_come_are_a_trouble_of_contacts(
    hall: Machine, office: Machine, another_hall
):
    second = another_hall("second", HERE)
    for n, station in enumerate((hall, second), 1):
        file(station, n, reach=True)
    sync_round(hall, office)
    for part in ("PUT /intake/v1/contacts", "GET /intake/v1/contacts"):
        with pytest.raises(NoLine):
            sync_round(second, office, cut_at(office, part))
        assert [one.part for one in line.troubles(second.db)] == ["contacts"]
    sync_round(second, office)
    assert line.troubles(second.db) == ()
