"""A table of users is carried out as it was looked at, whole and once."""

import pytest

from kiosk.ground.db import Database
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import invitations, users
from kiosk.records.people.tables import proposed
from kiosk.rules.people.user_rows import Said
from kiosk.vocabulary.refusals import Refusal
from tests.cast import NOON, Machine

KEY = "a" * 32
ROWS = [
    Said(2, "anna", "admin", ""),
    Said(3, "bert", "region", "region.城北", "伯特", "bert@example.cn"),
    Said(4, "carla", "viewer", "", "卡拉"),
    Said(5, "dora", "viewer", "", ended=True),
]


@pytest.fixture
def three(office: Machine) -> Machine:
    for name in ("anna", "bert", "dora"):
        users.set_password(office.db, office.keys, name, "x")
    return office


def look(office: Machine, me: str = "anna") -> proposed.Preview:
    return proposed.preview(office.db, KEY, me, NOON, False)


def carry_out(office: Machine, digest: str = "", waits: bool = False) -> None:
    by = Actor("office", "anna", office.time())
    digest = digest or look(office).digest
    proposed.carry_out(office.db, office.keys, KEY, by, NOON, digest, waits, 5)


def state(db: Database) -> dict[str, tuple[str, str, str, str]]:
    return {one.name: (one.state, one.role, one.reach, one.called) for one in users.every(db)}


def propose(office: Machine, *rows: Said) -> None:
    proposed.propose(office.db, KEY, "anna", NOON, rows or ROWS)


@pytest.mark.both
def test_it_is_carried_out_once_with_a_row_in_the_log_for_each_user(three: Machine):
    propose(three)
    assert [one.what for one in look(three).changes] == ["same", "changed", "new", "ended"]
    for _ in range(2):
        carry_out(three, look(three).digest)
    assert state(three.db) == {
        "anna": ("active", "admin", "", ""),
        "bert": ("active", "region", "region.城北", "伯特"),
        "carla": ("active", "viewer", "", "卡拉"),
        "dora": ("blocked", "viewer", "", ""),
    }
    rows = [(row.action, row.subject) for row in security_log.every(three.db)]
    assert rows == [
        ("user_assigned", "bert"), ("user_described", "bert"), ("user_invited", "carla"),
        ("user_assigned", "dora"), ("user_blocked", "dora"),
    ]  # fmt: skip


def test_each_new_user_gets_a_link_that_opens_once(three: Machine):
    propose(three)
    carry_out(three)
    (link,) = proposed.links(three.db, three.keys, KEY, "anna", NOON)
    assert link.user.name == "carla"
    assert invitations.find(three.db, link.token, NOON + 5 * 3_600_000 - 1).name == "carla"
    chosen = "four words and a dog"
    invitations.take(three.db, three.keys, link.token, chosen, chosen, three.time())
    with pytest.raises(Refusal, match="invited_before"):
        invitations.find(three.db, link.token, NOON)


def test_links_are_shown_for_a_while_and_to_no_one_else(three: Machine):
    propose(three)
    carry_out(three)
    for by, at in (("bert", NOON), ("anna", NOON + users.SHOWN_MS)):
        with pytest.raises(Refusal, match="shown_already"):
            proposed.links(three.db, three.keys, KEY, by, at)


def test_what_changed_since_it_was_looked_at_is_looked_at_again(three: Machine):
    propose(three)
    seen = look(three).digest
    users.change(three.db, "dora", "block", "anna")
    with pytest.raises(Refusal, match="table_changed"):
        carry_out(three, seen)
    users.change(three.db, "dora", "remove", "anna")
    assert [fault.code for fault in look(three).faults] == ["removed_user"]
    with pytest.raises(Refusal, match="table_changed"):
        carry_out(three)
    assert state(three.db)["bert"] == ("active", "admin", "", "")


def test_it_waits_a_day_for_the_one_who_uploaded_it(three: Machine):
    propose(three)
    with pytest.raises(Refusal, match="unknown_table"):
        look(three, "bert")
    proposed.propose(three.db, "b" * 32, "bert", NOON + proposed.KEPT_MS + 1, ROWS)
    with pytest.raises(Refusal, match="unknown_table"):
        look(three)


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    three: Machine, monkeypatch: pytest.MonkeyPatch
):
    propose(three)
    before, digest = state(three.db), look(three).digest

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(proposed.sessions, "end", fail)
    with pytest.raises(OSError):
        carry_out(three, digest)
    assert state(three.db) == before and not look(three).done


def test_another_address_is_another_account_of_the_organisation(three: Machine):
    three.db.run(users.User.update(subject="s1"))
    propose(three)
    carry_out(three)
    found = {one.name: one.subject for one in users.every(three.db)}
    assert (found["bert"], found["anna"]) == ("", "s1")


def test_those_who_were_removed_are_left_out_of_the_table(three: Machine):
    users.change(three.db, "dora", "remove", "anna")
    assert [row["name"] for row in proposed.rows(three.db)] == ["anna", "bert"]
