"""What clerks, managers and head office do."""

import contextlib
import datetime
import random
from collections.abc import Callable

from kiosk.records.cases import contact_use, counter, seal_keys, state, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange import days
from kiosk.records.feedback import handling, paper
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import duty, help
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors, clock_confirmation
from kiosk.records.publishing import releases, withdrawing
from kiosk.rules.cases import receipts
from kiosk.rules.cases.case import Case
from kiosk.rules.cases.moves import may
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Publication
from tests.cast import paper_cards
from tests.faults.histories.customers import note_case
from tests.faults.histories.founding import CLERKS, SERVICES, day_of, service
from tests.faults.histories.machines import Machine
from tests.faults.histories.world import World, new_key

WORDS, SALT = "correct horse battery", b"s" * 16
AT_WORK = 2
"""Steps are taken in the newest cases, so that desk and head office meet in the same one."""
Step = Callable[[Machine, Author, Case, str], object]


def _accept(m: Machine, author: Author, case: Case, key: str) -> object:
    able = [badge for badge in CLERKS[case.opened.branch] if badge != case.opened.clerk]
    return steps.accept(m.db, author, case, key, able[int(key, 16) % len(able)], False, "")


def _hand_over(m: Machine, author: Author, case: Case, key: str) -> object:
    able = [badge for badge in CLERKS[case.opened.branch] if badge != case.opened.clerk]
    return steps.hand_over(m.db, author, case, key, able[int(key, 16) % len(able)], "")


def _extend(m: Machine, author: Author, case: Case, key: str) -> object:
    until = (case.due or author.day) + datetime.timedelta(days=1)
    return steps.extend(m.db, author, case, key, until, "等配件")


def _ask_erasure(m: Machine, author: Author, case: Case, key: str) -> object:
    how = facts.ASKED_BY[int(key, 16) % len(facts.ASKED_BY)]
    return contact_use.ask_erasure(m.db, author, case, key, how, author.day)


def _decline_erasure(m: Machine, author: Author, case: Case, key: str) -> object:
    return contact_use.decline(m.db, author, case, key, "来信的不是本人")


def _open_contact(m: Machine, author: Author, case: Case, key: str) -> object:
    keys = contact_use.contact_sealing.from_passphrase(WORDS, SALT)
    return contact_use.read(m.db, author, case, key, lambda: keys)


STEPS: dict[str, Step] = {
    "case_accepted": _accept,
    "case_handed_over": _hand_over,
    "case_contacted": lambda m, a, c, key: steps.contacted(m.db, a, c, key, ""),
    "case_replied": lambda m, a, c, key: steps.reply(m.db, a, c, key, "", "已处理"),
    "case_extended": _extend,
    "case_closed": lambda m, a, c, key: steps.close(m.db, a, c, key, "needs", "clerk", ""),
    "case_thanked": lambda m, a, c, key: steps.thank(m.db, a, c, key),
    "case_followed_up": lambda m, a, c, key: steps.follow_up(m.db, a, c, key, "satisfied", ""),
    "case_disputed": lambda m, a, c, key: steps.dispute(m.db, a, c, key, "mistaken", "不是"),
    "case_ruled": lambda m, a, c, key: steps.rule_on(m.db, a, c, key, key < "8", "查实"),
    "contact_opened": _open_contact,
    "contact_erasure_asked": _ask_erasure,
    "contact_erasure_declined": _decline_erasure,
}


def step(world: World, chance: random.Random) -> None:
    """A clerk or manager at a desk, or head office, takes a step that is open to them."""
    station = world.station(chance)
    machine = world.office if chance.random() < 0.5 else station
    here = CaseNow.branch == station.branch
    newest = CaseNow.select().where(here).order_by(CaseNow.at.desc(), CaseNow.case_id)
    rows = machine.db.rows(newest.limit(AT_WORK))
    if not rows:
        return
    case = state.find(machine.db, station.branch, chance.choice(rows).case_id)
    if machine is world.office:
        author = authors.at_office(
            machine.db, station.branch, "admin", machine.clock.at(world.true)
        )  # fmt: skip
    else:
        author = world.desk(machine, chance.choice(CLERKS[station.branch]))
    open_to = sorted(may(case, author) & STEPS.keys())
    if machine is world.office:
        open_to = [kind for kind in open_to if kind != "contact_opened"]
    if open_to:
        kind, key = chance.choice(open_to), new_key(chance)
        world.send(
            machine, key, lambda: STEPS[kind](machine, author, case, key), case.opened.branch
        )  # fmt: skip


def take_in(world: World, chance: random.Random) -> None:
    """A clerk enters a case at the counter."""
    station, key = world.station(chance), new_key(chance)
    author = world.desk(station, CLERKS[station.branch][0])
    phone, salt = f"139{chance.randrange(10**8):08}", chance.randbytes(16)

    def form() -> None:
        receipt = counter.take_in(
            station.db, author, station.keys, key, Filed("suggestion", (), "来信"),
            counter.Taken("letter", author.day), Reach("李先生", phone, salt),
        )  # fmt: skip
        note_case(world, station, receipt, phone)

    world.send(station, receipts.event_id(key), form)


