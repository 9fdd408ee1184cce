"""A phone number is sealed in the request that brings it; the station can't open it."""

import pytest

from kiosk.records.cases import contact_sealing, contact_store, contact_use, seal_keys, state
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, WANG, Machine, sync_round
from tests.records.cases.cast import PHONE, STILL, WORDS, assert_unseen, central, desk, file, k


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
