"""Elections as the ledger's facts say they are, at a station and at head office."""

import datetime

import pytest

from kiosk.records.ledger import across
from kiosk.records.recognition import awards
from kiosk.records.recognition.ballots import state
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, THERE, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import DAY_MS, counted, seated, staffed


def test_the_star_is_on_the_tile_until_the_end_of_the_next_month(hall: Machine, office: Machine):
    staffed(office, hall)
    counted(hall, (LI, WANG))
    for badge in (LI, WANG):
        (shown,) = awards.badges(hall.db, HERE, hall.today())[badge]
        assert (shown.name, shown.name_en) == ("11月服务明星", "Star of November")
    assert state.stars(hall.db, THERE, hall.today()) is None
    hall.time.pass_by(70 * DAY_MS)
    assert awards.badges(hall.db, HERE, hall.today()) == {}


def test_station_and_office_say_the_same(hall: Machine, office: Machine):
    staffed(office, hall)
    seated(office, hall)
    election = counted(hall)
    sync_round(hall, office)
    here, there = (state.find(one.db, HERE, election) for one in (hall, office))
    assert here == there and here.state == "counted"
    assert state.trustee_keys(hall.db, HERE) == state.trustee_keys(office.db, HERE)
    assert state.everywhere(office.db, hall.today()) == [(HERE, there)]
    assert state.everywhere(office.db, hall.today() + datetime.timedelta(1)) == []
    assert HERE in across.branches(office.db)


def test_an_election_of_another_branch_is_not_found(hall: Machine):
    with pytest.raises(Refusal, match="no_election"):
        state.find(hall.db, HERE, "f" * 64)
