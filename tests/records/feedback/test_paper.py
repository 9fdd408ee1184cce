"""Paper cards: all or nothing, once, only for this station's own clerks."""

import contextlib
import datetime

import pytest

from kiosk.ground.db import Database
from kiosk.records.feedback import cards, paper
from kiosk.records.feedback.paper import Faulty
from kiosk.records.ledger import alarms
from kiosk.records.ledger import writing as door
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Ended, Publication
from tests.cast import HERE, WANG, ZHAO, Machine, by_machine, paper_cards, sync_round

HEADER = "date,badge,kind,giver,comment\n"
ROWS = "2014-03-05,0317,polite,customer,谢谢\n2014-03-05,0317,polite,customer,谢谢\n"


def enter(hall: Machine, content: str, batch: str = "", encoding: str = "utf-8"):  # type: ignore[no-untyped-def]
    return paper.import_cards(
        hall.db,
        by_machine(hall.db, hall.time()),
        paper_cards(content.encode(encoding)),
        batch,
        lambda _done, _all: None,
    )


def test_rows_become_cards_marked_as_paper(hall: Machine, office: Machine):
    assert enter(hall, HEADER + ROWS) == (0, 2)
    assert cards.count(hall.db, ["entry", "month"]) == {("paper", "2014-03"): 2}
    sync_round(hall, office)
    assert cards.count(office.db, ["kind"]) == {("polite",): 2}
    assert verify(office.db) is None


def test_the_same_file_twice_adds_nothing_re_saved_by_excel_too(hall: Machine):
    enter(hall, HEADER + ROWS)
    assert enter(hall, HEADER + ROWS) == (2, 0)
    excel = (HEADER + ROWS).replace("2014-03-05", "2014/3/5").replace("0317", "317")
    assert enter(hall, excel.replace("\n", "\r\n"), encoding="gb18030") == (2, 0)
    assert enter(hall, "\ufeff" + excel) == (2, 0)


def test_one_more_equal_row_is_one_more_card(hall: Machine):
    enter(hall, HEADER + ROWS)
    third = ROWS.splitlines(keepends=True)[0]
    assert enter(hall, HEADER + ROWS + third) == (2, 1)


def test_a_named_batch_tells_equal_files_apart(hall: Machine):
    enter(hall, HEADER + ROWS)
    assert enter(hall, HEADER + ROWS, batch="box 2") == (0, 2)


def test_a_fault_anywhere_stores_nothing(hall: Machine):
    bad = f"2014-03-05,{ZHAO},polite,customer,\n2014-13-05,0317,polite,customer,\n"
    with pytest.raises(Faulty) as refused:
        enter(hall, HEADER + ROWS + bad)
    assert {(f.row, f.column, f.code) for f in refused.value.faults} == {
        (4, "badge", "not_on_roster"), (5, "date", "bad_day"),
    }  # fmt: skip
    assert cards.count(hall.db, ["kind"]) == {}


def test_a_badge_that_can_be_several_is_named_with_them(hall: Machine, office: Machine):
    twin = Clerk(name="周雪", name_en="", branch=HERE)
    documents.publish(office.db, [Publication("00317", twin, datetime.date(2014, 1, 1))], "t", 1)
    sync_round(hall, office)
    with pytest.raises(Faulty) as refused:
        enter(hall, HEADER + "2014-03-05,317,polite,customer,\n")
    (fault,) = refused.value.faults
    assert (fault.code, fault.detail) == ("ambiguous_key", "00317、0317")


def test_a_badge_is_judged_by_the_roster_of_the_rows_own_day(hall: Machine, office: Machine):
    ended = Publication(WANG, Ended(), datetime.date(2014, 6, 1), kind="clerk")
    documents.publish(office.db, [ended], "test", 1)
    sync_round(hall, office)
    assert enter(hall, HEADER + "2014-05-31,0317,polite,customer,\n") == (0, 1)
    for day in ("2014-06-01", "2013-12-31"):
        with pytest.raises(Faulty):
            enter(hall, HEADER + f"{day},0317,polite,customer,\n")


def test_the_same_paper_entered_at_two_stations_counts_once(
    hall: Machine, office: Machine, another_hall
):
    second = another_hall("second", HERE)
    enter(hall, HEADER + ROWS)
    second.time.pass_by(60_000)
    enter(second, HEADER + ROWS)
    sync_round(hall, office)
    sync_round(second, office)
    assert cards.count(office.db, ["kind"]) == {("polite",): 2}
    assert verify(office.db) is None
    assert office.db.rows(alarms.Alarm.select()) == []


def test_all_but_storing_is_done_before_the_write_lock_is_taken(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    locked, done = [False], {"judged": [], "made": [], "stored": []}  # type: ignore[var-annotated]

    def noting(what: str, real):  # type: ignore[no-untyped-def]
        def noted(*args, **named):  # type: ignore[no-untyped-def]
            done[what].append(locked[0])
            return real(*args, **named)

        return noted

    @contextlib.contextmanager
    def writing():  # type: ignore[no-untyped-def]
        with Database.writing(hall.db):
            locked[0] = True
            yield
            locked[0] = False

    monkeypatch.setattr(hall.db, "writing", writing)
    monkeypatch.setattr(paper.Known, "meant", noting("judged", paper.Known.meant))
    monkeypatch.setattr(paper.facts, "encode", noting("made", paper.facts.encode))
    monkeypatch.setattr(door, "_append", noting("stored", door._append))
    enter(hall, HEADER + "2014-03-05,0317,polite,customer,\n" * 50)
    assert done == {"judged": [False] * 50, "made": [False] * 50, "stored": [True]}
