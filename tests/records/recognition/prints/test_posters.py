"""Who is on a poster: those of one lock, of a branch or of all, as of the day of the award."""

import msgspec
import pytest

from kiosk.records.recognition import awards
from kiosk.records.recognition.prints import posters
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, THERE, WANG, Machine, sync_round
from tests.records.recognition.cast import FIRST, LAST, give, publish, scheme
from tests.records.recognition.test_awards import lock


def test_all_of_a_lock_are_on_it_and_a_branch_narrows_it(office: Machine, hall: Machine):
    publish(office, {"tier-1": scheme()})
    for badge in (LI, WANG):
        give(hall, badge, 1)
    sync_round(hall, office)
    lock(office)
    found = posters.honoured(office.db, "tier-1", FIRST, LAST, "")
    assert [one.award.clerk for one in found] == [WANG, LI]
    assert found[0].clerk is not None and found[0].clerk.name == "王芳"
    assert found[0].portrait == b""
    assert posters.honoured(office.db, "tier-1", FIRST, LAST, HERE) == found
    for wanted in (("tier-1", THERE), ("tier-2", "")):
        with pytest.raises(Refusal, match="no_one_chosen"):
            posters.honoured(office.db, wanted[0], FIRST, LAST, wanted[1])


def test_one_poster_is_offered_of_each_lock(office: Machine, hall: Machine):
    publish(office, {"tier-1": scheme()})
    for badge in (LI, WANG):
        give(hall, badge, 1)
    sync_round(hall, office)
    lock(office)
    given = [one for badge in (LI, WANG) for one in awards.of_clerk(office.db, badge)]
    later = msgspec.structs.replace(given[0], subject="later", last=LAST.replace(year=2026))
    assert [one.subject for one in posters.groups([*given, later])] == ["later", given[0].subject]
    assert posters.groups([]) == []
