"""Users at head office: a drawn password, kept as a hash."""

import pytest

from kiosk.records.people import sessions, users
from kiosk.records.people.users import User
from kiosk.rules.people.roles import Reach
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, NORTH, THERE, Machine, Time

PASSWORD = "drawn, never chosen"


def enter(office: Machine, name: str = "anna", password: str = PASSWORD) -> None:
    users.check(office.db, office.keys, name, password, office.time())


def test_a_user_signs_in_with_the_newest_password(office: Machine):
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    enter(office)
    users.set_password(office.db, office.keys, "anna", "another one")
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(office)
    enter(office, password="another one")
    (row,) = office.db.rows(User.select())
    assert "another one" not in row.hash and row.hash.startswith("$argon2id$")


@pytest.mark.parametrize("name, password", [("bert", PASSWORD), ("anna", ""), ("", "")])
def test_an_unknown_name_and_a_wrong_password_are_refused_alike(
    office: Machine, name: str, password: str
):
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(office, name, password)


def test_wrong_passwords_make_that_name_wait(office: Machine, time: Time):
    for name in ("anna", "bert"):
        users.set_password(office.db, office.keys, name, PASSWORD)
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(office, password="guess")
    with pytest.raises(Refusal, match="wait"):
        enter(office)
    enter(office, "bert")
    time.pass_by(60_000)
    enter(office)


def add(office: Machine, name: str, by: str = "anna", key: str = "", waits: bool = False) -> str:
    key = key or office.new_id()
    users.add(office.db, office.keys, name, PASSWORD, by, key, office.time().utc, waits)
    return key


def states(office: Machine) -> dict[str, str]:
    return {user.name: user.state for user in users.every(office.db)}


@pytest.fixture
def two(office: Machine) -> Machine:
    """An office with Anna and Bert."""
    for name in ("anna", "bert"):
        users.set_password(office.db, office.keys, name, PASSWORD)
    return office


def test_a_user_is_added_once_under_a_name_of_one_shape(two: Machine):
    key = add(two, "carla")
    add(two, "carla", key=key)
    for name, code in (("carla", "known_user"), ("bert", "known_user"), ("a b", "odd_name")):
        with pytest.raises(Refusal, match=code):
            add(two, name)
    enter(two, "carla")
    assert states(two) == {"anna": "active", "bert": "active", "carla": "active"}


@pytest.mark.parametrize("step, state", [("block", "blocked"), ("remove", "removed")])
def test_who_is_blocked_or_removed_is_out_at_once_and_stays_known(
    two: Machine, step: users.Step, state: str
):
    enter(two, "bert")
    sessions.begin(two.db, "office", "bert", "b" * 32, two.time())
    for _ in range(2):
        users.change(two.db, "bert", step, "anna")
    assert states(two) == {"anna": "active", "bert": state}
    assert sessions.find(two.db, "office", "b" * 32, two.time()) is None
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(two, "bert")
    with pytest.raises(Refusal, match="user_not_now"):
        users.set_password(two.db, two.keys, "bert", "another one")
    with pytest.raises(Refusal, match="known_user"):
        add(two, "bert")


def test_a_blocked_user_comes_back_and_a_removed_one_does_not(two: Machine):
    users.change(two.db, "bert", "block", "anna")
    users.change(two.db, "bert", "unblock", "anna")
    enter(two, "bert")
    users.change(two.db, "bert", "remove", "anna")
    with pytest.raises(Refusal, match="user_not_now"):
        users.change(two.db, "bert", "unblock", "anna")


def test_no_user_removes_the_own_account_or_the_last_one(two: Machine):
    for step in ("block", "remove"):
        with pytest.raises(Refusal, match="own_user"):
            users.change(two.db, "anna", step, "anna")
    with pytest.raises(Refusal, match="unknown_user"):
        users.change(two.db, "dora", "block", "anna")
    users.change(two.db, "bert", "block", "anna")
    with pytest.raises(Refusal, match="last_user"):
        users.change(two.db, "anna", "remove", "")
    assert states(two) == {"anna": "active", "bert": "blocked"}


