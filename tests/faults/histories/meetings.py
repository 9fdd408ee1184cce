"""What is agreed at meetings, and what becomes of it."""

import datetime
import random

from kiosk.records.recognition.agenda import actions
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.rules.recognition import meetings
from tests.faults.histories.founding import CLERKS
from tests.faults.histories.world import World, new_key


def act(world: World, chance: random.Random) -> None:
    """A manager writes down an action or moves one, or its owner ticks it off."""
    station, key = world.station(chance), new_key(chance)
    here, clerk = CLERKS[station.branch], chance.choice(CLERKS[station.branch])
    boss = world.desk(station, here[-1])
    due = boss.day + datetime.timedelta(days=chance.randint(0, 9))
    newest = ActionNow.select().where(ActionNow.branch == station.branch)
    row = station.db.first(newest.order_by(ActionNow.at.desc(), ActionNow.event_id))
    if row is None or chance.random() < 0.4:
        week = meetings.term("weekly", boss.day, 1)
        world.send(
            station, key, lambda: actions.agree(station.db, boss, key, week, clerk, due, "换牌")
        )  # fmt: skip
    elif chance.random() < 0.5:
        world.send(
            station, key,
            lambda: actions.move(station.db, boss, key, row.event_id, clerk, due, "休假"),
        )  # fmt: skip
    else:
        owner = world.desk(station, row.owner)
        world.send(
            station, key, lambda: actions.finish(station.db, owner, key, row.event_id, "好了")
        )  # fmt: skip