def change_duty(world: World, chance: random.Random) -> None:
    """A clerk comes on duty."""
    station, key = world.station(chance), new_key(chance)
    author = world.desk(station, chance.choice(CLERKS[station.branch]))
    world.send(station, key, lambda: duty.change(station.db, author, key, True, "3"))


def handle(world: World, chance: random.Random) -> None:
    """A manager, or head office, says what was done about a rating or a card with words."""
    station, key = world.station(chance), new_key(chance)
    machine = world.office if chance.random() < 0.4 else station
    here = (FeedbackNow.branch == station.branch) & FeedbackNow.kind.in_(handling.KINDS)
    newest = FeedbackNow.select().where(here).order_by(FeedbackNow.at.desc(), FeedbackNow.event_id)
    if not (rows := machine.db.rows(newest.limit(AT_WORK))):
        return
    row, outcome = chance.choice(rows), chance.choice(facts.OUTCOMES)
    if machine is world.office:
        now = machine.clock.at(world.true)
        author = authors.at_office(machine.db, station.branch, "admin", now)
    else:
        author = world.desk(machine, CLERKS[station.branch][-1])
    world.send(
        machine, key,
        lambda: handling.handle(machine.db, author, key, row.event_id, outcome, "已核实"),
        station.branch,
    )  # fmt: skip


def come(world: World, chance: random.Random) -> None:
    """A clerk sets out to a customer who rang, or comes."""
    station, key = world.station(chance), new_key(chance)
    wanted = (Ledger.branch == station.branch) & (Ledger.kind == "help")
    call = station.db.first(Ledger.select(Ledger.event_id).where(wanted))
    if call is not None:
        author = world.desk(station, CLERKS[station.branch][0])
        answer = chance.choice((help.taken, help.came))
        answer(station.db, author, key, call.event_id)


def enter_box(world: World, chance: random.Random) -> None:
    """An administrator enters the paper cards of a box, perhaps on both stations."""
    station = world.station(chance)
    author = at_station(station.db, "machine", station.clock.at(world.true))
    box = f"date,badge,kind,giver,comment\n2026-03-0{chance.randint(1, 2)}," + ",".join(
        (CLERKS[station.branch][0], "polite", "customer", "\n")
    )
    with contextlib.suppress(paper.Faulty):  # a new station has no roster yet
        paper.import_cards(
            station.db, author, paper_cards(box.encode()), "", lambda _done, _all: None
        )


def make_key(world: World, chance: random.Random) -> None:
    """A manager chooses a passphrase for customers' numbers."""
    station, key = world.station(chance), new_key(chance)
    author = world.desk(station, CLERKS[station.branch][-1])
    world.send(station, key, lambda: seal_keys.make(station.db, author, key, WORDS, SALT))


def confirm_key(world: World, chance: random.Random) -> None:
    """Head office was read the fingerprint of a branch's key."""
    db, branch = world.office.db, chance.choice(list(CLERKS))
    author = authors.at_office(db, branch, "admin", world.office.clock.at(world.true))
    if made := seal_keys.keys(db, branch):
        key = chance.choice(made)
        seal_keys.confirm(db, author, new_key(chance), key.made.event_id, key.fingerprint)


def reseal(world: World, chance: random.Random) -> None:
    """Head office reseals a branch's numbers for its manager."""
    now = world.office.clock.at(world.true)
    author = authors.at_office(world.office.db, chance.choice(list(CLERKS)), "admin", now)
    contact_use.reseal(world.office.db, author, world.office.keys, lambda: new_key(chance))


def confirm_time(world: World, chance: random.Random) -> None:
    """A manager, or a user of head office, sets the clock right and confirms it where it is in
    doubt."""
    machine = world.office if chance.random() < 0.3 else world.station(chance)
    machine.clock.wrong = 0
    confirm(world, machine, new_key(chance))


def confirm(world: World, machine: Machine, key: str) -> None:
    """Raises Refusal `clock_sure` if the clock is not in doubt."""
    now = machine.clock.at(world.true)
    if machine is world.office:
        clock_confirmation.confirm_at_office(machine.db, now.utc, now)
        days.judge_again(machine.db, now)
    else:
        boss = CLERKS[machine.branch][-1]
        clock_confirmation.confirm(machine.db, boss, key, now.utc, now)


def publish(world: World, chance: random.Random) -> None:
    """Head office releases a new name for a service, from some day on."""
    key, now = new_key(chance), world.office_time
    day = day_of(world.true) + datetime.timedelta(days=chance.randint(-1, 4))
    wanted = [Publication(chance.choice(SERVICES), service(f"新{key[:4]}"), day)]
    releases.propose(world.office.db, key, "service", wanted, "admin", now)
    releases.publish(world.office.db, key, "admin", now, False, day_of(world.true))


def withdraw_release(world: World, chance: random.Random) -> None:
    """Head office withdraws what is not in force yet."""
    db, now = world.office.db, world.office_time
    found = [one for one in releases.newest(db, 5) if one.state == "published"]
    if found:
        withdrawing.withdraw(db, chance.choice(found).release, "admin", now, day_of(now))
