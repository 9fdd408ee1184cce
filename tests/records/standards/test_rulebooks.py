"""Rulebooks: each version is confirmed by each clerk, once."""

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.standards import rulebooks
from kiosk.rules.publishing.scopes import Place
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, NORTH, THERE, WANG, ZHAO, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.standards.cast import DAY, publish, rules


def confirm(hall: Machine, number: int, badge: str, version: str = "") -> None:
    author = desk(hall, badge)
    version = version or rulebooks.find(hall.db, author.day, "ban").of.sha256
    rulebooks.confirm(hall.db, author, k(8_000 + number), "ban", version)


def unread(machine: Machine, day, branch: str = HERE, where: Place | None = None) -> list[str]:
    (one,) = rulebooks.readings(machine.db, branch, [WANG, LI], day, where)
    return one.unread


def confirmed(hall: Machine) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == "rulebook_read")))


def test_a_version_is_confirmed_once_by_each(hall: Machine, office: Machine):
    publish(office, hall, "ban", rules())
    assert unread(hall, hall.today()) == [WANG, LI]
    for number in (1, 1, 2):  # the same form again, then another
        confirm(hall, number, WANG)
    assert confirmed(hall) == 1 and unread(hall, hall.today()) == [LI]


def test_a_new_version_is_asked_for_from_its_day_even_with_an_old_text(
    hall: Machine, office: Machine, time: Time
):
    publish(office, hall, "ban", rules())
    confirm(hall, 1, WANG)
    publish(office, hall, "ban", rules("不得离岗，不得怠慢"), hall.today() + DAY)
    publish(office, hall, "ban", rules(), hall.today() + 2 * DAY)
    assert unread(hall, hall.today()) == [LI], "not before its day"
    for _ in range(2):
        time.pass_by(86_400_000)
        assert unread(hall, hall.today()) == [WANG, LI]
        confirm(hall, 2 + hall.today().day, WANG)
        assert unread(hall, hall.today()) == [LI]
    assert confirmed(hall) == 3


def test_another_text_than_the_one_in_force_is_not_confirmed(hall: Machine, office: Machine):
    publish(office, hall, "ban", rules())
    with pytest.raises(Refusal, match="rulebook_changed"):
        confirm(hall, 1, WANG, "0" * 64)
    with pytest.raises(Refusal, match="no_rulebook"):
        rulebooks.confirm(hall.db, desk(hall, WANG), k(8_001), "nothing", "")
    assert confirmed(hall) == 0


def test_head_office_sees_the_same_in_every_branchs_own_version(hall: Machine, office: Machine):
    publish(office, hall, "ban", rules())
    publish(office, hall, f"ban@region.{NORTH}", rules("城北的禁令"))
    confirm(hall, 1, LI)
    sync_round(hall, office)
    assert unread(hall, hall.today()) == [WANG]
    assert unread(office, hall.today(), HERE, Place(HERE, NORTH)) == [WANG]
    (there,) = rulebooks.readings(office.db, THERE, [ZHAO], hall.today(), Place(THERE, "城西"))
    assert there.unread == [ZHAO]
    assert there.held.rulebook.sections[0].text.zh == "不得擅自离岗"
