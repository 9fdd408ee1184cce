"""Every form of every screen, sent twice byte for byte, adds no second fact, and is answered with
303, whether it was taken or refused.

The walk finds the forms itself: it opens pages, follows their links, fills in each form as
a hurried person would, and sends it twice. It ends when every address that takes a form
was reached, or fails and names what it could not reach.
"""

import datetime

import pytest

from kiosk.records.alerts import deliveries, receivers
from kiosk.records.cases import contact_use, filing, seal_keys, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.feedback import by_phone, handling, ratings
from kiosk.records.ledger import alarms, times
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.oversight import flags
from kiosk.records.people import authors, pins, users
from kiosk.records.publishing import releases
from kiosk.records.recognition.own import objections
from kiosk.records.recognition.registers import entries
from kiosk.records.tasks import support
from kiosk.rules.office.suspicion.history import Finding
from kiosk.vocabulary.documents import Publication, Said, Service
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    WANG,
    Machine,
    Time,
    by_machine,
    by_visit,
    sync_round,
)
from tests.records.alerts.cast import look, queued, receiver
from tests.records.hall.pauses.cast import open_windows
from tests.records.learning import cast as learning
from tests.records.recognition.registers import cast as register_cast
from tests.records.standards.cast import publish, rules, with_standards
from tests.records.tasks.cast import ask as ask_for_help
from tests.records.tasks.cast import move as move_idea
from tests.records.tasks.cast import post as post_numbers
from tests.records.tasks.cast import write as write_idea
from tests.walker import PASSPHRASE, Page, Walker

D = datetime.date
PIN = "482915"
PASSWORD = "a drawn password"
NO_FACT = {
    "frame.choose_language": "a cookie",
    "frame.choose_mode": "a cookie",
    "sign_in.begin": "a session",
    "sign_in.end": "a session",
    "drafts.keep": "a draft",
    "cases.find": "a way to a case",
    "composing.candidates": "nothing: candidates for letters",
    "composing.drawn": "nothing: candidates for a drawing",
}
"""Forms that write neither fact nor document, with what they set."""
ELSEWHERE = {
    "cards.confirm_time": "only where the clock is in doubt: a walk of its own below",
    "stations.revoke": "a revoked station gets nothing more: tests/web/office",
    "station.give_up": "only after a station was replaced: tests/web/office",
    "stations.release": "only after a station was revoked: tests/web/office",
    "overview.confirm_time": "only where the clock is in doubt: tests/web/office",
    "pins.issue": "signs the other walkers out: tests/web/desk/test_pins.py",
    "pins.choose": "signs the walker out: tests/web/desk/test_pins.py",
    "programs.upload": "no fact, a version of the program: tests/web/office/test_programs.py",
    "programs.offer": "the same",
    "programs.widen": "the same",
    "programs.go_on": "the same",
    "programs.drop": "the same",
    **dict.fromkeys(
        (
            "diary.draw",
            "diary.begin",
            "diary.open_",
            "diary.shut",
            "diary.write",
            "diary.erase",
            "diary.erase_all",
        ),
        "no fact, the owner's sealed rows: tests/web/desk/recognition/diary",
    ),
    "nominations.enter": "only for a clerk who was awarded: tests/web/staff/recognition",
    "consumers.add": "no fact, a program's key: tests/web/office/machines",
    "consumers.end": "no fact, a program's key: tests/web/office/machines",
    "users.add": "no fact, a user: tests/web/office/people/test_users.py",
    "users.renew": "no fact, a password: tests/web/office/people/test_users.py",
    "users.assign": "no fact, a user's role: tests/web/office/people/test_users.py",
    "users.take_factor": "no fact: tests/web/office/people/test_second_factor.py",
    "user_tables.upload": "no fact, users: tests/web/office/people/test_tables.py",
    "user_tables.carry_out": "the same",
    "second_factor.renew": "the same",
    "receipt.ask": "no fact: tests/web/office/receipts",
    "invitations.take": "no fact: tests/web/office/people/test_invitations.py",
    "sign_in.code": "the same",
    "sign_in.set_up": "the same",
    "users.change": "no fact, a user's state: tests/web/office/people/test_users.py",
    **dict.fromkeys(
        (
            "trustees.take",
            "voting.begin",
            "voting.cast",
            "voting.close",
            "voting.cancel",
            "ballots.open_part",
            "ballots.unseal",
        ),
        "on the days of an election: tests/web/staff/recognition/ballots/test_voting.py",
    ),
    "schemes.lock": "only for a period with someone chosen: tests/web/staff/recognition",
    "releases.propose_withdrawal": "only where a release takes two persons: tests/web/staff",
    "releases.drop_withdrawal": "only where a release takes two persons: tests/web/staff",
    "help.file_case": "only where no one has come for a minute: a walk of its own below",
    "tablet.pair": "only with a code that a manager made: tests/web/lobby/test_tablet.py",
    "tablet.measure": "no fact, and only at a tablet: tests/web/lobby/test_tablet.py",
    "wall.pair": "only with a code that a manager made: tests/records/hall/test_screens.py",
    "sticks.take": "only with head office's answer: tests/sync/files/test_taking.py",
    "sync_files.answer": "only with a hall's file: tests/sync/files/test_taking.py",
    "cases.reseal": "only after a manager's new passphrase: a walk of its own below",
}
MACHINES = ("intake.", "tickets_api.")
MOST_ROUNDS = 12


