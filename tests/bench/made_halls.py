"""An office with as many facts of as many branches as a bench asks for, or a station of one of
those branches. Made once, and kept outside the repository.

Facts go into the ledger as rows of whole chains, at the speed of ready-made statements; all else
is what the program itself makes of them. An office with more than DRAWN facts has so many branches
whose facts are drawn, and copies of these (tests/bench/halls/copied.py). 10^7 facts are those of
1,000 branches too, 27 a branch and day: that is how an office comes to them within a year, while
ten times the branches would be another question, which tests/bench/nation asks.

Over the line limit: what each kind of fact is like, and how they make an office, is one subject.
"""

import datetime
import hashlib
import itertools
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import joining, projections
from kiosk.records.ledger import ledger, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.people import users
from kiosk.records.publishing import documents, manifests, presets
from kiosk.records.stations import enrolment, last_calls
from kiosk.records.stations.last_calls import LastCall
from kiosk.rules.feedback.remarks import remark_id
from kiosk.rules.hall import tickets
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Branch, Clerk, Publication
from kiosk.vocabulary.facts import Fact, Standing
from tests.bench.halls import copied
from tests.cast import NOON, Machine, Time
from tests.web.cast import PASSWORD, give_pin

FORM = "10"
"""Grows with each change of what is made here, so that no older database is measured."""
DAYS = 364
YEARS = 5
"""Of a station's facts; those of an office are a year's."""
TODAY = datetime.date(2026, 11, 21)
BEGIN = datetime.date(2014, 1, 1)
PRESETS = (
    ("scheme", "tiers"),
    ("scheme", "stars"),
    ("standard", "facilities"),
    ("register", "deeds"),
)
"""What a station's schemes, standards, registers and questions are."""
CLERKS = 5
USER = "bench"
_WORDS = (
    "讲得很清楚", "等了四十分钟", "多收了20元没有给票", "态度很好", "窗口只开了两个",
    "谢谢帮忙", "燃气表读数不对", "地址写错了没有人管",
)  # fmt: skip
_BATCH = 2_000
DRAWN = 200_000
"""Facts of an office that are drawn one by one, and from which the program makes all it keeps."""
MAKING = {
    "journal_mode": "memory", "synchronous": 0, "secure_delete": 0, "cache_size": -500_000,
}  # fmt: skip
"""While a database is made that is thrown away where this does not end."""


def office(folder: Path, number: int, branches: int) -> Machine:
    """Head office with `number` facts of `branches`, from the folder of what was made before."""
    return _kept(folder / f"office-{FORM}-{number}-{branches}", "office", number, branches)


def station(folder: Path, number: int) -> Machine:
    """A station of one branch, founded alone, that holds `number` facts of five years, among them
    what its staff did each day, week and month."""
    return _kept(folder / f"station-{FORM}-{number}", "station", number, 1)


def _kept(folder: Path, role: str, number: int, branches: int) -> Machine:
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        made = _machine(making, role, MAKING)
        _fill(made, role, number, branches)
        made.db.close()
        making.rename(folder)
    return _machine(folder, role)


def _machine(folder: Path, role: str, pragmas: dict[str, Any] | None = None) -> Machine:
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(role=role, data=str(folder))  # type: ignore[arg-type]
    db = Database(config.database, pragmas=pragmas)
    db.migrate()
    projections.upgrade(db)  # as at each start: what is kept may be older than the program
    return Machine(config, db, Keys.load(config.key_file), Time())


