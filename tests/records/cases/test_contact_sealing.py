"""A phone number is sealed in the request that brings it; the station can't open it."""

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, contact_use, seal_keys, state
from kiosk.records.ledger.security_log import SecurityLog
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, plant, sync_round
from tests.records.cases.cast import (
    PHONE,
    STILL,
    WORDS,
    accepted,
    assert_unseen,
    central,
    counting_key,
    desk,
    file,
    k,
    look,
    read,
)


def test_a_phone_number_is_nowhere_in_the_clear_and_opens_at_the_office(
    hall: Machine, office: Machine, tmp_path
):
    receipt = file(hall, reach=True)
    assert_unseen(hall)
    sync_round(hall, office)
    assert_unseen(hall)
    assert_unseen(office)
    hall.db.backup(tmp_path / "copy.db")
    assert PHONE.encode() not in (tmp_path / "copy.db").read_bytes()
    case_id = receipt.case.event_id
    details = contact_use.read(
        office.db, central(office), office.case(case_id), k(1), lambda: office.keys
    )
    assert (details.name, details.phone) == ("王女士", PHONE)
    trail = state.find(office.db, HERE, case_id).trail
    assert [told.step.__struct_config__.tag for told in trail] == ["contact_opened"]


def test_a_station_alone_cannot_open_what_it_sealed(hall: Machine):
    receipt = file(hall, reach=True)
    body = contact_store.find(hall.db, HERE, receipt.case.contact)
    assert body is not None
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_sealing.opened(body, hall.keys, receipt.case.contact)


def test_a_hall_alone_seals_for_its_manager_only(alone: Machine):
    with pytest.raises(Refusal, match="no_reader"):
        file(alone, reach=True, badge=LI)
    seal_keys.make(alone.db, desk(alone, WANG), k(400), WORDS, STILL)
    receipt = file(alone, 2, reach=True, badge=LI)
    body = contact_store.find(alone.db, receipt.case.branch, receipt.case.contact)
    assert body is not None
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_sealing.opened(body, alone.keys, receipt.case.contact)
    keys = contact_sealing.from_passphrase(WORDS, STILL)
    assert contact_sealing.opened(body, keys, receipt.case.contact).phone == PHONE


@pytest.mark.parametrize(
    "typed",
    ["１３８１２３４５６７８", "138 1234 5678", "138–1234－5678", "(138)1234 5678",
     "＋86（138）12345678", "\u200b13812345678 "],
)  # fmt: skip
def test_a_phone_is_folded_before_it_is_sealed(office: Machine, typed: str):
    kept = contact_sealing.sealed("周女士", typed, STILL, [office.keys.public])
    phone = contact_sealing.opened(kept.body, office.keys, kept.digest).phone
    assert phone.isascii() and "".join(one for one in phone if one.isdigit())[-11:] == "13812345678"


@pytest.mark.parametrize(
    "typed", ["", "1234", "电话", "١٣٨١٢٣٤٥٦٧٨", "13812345678" * 3, "138,1234"]
)
def test_what_is_no_phone_is_refused_at_its_field(office: Machine, typed: str):
    with pytest.raises(Refusal, match="invalid_phone"):
        contact_sealing.sealed("", typed, STILL, [office.keys.public])
    with pytest.raises(Refusal) as refused:
        contact_sealing.sealed("x" * 21, "13812345678", STILL, [office.keys.public])
    assert refused.value.field == "name"


def test_only_a_managers_key_is_sealed_to(hall: Machine, office: Machine):
    keys = counting_key(hall, office)
    thief = contact_sealing.from_passphrase("another passphrase", STILL)
    said = {name: value for name, value in desk(hall).says.items() if name != "at"}
    for number, (badge, public) in enumerate(
        ((LI, thief.public.hex()), (MANAGER, "zz"), (MANAGER, "00" * 31)), 1
    ):
        forged = facts.SealKeyMade(
            event_id=k(number), **said, at=hall.time().utc + number, clerk=badge, public=public,
            salt=STILL.hex(),
        )  # fmt: skip
        with hall.db.writing():
            plant(hall.db, desk(hall).chain, [facts.encode(forged)])
    bare = {"kind": "seal_key", "event_id": k(9), "branch": HERE, "day": "2026-11-21"}
    with hall.db.writing():
        plant(hall.db, desk(hall).chain, [msgspec.json.encode(bare)])
    receipt = file(hall, reach=True)
    assert read(hall, receipt.case.event_id, keys) == PHONE
    sync_round(hall, office)
    assert contact_use.unsealed(office.db, office.keys) == {}


def test_wrong_passphrases_are_counted_and_tell_a_clerk_nothing(hall: Machine, office: Machine):
    keys = counting_key(hall, office)
    receipt = file(hall, reach=True, badge="")
    case_id = accepted(hall, receipt)
    wrong = contact_sealing.from_passphrase("another passphrase", STILL)
    for tried in (keys, wrong):
        with pytest.raises(Refusal, match="not_manager"):
            read(hall, case_id, tried, 1, LI)
    for number in range(5):
        with pytest.raises(Refusal, match="wrong_passphrase"):
            read(hall, case_id, wrong, number)
    with pytest.raises(Refusal, match="wait"):
        read(hall, case_id, keys)


def test_the_manager_opens_it_with_a_passphrase_and_that_is_a_fact(hall: Machine, office: Machine):
    keys = counting_key(hall, office)
    receipt = file(hall, reach=True)
    case_id = receipt.case.event_id
    assert read(hall, case_id, keys) == PHONE
    assert len(look(hall, receipt).trail) == 1
    wrong = contact_sealing.from_passphrase("another passphrase", (400).to_bytes(16))
    with pytest.raises(Refusal, match="wrong_passphrase"):
        read(hall, case_id, wrong, 2)
    with pytest.raises(Refusal, match="not_manager"):
        read(hall, case_id, keys, 3, LI)
    assert len(look(hall, receipt).trail) == 1


