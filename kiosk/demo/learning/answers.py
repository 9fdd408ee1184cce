"""How clerks of the demo answered questions, what they wrote down, and what became of it."""

import datetime
from collections.abc import Iterator
from random import Random

from kiosk.demo.hall import Act, Hall, key, past, written
from kiosk.demo.month import OPEN, WEEK, moment
from kiosk.files.pinyin import findable
from kiosk.ground.db import Database
from kiosk.records.learning import banks, notes
from kiosk.records.people import authors
from kiosk.records.publishing import releases
from kiosk.rules.learning import quizzes as rule
from kiosk.vocabulary.documents import Guide, Publication, Said
from kiosk.vocabulary.facts import Answered, NoteJudged, NoteWritten, QuizAnswer, QuizTaken

DAYS = 10
QUESTIONS = 10
FIRST = "sb01"
"""The hall that writes notes."""
NOTES = (
    (
        "4-transfer",
        "外籍顾客用护照过户",
        "核对护照和房产证明\n按护照上的英文姓名登记，旁边注中文名\n请顾客核对并签字",
    ),
    ("3-card", "旧卡座读不出新卡", "先用棉签清洁卡座触点\n仍读不出的，登记表号报修，当场不收费"),
)
"""Service item, title and text; the first one has become a guide."""
GUIDE = "passport"
USER = "admin"


def learned(hall: Hall) -> Iterator[Act]:
    """Answers of the last DAYS days, this month's quiz, and notes."""
    dice = Random(f"learning {hall.branch}")
    for back in range(DAYS, 0, -1):
        day = hall.today - datetime.timedelta(back)
        asked = banks.of_day(hall.db, hall.branch, day)
        for n, badge in enumerate(hall.roster if asked else ()):
            if asked is None or (day.toordinal() + n) % WEEK == 0 or dice.random() < 0.2:
                continue  # a day of rest, or no time
            question = asked.question
            known = dice.random() < 0.8
            chosen = question.right if known else dice.randrange(len(question.answers))
            at = moment(day, OPEN + 0.1 + dice.random() * 0.3, hall.zone)
            author = past(authors.at_desk(hall.db, badge, hall.now), at, hall.zone)
            yield written(
                author, Answered, key("answered", badge, at), subject=asked.name,
                mark="right" if chosen == question.right else "wrong", version=asked.version,
                chosen=chosen, clerk=badge,
            )  # fmt: skip
    yield from _quiz(hall, dice)
    if hall.branch == FIRST:
        yield from _notes(hall)


def _quiz(hall: Hall, dice: Random) -> Iterator[Act]:
    """Half of the clerks took this month's quiz, on its first days."""
    month = hall.today.replace(day=1)
    day = min(month + datetime.timedelta(4), hall.today - datetime.timedelta(1))
    if day < month:
        return
    some = banks.current(hall.db, day)
    for badge in list(hall.roster)[::2]:
        drawn = rule.drawn(some, rule.seed(hall.branch, badge, month, 1), QUESTIONS)
        chosen = [
            one.question.right if dice.random() < 0.8 else dice.randrange(len(one.question.answers))
            for one in drawn
        ]
        at = moment(day, OPEN + 2 + dice.random(), hall.zone)
        author = past(authors.at_desk(hall.db, badge, hall.now), at, hall.zone)
        answers = tuple(
            QuizAnswer(one.name, one.version, place)
            for one, place in zip(drawn, chosen, strict=True)
        )
        right = sum(one.question.right == place for one, place in zip(drawn, chosen, strict=True))
        yield written(
            author, QuizTaken, key("quiz", badge, month), month=month, attempt=1, right=right,
            answers=answers, clerk=badge,
        )  # fmt: skip


def _notes(hall: Hall) -> Iterator[Act]:
    for number, (item, title, text) in enumerate(NOTES):
        badge = list(hall.roster)[number]
        at = moment(hall.today - datetime.timedelta(6 - 3 * number), OPEN + 4, hall.zone)
        author = past(authors.at_desk(hall.db, badge, hall.now), at, hall.zone)
        said = {"subject": item, "title": title, "text": text}
        yield written(author, NoteWritten, note(number), clerk=badge, **said)
        if number == 0:
            at += 86_400_000
            author = past(authors.at_desk(hall.db, hall.manager, hall.now), at, hall.zone)
            yield written(
                author, NoteJudged, key("judged", number), mark="verified", subject=note(number),
                reason="与总部确认过", other="", clerk=badge, by=hall.manager,
            )  # fmt: skip


def note(number: int) -> str:
    return key("note", number)


def decided(hall: Hall, office: Database) -> bool:
    """What head office made of the hall's verified note, once it arrived there: a guide that is in
    force in 30 days. Whether there was one."""
    waiting = [one for one in notes.verified(office, [hall.branch]) if one.is_waiting]
    for note in waiting:
        head = authors.at_office(office, hall.branch, USER, hall.now)
        author = past(head, hall.at(4, OPEN + 3), hall.zone)
        form = key("guide", note.fact.event_id)
        steps = tuple(Said(line) for line in note.fact.text.splitlines())
        guide = Guide(
            title=Said(note.fact.title, "Change of name with a foreign passport"),
            steps=steps,
            papers=(Said("护照", "Passport"), Said("房产证明", "Proof of ownership")),
            limit=Said("当场办结", "On the spot"),
            fee=Said("免费", "Free of charge"),
            window=Said("咨询窗口", "Enquiries"),
        )
        made = findable(Publication(GUIDE, guide, author.day + datetime.timedelta(30)))
        notes.draft(office, author, form, note.fact.event_id, made)
        releases.publish(office, form, USER, author.at, False, author.day, mostly_new=True)
    return bool(waiting)
