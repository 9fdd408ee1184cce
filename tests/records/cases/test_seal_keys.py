"""Which key customers' numbers are sealed for: none that a machine of the branch made up."""

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, contact_use, seal_keys
from kiosk.records.ledger import identity
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.security_log import SecurityLog
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    NOON,
    START_2014,
    THERE,
    WANG,
    Machine,
    by_visit,
    plant,
    sync_round,
)
from tests.records.cases.cast import (
    PHONE,
    STILL,
    WORDS,
    central,
    confirm_key,
    counting_key,
    desk,
    file,
    k,
    make_key,
    read,
)
from tests.records.exchange.cast import a_code, join

NEXT = "another good passphrase"


def forge(station: Machine, kind: type, number: int, **said: object) -> None:
    """A fact past the door, later than any by its own word."""
    says = by_visit(station.db, station.time()).says | {"at": station.time().utc + 86_000_000}
    fact = kind(event_id=k(number), **says, **said)
    with station.db.writing():
        plant(station.db, identity.me(station.db).chain, [facts.encode(fact)])


def test_a_second_station_cannot_read_numbers_by_a_key_in_the_managers_name(
    hall: Machine, office: Machine, another_hall
):
    keys = counting_key(hall, office)
    thief = another_hall("second", HERE)
    planted = contact_sealing.from_passphrase("a passphrase of the thief", STILL)
    public = planted.public.hex()
    forge(thief, facts.SealKeyMade, 700, clerk=MANAGER, public=public, salt=STILL.hex())
    said = {"subject": k(700), "fingerprint": planted.fingerprint, "by": "admin"}
    forge(thief, facts.SealKeyConfirmed, 701, **said)
    for _ in range(2):
        sync_round(thief, office)
        sync_round(hall, office)
    for machine in (hall, thief):
        assert seal_keys.readers(machine.db) == [office.keys.public, keys.public]
    assert planted.fingerprint in {a.detail for a in office.db.rows(Alarm.select())}
    receipt = file(hall, reach=True)
    sync_round(hall, office)
    assert contact_use.reseal(office.db, central(office), office.keys, office.new_id) == 0
    with pytest.raises(Refusal, match="wrong_passphrase"):
        read(hall, receipt.case.event_id, planted, 5)
    assert read(hall, receipt.case.event_id, keys, 6) == PHONE


def test_until_it_is_confirmed_details_are_sealed_for_the_former_key(
    hall: Machine, office: Machine
):
    assert seal_keys.readers(hall.db) == [office.keys.public]
    first = make_key(hall)
    assert seal_keys.readers(hall.db) == [office.keys.public], "not even the first counts at once"
    confirm_key(hall, office, first)
    new = make_key(hall, NEXT, 401)
    sync_round(hall, office)
    assert seal_keys.readers(hall.db) == [office.keys.public, first.public]
    receipt = file(hall, reach=True)
    body = contact_store.find(hall.db, HERE, receipt.case.contact) or b""
    opening = seal_keys.that_opens(hall.db, HERE, body)
    assert opening is not None and opening.public == first.public, "not the newest"
    assert seal_keys.that_opens(hall.db, HERE, b"{}") is None
    confirm_key(hall, office, new)
    assert seal_keys.readers(hall.db) == [office.keys.public, new.public]
    assert read(hall, receipt.case.event_id, first, 7) == PHONE, "the old one opens the old"
    sync_round(hall, office)
    assert contact_use.reseal(office.db, central(office), office.keys, office.new_id) == 1
    sync_round(hall, office)
    assert read(hall, receipt.case.event_id, new, 8) == PHONE
    assert verify(hall.db) is None and verify(office.db) is None


def test_the_last_confirmed_counts_whatever_the_keys_say_of_their_time(
    hall: Machine, office: Machine
):
    new = make_key(hall, NEXT, 401)
    hall.time.pass_by(1_000)
    old = make_key(hall)
    confirm_key(hall, office, old)
    confirm_key(hall, office, new)
    for machine in (hall, office):
        made = [key.public for key in seal_keys.keys(machine.db, HERE)]
        assert made == [old.public, new.public], "the newest by its own word is the first"
        counting = seal_keys.counting(machine.db, HERE)
        assert counting is not None and counting.public == new.public


def test_a_fingerprint_may_be_read_out_in_groups(hall: Machine, office: Machine):
    keys = make_key(hall)
    sync_round(hall, office)
    groups = f" {keys.fingerprint[:4]} {keys.fingerprint[4:].upper()}－"
    wide = groups.translate({one: one + 0xFEE0 for one in range(0x21, 0x7F)})
    seal_keys.confirm(office.db, central(office), k(9), k(400), wide)
    counting = seal_keys.counting(office.db, HERE)
    assert counting is not None and counting.fingerprint == keys.fingerprint


def test_a_key_with_another_fingerprint_is_not_confirmed(hall: Machine, office: Machine):
    keys = make_key(hall)
    sync_round(hall, office)
    for event_id, read_out in ((k(400), "a" * 24), (k(1), keys.fingerprint)):
        with pytest.raises(Refusal, match="unknown_seal_key"):
            seal_keys.confirm(office.db, central(office), k(9), event_id, read_out)
    assert seal_keys.counting(office.db, HERE) is None


