"""Counts are what a plain reading of the facts gives."""

import datetime
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.vocabulary.facts import CARD_KINDS, CardGiven, Standing, encode
from tests.cast import HERE, LI, WANG, Machine, Time, by_visit, plant, sync_round

days = st.dates(datetime.date(2014, 1, 1), datetime.date(2014, 4, 1))
given_cards = st.tuples(
    days,
    st.sampled_from([WANG, LI]),
    st.sampled_from(CARD_KINDS),
    st.sampled_from(["customer", "colleague"]),
)


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


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(given_cards, min_size=1, max_size=30), days, days)
def test_counts_equal_a_plain_reading(
    hall: Machine, rows: list[tuple[datetime.date, str, str, str]], one, other
):
    tables = ("ledger", "chain", "tally", "day_total", "clerk_month", "branch_month", "branch_week")
    for table in tables:
        hall.db.sql(f"DELETE FROM {table}")
    write(hall, rows)
    first, last = sorted([one, other])
    inside = [row for row in rows if first <= row[0] <= last]
    plain = Counter(
        (row[1], row[2], row[0].strftime("%Y-%m")) for row in inside if row[3] == "customer"
    )
    assert cards.count(hall.db, ["clerk", "kind", "month"], first=first, last=last) == plain
    everyone = Counter((row[3],) for row in inside)
    assert cards.count(hall.db, ["giver"], first=first, last=last, giver=None) == everyone


def test_station_and_office_count_alike(hall: Machine, office: Machine):
    write(hall, [(datetime.date(2014, 1, n), WANG, "polite", "customer") for n in range(1, 20)])
    sync_round(hall, office)
    for by in (["kind"], ["clerk"], ["branch"], ["month"], ["giver", "kind"]):
        assert cards.count(hall.db, by) == cards.count(office.db, by) != {}


def test_comments_keep_every_character(hall: Machine):
    said = '王姐👍 <b>"quoted"</b> \'; DROP TABLE ledger;-- ‮ 𠮷 {{7*7}} %s \u200b\n第二行'
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", said)
    assert cards.comments(hall.db, HERE, WANG, hall.today(), 1)[0].comment == said


def test_comments_are_found_among_cards_without_any(hall: Machine):
    for number, said in enumerate(["one", "", "", '"comment":""', ""]):
        key = f"{number:032x}"
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), key, WANG, "polite", said)
        hall.time.pass_by(1_000)
    quoted, yesterday = '"comment":""', hall.today() - datetime.timedelta(1)

    def found(most: int, last: datetime.date) -> list[str]:
        return [one.comment for one in cards.comments(hall.db, HERE, WANG, last, most)]

    assert found(2, hall.today()) == [quoted, "one"] and found(1, hall.today()) == [quoted]
    assert found(2, yesterday) == []
    rows, number = cards.all_comments(hall.db, HERE, WANG)
    assert ([card.comment for card in rows], number) == ([quoted, "one"], 2)


def test_a_card_survives_midnight_and_a_clock_set_back(hall: Machine, time: Time):
    cards.give(hall.db, by_visit(hall.db, time(), "v"), "1" * 32, WANG, "polite", "")
    time.step(-900 * 86_400_000)
    time.reboot()
    cards.give(hall.db, by_visit(hall.db, time(), "v"), "2" * 32, WANG, "polite", "")
    assert cards.count(hall.db, ["month"]) == {("2026-11",): 2}
