"""What customers do at a station's lobby screen."""

import random

from kiosk.records.cases import contact_use, filing, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.feedback import cards, ratings, thanks
from kiosk.records.hall import help
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.cases import receipts
from kiosk.rules.feedback.remarks import remark_id
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary import facts
from tests.faults.histories.founding import CLERKS, SERVICES
from tests.faults.histories.machines import Machine
from tests.faults.histories.world import World, new_key

AGAIN_MS = 300_000
"""How long a customer tries to send the same form again."""


def tap(world: World, chance: random.Random) -> None:
    """A customer gives a clerk a card."""
    station, key = world.station(chance), new_key(chance)
    badge, mark = chance.choice(CLERKS[station.branch]), chance.choice(facts.CARD_KINDS)
    comment = chance.choice(("", "谢谢"))
    world.send(station, key, lambda: cards.give(
        station.db, world.customer(station), key, badge, mark, comment))  # fmt: skip


def rate(world: World, chance: random.Random) -> None:
    """A customer rates a clerk's service."""
    station, key = world.station(chance), new_key(chance)
    badge, grade = chance.choice(CLERKS[station.branch]), chance.choice(facts.GRADES)
    world.send(station, key, lambda: ratings.rate(
        station.db, world.customer(station), key, badge, grade))  # fmt: skip


def remark(world: World, chance: random.Random) -> None:
    """The visit that rated adds a reason."""
    station, key = world.station(chance), new_key(chance)
    given = _newest(world, station, "rating")
    if given is not None:
        reason, service = chance.choice(facts.REASONS), chance.choice(("", *SERVICES))
        world.send(station, remark_id(given), lambda: ratings.remark(
            station.db, world.customer(station), key, given, [reason], service, ""))  # fmt: skip


def undo(world: World, chance: random.Random) -> None:
    """The visit takes its newest card or rating back, if there is still time."""
    station, key = world.station(chance), new_key(chance)
    given = _newest(world, station, chance.choice(("card", "rating")))
    if given is not None:
        world.send(station, void_id(given), lambda: thanks.undo(
            station.db, world.customer(station), key, given))  # fmt: skip


def _newest(world: World, station: Machine, kind: str) -> str | None:
    """The newest fact of this kind in the station's own chain."""
    wanted = (Ledger.station == station.keys.fingerprint) & (Ledger.kind == kind)
    row = station.db.first(
        Ledger.select(Ledger.event_id)
        .where(wanted)
        .order_by(Ledger.epoch.desc(), Ledger.seq.desc())
    )
    return row.event_id if row else None


def file(world: World, chance: random.Random) -> None:
    """A customer files a case, most with a phone number."""
    station, key = world.station(chance), new_key(chance)
    about = chance.choice(("", *CLERKS[station.branch]))
    kind, text = chance.choice(facts.CASE_KINDS), f"说明{key[:6]}"
    phone, salt = f"138{chance.randrange(10**8):08}", chance.randbytes(16)
    reach = Reach("王女士", phone, salt) if chance.random() < 0.7 else None

    def form() -> None:
        receipt = filing.open_case(
            station.db, world.customer(station), station.keys, key, Filed(kind, (), text, about),
            reach,
        )  # fmt: skip
        note_case(world, station, receipt, phone)

    world.send(station, receipts.event_id(key), form)


def note_case(world: World, station: Machine, receipt: filing.Receipt, phone: str) -> None:
    """The customer goes home with the receipt."""
    if receipt.code not in world.book.codes.setdefault(station.branch, []):
        world.book.codes[station.branch].append(receipt.code)
    if receipt.case.contact:
        world.book.phones[receipt.case.contact] = (station.branch, phone)


def reopen(world: World, chance: random.Random) -> None:
    """A customer reopens a case with the receipt code."""
    station, key = world.station(chance), new_key(chance)
    if codes := world.book.codes.get(station.branch):
        code = chance.choice(codes)
        world.send(station, key, lambda: steps.reopen(
            station.db, world.customer(station), station.keys, code, key, "没有解决"))  # fmt: skip


def withdraw(world: World, chance: random.Random) -> None:
    """A customer withdraws the contact details of a case."""
    station, key = world.station(chance), new_key(chance)
    if codes := world.book.codes.get(station.branch):
        code = chance.choice(codes)
        found = filing.look_up(station.db, world.customer(station), station.keys, code)
        world.book.perhaps_erased.add(found.case.opened.contact)
        world.send(station, key, lambda: contact_use.withdraw(
            station.db, world.customer(station), station.keys, code, key))  # fmt: skip


def ring(world: World, chance: random.Random) -> None:
    """A customer rings for help."""
    station, key = world.station(chance), new_key(chance)
    world.send(station, key, lambda: help.ring(station.db, world.customer(station), key))


def send_again(world: World, chance: random.Random) -> None:
    """A form is sent again: a double tap, a reload, a try after a crash."""
    station = world.station(chance)
    recent = [form for form in station.forms if world.true - form.at < AGAIN_MS]
    if recent:
        chance.choice(recent[-3:]).send()