def test_each_new_key_is_an_alarm_at_its_hall_and_at_the_office(hall: Machine, office: Machine):
    keys = make_key(hall)
    sync_round(hall, office)
    for machine in (hall, office):
        raised = [(a.code, a.detail) for a in machine.db.rows(Alarm.select())]
        assert raised == [("seal_key", keys.fingerprint)]


def test_the_log_names_who_made_a_key_and_who_confirmed_it(hall: Machine, office: Machine):
    keys = counting_key(hall, office)
    for machine, action, by, detail in (
        (hall, "passphrase_set", ("desk", MANAGER), ""),
        (office, "passphrase_confirmed", ("office", "admin"), HERE),
    ):
        (row,) = machine.db.rows(SecurityLog.select().where(SecurityLog.action == action))
        assert ((row.screen, row.who), row.subject, row.detail) == (by, keys.fingerprint, detail)


def test_head_office_lists_the_keys_of_each_branch_that_has_made_one(
    hall: Machine, office: Machine, another_hall
):
    """Those that count as facts of the branch, whoever claims another one's."""
    file(hall)
    keys, other = counting_key(hall, office), another_hall("other", THERE)
    public = Keys(b"s" * 32).public.hex()
    forge(other, facts.SealKeyMade, 700, clerk=MANAGER, public=public, salt=STILL.hex())
    sync_round(other, office)
    found = seal_keys.of_branches(office.db, [HERE, THERE])
    assert [(one.branch, [key.public for key in one.keys]) for one in found.rows] == [
        (HERE, [keys.public]), (THERE, []),
    ]  # fmt: skip
    assert seal_keys.of_branches(office.db, [HERE]).number == 1
    office.db.run(Ledger.update(counted=0).where(Ledger.kind == "seal_key"))
    assert seal_keys.of_branches(office.db, [HERE, THERE]) == ([], 0)
    assert seal_keys.counting(office.db, HERE) is None


def test_confirming_what_is_no_key_leaves_the_former_one(hall: Machine, office: Machine):
    keys = counting_key(hall, office)
    of = central(office)
    said = {"subject": k(999), "fingerprint": "f" * 24, "by": "admin"}
    fact = facts.SealKeyConfirmed(event_id=k(998), **of.says, **said)
    with office.db.writing():
        plant(office.db, of.chain, [facts.encode(fact)])
    counting = seal_keys.counting(office.db, HERE)
    assert counting is not None and counting.public == keys.public


def alone_key(alone: Machine, words: str, number: int, old: str = "") -> None:
    salt = number.to_bytes(16)
    seal_keys.make(alone.db, desk(alone, WANG), k(number), words, salt, old)


def test_without_an_office_the_first_counts_at_once_and_the_next_needs_the_last(alone: Machine):
    branch = identity.me(alone.db).branch
    alone_key(alone, WORDS, 400)
    first = seal_keys.readers(alone.db)
    assert first == [contact_sealing.from_passphrase(WORDS, (400).to_bytes(16)).public]
    for number, old in ((401, ""), (402, "wrong wrong wrong")):
        with pytest.raises(Refusal, match="wrong_passphrase"):
            alone_key(alone, NEXT, number, old)
    assert seal_keys.readers(alone.db) == first
    alone_key(alone, NEXT, 403, WORDS)
    alone_key(alone, NEXT, 403, WORDS)  # the form once more
    assert len(seal_keys.keys(alone.db, branch)) == 2
    assert seal_keys.readers(alone.db) != first


def test_wrong_passphrases_count_at_whatever_door_they_are_tried(alone: Machine):
    alone_key(alone, WORDS, 400)
    case_id = file(alone, reach=True, badge=LI).case.event_id
    keys = contact_sealing.from_passphrase(WORDS, (400).to_bytes(16))
    for number in range(5):
        with pytest.raises(Refusal, match="wrong_passphrase"):
            alone_key(alone, NEXT, 500 + number, "wrong wrong wrong")
    with pytest.raises(Refusal, match="wait"):
        read(alone, case_id, keys, badge=WANG)


def test_right_passphrases_do_not_count_as_tries(alone: Machine):
    for number in range(400, 407):
        alone_key(alone, WORDS, number, WORDS)


def test_a_hall_that_joins_an_office_has_its_key_confirmed(alone: Machine, office: Machine):
    wang = Clerk(name="王芳", name_en="Wang Fang", branch=HERE, manager=True)
    documents.publish(office.db, [Publication(WANG, wang, START_2014)], "test", NOON)
    alone_key(alone, WORDS, 400)
    receipt = file(alone, reach=True, badge=LI)
    join(alone, office, a_code(office))
    sync_round(alone, office)
    assert seal_keys.readers(alone.db) == [office.keys.public]
    (made,) = seal_keys.keys(alone.db, HERE)
    assert not made.confirmed
    body = contact_store.find(alone.db, HERE, receipt.case.contact)
    assert body is not None
    assert seal_keys.that_opens(alone.db, HERE, body) == made, "what it sealed, it opens"
    confirm_key(alone, office, made)
    assert seal_keys.readers(alone.db) == [office.keys.public, made.public]


def test_a_passphrase_is_long_and_the_managers(hall: Machine):
    with pytest.raises(Refusal, match="short_passphrase"):
        seal_keys.make(hall.db, desk(hall), k(1), "short", STILL)
    with pytest.raises(Refusal, match="not_manager"):
        seal_keys.make(hall.db, desk(hall, LI), k(1), WORDS, STILL)
