"""A hall with a history, which joins an office, gets a new key, or moves, or has a wrong clock."""

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import cards, paper, ratings, thanks
from kiosk.records.ledger import ledger, times
from kiosk.records.ledger.verify import verify
from kiosk.records.stations import enrolment
from kiosk.sync import client, rounds
from tests.cast import (
    FORM,
    HERE,
    LI,
    THERE,
    WANG,
    Machine,
    Time,
    by_machine,
    by_visit,
    paper_cards,
    sync_round,
    wire_to,
)

BOX = "date,badge,kind,giver,comment\n2014-03-05,0317,polite,customer,\n"
DAY_MS = 86_400_000


def key(n: int) -> str:
    return f"{n:032x}"


def history(hall: Machine) -> filing.Receipt:
    """Cards, one of them taken back, a rating, a paper card, and a complaint."""
    now = hall.time
    for n in range(3):
        cards.give(hall.db, by_visit(hall.db, now(), "v1"), key(n), WANG, "polite", "")
    thanks.undo(hall.db, by_visit(hall.db, now(), "v1"), FORM, key(2))
    ratings.rate(hall.db, by_visit(hall.db, now(), "v1"), key(3), LI, "1")
    enter_box(hall)
    return filing.open_case(
        hall.db,
        by_visit(hall.db, now(), "v1"),
        hall.keys,
        key(9),
        Filed("complaint", ["waiting"], "等了一小时", LI),
        None,
    )


def enter_box(hall: Machine) -> paper.Imported:
    return paper.import_cards(
        hall.db,
        by_machine(hall.db, hall.time()),
        paper_cards(BOX.encode()),
        "",
        lambda _done, _all: None,
    )


def a_code(office: Machine, branch: str = HERE) -> str:
    """A code drawn for a hall that stood alone."""
    secret = bytes.fromhex(office.new_id())[-10:]
    now = office.time().utc
    return enrolment.issue_code(office.db, branch, office.keys, secret, now, decided=99)


def code(office: Machine, branch: str = HERE, replaces: str = "", decided: int = 0) -> str:
    secret = bytes.fromhex(office.new_id())[-10:]
    now = office.time().utc
    return enrolment.issue_code(office.db, branch, office.keys, secret, now, replaces, decided)


def renamed(hall: Machine, office: Machine, drawn: str) -> None:
    """The station gives itself a new key with this code."""
    former, keys = hall.keys, hall.keys.successor(hall.config.next_key_file)
    rounds.enrol(hall.db, wire_to(office), keys, "http://office", drawn, hall.time(), hall.new_id,
                 former)  # fmt: skip
    hall.config.next_key_file.replace(hall.config.key_file)
    hall.keys = keys
    hall.apps.clear()


def moved(hall: Machine, office: Machine, branch: str = THERE) -> None:
    """The station sends what it has, and moves to another branch."""
    sync_round(hall, office)
    renamed(hall, office, code(office, branch, hall.keys.fingerprint))


def join(hall: Machine, office: Machine, code: str, send: client.Send | None = None) -> None:
    wire = send or wire_to(office)
    rounds.enrol(hall.db, wire, hall.keys, "http://office", code, hall.time(), hall.new_id)


def counted(machine: Machine) -> dict[tuple[str, ...], int]:
    given = cards.count(machine.db, ["branch", "clerk", "kind", "month"])
    rated = {("rated", mark): n for mark, n in ratings.count(machine.db, HERE, LI).items()}
    return given | rated


def rows(machine: Machine, branch: str) -> list[ledger.Ledger]:
    wanted = (ledger.Ledger.branch == branch) & (ledger.Ledger.counted == 1)
    return machine.db.rows(ledger.Ledger.select().where(wanted))


def is_sound(*machines: Machine) -> bool:
    return all(
        verify(one.db, one.keys.fingerprint if one.config.role == "station" else None) is None
        for one in machines
    )


def same(office: Machine, *halls: Machine) -> bool:
    """Whether the same facts count in all of them, and each chain is sound."""
    sides = [
        {(r.event_id, bytes(r.body), r.counted_day) for r in one.db.rows(ledger.Ledger.select())
         if r.counted}
        for one in (office, *halls)
    ]  # fmt: skip
    sound = verify(office.db) is None and all(
        verify(hall.db, hall.keys.fingerprint) is None for hall in halls
    )
    return sound and all(side == sides[0] for side in sides)


def set_wrong(hall: Machine, time: Time, days_off: int) -> None:
    """The hall believes a wrong day: as after a week of trust that was misused."""
    times.confirm(hall.db, time.utc + days_off * DAY_MS, time())


def apart(hall: Machine) -> Time:
    """Gives the hall a clock of its own, in a boot of its own."""
    hall.time = Time(hall.time.utc, 700_000, "hall-boot")
    return hall.time
