"""Standards gone through at the desk: once or again, for oneself or for the hall."""

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import documents
from kiosk.records.standards import checks
from kiosk.rules.standards.checking import Typed
from kiosk.vocabulary.documents import Ended, Item, Publication, Said, Standard
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.standards.cast import DAY, check, publish, with_standards


def marked(hall: Machine) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == "marked")))


def test_a_clerk_checks_and_the_same_form_twice_is_one_check(hall: Machine, office: Machine):
    with_standards(office, hall)
    assert [one.key for one in checks.due(hall.db, HERE, WANG, hall.today())] == [
        "attentive", "uniform",
    ]  # fmt: skip
    for _ in range(2):
        check(hall, smile=Typed("not_done", "累了"))
    assert marked(hall) == 1
    assert [one.key for one in checks.due(hall.db, HERE, WANG, hall.today())] == ["attentive"]
    assert len(checks.due(hall.db, HERE, LI, hall.today())) == 2
    held = checks.find(hall.db, hall.today(), "uniform")
    (mine,) = checks.holding(hall.db, HERE, held, hall.today()).values()
    assert (mine.mark, mine.clerk, mine.by) == ("self", WANG, WANG)
    assert "ninth" not in [one.code for one in mine.answers] and len(mine.answers) == 8


def test_a_form_that_arrives_again_after_a_new_version_is_still_the_same(
    hall: Machine, office: Machine
):
    with_standards(office, hall)
    held = checks.find(hall.db, hall.today(), "attentive")
    check(hall, of="attentive")
    publish(office, hall, "attentive", Standard(name=Said("新"), items=held.standard.items[:1]),
            hall.today())  # fmt: skip
    checks.check(hall.db, desk(hall, WANG), k(9_001), "attentive", held.version, {})
    assert marked(hall) == 1
    with pytest.raises(Refusal, match="standard_changed"):
        checks.check(hall.db, desk(hall, WANG), k(9_002), "attentive", held.version, {})


def test_the_last_check_of_a_day_holds_and_all_stay(hall: Machine, office: Machine, time: Time):
    with_standards(office, hall)
    check(hall, 1, smile=Typed("not_done"))
    time.pass_by(60_000)
    check(hall, 2)
    assert marked(hall) == 2
    (mine,) = checks.of_days(hall.db, [HERE], hall.today(), hall.today())
    assert {one.result for one in mine.answers} == {"done"}


def test_a_new_period_asks_again(hall: Machine, office: Machine, time: Time):
    with_standards(office, hall)
    check(hall)
    check(hall, 2, MANAGER, "facilities")
    held = checks.find(hall.db, hall.today(), "facilities")
    assert list(checks.holding(hall.db, HERE, held, hall.today())) == [""]
    time.pass_by(86_400_000)  # Sunday, of the same week
    assert WANG not in checks.holding(
        hall.db, HERE, checks.find(hall.db, hall.today(), "uniform"), hall.today()
    )
    assert checks.holding(hall.db, HERE, held, hall.today())
    time.pass_by(86_400_000)
    assert not checks.holding(hall.db, HERE, held, hall.today())
    last = checks.last(hall.db, HERE, held, hall.today())
    assert last is not None and (last.by, last.clerk, last.mark) == (MANAGER, "", "hall")
    assert checks.last(hall.db, HERE, held, hall.today() - 9 * DAY) is None


@pytest.mark.parametrize(
    ("of", "said", "code"),
    [
        ("nothing", {}, "no_standard"),
        ("uniform", {"smile": Typed()}, "unmarked_item"),
        ("facilities", {"pump": Typed("done", stock="many")}, "bad_stock"),
    ],
)
def test_what_is_refused_writes_nothing(
    hall: Machine, office: Machine, of: str, said: dict[str, Typed], code: str
):
    with_standards(office, hall)
    with pytest.raises(Refusal, match=code):
        check(hall, of=of, **said)
    assert marked(hall) == 0


def test_a_standard_that_ended_is_asked_for_no_more_and_its_checks_stay(
    hall: Machine, office: Machine
):
    with_standards(office, hall)
    check(hall)
    ended = Publication("uniform", Ended(), hall.today(), kind="standard")
    documents.publish(office.db, [ended], "t", office.time.utc)
    sync_round(hall, office)
    assert [one.key for one in checks.of_hall(hall.db, hall.today())] == ["attentive", "facilities"]
    assert len(checks.of_days(hall.db, [HERE], hall.today(), hall.today())) == 1
    assert checks.offers(hall.db, "facilities", hall.today())
    assert not checks.offers(hall.db, "branch", hall.today())


def test_a_branch_has_its_own_standard(hall: Machine, office: Machine):
    with_standards(office, hall)
    own = Standard(name=Said("本厅"), subject="branch", items=(Item(code="a", text=Said("灯")),))
    publish(office, hall, f"uniform@branch.{HERE}", own)
    held = checks.find(hall.db, hall.today(), "uniform")
    assert held.key == "uniform" and held.standard == own
    check(hall)
    (mine,) = checks.of_days(hall.db, [HERE], hall.today(), hall.today())
    assert (mine.mark, mine.clerk, mine.by) == ("hall", "", WANG)


def test_the_office_counts_the_same_after_a_sync(hall: Machine, office: Machine):
    with_standards(office, hall)
    check(hall, smile=Typed("not_done"))
    check(hall, 2, LI)
    sync_round(hall, office)
    days = hall.today(), hall.today()
    here = checks.of_days(hall.db, [HERE], *days)
    assert len(here) == 2
    assert {one.event_id: one for one in checks.of_days(office.db, [HERE], *days)} == {
        one.event_id: one for one in here
    }
