"""PINs and head office's users, from the command line."""

from pathlib import Path

import pytest

from kiosk.records.ledger import ledger, security_log
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import invitations, pins, users
from kiosk.vocabulary import facts
from tests.cast import MANAGER, WANG, Machine
from tests.commands.cast import run


def test_a_managers_pin_is_reset_printed_once_and_logged(hall: Machine):
    pin = run(hall, "pin", MANAGER).output.strip()
    pins.sign_in(hall.db, hall.keys, "desk", MANAGER, pin, hall.time())
    assert pins.is_one_time(hall.db, MANAGER)
    (row,) = security_log.listed(hall.db, "pin_set").rows
    assert (row.screen, row.subject) == ("command", MANAGER) and row.who
    (fact,) = hall.db.rows(Ledger.select())
    told = ledger.read(fact)
    assert isinstance(told, facts.PinChanged) and told.one_time and told.by == ""
    assert run(hall, "pin", "9999").exit_code == 1


def test_every_other_clerk_gets_a_pin_from_the_manager(hall: Machine):
    refused = run(hall, "pin", WANG)
    assert refused.exit_code == 1 and "only_managers_pin" in str(refused.exception)
    assert hall.db.rows(pins.Pin.select()) == []


def test_a_user_is_made_blocked_let_in_and_removed(office: Machine):
    passwords = [run(office, "user", name).output.strip() for name in ("Anna", "bert", "anna")]
    assert len(set(passwords)) == 3 and all(len(one) == 19 for one in passwords)
    users.check(office.db, office.keys, "anna", passwords[2], office.time())
    for step, state in (("block", "blocked"), ("unblock", "active"), ("remove", "removed")):
        assert run(office, "user", "bert", f"--{step}").output == f"bert: {step}\n"
        assert users.find(office.db, "bert").state == state
    done = [row.action for row in security_log.every(office.db)]
    assert done == ["password_set"] * 3 + ["user_blocked", "user_unblocked", "user_removed"]


@pytest.mark.parametrize(
    "words, code",
    [(("bert",), "user_not_now"), (("anna", "--remove"), "last_user"),
     (("a b",), "odd_name"), (("dora", "--block"), "unknown_user")],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(office: Machine, words: tuple[str, ...], code: str):
    for name in ("anna", "bert"):
        run(office, "user", name)
    run(office, "user", "bert", "--remove")
    assert code in str(run(office, "user", *words).exception)


def test_users_are_made_as_a_table_says_and_the_table_comes_back(office: Machine, tmp_path: Path):
    run(office, "user", "anna")
    table = tmp_path / "users.csv"
    heads = "用户名,姓名,角色,负责的区域或网点,停用\n"
    table.write_text(f"{heads}anna,,管理员,,\ncarla,卡拉,检查员,城北,\n", "utf-8")
    assert run(office, "import", "users", str(table), "--preview").output == (
        "new     carla\n1 new, 1 same\n"
    )
    done = run(office, "import", "users", str(table)).output.splitlines()
    name, link = done[-1].split("\t")
    token = link.removeprefix("http://127.0.0.1:8090/invitations/")
    assert name == "carla" and invitations.find(office.db, token, office.time.utc).name == name
    for suffix in ("csv", "xlsx"):
        file = tmp_path / f"again.{suffix}"
        assert run(office, "export", "users", str(file)).output.startswith("2 rows in")
        assert run(office, "import", "users", str(file)).output.endswith("2 same\n")
    actions = [row.action for row in security_log.every(office.db)]
    assert actions == ["password_set", "user_invited", *["users_table_carried_out", "exported"] * 2,
                       "users_table_carried_out"]  # fmt: skip


def test_a_table_with_a_fault_or_without_an_admin_stores_nothing(office: Machine, tmp_path: Path):
    run(office, "user", "anna")
    table = tmp_path / "users.csv"
    for rows in ("carla,国王,\n", "anna,查阅人员,\ncarla,检查员,\n"):
        table.write_text(f"用户名,角色,负责的区域或网点\n{rows}", "utf-8")
        assert run(office, "import", "users", str(table)).exit_code == 1
    assert [user.name for user in users.every(office.db)] == ["anna"]
    assert users.entitled(office.db, "anna").role == "admin"
