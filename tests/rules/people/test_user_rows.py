"""Tables of users: what a row says, which faults are named, and what would change."""

import pytest

from kiosk.rules.people import user_rows as rule
from kiosk.rules.people.roles import ROLES, Reach
from kiosk.rules.people.user_rows import Known, Said
from kiosk.rules.spreadsheets.columns import Row
from kiosk.rules.spreadsheets.tables import Table
from kiosk.vocabulary.refusals import Refusal

ANNA = Known("active", "admin", "", "", "")
BERT = Known("active", "viewer", "region.城北", "伯特", "bert@example.cn")
KNOWN = {"anna": ANNA, "bert": BERT}


def reach_of(typed: str) -> Reach:
    if typed == "火星":
        raise Refusal("unknown_place")
    return Reach(frozenset({typed} if typed else ()))


def read(*rows: dict[str, str]) -> tuple[list[Said], list[tuple[int, str, str]]]:
    said = [Row(n, {"name": "carla", "role": "查阅人员", "reach": ""} | row)
            for n, row in enumerate(rows, 2)]  # fmt: skip
    found, faults = rule.read(Table((), said, []), reach_of)
    return found, [fault[:3] for fault in faults]


def test_a_row_says_who_and_what_a_user_is():
    (said,), faults = read(
        {"name": " Ｃarla ", "role": "社会监督员", "reach": "城北", "called": "卡拉",
         "mail": "Carla@Example.cn", "ended": "否"}
    )  # fmt: skip
    assert said == Said(2, "carla", "supervisor", "region.城北", "卡拉", "carla@example.cn", False)
    assert faults == []
    assert [read({"role": role})[0][0].role for role in ROLES] == list(ROLES)
    assert [read({"role": word})[0][0].role for word in rule.ROLE_WORDS.values()] == list(ROLES)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"name": ""}, (2, "name", "empty_cell")),
        ({"name": "a b"}, (2, "name", "odd_key")),
        ({"role": ""}, (2, "role", "empty_cell")),
        ({"role": "国王"}, (2, "role", "bad_role")),
        ({"reach": "火星"}, (2, "reach", "unknown_place")),
        ({"called": "王" * 41}, (2, "called", "long_cell")),
        ({"called": "王\x07"}, (2, "called", "odd_character")),
        ({"mail": "carla"}, (2, "mail", "bad_mail")),
        ({"ended": "停用"}, (2, "ended", "bad_ended")),
    ],
)
def test_what_is_wrong_in_a_cell_is_named(cells: dict[str, str], fault: tuple[int, str, str]):
    assert read(cells) == ([], [fault])


def test_no_two_rows_are_of_one_user_or_one_address():
    _, faults = read({}, {"name": "Carla"}, {"name": "dora", "mail": "a@b.cn"},
                     {"name": "eve", "mail": "A@b.cn"})  # fmt: skip
    assert faults == [
        (2, "name", "double_user"), (3, "name", "double_user"),
        (4, "mail", "double_mail"), (5, "mail", "double_mail"),
    ]  # fmt: skip


def said(name: str, **more: object) -> Said:
    return Said(**({"line": 2, "name": name, "role": "viewer", "reach": ""} | more))  # type: ignore[arg-type]


def outcome(*rows: Said, me: str = "anna", known: dict[str, Known] = KNOWN) -> object:
    changes, faults = rule.compared(rows, known, me)
    return [one.what for one in changes] if not faults else [fault[1:3] for fault in faults]


BERTS = {"role": "viewer", "reach": "region.城北"}


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (said("carla"), "new"),
        (said("bert", **BERTS), "same"),
        (said("bert", **BERTS, called="伯特", mail="bert@example.cn"), "same"),
        (said("bert", **BERTS, called=""), "changed"),
        (said("bert", **BERTS, mail="b@example.cn"), "changed"),
        (said("bert", role="viewer", reach=""), "changed"),
        (said("bert", role="auditor", reach="region.城北"), "changed"),
        (said("bert", **BERTS, ended=True), "ended"),
        (said("anna", role="admin", reach="", called="安娜"), "changed"),
    ],
)
def test_what_a_row_changes(row: Said, what: str):
    assert outcome(row) == [what]


def test_who_is_not_in_the_table_stays():
    assert outcome() == []
    changes, _ = rule.compared([said("bert", **BERTS)], KNOWN, "anna")
    assert [one.said.name for one in changes] == ["bert"]


BLOCKED = KNOWN | {"dora": BERT._replace(state="blocked", mail="")}
GONE = KNOWN | {"dora": BERT._replace(state="removed", mail="")}


@pytest.mark.parametrize(
    ("row", "known", "fault"),
    [
        (said("anna", role="viewer"), KNOWN, ("name", "own_row")),
        (said("anna", role="admin", reach="branch.sb01"), KNOWN, ("name", "own_row")),
        (said("anna", role="admin", ended=True), KNOWN, ("name", "own_row")),
        (said("carla", ended=True), KNOWN, ("ended", "ended_unknown")),
        (said("carla", mail="bert@example.cn"), KNOWN, ("mail", "double_mail")),
        (said("dora", **BERTS), BLOCKED, ("ended", "blocked_user")),
        (said("dora", **BERTS), GONE, ("name", "removed_user")),
    ],
)
def test_what_can_not_be_carried_out(row: Said, known: dict[str, Known], fault: tuple[str, str]):
    assert fault in outcome(row, known=known)  # type: ignore[operator]


def test_an_address_passes_from_one_user_to_another_in_one_table():
    rows = said("bert", **BERTS, mail=""), said("carla", mail="bert@example.cn")
    assert outcome(*rows) == ["changed", "new"]
    assert outcome(said("carla", mail="bert@example.cn"), known=KNOWN | {
        "bert": BERT._replace(state="removed")}) == ["new"]  # fmt: skip


@pytest.mark.parametrize(
    "row", [said("anna"), said("anna", role="admin", reach="branch.sb01"),
            said("anna", role="admin", ended=True)],
)  # fmt: skip
def test_the_last_admin_can_not_be_taken_away_by_the_command_line_either(row: Said):
    column = "ended" if row.ended else "role"
    assert outcome(row, me="") == [(column, "last_admin")]
    assert outcome(row, said("bert", role="admin"), me="")[-1] == "changed"  # type: ignore[index]


def test_a_user_who_waits_for_a_second_person_is_no_admin_yet():
    changes, faults = rule.compared([said("anna"), said("carla", role="admin")], KNOWN, "", True)
    assert changes[1].after.state == "waiting" and [one.code for one in faults] == ["last_admin"]


def test_a_user_as_a_row_reads_back_the_same():
    cells = rule.cells("bert", BERT)
    (back,), faults = read(cells)
    assert faults == [] and outcome(back) == ["same"]
    assert rule.cells("bert", BERT._replace(state="blocked"))["ended"] == "是"
