"""An election up to the end of voting: who begins it and when, who votes, who gives it up."""

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import pins
from kiosk.records.recognition.ballots import elections, state, urns
from kiosk.records.recognition.ballots.elections import Vote
from kiosk.rules.recognition.ballots.elections import Election
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import (
    DAY_MS,
    EVERYONE,
    OTHERS,
    desk,
    made,
    seated,
    staffed,
)


def begin(hall: Machine, badge: str = MANAGER, key: str = "") -> Election:
    author, key = desk(hall, badge), key or hall.new_id()
    elections.begin(hall.db, author, hall.keys, key, "2.0", made)
    return state.of_branch(hall.db, HERE)[0]


def vote(hall: Machine, of: Election, badge: str, choice: str, key: str = "") -> None:
    elections.cast(
        hall.db, desk(hall, badge), hall.keys, key or hall.new_id(), of.id, Vote(choice, ""),
        lambda _archive, credential, _number, _of: f"ballot by {credential}",
    )  # fmt: skip


def close(hall: Machine, of: Election, badge: str = MANAGER) -> Election:
    elections.close(
        hall.db, desk(hall, badge), hall.keys, hall.new_id(), of.id,
        lambda archive, ballots: archive + b"".join(one.encode() for one in ballots),
    )  # fmt: skip
    return state.find(hall.db, HERE, of.id)


