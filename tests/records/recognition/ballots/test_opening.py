"""The result: two of three trustees open it, at the desk or at head office; few ballots stay with
them."""

import pytest

from kiosk.files.ballots import belenios, tool
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.ballots import opening, state
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import (
    CODES,
    EVERYONE,
    OTHERS,
    begin,
    central,
    close,
    desk,
    open_part,
    seated,
    staffed,
    vote_all,
)

pytestmark = pytest.mark.skipif(not tool.is_installed(), reason="belenios-tool is not installed")


def test_nine_vote_two_trustees_open_and_head_office_verifies(hall: Machine, office: Machine):
    staffed(office, hall)
    seated(office, hall)
    of = begin(hall)
    vote_all(hall, of, {badge: LI if badge != LI else WANG for badge in EVERYONE})
    of = close(hall, of)
    assert of.state == "opening" and of.closed is not None and not of.closed.sealed
    sync_round(hall, office)
    of = open_part(office, of, "third", central(office))
    assert of.state == "opening" and set(of.opened) == {"third"}
    with pytest.raises(Refusal, match="files_missing"):
        opening.archive(office.db, HERE, of)
    sync_round(hall, office)
    of = open_part(hall, of, "manager", desk(hall))
    assert of.counted is not None and of.counted.winners == (LI,)
    assert dict(zip(of.begun.voters, of.counted.counts, strict=True))[LI] == 8
    sync_round(hall, office)
    there = state.find(office.db, HERE, of.id)
    assert there.counted == of.counted and len(there.voted) == there.counted.ballots == 9
    file = opening.archive(office.db, HERE, there)
    belenios.verify(tool.installed(), file)
    assert file == opening.archive(hall.db, HERE, of)
    stars = state.stars(hall.db, HERE, hall.today())
    assert stars is not None and (str(stars.month), stars.badges) == ("2026-11-01", (LI,))


def test_of_few_ballots_only_the_winner_is_published(hall: Machine, office: Machine):
    staffed(office, hall)
    seated(office, hall)
    of = begin(hall)
    vote_all(hall, of, {WANG: LI, MANAGER: LI, LI: WANG})
    hall.time.pass_by(8 * 86_400_000)
    of = close(hall, of, WANG)
    of = open_part(hall, of, "clerks", desk(hall, WANG))
    of = open_part(hall, of, "manager", desk(hall))
    counted = of.counted
    assert counted is not None and counted.sealed
    assert (counted.winners, counted.counts, counted.ballots) == ((LI,), (), 3)
    with pytest.raises(Refusal, match="odd_trustee_key"):
        opening.archive(hall.db, HERE, of)
    for code in CODES.values():
        belenios.verify(tool.installed(), opening.archive(hall.db, HERE, of, code))
    stored = b"".join(bytes(row.body) for row in hall.db.rows(Ledger.select()))
    assert b"PartialDecryption" not in stored


def test_who_is_no_trustee_opens_nothing(hall: Machine, office: Machine):
    staffed(office, hall)
    seated(office, hall)
    of = begin(hall)
    with pytest.raises(Refusal, match="nothing_to_open"):
        open_part(hall, of, "clerks", desk(hall, WANG))
    vote_all(hall, of, {WANG: LI, MANAGER: LI, LI: WANG})
    hall.time.pass_by(8 * 86_400_000)
    of = close(hall, of)
    with pytest.raises(Refusal, match="not_a_trustee"):
        open_part(hall, of, "clerks", desk(hall, LI))  # another person with the key
    with pytest.raises(Refusal, match="not_a_trustee"):
        open_part(hall, of, "third", desk(hall))
    of = open_part(hall, of, "clerks", desk(hall, WANG))
    of = open_part(hall, of, "clerks", desk(hall, WANG))  # sent again
    assert of.state == "opening" and len(of.opened) == 1
    assert OTHERS and MANAGER in of.begun.holders
