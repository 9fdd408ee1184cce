"""The meetings of a hall of the demo: mornings, last week's meeting with two actions, one of them
done, and the month's. One hall holds none."""

import datetime
from collections.abc import Iterator
from functools import partial

from kiosk.demo.hall import Act, Done, Hall, key
from kiosk.demo.month import OPEN, moment
from kiosk.records.publishing import policies
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions, own_lines
from kiosk.rules.recognition import meetings as rule
from kiosk.rules.recognition.meetings import Term

NONE = "sb10"
"""The branch that holds no meetings."""
MORNINGS = 10
"""Days back that had a morning meeting."""
AFTERNOON = OPEN + 6.5
LINES = "周六加开窗口的排班\n新收费公告的统一口径"
WEEKLY = "上周差评多为等候时间长。中午交接提前到11:30，3号窗口午间不空岗；收费口径以公告栏为准。"
MONTHLY = "表扬上月获卡较多的同事；学习典型投诉两例；下月起材料清单一次告知。"
DAY = datetime.timedelta(1)


def held(hall: Hall) -> Iterator[Act]:
    """What was met about, agreed and done."""
    if hall.branch == NONE:
        return
    for back in range(MORNINGS, 0, -1):
        yield _morning(hall, hall.today - back * DAY)
    weekday = policies.of_day(hall.db, hall.today).weekly_meeting
    this_week = rule.term("weekly", hall.today, weekday)
    yield from _weekly(hall, this_week.before)
    yield from _monthly(hall, rule.term("monthly", hall.today - 3 * DAY, weekday))
    yield _lines(hall, this_week)


def _at(hall: Hall, day: datetime.date, hour: float) -> int:
    return moment(day, hour, hall.zone)


def _there(hall: Hall, day: datetime.date) -> list[str]:
    """All but one of the clerks, each of whom rests one day a week."""
    return [badge for n, badge in enumerate(hall.roster) if (day.toordinal() + n) % 7]


def _record(hall: Hall, day: datetime.date, hour: float, note: str, of: Term | None) -> Act:
    at, kind = _at(hall, day, hour), of.kind if of else "morning"
    author = hall.staff(hall.manager, at)
    form = key("met", hall.branch, kind, day)
    there = _there(hall, day)
    return Done(at, partial(meetings.record, hall.db, author, form, day, there, note, of))


def _morning(hall: Hall, day: datetime.date) -> Act:
    return _record(hall, day, OPEN - 0.25, "", None)


def _lines(hall: Hall, of: Term) -> Act:
    at = _at(hall, of.due_on, OPEN)
    author, form = hall.staff(hall.manager, at), key("lines", hall.branch, of)
    return Done(at, partial(own_lines.write, hall.db, author, form, of, LINES))


def _weekly(hall: Hall, of: Term) -> Iterator[Act]:
    """Two actions: one was done three days later, the other is open for three days more."""
    first, second = list(hall.roster)[:2]
    yield _record(hall, of.due_on, AFTERNOON, WEEKLY, of)
    agreed = (
        (first, of.due_on + 4 * DAY, "把常用业务的材料清单做成一页，放在1号窗口"),
        (second, hall.today + 3 * DAY, "整理午间等候高峰的时段，提出排班建议"),
    )
    at = _at(hall, of.due_on, AFTERNOON + 0.5)
    for owner, due, text in agreed:
        author, form = hall.staff(hall.manager, at), _form(hall, of, owner)
        yield Done(at, partial(actions.agree, hall.db, author, form, of, owner, due, text))
    at = _at(hall, of.due_on + 3 * DAY, OPEN + 2)
    author, form = hall.staff(first, at), key("done", hall.branch, of)
    note = "清单已打印塑封，1号、2号窗口各放一份"
    yield Done(at, partial(actions.finish, hall.db, author, form, _form(hall, of, first), note))


def _form(hall: Hall, of: Term, owner: str) -> str:
    return key("action", hall.branch, of, owner)


def _monthly(hall: Hall, of: Term) -> Iterator[Act]:
    yield _record(hall, max(of.due_on, hall.today - 25 * DAY), AFTERNOON, MONTHLY, of)
