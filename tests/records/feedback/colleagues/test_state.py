"""The rows of cards between clerks are what the facts say, however these came."""

import datetime

from kiosk.records.exchange import projections
from kiosk.records.feedback import cards, paper
from kiosk.records.feedback.colleagues import state as colleague_cards
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import identity
from kiosk.records.upkeep import checks
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, WANG, Machine, by_machine, by_visit, paper_cards, plant, sync_round

ROWS = """date,badge,kind,giver,comment
2026-10-05,0317,polite,colleague,同事的话
2026-10-05,0317,patient,superior,
2026-10-06,0317,positive,customer,顾客的话
"""


def on_paper(hall: Machine) -> None:
    author = by_machine(hall.db, hall.time())
    paper.import_cards(hall.db, author, paper_cards(ROWS.encode()), "", lambda _done, _all: None)


def from_screen(hall: Machine, number: int, **said: object) -> facts.CardGiven:
    at_desk = {
        "event_id": f"{number:032x}", "mark": "polite", "clerk": LI, "giver": "colleague",
        "entry": "screen", "by": WANG, "deeds": ("warm", "kind"),
    }  # fmt: skip
    return facts.CardGiven(**by_visit(hall.db, hall.time()).says | at_desk | said)  # type: ignore[arg-type]


def write(hall: Machine, *given: facts.CardGiven) -> None:
    with hall.db.writing():
        plant(hall.db, identity.me(hall.db).chain, [facts.encode(card) for card in given])
        colleague_cards.refresh(hall.db, HERE, [card.event_id for card in given])


def rows(machine: Machine) -> list[dict[str, object]]:
    found = machine.db.rows(ColleagueCard.select().order_by(ColleagueCard.event_id))
    return [row.__data__ for row in found]


def test_cards_on_paper_are_among_them_and_name_no_one(hall: Machine, office: Machine):
    on_paper(hall)
    sync_round(hall, office)
    for machine in (hall, office):
        found = {(row["giver"], row["by"], row["words"], row["entry"]) for row in rows(machine)}
        assert found == {("colleague", "", "同事的话", "paper"), ("superior", "", "", "paper")}
        assert [row.words for row in machine.db.rows(FeedbackNow.select())] == ["顾客的话"]


def test_they_are_counted_as_the_tallies_count_them(hall: Machine, office: Machine):
    on_paper(hall)
    write(hall, from_screen(hall, 1), from_screen(hall, 2, mark="patient"))
    sync_round(hall, office)
    for machine in (hall, office):
        counted = cards.count(machine.db, ["giver"], giver=None)
        del counted["customer",]
        assert sum(counted.values()) == len(rows(machine)) == 4


def test_rebuilt_from_the_ledger_they_are_the_same(hall: Machine, office: Machine):
    on_paper(hall)
    write(hall, from_screen(hall, 1, comment="谢谢"))
    before = rows(hall)
    assert {row["deeds"] for row in before} == {"", "warm,kind"}
    sync_round(hall, office)
    projections.rebuild(hall.db)
    assert rows(hall) == rows(office) == before
    for machine, at_office in ((hall, False), (office, True)):
        assert checks.check(machine.db, machine.keys, at_office=at_office) is None


def test_a_row_that_is_not_as_its_fact_is_found(hall: Machine):
    write(hall, from_screen(hall, 1))
    hall.db.run(ColleagueCard.update(by=LI))
    ((branch, says),) = colleague_cards.differences(hall.db, hall.keys)
    assert branch == HERE and says.endswith("by")


def test_a_customers_card_under_the_same_id_hides_neither(hall: Machine):
    """Whoever files something else under a known id, each list keeps its own."""
    write(hall, from_screen(hall, 1, comment="同事的话"))
    other = from_screen(hall, 1, giver="customer", by="", deeds=(), comment="顾客的话")
    write(hall, other)
    projections.rebuild(hall.db)
    assert [row["words"] for row in rows(hall)] == ["同事的话"]
    assert [row.words for row in hall.db.rows(FeedbackNow.select())] == ["顾客的话"]
    assert list(colleague_cards.differences(hall.db, hall.keys)) == []


def test_a_card_of_an_earlier_program_is_read(hall: Machine):
    """A body without the fields for the giver's badge and deeds."""
    card = from_screen(hall, 1, by="", deeds=())
    body = facts.encode(card).replace(b',"by":"","deeds":[]', b"")
    assert b"deeds" not in body and facts.decode(body) == card
    with hall.db.writing():
        plant(hall.db, identity.me(hall.db).chain, [body])
        colleague_cards.refresh(hall.db, HERE, [card.event_id])
    assert [(row["by"], row["deeds"]) for row in rows(hall)] == [("", "")]


def test_the_day_that_it_counts_for_is_the_rows(hall: Machine, office: Machine):
    """One dated far ahead counts for the day on which it was written."""
    ahead = hall.today() + datetime.timedelta(300)
    write(hall, from_screen(hall, 1, day=ahead))
    sync_round(hall, office)
    sync_round(hall, office)
    assert (
        [row["day"] for row in rows(office)] == [hall.today()] == [row["day"] for row in rows(hall)]
    )