def test_the_log_names_who_opened_a_number_and_at_which_screen(hall: Machine, office: Machine):
    keys, case_id = counting_key(hall, office), file(hall, reach=True).case.event_id
    read(hall, case_id, keys)
    sync_round(hall, office)
    case = office.case(case_id)
    contact_use.read(office.db, central(office), case, k(1), lambda: office.keys)
    for machine, screen, who in ((hall, "desk", MANAGER), (office, "office", "admin")):
        opened = SecurityLog.select().where(SecurityLog.action == "contact_opened")
        (row,) = machine.db.rows(opened)
        assert (row.screen, row.who, row.subject) == (screen, who, case_id)
        assert (row.detail, row.form) == (f"{HERE} complaint opened", k(1))


def test_a_right_passphrase_does_not_count_as_a_try(hall: Machine, office: Machine):
    keys, case_id = counting_key(hall, office), file(hall, reach=True).case.event_id
    for number in range(6):
        assert read(hall, case_id, keys, number) == PHONE


def test_details_that_head_office_cannot_open_are_none_to_reseal(hall: Machine, office: Machine):
    keys, case = counting_key(hall, office), file(hall, reach=True).case
    sync_round(hall, office)
    stranger = Keys(b"s" * 32)
    lost = contact_sealing.boxed(b"lost", [stranger.public]).body
    contact_store.replace(office.db, HERE, contact_sealing.Kept(case.contact, lost))
    assert contact_use.unsealed(office.db, office.keys) == {}
    assert contact_use.reseal(office.db, central(office), office.keys, office.new_id) == 0
    assert read(hall, case.event_id, keys) == PHONE


def test_a_passphrase_opens_what_it_opened_before(office: Machine):
    """The way from a passphrase to its key never changes: no one could open what was sealed."""
    public = "e7278886c0f88295393b47887fe8c073b47cb139034b03f300e3b9174672f498"
    assert contact_sealing.from_passphrase(WORDS, STILL).public.hex() == public


def test_a_passphrase_and_a_name_may_have_exactly_their_limit(office: Machine):
    short, least = "elevenchars", "twelve chars"
    keys = contact_sealing.from_passphrase(least, STILL)
    assert contact_sealing.opens(keys.public, least, STILL)
    assert not contact_sealing.opens(keys.public, short, STILL)
    with pytest.raises(Refusal, match="short_passphrase"):
        contact_sealing.from_passphrase(short, STILL)
    kept = contact_sealing.sealed("王" * 20, PHONE, STILL, [keys.public])
    assert contact_sealing.opened(kept.body, keys, kept.digest).name == "王" * 20


def test_what_was_sealed_and_is_no_details_is_named_damaged(office: Machine):
    keys = office.keys
    for plain in (b"{}", b"[" * 5_000):
        kept = contact_sealing.boxed(plain, [keys.public])
        with pytest.raises(Refusal, match="damaged_contact"):
            contact_sealing.opened(kept.body, keys, kept.digest)
    kept = contact_sealing.sealed("", PHONE, STILL, [keys.public])
    torn = msgspec.json.encode(contact_sealing.Sealed({keys.fingerprint: b"torn"}))
    for body, digest in ((torn, kept.digest), (kept.body, "a" * 64)):
        with pytest.raises(Refusal, match="damaged_contact"):
            contact_sealing.opened(body, keys, digest)
    assert contact_sealing.read_by(b"torn") == frozenset()


def test_head_office_takes_details_that_it_can_open_and_no_others(office: Machine):
    keys, most = office.keys, 4_096
    kept = contact_sealing.sealed("王女士", PHONE, STILL, [keys.public])
    contact_sealing.checked(kept.body.ljust(most), keys, kept.digest)
    other = contact_sealing.sealed("", PHONE, STILL, [Keys(b"s" * 32).public])
    for body, digest, says in (
        (kept.body.ljust(most + 1), kept.digest, "bad_envelope contact"),
        (kept.body, kept.digest.upper(), "bad_envelope contact"),
        (other.body, other.digest, "bad_envelope not sealed for this office"),
        (kept.body, other.digest, "damaged_contact"),
    ):
        with pytest.raises(Refusal) as refused:
            contact_sealing.checked(body, keys, digest)
        assert str(refused.value) == says


@pytest.mark.parametrize(
    ("public", "salt", "usable"),
    [("", "00" * 16, False), ("zz", "00" * 16, False), (None, "00" * 15, False),
     (None, "00" * 17, False), (None, "zz" * 16, False), (None, "00" * 16, True)],
)  # fmt: skip
def test_a_key_is_usable_with_a_salt_of_its_length(
    office: Machine, public: str | None, salt: str, usable: bool
):
    found = office.keys.public.hex() if public is None else public
    assert contact_sealing.usable(found, salt) is usable


def test_a_replaced_station_of_the_branch_knows_all_cases(
    hall: Machine, office: Machine, another_hall
):
    receipt = file(hall, reach=True)
    accepted(hall, receipt)
    sync_round(hall, office)
    second = another_hall("second", HERE)
    assert look(second, receipt) == look(hall, receipt)
    digest = receipt.case.contact
    assert contact_store.find(second.db, HERE, digest) == contact_store.find(
        office.db, HERE, digest
    )
