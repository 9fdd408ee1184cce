"""What a row of a table means, every fault by its cell, and back again."""

import pytest

from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets.columns import Fault, Row
from kiosk.vocabulary.documents import AlertPolicy, Clerk, Topic

BRANCHES = {"sb01": "城北", "sb02": ""}


def rows(*cells: dict[str, str]) -> list[Row]:
    return [Row(number, one) for number, one in enumerate(cells, 2)]


GOOD = {"badge": "0317", "name": "王芳", "branch": "sb01", "in_force": "2026-12-01"}
FEE = {"key": "gas", "title": "气价", "basis": "文号", "item": "气", "unit": "元", "price": "2.75",
       "in_force": "2026-12-01"}  # fmt: skip
POLICY = {"key": "halls", "stale_days": "7", "in_force": "2026-12-01"}
ALERTS = {"key": "alerts", "in_force": "2026-12-01"}
TOPIC = {"key": "smell", "name": "闻到燃气味", "in_force": "2026-12-01"}
STEP = {"key": "g", "title": "过户", "part": "步骤", "text": "来", "in_force": "2026-12-01"}


@pytest.mark.parametrize(
    "kind, cells, faults",
    [
        ("clerk", [GOOD | {"name": " "}], [(2, "name", "empty_cell")]),
        ("clerk", [GOOD | {"branch": "sb99"}], [(2, "branch", "no_branch")]),
        ("clerk", [GOOD | {"badge": "03 17"}], [(2, "badge", "odd_key")]),
        ("clerk", [GOOD | {"in_force": "soon"}], [(2, "in_force", "bad_day")]),
        ("clerk", [GOOD | {"in_force": "2026-02-30"}], [(2, "in_force", "bad_day")]),
        ("clerk", [GOOD | {"in_force": ""}], [(2, "in_force", "empty_cell")]),
        ("clerk", [GOOD | {"star": "6"}], [(2, "star", "bad_number")]),
        ("clerk", [GOOD | {"group": "经理"}], [(2, "group", "no_group")]),
        ("clerk", [GOOD | {"manager": "也许"}], [(2, "manager", "bad_yes")]),
        ("clerk", [GOOD | {"name": "王" * 201}], [(2, "name", "long_cell")]),
        ("clerk", [GOOD, GOOD], [(3, "badge", "twice")]),
        ("branch", [{"key": "n1", "name": "a", "hall": "b", "organisation": "c", "zone": "Mars/X",
                     "in_force": "2026-12-01"}], [(2, "zone", "no_zone")]),
        ("topic", [TOPIC | {"cases": "投诉 求助"}], [(2, "cases", "bad_cases")]),
        ("topic", [TOPIC | {"safety": "很急"}], [(2, "safety", "bad_yes")]),
        ("topic", [TOPIC | {"order": "-1"}], [(2, "order", "bad_number")]),
        ("reason", [TOPIC | {"grades": "3"}], [(2, "grades", "bad_grades")]),
        ("group", [TOPIC, TOPIC], [(3, "key", "twice")]),
        ("fees", [FEE, FEE | {"title": "别的"}], [(3, "title", "differs")]),
        ("fees", [FEE | {"tariff": "barter"}], [(2, "tariff", "bad_tariff")]),
        ("fees", [FEE | {"region": "城南"}], [(2, "region", "no_region")]),
        ("fees", [FEE | {"branch": "sb99"}], [(2, "branch", "no_branch")]),
        ("fees", [FEE | {"region": "城北", "branch": "sb01"}], [(2, "branch", "two_scopes")]),
        ("notice", [{"key": "n", "title": "停气", "text": "周六", "region": "城北",
                     "branch": "sb01", "in_force": "2026-12-01"}], [(2, "branch", "two_scopes")]),
        ("branch", [{"key": "n1", "name": "a", "hall": "b", "organisation": "c", "region": "城 北",
                     "in_force": "2026-12-01"}], [(2, "region", "odd_key")]),
        ("guide", [STEP | {"part": "闲话"}],
         [(2, "part", c) for c in ("no_fee", "no_limit", "no_part", "no_step", "no_window")]),
        ("deadline", [{"key": "soon", "days": "0", "working": "?", "in_force": "2026-12-01"}],
         [(2, "days", "bad_number"), (2, "key", "odd_class"), (2, "working", "bad_yes")]),
        ("workday", [{"key": "Sunday", "working": "是", "in_force": "2026-12-01"}],
         [(2, "key", "bad_day")]),
        ("alerts", [{"key": "other", "in_force": "2026-12-01"}], [(2, "key", "odd_key")]),
        ("alerts", [ALERTS | {"low_grade": "柜台、鸽子"}], [(2, "low_grade", "no_way")]),
        ("alerts", [ALERTS | {"alarm": "无、柜台"}], [(2, "alarm", "no_way")]),
        ("alerts", [ALERTS | {"quiet_from": "25:00", "quiet_to": "08:00"}],
         [(2, "quiet_from", "bad_clock")]),
        ("alerts", [ALERTS | {"quiet_from": "21:00"}], [(2, "quiet_to", "empty_cell")]),
        ("alerts", [ALERTS | {"silent_hours": "0"}], [(2, "silent_hours", "bad_number")]),
        ("policy", [{"key": "other", "stale_days": "9", "in_force": "2026-12-01"}],
         [(2, "key", "odd_key")]),
        ("policy", [POLICY | {"receipt_url": "http://feedback.example.cn"}],
         [(2, "receipt_url", "bad_address")]),
        ("policy", [POLICY | {"receipt_url": "http://127.0.0.1:8090"}], []),
        ("policy", [{"key": "halls", "stale_days": "0", "in_force": "2026-12-01"}],
         [(2, "stale_days", "bad_number")]),
        ("policy", [POLICY | {"pause_minutes": "61", "pause_most": "21", "pause_waiting": "-1",
                              "pause_below": "maybe"}],
         [(2, "pause_below", "bad_yes"), (2, "pause_minutes", "bad_number"),
          (2, "pause_most", "bad_number"), (2, "pause_waiting", "bad_number")]),
        ("policy", [POLICY | {"pause_waiting": "0", "pause_below": "是"}],  # fewer than none
         [(2, "pause_waiting", "bad_number")]),
        ("policy", [POLICY | {"weekly_meeting": "8"}], [(2, "weekly_meeting", "bad_number")]),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_cell(kind, cells, faults):
    _, found = table_rows.read(kind, rows(*cells), BRANCHES, {})
    assert [fault[:3] for fault in found] == faults


def test_fifty_planted_faults_are_the_fifty_that_are_found():
    lines = [GOOD | {"badge": f"{n:04}"} for n in range(500)]
    planted = set()
    for n in range(0, 500, 10):
        column, wrong, code = (
            ("name", "", "empty_cell"), ("branch", "moon", "no_branch"),
            ("in_force", "31.12.", "bad_day"), ("star", "9", "bad_number"),
            ("group", "x", "no_group"),
        )[n // 10 % 5]  # fmt: skip
        lines[n] = lines[n] | {column: wrong}
        planted.add(Fault(n + 2, column, code, wrong))
    _, found = table_rows.read("clerk", rows(*lines), BRANCHES, {})
    assert set(found) == planted and len(found) == 50


def test_pictures_that_no_table_holds_are_kept():
    before = Clerk(name="王芳", name_en="", branch="sb01", portrait="aa", portrait_2x="bb")
    (made,), _ = table_rows.read("clerk", rows(GOOD | {"star": "2"}), BRANCHES, {"0317": before})
    assert made.content == Clerk(
        name="王芳", name_en="", branch="sb01", portrait="aa", portrait_2x="bb", star=2
    )


def test_one_key_in_three_scopes_is_three_documents():
    scopes = ({}, {"region": "城北"}, {"branch": "sb02"})
    made, faults = table_rows.read("fees", rows(*(FEE | scope for scope in scopes)), BRANCHES, {})
    assert faults == []
    assert [one.key for one in made] == ["gas", "gas@region.城北", "gas@branch.sb02"]
    again = [line for one in made for line in table_rows.write(one)]
    read_again, faults = table_rows.read("fees", rows(*again), BRANCHES, {})
    assert (read_again, faults) == (made, [])


@pytest.mark.parametrize(
    "cells, policy",
    [
        ({}, AlertPolicy()),
        ({"low_grade": "无"}, AlertPolicy(low_grade=())),
        ({"low_grade": "推送，柜台"}, AlertPolicy(low_grade=("desk", "webhook"))),
        ({"low_grade": "desk email"}, AlertPolicy(low_grade=("desk", "email"))),
        ({"quiet_from": "9：05", "quiet_to": "21:30:00"},
         AlertPolicy(quiet_from="09:05", quiet_to="21:30")),
        ({"silent_hours": "48", "branch": "sb01"}, AlertPolicy(silent_hours=48)),
    ],
)  # fmt: skip
def test_a_policy_on_alerts_is_read_and_written(cells: dict[str, str], policy: AlertPolicy):
    (found,), faults = table_rows.read("alerts", rows(ALERTS | cells), BRANCHES, {})
    assert faults == [] and found.content == policy
    assert found.key == ("alerts@branch.sb01" if "branch" in cells else "alerts")
    again, _ = table_rows.read("alerts", rows(*table_rows.write(found)), BRANCHES, {})
    assert again == [found]


ROLES = {"field": "field", "安检维修": "field", "cashier": "cashier", "收银": "cashier"}


@pytest.mark.parametrize(
    "said, group, role",
    [("", "cashier", ""), ("咨询", "adviser", ""), ("Adviser", "adviser", ""),
     ("收银", "cashier", ""), ("收费", "cashier", ""), ("安检维修", "cashier", "field"),
     ("field", "cashier", "field")],
)  # fmt: skip
def test_a_clerks_group_is_named_by_code_or_word(said: str, group: str, role: str):
    """An older station knows the two first groups only and shows the others as the first."""
    (made,), faults = table_rows.read(
        "clerk", rows(GOOD | {"group": said}), BRANCHES, {}, roles=ROLES
    )
    assert faults == [] and isinstance(made.content, Clerk)
    assert (made.content.group, made.content.role) == (group, role)
    assert made.content.group_code == (role or group)
    (again,), faults = table_rows.read("clerk", rows(*table_rows.write(made)), BRANCHES, {},
                                       roles=ROLES)  # fmt: skip
    assert faults == [] and again == made


@pytest.mark.parametrize(
    "said, cases",
    [("", ()), ("投诉，建议", ("suggestion", "complaint")), ("Praise", ("praise",)),
     ("建议 投诉 表扬 咨询", ())],
)  # fmt: skip
def test_a_topic_names_its_kinds_of_cases(said: str, cases: tuple[str, ...]):
    (made,), faults = table_rows.read("topic", rows(TOPIC | {"cases": said}), BRANCHES, {})
    assert faults == [] and isinstance(made.content, Topic) and made.content.cases == cases
    (again,), _ = table_rows.read("topic", rows(*table_rows.write(made)), BRANCHES, {})
    assert again == made
