"""An election's page: who sees it, what it says of few ballots, and who may take the file."""

import pytest

from kiosk.records.recognition.ballots import parts, state
from tests.cast import HERE, LI, MANAGER, THERE, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import counted, staffed
from tests.web.cast import at_desk, at_office, words


def test_few_ballots_publish_the_winner_alone(hall: Machine, office: Machine):
    staffed(office, hall)
    address = f"/ballots/{HERE}/{counted(hall)}"
    page = words(at_desk(hall, WANG).get(address).text)
    assert "2026年11月服务明星" in page and "李敏" in page
    assert "不满 8 票，只公布当选者" in page and "得票" not in page
    refused = at_desk(hall, LI).get(f"{address}/election.bel")
    assert refused.status_code in (403, 409)
    sync_round(hall, office)
    assert "李敏" in at_office(office).get(address).text


def test_all_of_those_elected_together_are_named(hall: Machine, office: Machine):
    staffed(office, hall)
    page = words(at_desk(hall, WANG).get(f"/ballots/{HERE}/{counted(hall, (WANG, LI))}").text)
    assert "王芳 、 李敏" in page.replace("、", " 、 ").replace("  ", " ") or "王芳、李敏" in page
    assert "票数相同，并列当选" in page


@pytest.mark.parametrize("address", [f"/ballots/{THERE}/x", f"/ballots/{HERE}/x", "/vote/x"])
def test_what_is_no_election_of_the_hall_is_not_found(hall: Machine, address: str):
    assert at_desk(hall, WANG).get(address).status_code == 404


def test_a_wrong_key_is_said_and_opens_nothing(hall: Machine, office: Machine):
    staffed(office, hall)
    election = counted(hall)
    desk = at_desk(hall, MANAGER)
    for secret in ("0000", ""):
        answer = desk.post(f"/ballots/{HERE}/{election}/unseal", data={"secret": secret})
        assert answer.status_code in (409, 422)
        assert secret == "" or f'value="{secret}"' not in answer.text
    assert state.find(hall.db, HERE, election).opened == {}
    assert parts.read(hall.db, HERE, election, "f" * 64) is None
