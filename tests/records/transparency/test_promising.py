"""What documents promise is in the log once, and is the same there, at head office and in a
hall."""

import datetime

import pytest
from msgspec.structs import replace

from kiosk.records.publishing import branches, documents
from kiosk.records.receipts import promised
from kiosk.records.transparency import promising, renewing
from kiosk.rules.transparency import leaves, promises
from kiosk.rules.transparency.promises import Promise
from kiosk.vocabulary.documents import Ended, Policy, Publication
from tests.cast import HERE, START_2014, THERE, Machine, sync_round
from tests.records.transparency.cast import begun, entries

TODAY = datetime.date(2026, 11, 21)
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(1), TODAY + datetime.timedelta(1)


def policy(office: Machine, days: int, day: datetime.date) -> None:
    said = [Publication("halls", Policy(receipt_days=days), day)]
    documents.publish(office.db, said, "test", office.time.utc)


def of_hall(office: Machine, days: int, day: datetime.date) -> None:
    hall = branches.of_branch(office.db, HERE, day)
    assert hall is not None
    said = [Publication(HERE, replace(hall, receipt_days=days), day)]
    documents.publish(office.db, said, "test", office.time.utc)


def taken(office: Machine, day: datetime.date = TODAY) -> int:
    begun(office)
    return promising.take_in(office.db, day)


def made(office: Machine) -> list[leaves.Promised]:
    return [one for leaf in entries(office) if (one := leaves.read_promised(leaf)) is not None]


NAME = leaves.of_chain(HERE, "office").name


@pytest.mark.both
def test_it_is_promised_when_it_comes_into_force_and_once(office: Machine):
    assert taken(office) == 1
    assert made(office) == [(leaves.NONE, Promise(0, 3))]
    assert taken(office) == 0
    policy(office, 5, TOMORROW)
    of_hall(office, 30, TODAY)
    day = promises.number(TODAY)
    assert taken(office) == 1 and made(office)[-1] == (NAME, Promise(day, 30))
    assert taken(office, TOMORROW) == 1
    assert made(office)[-1] == (leaves.NONE, Promise(day + 1, 5))
    of_hall(office, 0, TOMORROW)
    assert taken(office, TOMORROW) == 1 and made(office)[-1] == (NAME, Promise(day + 1, 0))
    assert taken(office, TOMORROW) == 0


@pytest.mark.both
def test_another_log_promises_what_the_former_one_did(office: Machine):
    policy(office, 5, START_2014)
    of_hall(office, 30, TODAY)
    taken(office)
    before = made(office)
    renewing.forget(office.db)
    office.time.pass_by(1000)
    assert taken(office) == len(before) and made(office) == before


def test_no_earlier_day_is_promised_again(office: Machine):
    of_hall(office, 30, TODAY)
    taken(office)
    of_hall(office, 200, YESTERDAY)
    assert taken(office) == 0
    assert promised.days(office.db, HERE, YESTERDAY) == 3
    assert promised.days(office.db, HERE, TODAY) == 30


def test_an_ended_policy_promises_the_default(office: Machine):
    policy(office, 5, START_2014)
    ended = Publication("halls", Ended(), TODAY, kind="policy")
    documents.publish(office.db, [ended], "test", office.time.utc)
    taken(office)
    assert promised.days(office.db, HERE, YESTERDAY) == 5
    assert promised.days(office.db, HERE, TODAY) == 3


def test_documents_are_read_only_after_a_publication(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    taken(office)

    def read(*_args: object) -> None:
        raise AssertionError("documents were read")

    with monkeypatch.context() as patch:
        patch.setattr(documents, "holding", read)
        assert taken(office) == 0
        policy(office, 4, TODAY)
        with pytest.raises(AssertionError):
            taken(office)
    assert taken(office) == 1


def test_hall_office_and_log_name_the_same_day(office: Machine, hall: Machine):
    """On each day, for what is received that day."""
    changes = {0: (5, 0), 2: (5, 30), 3: (9, 30), 5: (9, 0), 6: (1, 40), 8: (2, 40), 9: (2, 0)}
    said: tuple[int, int] = (3, 0)
    for n in range(10):
        day = TODAY + datetime.timedelta(n)
        for_all, for_one = changes.get(n, said)
        if n in changes:
            policy(office, for_all, day)
            of_hall(office, for_one, day)
        said = (for_all, for_one)
        taken(office, day)
        sync_round(hall, office)
        log = made(office)
        in_log = promises.within(
            [one.promise for one in log if one.branch == NAME],
            [one.promise for one in log if one.branch == leaves.NONE],
            day,
        )
        assert {
            in_log, promised.days(office.db, HERE, day), promised.days(hall.db, HERE, day)
        } == {for_one or for_all}  # fmt: skip
        assert promised.days(office.db, THERE, day) == for_all
