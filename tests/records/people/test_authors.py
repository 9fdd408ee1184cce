"""Who acts at the desk and at head office, and into which chain."""

import datetime

import pytest

from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Branch, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, HERE, LI, MANAGER, START_2014, WANG, ZHAO, Machine, Time


@pytest.mark.parametrize("badge, role", [(WANG, "clerk"), (MANAGER, "manager")])
def test_whoever_is_on_the_roster_speaks_as_what_they_are(hall: Machine, badge: str, role: str):
    author = authors.at_desk(hall.db, badge, hall.time())
    assert (author.role, author.by, author.branch) == (role, badge, HERE)
    assert (author.chain.station, author.office) == (hall.keys.fingerprint, False)
    assert author.day == hall.today()


@pytest.mark.parametrize(
    "badge, code", [(ZHAO, r"unknown_clerk|retired_clerk"), ("9999", "unknown_clerk")]
)
def test_whoever_is_not_on_it_is_no_author(hall: Machine, badge: str, code: str):
    with pytest.raises(Refusal, match=code):
        authors.at_desk(hall.db, badge, hall.time())


def test_only_a_manager_without_an_office_acts_as_the_office(hall: Machine, alone: Machine):
    assert authors.as_own_office(hall.db, authors.at_desk(hall.db, MANAGER, hall.time())) is None
    assert authors.as_own_office(alone.db, authors.at_desk(alone.db, LI, alone.time())) is None
    own = authors.as_own_office(alone.db, authors.at_desk(alone.db, WANG, alone.time()))
    assert own is not None and (own.role, own.by, own.branch) == ("office", WANG, ALONE)
    assert own.office and own.chain.station == f"office@{alone.keys.fingerprint}"


def test_head_office_acts_on_the_day_of_the_branch(office: Machine, time: Time):
    west = Branch(name="西", hall="西厅", organisation="沈北燃气", name_en="", hall_en="",
                  organisation_en="", zone="Asia/Urumqi")  # fmt: skip
    documents.publish(office.db, [Publication("sb09", west, START_2014)], "t", 1)
    time.pass_by(13 * 3_600_000)  # 01:00 in Shanghai, 23:00 in Urumqi
    here = authors.at_office(office.db, HERE, "admin", time())
    there = authors.at_office(office.db, "sb09", "admin", time())
    assert (here.day, there.day) == (datetime.date(2026, 11, 22), datetime.date(2026, 11, 21))
    assert here.chain == (HERE, "office", 1) and here.office and here.by == "admin"
    assert (here.clock.offset, here.clock.age) == (None, None), "its own clock is the measure"
