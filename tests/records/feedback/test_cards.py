"""Counts are what a plain reading of the facts gives."""

import datetime

from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.vocabulary.facts import CardGiven, Standing, encode
from tests.cast import HERE, WANG, Machine, Time, by_visit, plant, sync_round


def write(hall: Machine, rows: list[tuple[datetime.date, str, str, str]]) -> None:
    me = identity.me(hall.db)
    written = [
        CardGiven(
            event_id=hall.new_id(), branch=HERE, day=day, at=1, clock=Standing("b", 1),
            mark=kind, clerk=clerk, giver=giver, entry="paper",
        )
        for day, clerk, kind, giver in rows
    ]  # fmt: skip
    with hall.db.writing():
        plant(hall.db, me.chain, [encode(fact) for fact in written])


def test_station_and_office_count_alike(hall: Machine, office: Machine):
    write(hall, [(datetime.date(2014, 1, n), WANG, "polite", "customer") for n in range(1, 20)])
    sync_round(hall, office)
    for by in (["kind"], ["clerk"], ["branch"], ["month"], ["giver", "kind"]):
        assert cards.count(hall.db, by) == cards.count(office.db, by) != {}


def test_comments_keep_every_character(hall: Machine):
    said = '王姐👍 <b>"quoted"</b> \'; DROP TABLE ledger;-- ‮ 𠮷 {{7*7}} %s \u200b\n第二行'
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", said)
    assert cards.comments(hall.db, HERE, WANG, 1)[0].comment == said


def test_a_card_survives_midnight_and_a_clock_set_back(hall: Machine, time: Time):
    cards.give(hall.db, by_visit(hall.db, time(), "v"), "1" * 32, WANG, "polite", "")
    time.step(-900 * 86_400_000)
    time.reboot()
    cards.give(hall.db, by_visit(hall.db, time(), "v"), "2" * 32, WANG, "polite", "")
    assert cards.count(hall.db, ["month"]) == {("2026-11",): 2}
