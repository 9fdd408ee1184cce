"""What archived facts add to the tallies is recounted from their files."""

import datetime

from kiosk.records.feedback import thanks
from kiosk.records.ledger.archives import recounting
from kiosk.records.ledger.tallies import ArchivedTally
from tests.cast import HERE, Machine, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.upkeep.archives.cast import fault, files, moved
from tests.sync.cast import tap


def test_files_give_what_is_kept_of_them(hall: Machine, archived: Machine):
    assert list(recounting.differences(archived.db)) == []
    tap(hall, 70)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(700), k(70))
    sync_round(hall, archived)
    assert moved(archived)[0].moved == 2
    assert list(recounting.differences(archived.db)) == []
    assert fault(archived) == ""


def test_a_sum_that_was_changed_is_named(archived: Machine):
    archived.db.run(ArchivedTally.update(n=ArchivedTally.n + 1))
    (says,) = recounting.differences(archived.db)
    assert says == (
        HERE,
        "archived 2026-11-21 card 0317 polite customer screen: 5, the files say 4",
    )


def test_a_sum_that_no_file_has_is_named(archived: Machine):
    more = archived.db.first(ArchivedTally.select()).__data__ | {"day": datetime.date(2020, 1, 1)}
    archived.db.run(ArchivedTally.insert(more))
    assert len(list(recounting.differences(archived.db))) == 1
    assert fault(archived) != ""


def test_a_branch_without_its_file_is_left_to_the_check_of_files(archived: Machine):
    (file,) = files(archived)
    file.unlink()
    assert list(recounting.differences(archived.db)) == []
    assert "it is missing" in fault(archived)
