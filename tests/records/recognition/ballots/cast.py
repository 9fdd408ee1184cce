"""A hall with nine clerks on the first working day of December, its trustees, and their votes."""

import datetime
from collections.abc import Mapping, Sequence

from kiosk.files.ballots import belenios, tool
from kiosk.ground.keys import Keys
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import authors, pins
from kiosk.records.publishing import documents
from kiosk.records.recognition.ballots import elections, opening, state, trustees
from kiosk.records.recognition.ballots.elections import Vote
from kiosk.rules.recognition.ballots import codes
from kiosk.rules.recognition.ballots.elections import Election, Made
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.facts import Seat
from tests.cast import HERE, LI, MANAGER, NOON, START_2014, WANG, Machine, by_machine, sync_round

OTHERS = ("0331", "0332", "0333", "0334", "0335", "0336")
EVERYONE = (WANG, LI, MANAGER, *OTHERS)
OPENING = datetime.date(2026, 12, 1)
DAY_MS = 86_400_000
PIN = "042137"
SECRETS: dict[Seat, bytes] = {
    "manager": b"m" * 16, "clerks": b"c" * 16, "third": b"t" * 16,
}  # fmt: skip
CODES = {seat: codes.written(secret) for seat, secret in SECRETS.items()}
HOLDERS: dict[Seat, str] = {"manager": MANAGER, "clerks": WANG, "third": "anna"}


def staffed(office: Machine, hall: Machine, badges: Sequence[str] = OTHERS) -> None:
    """Nine clerks, on the first working day of December."""
    more = [
        Publication(one, Clerk(name=f"员工{one}", name_en=f"Clerk {one}", branch=HERE), START_2014)
        for one in badges
    ]
    documents.publish(office.db, more, "anna", NOON)
    hall.time.pass_by(10 * DAY_MS)
    sync_round(hall, office)


def desk(hall: Machine, badge: str = MANAGER) -> Author:
    return authors.at_desk(hall.db, badge, hall.time())


def central(office: Machine) -> Author:
    return authors.at_office(office.db, HERE, "anna", office.time())


def seated(office: Machine, hall: Machine) -> None:
    """All three trustees have their keys, and the hall knows."""
    for seat in ("manager", "clerks"):
        author = desk(hall, HOLDERS[seat])
        trustees.take(hall.db, author, hall.new_id(), seat, CODES[seat])
    trustees.take(office.db, central(office), office.new_id(), "third", CODES["third"])
    sync_round(hall, office)


def begin(hall: Machine) -> Election:
    using = tool.installed()

    def make(name: str, choices: Sequence[str], voters: int):  # type: ignore[no-untyped-def]
        return belenios.make(using, name, choices, voters)

    elections.begin(hall.db, desk(hall), hall.keys, hall.new_id(), using.version, make)
    return state.of_branch(hall.db, HERE)[0]


def vote(hall: Machine, of: Election, badge: str, choice: str, pin: str = PIN) -> None:
    using = tool.installed(of.begun.tool)

    def seal(archive: bytes, credential: str, number: int, choices: int) -> str:
        return belenios.ballot(using, archive, credential, number, choices)

    author = desk(hall, badge)
    elections.cast(hall.db, author, hall.keys, hall.new_id(), of.id, Vote(choice, pin), seal)


def with_pins(hall: Machine, badges: Sequence[str]) -> None:
    for badge in badges:
        author = by_machine(hall.db, hall.time())
        pins.set_pin(hall.db, author, hall.keys, hall.new_id(), badge, PIN)


def vote_all(hall: Machine, of: Election, votes: Mapping[str, str]) -> None:
    with_pins(hall, tuple(votes))
    for badge, choice in votes.items():
        vote(hall, of, badge, choice)


def close(hall: Machine, of: Election, badge: str = MANAGER) -> Election:
    using = tool.installed(of.begun.tool)
    elections.close(
        hall.db, desk(hall, badge), hall.keys, hall.new_id(), of.id,
        lambda archive, ballots: belenios.close(using, archive, ballots),
    )  # fmt: skip
    return state.find(hall.db, HERE, of.id)


def open_part(machine: Machine, of: Election, seat: Seat, author: Author) -> Election:
    using = tool.installed(of.begun.tool)
    opening.open_part(
        machine.db, author, machine.new_id(), of.id, CODES[seat],
        lambda archive, n, key, share: belenios.part(using, archive, n, key, share),
        lambda archive, parts: belenios.result(using, archive, parts),
    )  # fmt: skip
    return state.find(machine.db, HERE, of.id)


def key_pair(seat: Seat) -> Keys:
    return Keys(codes.seed(SECRETS[seat]))


def counted(hall: Machine, winners: tuple[str, ...] = (LI,)) -> str:
    """A result without ballots."""
    author, election = desk(hall), "e" * 64
    public = tuple(key_pair(seat).public.hex() for seat in ("manager", "clerks", "third"))
    with writing(hall.db, author, hall.new_id(), election) as entry:
        entry.write(
            facts.ElectionOpened, month=hall.today().replace(month=11, day=1), last=hall.today(),
            voters=(LI, WANG), trustees=public, holders=("a", "b", "c"), tool="2.0", setup="",
            by=author.by,
        )  # fmt: skip
    with writing(hall.db, author, hall.new_id()) as entry:
        entry.write(
            facts.ElectionCounted, subject=election, winners=winners, counts=(), ballots=3,
            file="", sealed=True, by=author.by,
        )  # fmt: skip
    return election


def made(_name: str, choices: Sequence[str], voters: int) -> Made:
    """What belenios-tool would make, in words."""
    said = ",".join(choices).encode()
    return Made(said, [f"credential {n}" for n in range(voters)], ["k"] * 3, ["s"] * 3)