def test_a_new_password_ends_sessions_and_waits(two: Machine):
    sessions.begin(two.db, "office", "bert", "b" * 32, two.time())
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(two, "bert", "guess")
    key = two.new_id()
    for password in ("the new one", "not drawn by the same form"):
        users.renew(two.db, two.keys, "bert", password, "anna", key, two.time().utc, False)
    enter(two, "bert", "the new one")
    assert sessions.find(two.db, "office", "b" * 32, two.time()) is None


def test_a_password_drawn_for_another_waits_for_a_third_person(two: Machine):
    """With two persons for a release, no one makes the second one alone."""
    add(two, "carla", waits=True)
    now = two.time().utc
    users.renew(two.db, two.keys, "bert", PASSWORD, "anna", two.new_id(), now, True)
    assert states(two) == {"anna": "active", "bert": "waiting", "carla": "waiting"}
    for name in ("bert", "carla"):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(two, name)
        with pytest.raises(Refusal, match="second_person"):
            users.change(two.db, name, "confirm", "anna")
    users.set_password(two.db, two.keys, "bert", PASSWORD)
    users.change(two.db, "carla", "confirm", "bert")
    enter(two, "carla")
    users.renew(two.db, two.keys, "carla", "own", "carla", two.new_id(), now, True)
    enter(two, "carla", "own")


def test_a_drawn_password_is_shown_to_who_drew_it_for_five_minutes(two: Machine, time: Time):
    key = add(two, "carla")
    assert users.drawn(two.db, key, "anna", time.utc).name == "carla"
    for by, what, at in [
        ("bert", key, time.utc), ("anna", "f" * 32, time.utc), ("anna", "", time.utc),
        ("anna", key, time.utc + users.SHOWN_MS), ("anna", key, time.utc - 1),
    ]:  # fmt: skip
        with pytest.raises(Refusal, match="shown_already"):
            users.drawn(two.db, what, by, at)


def test_the_list_says_when_a_user_last_signed_in(two: Machine, time: Time):
    users.entered(two.db, "bert", time.utc)
    seen = {user.name: user.signed_in_at for user in users.every(two.db)}
    assert seen == {"anna": None, "bert": time.utc}


@pytest.mark.parametrize(
    ("typed", "reach"),
    [
        ("", Reach()),
        (NORTH, Reach(regions=frozenset({NORTH}))),
        (f"{NORTH}、{THERE}; 皇姑分公司\n", Reach(frozenset({NORTH}), frozenset({THERE, HERE}))),
    ],
)
def test_places_are_typed_as_names_or_ids(office: Machine, typed: str, reach: Reach):
    assert users.reach_of(office.db, typed, office.today()) == reach


@pytest.mark.parametrize(
    ("typed", "code"), [("火星", "unknown_place"), ("分公司", "unknown_place"),
                        ("、".join(["x"] * 201), "many_places")],
)  # fmt: skip
def test_a_place_that_is_unknown_or_could_be_several_is_refused(
    office: Machine, typed: str, code: str
):
    with pytest.raises(Refusal, match=code):
        users.reach_of(office.db, typed, office.today())


def test_one_admin_of_all_halls_stays(two: Machine):
    with pytest.raises(Refusal, match="own_user"):
        users.assign(two.db, "anna", "viewer", Reach(), "anna")
    users.assign(two.db, "bert", "admin", Reach(branches=frozenset({HERE})), "anna")
    for role, reach in (("viewer", Reach()), ("admin", Reach(branches=frozenset({HERE})))):
        with pytest.raises(Refusal, match="last_user"):
            users.assign(two.db, "anna", role, reach, "bert")
    for step in ("block", "remove"):
        with pytest.raises(Refusal, match="last_user"):
            users.change(two.db, "anna", step, "bert")
    with pytest.raises(Refusal, match="unknown_role"):
        users.assign(two.db, "bert", "king", Reach(), "anna")
    users.assign(two.db, "bert", "admin", Reach(), "anna")
    users.assign(two.db, "anna", "viewer", Reach(), "bert")
    assert users.entitled(two.db, "anna") == ("viewer", "")
