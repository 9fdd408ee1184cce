"""The operations of a history: a table to which more can be added."""

import random
from typing import NamedTuple

from tests.faults.histories import customers, disasters, meetings, rounds, staff
from tests.faults.histories.rounds import Operation
from tests.faults.histories.world import World


class Entry(NamedTuple):
    """An operation, how often it is drawn against others, and whether a history has it always
    (`usual`) or only now and then, so that each history has few kinds of trouble."""

    weight: int
    run: Operation
    usual: bool = True


_SMALL: dict[str, Entry] = {
    "tap": Entry(14, customers.tap),
    "rate": Entry(6, customers.rate),
    "remark": Entry(2, customers.remark),
    "undo": Entry(4, customers.undo),
    "file": Entry(6, customers.file),
    "reopen": Entry(3, customers.reopen),
    "withdraw": Entry(1, customers.withdraw),
    "ring": Entry(1, customers.ring),
    "send_again": Entry(3, customers.send_again),
    "step": Entry(22, staff.step),
    "take_in": Entry(2, staff.take_in),
    "change_duty": Entry(1, staff.change_duty),
    "come": Entry(2, staff.come),
    "handle": Entry(4, staff.handle),
    "act": Entry(2, meetings.act),
    "enter_box": Entry(3, staff.enter_box),
    "make_key": Entry(2, staff.make_key, usual=False),
    "confirm_key": Entry(3, staff.confirm_key, usual=False),
    "reseal": Entry(3, staff.reseal, usual=False),
    "confirm_time": Entry(3, staff.confirm_time, usual=False),
    "keep_house": Entry(2, disasters.keep_house),
    "publish": Entry(3, staff.publish),
    "withdraw_release": Entry(3, staff.withdraw_release, usual=False),
    "let_pass": Entry(2, disasters.let_pass),
}
"""What is over at once."""
_BIG: dict[str, Entry] = {
    "back_up": Entry(7, disasters.back_up, usual=False),
    "put_back": Entry(7, disasters.put_back, usual=False),
    "damage": Entry(5, disasters.damage, usual=False),
    "clone": Entry(5, disasters.clone, usual=False),
    "part": Entry(4, disasters.part, usual=False),
    "enrol_again": Entry(2, disasters.enrol_again, usual=False),
    "lose_key": Entry(2, disasters.lose_key, usual=False),
    "revoke": Entry(2, disasters.revoke, usual=False),
    "release": Entry(2, disasters.release, usual=False),
    "new_key": Entry(2, disasters.new_key, usual=False),
    "move": Entry(2, disasters.move, usual=False),
    "replace": Entry(3, disasters.replace, usual=False),
    "step_clock": Entry(7, disasters.step_clock, usual=False),
    "power_off": Entry(4, disasters.power_off, usual=False),
}
"""What befalls a machine; it can happen in the middle of a round too."""


def draw(chance: random.Random, table: dict[str, Entry]) -> str:
    """The name of an operation, by weight."""
    names = list(table)
    return chance.choices(names, [table[name].weight for name in names])[0]


def _sync(world: World, chance: random.Random) -> None:
    """A round of a station, with cuts and with other operations between two requests."""

    def between(world: World, chance: random.Random) -> None:
        big = {name: one for name, one in _BIG.items() if name in world.kinds}
        table = big if big and chance.random() < 0.1 else _SMALL
        world.attempt(table[draw(chance, table)].run, chance)

    rounds.of(world, chance, between)


def _kill(world: World, chance: random.Random) -> None:
    """A machine dies in the middle of something."""
    at_once = _SMALL[draw(chance, _SMALL)].run
    during = chance.choice((_sync, _sync, at_once, at_once, disasters.enrol_again))
    disasters.kill(world, chance, during)


OPERATIONS: dict[str, Entry] = {
    **_SMALL,
    **_BIG,
    "sync": Entry(18, _sync),
    "kill": Entry(10, _kill, usual=False),
}
TROUBLE = frozenset(name for name, one in OPERATIONS.items() if not one.usual)
TAMPERING = (
    "put back", "damaged", "cloned", "replaced", "key lost", "clock set", "power_off", "revoked",
    "key changed", "moved",
)  # fmt: skip
"""Without any of these, no machine may raise an alarm."""
