"""Alarms: each is raised once, listed by branch and code, settled by name, and never lost."""

import pytest

from kiosk.ground.paging import PAGE
from kiosk.records.ledger import alarms
from kiosk.records.ledger.alarms import Group
from kiosk.records.ledger.ledger import ChainId
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, THERE, Machine

OF = ChainId(HERE, "s" * 24, 1)
THEIRS = ChainId(THERE, "t" * 24, 1)


def flood(office: Machine, of: ChainId, code: str, number: int, at: int = 1000) -> None:
    with office.db.writing():
        for seq in range(1, number + 1):
            alarms.alarm(office.db, of, seq, code, "", at + seq)


def open_ones(office: Machine, code: str = "old_day", branch: str = HERE) -> list[alarms.Alarm]:
    return alarms.of_group(office.db, branch, code).rows


def done(office: Machine, code: str = "old_day") -> list[alarms.Alarm]:
    return alarms.of_group(office.db, HERE, code, settled=True).rows


def test_an_alarm_is_raised_once_for_chain_entry_and_code(office: Machine):
    for at in (1, 2):
        alarms.alarm(office.db, OF, 7, "broken_chain", f"seen at {at}", at)
    (one,) = open_ones(office, "broken_chain")
    assert (one.seq, one.detail, one.at) == (7, "seen at 1", 1)
    alarms.alarm(office.db, OF, 8, "broken_chain", "", 3)
    alarms.alarm(office.db, OF, 7, "old_day", "", 3)
    alarms.alarm(office.db, OF._replace(epoch=2), 7, "broken_chain", "", 4)
    assert alarms.by_code(office.db) == {"broken_chain": 3, "old_day": 1}


def test_a_flood_of_one_branch_pushes_no_other_branch_or_code_out(office: Machine):
    alarms.alarm(office.db, THEIRS, 1, "conflict", "", 5)
    alarms.alarm(office.db, OF, 1, "mark_mismatch", "", 6)
    flood(office, OF, "broken_chain", 600)
    assert alarms.groups(office.db) == (
        [
            Group(HERE, "broken_chain", 600, 1600, 1001),
            Group(HERE, "mark_mismatch", 1, 6, 6),
            Group(THERE, "conflict", 1, 5, 5),
        ],
        3,
    )
    assert alarms.open_groups(office.db) == 3
    assert alarms.groups(office.db, branch=THERE).rows == [Group(THERE, "conflict", 1, 5, 5)]
    assert alarms.groups(office.db, code="mark_mismatch").number == 1
    assert alarms.groups(office.db, branch=THERE, code="mark_mismatch") == ([], 0)
    assert alarms.by_code(office.db) == {"broken_chain": 600, "conflict": 1, "mark_mismatch": 1}


def test_a_group_is_read_page_by_page_newest_first(office: Machine):
    flood(office, OF, "old_day", PAGE + 3)
    first = alarms.of_group(office.db, HERE, "old_day")
    second = alarms.of_group(office.db, HERE, "old_day", page=2)
    seen = [one.seq for one in (*first.rows, *second.rows)]
    assert seen == list(range(PAGE + 3, 0, -1)) and len(first.rows) == PAGE
    assert first.number == second.number == PAGE + 3
    assert alarms.of_group(office.db, HERE, "old_day", page=3).rows == []
    assert alarms.of_group(office.db, THERE, "old_day") == ([], 0)