def facts(machines: list[Machine]) -> list[int]:
    return [len(one.db.rows(Ledger.select(Ledger.seq))) for one in machines]


def wanted(walker: Walker) -> set[str]:
    """The endpoints of a screen that take a person's form and write something."""
    rules = walker.machine.app(walker.screen).url_map.iter_rules()
    return {
        rule.endpoint for rule in rules
        if "POST" in (rule.methods or ()) and not rule.endpoint.startswith(MACHINES)
        and rule.endpoint not in {*NO_FACT, *ELSEWHERE}
    }  # fmt: skip


def walk(walker: Walker, machines: list[Machine], done: set[str]) -> dict[str, int]:
    """Sends every form not sent before that is reached now, twice; returns how many facts
    the first sending of each wrote."""
    wrote: dict[str, int] = {}
    visited: set[str] = set()
    for page in walker.pages(visited):
        for form in page.forms:
            name = walker.endpoint(form.action)
            if name in {*done, *NO_FACT, *ELSEWHERE}:
                continue
            before = facts(machines)
            first = walker.send(form)
            assert first.status_code == 303, f"{walker.screen} {name}: Back would send it again"
            if walker.refused(first):
                continue  # not now: another page, or a later round, will offer it again
            between = facts(machines)
            walker.send(form)
            assert facts(machines) == between, f"{walker.screen} {name}: a second fact"
            done.add(name)
            wrote[name] = sum(between) - sum(before)
            walker.starts.append(first.location)
    return wrote


@pytest.fixture
def walkers(hall: Machine, office: Machine) -> list[Walker]:
    with_standards(office, hall)
    publish(office, hall, "ban", rules())
    learning.with_learning(office, hall)
    for badge in (MANAGER, LI, WANG):
        key = hall.new_id()
        pins.set_pin(hall.db, by_machine(hall.db, hall.time()), hall.keys, key, badge, PIN)
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    key = hall.new_id()
    seal_keys.make(hall.db, manager, key, PASSPHRASE, b"0" * 16)
    objected = _bring_objection(hall)
    _confirm(hall, office, key)
    users.set_password(office.db, office.keys, "admin", PASSWORD)
    register_cast.publish(office, hall, readers="public")
    post_numbers(office, hall, helper="admin")
    made = [Walker(hall, "lobby", ["/", "/feedback/complaint", "/help", "/look-up"])]
    made[0].fill["code"] = _bring_case(hall, 1).code
    open_windows(hall)
    for badge in (MANAGER, LI, WANG):
        desk = Walker(hall, "desk", ["/"])
        desk.fill |= {"pin": PIN, "waiting": "1"}
        desk.fill |= {f"stock-{one}": "2" for one in ("umbrella", "pump", "needles", "raincoat")}
        desk.browser.post("/sign-in", data={"badge": badge, "pin": PIN})
        made.append(desk)
    starts = ["/", f"/feedback/{HERE}/{objected}", "/ideas?show=ours", "/support"]
    starts.append(f"/flags/{HERE}/{_bring_flag(office)}")
    head = Walker(office, "office", [*starts, "/questions/to-check", "/report-subscriptions"])
    head.browser.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    for machine in (hall, office):
        _bring_alarm(machine)
    return [*made, head]


def _confirm(hall: Machine, office: Machine, key: str) -> None:
    """Head office was read the fingerprint of the manager's key."""
    sync_round(hall, office)
    of = authors.at_office(office.db, HERE, "admin", office.time())
    (made,) = [one for one in seal_keys.keys(office.db, HERE) if one.made.event_id == key]
    seal_keys.confirm(office.db, of, office.new_id(), key, made.fingerprint)
    sync_round(hall, office)