def _fill(made: Machine, role: str, number: int, branches: int) -> None:
    db, names = made.db, [f"b{n:04}" for n in range(branches)]
    cast = itertools.chain.from_iterable(map(_cast, names))
    if role == "office":
        times.begin(db, None, made.time())
        users.set_password(db, made.keys, USER, PASSWORD)
        with db.writing():
            documents.publish(db, cast, "bench", NOON)
    else:
        joining.found(db, made.keys, names[0], list(cast), bytes(32), "bench", made.time())
        for kind, name in PRESETS:
            documents.publish(db, presets.read_of_kind(db, kind, name, BEGIN), "bench", NOON)
        for n in (0, 1):
            give_pin(made, badge(names[0], n))
    draw = random.Random(number * 10_000 + branches)
    drawn = _drawn(number, branches)
    with db.writing():
        for name in names[:drawn]:
            every = Facts(name, draw) if role == "office" else FactsOfYears(name, draw)
            _store(db, name, every.made(number // branches))
        if role == "office":
            for name in names:
                _enrol(made, name)
    projections.rebuild(db)
    if drawn < branches:
        called = [(name, _writer(name), *(badge(name, n) for n in range(CLERKS))) for name in names]
        copied.spread(db, called, drawn)


def _drawn(number: int, branches: int) -> int:
    """Of how many branches the facts are drawn: as many as come to DRAWN, and can be copied to all
    others equally often."""
    least = min(branches, -(-DRAWN * branches // number))
    return next(n for n in range(least, branches + 1) if branches % n == 0)


def badge(branch: str, number: int) -> str:
    return f"{branch[1:]}{number}"


def _cast(branch: str) -> list[Publication]:
    name = f"第{branch[1:]}营业厅"
    hall = Branch(name=name, hall=name, organisation="沈北燃气", name_en=f"Branch {branch}",
                  hall_en=name, organisation_en="Shenbei Gas", region="城北")  # fmt: skip
    clerks = [
        Publication(
            badge(branch, n),
            Clerk(name=f"王{branch[1:]}{n}", name_en=f"Wang {n}", branch=branch, manager=n == 0),
            BEGIN,
        )
        for n in range(CLERKS)
    ]
    return [Publication(branch, hall, BEGIN), *clerks]


def _writer(branch: str) -> str:
    return hashlib.sha256(branch.encode()).hexdigest()[:24]


def _enrol(made: Machine, branch: str) -> None:
    """The branch's station, which has called and holds all that is published."""
    db = made.db
    known = enrolment.Station.insert(
        station=_writer(branch), branch=branch, public_key=branch.encode().ljust(32), epoch=1,
        enrolled_at=NOON, replaces="",
    )  # fmt: skip
    db.run(known)
    manifest = manifests.manifest_for(db, branch, made.keys, NOON)
    called = LastCall(branch=branch, station=_writer(branch), at=NOON, tip_seq=0,
                      manifest=manifest.number, version="0", boot="b", mono=1)  # fmt: skip
    db.run(last_calls.LastCall.insert(called.__data__))


def _store(db: Database, branch: str, made: Iterator[Fact]) -> None:
    of = ChainId(branch, _writer(branch), 1)
    head, seq = rule.genesis(*of, rule.NO_HEAD), 0
    while part := list(itertools.islice(made, _BATCH)):
        rows = []
        for fact in part:
            seq, body = seq + 1, facts.encode(fact)
            head = rule.link(head, seq, body)
            rows.append(ledger.row_of(of, seq, facts.columns(body), 1, body, head))
        ledger.insert(db, rows)
    ledger.set_head(db, of, rule.NO_HEAD, seq, head)


class Facts:
    """A year of a branch, in the order of time: what its customers gave, filed and took back."""

    days = DAYS
    settled = datetime.date.min
    """Cases of earlier days are all closed."""

    def __init__(self, branch: str, draw: random.Random) -> None:
        self.branch, self.draw = branch, draw

    def made(self, number: int) -> Iterator[Fact]:
        """`number` facts, spread evenly over the days."""
        made = 0
        while made < number:
            day = TODAY - datetime.timedelta(self.days - 1 - made * self.days // number)
            for fact in itertools.islice(self._visit(day), number - made):
                made += 1
                yield fact

    def _said(self, day: datetime.date) -> dict[str, object]:
        """The fields of every fact: an hour between 9 and 18 in Shanghai."""
        ms = self.draw.randrange(9 * 3_600_000)
        midnight = (day - datetime.date(1970, 1, 1)).days * 86_400_000
        at = midnight + 3_600_000 + ms
        return {
            "event_id": f"{self.draw.getrandbits(128):032x}", "branch": self.branch, "day": day,
            "at": at, "clock": Standing("b", ms),
        }  # fmt: skip

    def _visit(self, day: datetime.date) -> Iterator[Fact]:
        draw = self.draw.random()
        clerk = badge(self.branch, self.draw.randrange(CLERKS))
        if draw < 0.35:
            yield from self._card(day, clerk)
        elif draw < 0.65:
            yield from self._rating(day, clerk)
        elif draw < 0.95:
            yield from self._served(day, clerk)
        elif draw < 0.98:
            call = facts.HelpCalled(**self._said(day))  # type: ignore[arg-type]
            yield call
            if self.draw.random() < 0.9:
                said = self._said(day) | {"at": call.at + 60_000, "clerk": clerk}
                yield facts.HelpCame(subject=call.event_id, **said)  # type: ignore[arg-type]
        elif draw < 0.995:
            yield from self._case(day, clerk)
        elif draw < 0.999:
            said = self._said(day) | {"clerk": clerk, "deed": "主动帮老人填表", "by": clerk}
            yield facts.PraiseEntered(mark="letter", **said)  # type: ignore[arg-type]
        else:
            said = self._said(day) | {"clerk": clerk, "witness": badge(self.branch, 0)}
            yield facts.BoxOpened(found=2, **said)  # type: ignore[arg-type]

    def _card(self, day: datetime.date, clerk: str) -> Iterator[Fact]:
        draw = self.draw.random()
        giver, entry = ("colleague" if draw < 0.03 else "customer"), (
            "paper" if 0.03 < draw < 0.08 else "screen")  # fmt: skip
        said = self._said(day) | {"mark": self.draw.choice(facts.CARD_KINDS), "clerk": clerk,
                                  "giver": giver, "entry": entry}  # fmt: skip
        words = self.draw.choice(_WORDS) if draw > 0.9 else ""
        card = facts.CardGiven(comment=words, **said)  # type: ignore[arg-type]
        yield card
        if 0.1 < draw < 0.12:
            yield self._void(card)

    def _void(self, fact: facts.CardGiven | facts.Rated) -> Fact:
        said = {"branch": fact.branch, "day": fact.day, "at": fact.at + 9_000, "clock": fact.clock,
                "mark": fact.mark, "clerk": fact.clerk, "giver": fact.giver,
                "entry": fact.entry}  # fmt: skip
        return facts.Voided(event_id=void_id(fact.event_id), subject=fact.event_id, **said)  # type: ignore[arg-type]

    def _served(self, day: datetime.date, clerk: str) -> Iterator[Fact]:
        said = self._said(day)
        ticket, window = f"A{self.draw.randrange(10_000):04}", str(self.draw.randrange(6) + 1)
        served = facts.Served(
            clerk=clerk, ended=said["at"], way="api", subject=ticket, window=window,
            system="5" * 32, **said,
        )  # type: ignore[arg-type] # fmt: skip
        yield served
        if self.draw.random() < 0.4:
            yield from self._rating(day, clerk, tickets.key(served))

    def _rating(self, day: datetime.date, clerk: str, ticket: str = "") -> Iterator[Fact]:
        (grade,) = self.draw.choices(facts.GRADES, (60, 25, 7, 5, 3))
        said = self._said(day) | {"mark": grade, "clerk": clerk, "giver": "customer",
                                  "entry": "screen", "ticket": ticket}  # fmt: skip
        rating = facts.Rated(**said)  # type: ignore[arg-type]
        yield rating
        draw = self.draw.random()
        if draw < 0.01:
            yield self._void(rating)
        elif draw < 0.15:
            reasons = (self.draw.choice(facts.REASONS),) if grade in facts.LOW_GRADES else ()
            said = self._said(day) | {"event_id": remark_id(rating.event_id), "clerk": clerk}
            words = self.draw.choice(_WORDS) if draw < 0.08 else ""
            yield facts.Remarked(subject=rating.event_id, reasons=reasons, comment=words, **said)  # type: ignore[arg-type]
        if (grade in facts.LOW_GRADES or draw < 0.08) and self.draw.random() < 0.7:
            said = self._said(day) | {"subject": rating.event_id, "mark": "noted"}
            yield facts.FeedbackHandled(role="manager", by=badge(self.branch, 0), **said)  # type: ignore[arg-type]

    def _case(self, day: datetime.date, clerk: str) -> Iterator[Fact]:
        manager, worker, about = (badge(self.branch, n) for n in (0, 1, 2))  # none judges himself
        due = day + datetime.timedelta(10)
        about = about if clerk in (manager, worker) else clerk
        said = self._said(day) | {"subject": f"{self.draw.getrandbits(128):032x}", "clerk": about}
        opened = facts.CaseOpened(
            mark=self.draw.choice(facts.CASE_KINDS), entry="screen",
            topics=(self.draw.choice(facts.TOPICS),), text=self.draw.choice(_WORDS), due=due,
            **said,
        )  # type: ignore[arg-type] # fmt: skip
        yield opened
        old = day < self.settled
        if self.draw.random() < 0.05 and day < TODAY - datetime.timedelta(2) and not old:
            return
        step = {"subject": opened.event_id, "role": "manager", "by": manager}
        yield facts.CaseAccepted(**self._said(day), **step, seen=1, responsible=worker, due=due)  # type: ignore[arg-type]
        answered = day + datetime.timedelta(self.draw.randrange(12))
        if answered > TODAY:
            return
        said = self._said(answered) | step | {"due": answered + datetime.timedelta(20)}
        yield facts.CaseReplied(seen=2, template="fixed", **said)  # type: ignore[arg-type]
        if self.draw.random() < 0.9 or old:
            said = self._said(answered) | step | {"cause": "execution", "level": "branch"}
            yield facts.CaseClosed(seen=3, **said)  # type: ignore[arg-type]


class FactsOfYears(Facts):
    """Five years of a branch, with what its staff say each day."""

    days = YEARS * 365
    settled = TODAY - datetime.timedelta(90)
    last: datetime.date | None = None

    def _visit(self, day: datetime.date) -> Iterator[Fact]:
        if day != self.last:
            self.last = day
            yield from self._day(day)
        yield from super()._visit(day)

    def _day(self, day: datetime.date) -> Iterator[Fact]:
        staff = [badge(self.branch, n) for n in range(CLERKS)]
        for clerk in staff:
            said = self._said(day) | {"clerk": clerk}
            yield facts.Arrived(mark="on_time", opens="09:00", before=30, **said)  # type: ignore[arg-type]
            said = self._said(day) | {"clerk": clerk, "window": "1"}
            yield facts.PauseBegun(minutes=5, waiting=2, counter="clerk", **said)  # type: ignore[arg-type]
        said = self._said(day) | {"held_on": day, "present": tuple(staff), "by": staff[0]}
        yield facts.MeetingHeld(mark="morning", note="多开一个窗口", **said)  # type: ignore[arg-type]
        water = facts.Answer("water", "done", stock=3)
        said = self._said(day) | {"subject": "facilities", "version": "0" * 64, "by": staff[1]}
        yield facts.Marked(mark="hall", answers=(water,), **said)  # type: ignore[arg-type]
        for clerk in staff:
            said = self._said(day) | {"subject": "service/1", "version": "0" * 64, "clerk": clerk}
            yield facts.Answered(mark="right", chosen=0, **said)  # type: ignore[arg-type]
        if day.weekday() == 0:
            yield from self._week(day, staff)
        if day.day == 1:
            yield from self._month(day, staff)

    def _week(self, day: datetime.date, staff: list[str]) -> Iterator[Fact]:
        """A meeting with an action, an idea that is adopted, and a note that is verified."""
        week = day + datetime.timedelta(7)
        said = self._said(day) | {"clerk": staff[1], "due": week, "text": "清点雨具"}
        agreed = facts.ActionAgreed(mark="weekly", due_on=day, by=staff[0], **said)  # type: ignore[arg-type]
        yield agreed
        said = self._said(day) | {"subject": agreed.event_id, "clerk": staff[1], "by": staff[1]}
        yield facts.ActionDone(note="已清点", **said)  # type: ignore[arg-type]
        said = self._said(day) | {"clerk": staff[2], "title": "多备雨具", "text": "下雨天不够用"}
        idea = facts.IdeaWritten(due=week, policy=0, **said)  # type: ignore[arg-type]
        yield idea
        said = self._said(day) | {"subject": idea.event_id, "role": "manager", "by": staff[0]}
        yield facts.TaskMoved(mark="adopted", seen=1, owner=staff[1], due=week, **said)  # type: ignore[arg-type]
        said = self._said(day) | {"clerk": staff[3], "title": "港澳件", "text": "要填英文地址"}
        note = facts.NoteWritten(subject="", **said)  # type: ignore[arg-type]
        yield note
        said = self._said(day) | {"subject": note.event_id, "clerk": staff[3], "by": staff[0]}
        yield facts.NoteJudged(mark="verified", reason="", other="", **said)  # type: ignore[arg-type]

    def _month(self, day: datetime.date, staff: list[str]) -> Iterator[Fact]:
        """A notable deed, to whose display the clerk consents."""
        said = self._said(day) | {"role": "manager", "by": staff[0], "clerk": staff[1]}
        deed = facts.Entered(subject="deeds", said=("扶老人下台阶", "先人后事"), **said)  # type: ignore[arg-type]
        yield deed
        said = self._said(day) | {"role": "clerk", "by": staff[1], "clerk": staff[1]}
        yield facts.Consented(subject=deed.event_id, mark="yes", **said)  # type: ignore[arg-type]
