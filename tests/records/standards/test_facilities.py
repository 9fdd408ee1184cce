"""What the hall has for customers, as last checked."""

from kiosk.records.standards import facilities
from kiosk.rules.standards.checking import Typed
from tests.cast import HERE, MANAGER, WANG, Machine, Time
from tests.records.standards.cast import check, with_standards


def test_before_a_check_nothing_is_known(hall: Machine, office: Machine):
    with_standards(office, hall)
    (one,) = facilities.of_hall(hall.db, HERE, hall.today())
    assert one.checked is None and not one.old
    assert all(kept.answer is None for kept in one.kept) and len(one.kept) == 7


def test_what_ran_out_is_missing_until_it_is_checked_again(
    hall: Machine, office: Machine, time: Time
):
    with_standards(office, hall)
    check(hall, 1, WANG, "facilities", pump=Typed("done", stock="0"), rest=Typed("na"))
    (one,) = facilities.of_hall(hall.db, HERE, hall.today())
    assert [kept.item.code for kept in one.kept if kept.is_missing] == ["pump"]
    time.pass_by(9 * 86_400_000)
    (one,) = facilities.of_hall(hall.db, HERE, hall.today())
    assert one.old and [kept.item.code for kept in one.kept if kept.is_missing] == ["pump"]
    check(hall, 2, MANAGER, "facilities")
    (one,) = facilities.of_hall(hall.db, HERE, hall.today())
    assert not one.old and not any(kept.is_missing for kept in one.kept)
    assert one.checked is not None and one.checked.by == MANAGER