def test_the_time_confirmed_twice_is_one_fact(hall: Machine, walkers: list[Walker], time: Time):
    times.note_time(hall.db, time())
    time.reboot()
    time.step(30 * 86_400_000)
    manager = Walker(hall, "desk", ["/"])
    manager.browser.post("/sign-in", data={"badge": MANAGER, "pin": PIN})
    page = Page(manager.browser.get("/").text, manager.fill)
    form = next(one for one in page.forms if one.action == "/clock")
    before = facts([hall])
    answers = [manager.send(form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert facts([hall])[0] == before[0] + 1


def test_a_call_filed_twice_as_a_case_is_one_fact(hall: Machine, time: Time):
    lobby = Walker(hall, "lobby", ["/help"])
    for path, passes in (("/help", 61_000), ("/help/", 0)):
        page = Page(lobby.browser.get("/help").text, lobby.fill)
        form = next(one for one in page.forms if one.action.startswith(path))
        before = facts([hall])
        assert [lobby.send(form).status_code for _ in range(2)] == [303, 303]
        assert facts([hall])[0] == before[0] + 1
        time.pass_by(passes)


def test_numbers_sealed_twice_for_a_new_manager_are_one_fact_each(
    hall: Machine, office: Machine, walkers: list[Walker]
):
    _bring_cases(hall)
    sync_round(hall, office)
    key = hall.new_id()
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    seal_keys.make(hall.db, manager, key, "another passphrase", b"1" * 16)
    _confirm(hall, office, key)
    head = walkers[-1]
    page = Page(head.browser.get("/cases").text, head.fill)
    form = next(one for one in page.forms if one.action.endswith("/reseal"))
    before = facts([office])
    assert head.send(form).status_code == 303
    between = facts([office])
    head.send(form)
    assert facts([office]) == between == [before[0] + 4]


def test_a_form_sent_twice_is_one_fact(hall: Machine, office: Machine, walkers: list[Walker]):
    done: dict[str, set[str]] = {"lobby": set(), "desk": set(), "office": set()}
    wrote: dict[str, int] = {}
    for number in range(MOST_ROUNDS):
        before = sum(map(len, done.values()))
        _bring_alerts(hall, office)
        for walker in walkers:
            found = walk(walker, [hall, office], done[walker.screen])
            wrote |= {f"{walker.screen} {name}": n for name, n in found.items()}
        token = by_phone.invite(hall.keys, hall.time(), WANG, "", "0" * 16)
        walkers[0].starts.append(f"/phone/{WANG}/{token}")  # scanned from a tablet
        walkers[-1].starts += _bring_cases(hall)
        _bring_stories(hall)
        _bring_ideas(hall)
        _bring_calls(hall)
        _bring_releases(office)
        sync_round(hall, office)
        if sum(map(len, done.values())) == before and number > 3:
            break
    for walker in (walkers[0], walkers[1], walkers[-1]):
        missing = wanted(walker) - done[walker.screen] - NOT_HERE[walker.screen]
        assert missing == set(), f"{walker.screen}: no page led to {missing}"
    assert "grades.object_to" in done["desk"], "Wang's"
    for name in (
        "lobby hall.give_card", "lobby phone.rate", "desk cards.change_duty", "desk pauses.begin",
    ):  # fmt: skip
        assert wrote[name] == 1, name
    assert sum(n > 0 for n in wrote.values()) >= 25, wrote


NOT_HERE = {
    "lobby": {"mine.mine"},  # only looks: badge and PIN, no fact
    "desk": {
        # a hall with an office publishes nothing itself; the office's pages are the same
        "documents.upload",
        "document_forms.write_one",
        *(f"releases.{name}" for name in ("publish", "drop", "withdraw")),
        *(f"releases.propose_{name}" for name in ("preset", "of_kind")),
        "pictures.upload_picture",
        "case.rule",  # head office's
        "feedback.rule",
        "idea.recommend",  # head office's
        "grades.object_to",  # a clerk's; what is about a manager is head office's
        "erasure.carry_out",
        "erasure.decline",
        "questions.confirm",
        *(f"note_guides.{name}" for name in ("draft", "decline")),
        # the office sends the messages
        *(f"receivers.{name}" for name in ("add", "change", "switch", "test")),
        "deliveries.resend",
    },
    "office": {
        # what only the clerk whom it is about, or a manager, may do
        "case.dispute",
        "case.hand_over",
        "idea.take",
        "idea.pass_up",
    },
}
"""What a screen serves for others."""


def _bring_cases(hall: Machine) -> list[str]:
    """Three more complaints with a phone number, one of them answered and one closed, and a word of
    praise, so that each step finds a case to be taken on; returns their addresses."""
    praise = Filed("praise", ["service"], "耐心", WANG)
    author = by_visit(hall.db, hall.time(), "v")
    made = [_bring_case(hall, taken) for taken in range(3)]
    made.append(filing.open_case(hall.db, author, hall.keys, hall.new_id(), praise, None))
    return [f"/cases/{HERE}/{one.case.event_id}" for one in made]


def _bring_objection(hall: Machine) -> str:
    """Two low grades of Wang that were handled, the second with an objection; returns its id."""
    manager, wang = (authors.at_desk(hall.db, badge, hall.time()) for badge in (MANAGER, WANG))
    for _ in range(2):
        author, rating = by_visit(hall.db, hall.time(), "v"), hall.new_id()
        ratings.rate(hall.db, author, rating, WANG, "1")
        handling.handle(hall.db, manager, hall.new_id(), rating, "talked", "")
    objections.object_to(hall.db, wang, hall.new_id(), rating, "mistaken", "点错了")
    return rating


def _bring_flag(office: Machine) -> str:
    """A flag that no one has looked into; returns its id."""
    day, author = office.today(), authors.at_office(office.db, HERE, "", office.time())
    with office.db.writing():
        flags.note(office.db, author, [Finding("refused", WANG, day, day, 0, 90, 6.0, 1.1)])
    return flags.of_branch(office.db, HERE)[0].event_id


def _bring_case(hall: Machine, taken: int) -> filing.Receipt:
    """A complaint with a phone number: new, answered, or closed."""
    author = by_visit(hall.db, hall.time(), "v")
    reach = Reach("周女士", "13812345678", b"0" * 16)
    filed = Filed("complaint", ["waiting"], "等了一小时", WANG)
    made = filing.open_case(hall.db, author, hall.keys, hall.new_id(), filed, reach)
    case = hall.case(made.case.event_id)
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    if taken:
        case = steps.accept(hall.db, manager, case, hall.new_id(), LI, False, "")
        case = steps.reply(hall.db, manager, case, hall.new_id(), "fixed", "")
    if taken == 2:
        case = steps.close(hall.db, manager, case, hall.new_id(), "needs", "branch", "")
    if taken:
        contact_use.ask_erasure(hall.db, manager, case, hall.new_id(), "letter", hall.today())
    return made


def _bring_stories(hall: Machine) -> None:
    """Two more deeds that customers can read."""
    manager, wang = (authors.at_desk(hall.db, badge, hall.time()) for badge in (MANAGER, WANG))
    for _ in range(2):
        entry_id = hall.new_id()
        entries.enter(hall.db, manager, entry_id, entries.New("deeds", WANG, ["雨天送伞"]))
        entries.say(hall.db, wang, hall.new_id(), entry_id, True)


def _bring_ideas(hall: Machine) -> None:
    """Two ideas that wait for the manager, two for head office."""
    ids = [write_idea(hall, 1 << 64 | int(hall.new_id(), 16)) for _ in range(4)]
    for idea_id in ids[:2]:
        move_idea(hall, 1 << 64 | int(hall.new_id(), 16), idea_id, "passed_up")


def _bring_calls(hall: Machine) -> None:
    """Two calls for help of a clerk, both with a talk, one that the manager would end."""
    numbers = [1 << 65 | int(hall.new_id(), 16) for _ in range(6)]
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    for number in numbers[:2]:
        ask_for_help(hall, number, "both")
    for number, said in zip(numbers[2:4], numbers[:2], strict=True):
        support.talked(hall.db, manager, f"{number:032x}", f"{said:032x}", hall.today())
    support.propose(hall.db, manager, f"{numbers[4]:032x}", f"{numbers[0]:032x}")


def _bring_alarm(machine: Machine) -> None:
    of = ChainId(HERE, "s" * 24, 1)
    alarms.alarm(machine.db, of, 1, "old_day", "", machine.time().utc)


def _bring_alerts(hall: Machine, office: Machine) -> None:
    """Alerts not seen yet, a receiver, and a message that has ended and can be sent again."""
    receivers.switch(office.db, receiver(office), True, "test", 1)
    for one in (hall, office):
        look(one)
    for waiting in queued(office):
        deliveries.drop(office.db, waiting.receiver, office.time().utc)


def _bring_releases(office: Machine) -> None:
    """Three more releases, one of them published for a later day."""
    for number in range(3):
        key, at = office.new_id(), office.time().utc
        new = Publication(f"n-{key[-4:]}", Service(name=Said("新业务")), D(2026, 12, 1))
        releases.propose(office.db, key, "service", [new], "admin", at)
        if number == 2:
            releases.publish(office.db, key, "admin", at, two_persons=False, today=office.today())