@pytest.fixture
def ready(hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The hall on an opening day, with its trustees; PINs are tested with the pages."""
    monkeypatch.setattr(pins, "confirm", lambda *_: None)
    staffed(office, hall)
    seated(office, hall)
    return hall


def kinds(hall: Machine, kind: str) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == kind)))


def test_the_manager_begins_and_the_same_form_begins_nothing_more(ready: Machine):
    of = begin(ready, key="a" * 32)
    assert begin(ready, key="a" * 32).id == begin(ready).id == of.id
    assert kinds(ready, "election_opened") == 1
    assert (str(of.begun.month), str(of.begun.last)) == ("2026-11-01", "2026-12-04")
    assert set(of.begun.voters) == set(EVERYONE)
    assert of.begun.holders == (MANAGER, WANG, "anna")


def test_who_can_not_begin_learns_why(hall: Machine, office: Machine):
    def refused(badge: str = MANAGER) -> str:
        return elections.refused(hall.db, desk(hall, badge))

    assert refused() == "not_opening_day"
    hall.time.pass_by(10 * DAY_MS)
    sync_round(hall, office)
    assert refused(LI) == "only_manager"
    assert refused() == "trustees_missing"
    seated(office, hall)
    assert refused() == ""
    of = begin(hall)
    assert refused() == "election_runs"
    elections.cancel(hall.db, desk(hall), hall.new_id(), of.id, "名册有误")
    assert refused() == ""
    hall.time.pass_by(1_000)
    second = begin(hall)
    assert second.id != of.id and second.state == "voting"
    for badge in (LI, MANAGER, WANG):
        with pytest.raises(Refusal):
            elections.begin(hall.db, desk(hall, LI), hall.keys, hall.new_id(), "2.0", made)
        assert badge in second.begun.voters


def test_each_votes_once_whatever_is_sent_again(ready: Machine):
    of = begin(ready)
    for choice in (LI, LI, MANAGER):
        vote(ready, of, WANG, choice)
    found = state.find(ready.db, HERE, of.id)
    contents = urns.look(ready.db, ready.keys, of.id)
    assert found.voted == {WANG} and kinds(ready, "ballot_cast") == 1
    assert contents is not None and (len(contents.ballots), len(contents.credentials)) == (1, 8)
    assert state.to_vote(ready.db, desk(ready, WANG)) is None
    assert state.to_vote(ready.db, desk(ready, LI)) == found


@pytest.mark.parametrize(
    ("badge", "choice", "code"),
    [(WANG, WANG, "own_vote"), (WANG, "9999", "no_candidate"), (WANG, "", "no_candidate")],
)
def test_a_vote_that_is_none_leaves_the_urn_as_it_is(
    ready: Machine, badge: str, choice: str, code: str
):
    of = begin(ready)
    with pytest.raises(Refusal) as refused:
        vote(ready, of, badge, choice)
    assert refused.value.code == code and kinds(ready, "ballot_cast") == 0
    contents = urns.look(ready.db, ready.keys, of.id)
    assert contents is not None and contents.ballots == []


def test_a_wrong_pin_casts_nothing(ready: Machine, monkeypatch: pytest.MonkeyPatch):
    of = begin(ready)

    def wrong(*_: object) -> None:
        raise Refusal("wrong_pin")

    monkeypatch.setattr(pins, "confirm", wrong)
    with pytest.raises(Refusal, match="wrong_pin"):
        vote(ready, of, WANG, LI)
    assert kinds(ready, "ballot_cast") == 0


def test_a_vote_and_its_turnout_are_saved_together_or_not_at_all(
    ready: Machine, monkeypatch: pytest.MonkeyPatch
):
    of = begin(ready)

    def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(urns, "put", broken)
    with pytest.raises(OSError):
        vote(ready, of, WANG, LI)
    assert kinds(ready, "ballot_cast") == 0


def test_voting_ends_after_its_last_day_or_when_all_have_voted(ready: Machine):
    of = begin(ready)
    vote(ready, of, WANG, LI)
    with pytest.raises(Refusal, match="voting_runs"):
        close(ready, of)
    ready.time.pass_by(8 * DAY_MS)
    with pytest.raises(Refusal, match="voting_over"):
        vote(ready, of, LI, WANG)
    with pytest.raises(Refusal, match="not_a_trustee"):
        close(ready, of, LI)
    of = close(ready, of, WANG)
    assert of.state == "uncounted" and not urns.is_here(ready.db, of.id)
    assert close(ready, of).closed == of.closed


@pytest.mark.parametrize(("votes", "sealed"), [(3, True), (7, True), (8, False), (9, False)])
def test_below_eight_the_ballots_stay_with_the_trustees(ready: Machine, votes: int, sealed: bool):
    of = begin(ready)
    for badge in EVERYONE[:votes]:
        vote(ready, of, badge, LI if badge != LI else WANG)
    ready.time.pass_by(8 * DAY_MS)
    of = close(ready, of)
    assert of.closed is not None
    assert (of.state, of.closed.ballots, of.closed.sealed) == ("opening", votes, sealed)


def test_an_urn_that_lost_a_ballot_is_not_counted(ready: Machine):
    of = begin(ready)
    for badge in EVERYONE:
        vote(ready, of, badge, LI if badge != LI else WANG)
    contents = urns.look(ready.db, ready.keys, of.id)
    assert contents is not None
    with ready.db.writing():
        urns.put(ready.db, ready.keys, of.id, contents._replace(ballots=contents.ballots[1:]))
    with pytest.raises(Refusal, match="urn_differs"):
        close(ready, of)
    with ready.db.writing():
        urns.remove(ready.db, of.id)
    with pytest.raises(Refusal, match="no_urn"):
        close(ready, of)


@pytest.mark.parametrize(
    ("badge", "reason", "code"),
    [(LI, "名册有误", "only_manager"), (MANAGER, " ", "text_required"),
     (MANAGER, "字" * 201, "long_comment")],
)  # fmt: skip
def test_only_the_manager_gives_up_with_a_reason(
    ready: Machine, badge: str, reason: str, code: str
):
    of = begin(ready)
    with pytest.raises(Refusal, match=code):
        elections.cancel(ready.db, desk(ready, badge), ready.new_id(), of.id, reason)
    elections.cancel(ready.db, desk(ready), ready.new_id(), of.id, "名册有误")
    found = state.find(ready.db, HERE, of.id)
    assert found.state == "cancelled" and not urns.is_here(ready.db, of.id)
    with pytest.raises(Refusal, match="voting_over"):
        vote(ready, of, WANG, LI)
    assert OTHERS[0] in found.begun.voters