def test_groups_come_page_by_page_too(office: Machine):
    for number in range(PAGE + 2):
        alarms.alarm(office.db, OF._replace(branch=f"b{number:03}"), 0, "conflict", "", number)
    pages = [alarms.groups(office.db, page=page) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [PAGE, 2, 0]
    assert {page.number for page in pages} == {PAGE + 2}
    assert pages[1].rows[-1].branch == "b000"


def test_what_is_settled_stays_with_who_when_and_why(office: Machine):
    flood(office, OF, "old_day", 3)
    chosen = [one.name for one in open_ones(office) if one.seq != 2]
    assert alarms.settle(office.db, HERE, "old_day", chosen, "anna", " 换过电池 ", 9000) == 2
    assert [one.seq for one in open_ones(office)] == [2]
    assert {(one.seq, one.settled_at, one.settled_by, one.note) for one in done(office)} == {
        (1, 9000, "anna", "换过电池"),
        (3, 9000, "anna", "换过电池"),
    }
    assert alarms.by_code(office.db) == {"old_day": 1}
    assert alarms.groups(office.db, settled=True).rows == [Group(HERE, "old_day", 2, 1003, 1001)]


def test_the_same_form_sent_again_settles_nothing_more(office: Machine):
    flood(office, OF, "old_day", 2)
    names = [one.name for one in open_ones(office)]
    assert alarms.settle(office.db, HERE, "old_day", names[:1], "anna", "a", 9000) == 1
    assert alarms.settle(office.db, HERE, "old_day", names[:1], "anna", "b", 9001) == 0
    assert [one.note for one in done(office)] == ["a"]


def test_what_is_raised_again_is_open_again_and_says_how_it_was_settled(office: Machine):
    alarms.alarm(office.db, OF, 7, "mark_mismatch", "from 7", 100)
    (seen,) = open_ones(office, "mark_mismatch")
    alarms.settle(office.db, HERE, "mark_mismatch", [seen.name], "anna", "已核实", 200)
    assert open_ones(office, "mark_mismatch") == []
    alarms.alarm(office.db, OF, 7, "mark_mismatch", "from 9", 300)
    (again,) = open_ones(office, "mark_mismatch")
    assert (again.at, again.detail, again.settled_at) == (300, "from 9", None)
    assert (again.settled_by, again.note) == ("anna", "已核实")
    (kept,) = done(office, "mark_mismatch")
    assert (kept.at, kept.detail, kept.settled_at, kept.note) == (100, "from 7", 200, "已核实")
    # the first form, sent late, is about the time before
    assert alarms.settle(office.db, HERE, "mark_mismatch", [seen.name], "anna", "已核实", 400) == 0
    assert alarms.settle_all(office.db, HERE, "mark_mismatch", 100, "anna", "已核实", 400) == 0
    assert len(open_ones(office, "mark_mismatch")) == 1
    alarms.settle(office.db, HERE, "mark_mismatch", [again.name], "bert", "已更换", 500)
    said = [(one.at, one.settled_by, one.note) for one in done(office, "mark_mismatch")]
    assert said == [(300, "bert", "已更换"), (100, "anna", "已核实")]


def test_all_of_a_group_are_settled_up_to_the_newest_that_was_seen(office: Machine):
    flood(office, OF, "old_day", 40)
    flood(office, THEIRS, "old_day", 2)
    newest = open_ones(office)[0].at
    alarms.alarm(office.db, OF, 99, "old_day", "", newest + 1)
    assert alarms.settle_all(office.db, HERE, "old_day", newest, "anna", "时间已校正", 9000) == 40
    assert [one.seq for one in open_ones(office)] == [99]
    assert alarms.of_group(office.db, THERE, "old_day").number == 2


def test_a_flood_is_settled_in_bounded_steps_oldest_first(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(alarms, "SETTLED_AT_ONCE", 10)
    flood(office, OF, "old_day", 15)
    assert alarms.settle_all(office.db, HERE, "old_day", 9999, "anna", "a", 9000) == 10
    assert [one.seq for one in open_ones(office)] == [15, 14, 13, 12, 11]
    assert alarms.settle_all(office.db, HERE, "old_day", 9999, "anna", "a", 9001) == 5


@pytest.mark.parametrize(
    "note, code", [("", "text_required"), (" \n", "text_required"), ("长" * 201, "long_comment"),
                   ("a\x00", "odd_comment")],
)  # fmt: skip
def test_nothing_is_settled_without_a_fitting_note(office: Machine, note: str, code: str):
    flood(office, OF, "old_day", 1)
    (name,) = [one.name for one in open_ones(office)]
    with pytest.raises(Refusal, match=code):
        alarms.settle(office.db, HERE, "old_day", [name], "anna", note, 9000)
    with pytest.raises(Refusal, match=code):
        alarms.settle_all(office.db, HERE, "old_day", 9999, "anna", note, 9000)
    assert len(open_ones(office)) == 1
    assert alarms.settle(office.db, HERE, "old_day", [name], "anna", "长" * 200, 9000) == 1


@pytest.mark.parametrize("name", ["", "x", "s/1/2", "s/a/b/c", "s/1/2/9" + "9" * 30, "s/-1/2/3"])
def test_a_name_that_is_none_chooses_nothing(office: Machine, name: str):
    flood(office, OF, "old_day", 1)
    with pytest.raises(Refusal, match="no_alarm"):
        alarms.settle(office.db, HERE, "old_day", [name], "anna", "a", 9000)
    assert len(open_ones(office)) == 1


def test_another_branchs_alarm_is_not_settled_by_its_name(office: Machine):
    flood(office, OF, "old_day", 1)
    (name,) = [one.name for one in open_ones(office)]
    assert alarms.settle(office.db, THERE, "old_day", [name], "anna", "a", 9000) == 0
    assert alarms.settle(office.db, HERE, "conflict", [name], "anna", "a", 9000) == 0
    assert len(open_ones(office)) == 1
