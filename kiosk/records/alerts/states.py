"""Noticing what is late, silent or alarming: no fact says so, only the time that passes.

Most looks find nothing new, so what is known is left out before anything is locked or stored.
"""

import datetime
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.records.alerts import noticing
from kiosk.records.alerts.halls import Halls
from kiosk.records.cases.state import CaseNow
from kiosk.records.hall import ticket_feeds
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall
from kiosk.rules.alerts import deciding
from kiosk.rules.alerts.deciding import HOUR_MS, STALE_DAYS, Happening
from kiosk.rules.hall import tickets as rule

STALE_MS = STALE_DAYS * 24 * HOUR_MS
AT_ONCE = 100
"""Alerts stored in one transaction."""


class Found(NamedTuple):
    """A state to be alerted of: the alert's id, what happened, what it is about, since when."""

    alert_id: str
    what: Happening
    item: str
    at: int


def notice(db: Database, halls: Halls, *, silence: bool) -> None:
    """Notices cases that are late, alarms that are open, ticket systems that were silent for a day
    and, where it can be judged, stations that are silent."""
    found = [*_late_cases(db, halls), *_alarms(db, halls), *_silent_tickets(db, halls)]
    if halls.at_office and silence:
        found += _silent_stations(db, halls)
    for start in range(0, len(found), AT_ONCE):
        with db.writing():
            for alert_id, what, item, at in found[start : start + AT_ONCE]:
                noticing.add(db, halls, alert_id, what, item, at)


def _late_cases(db: Database, halls: Halls) -> list[Found]:
    newest = halls.day("") + datetime.timedelta(1)  # no zone is further ahead
    oldest = newest - datetime.timedelta(STALE_DAYS + 1)
    late = (CaseNow.must_by >= oldest) & (CaseNow.must_by < newest)
    found = []
    for case in db.rows(CaseNow.select().where(late)):
        alert_id = deciding.name("late", case.case_id, case.must_by)
        if not case.must_by < halls.day(case.branch) or noticing.is_known(
            db, case.branch, alert_id
        ):
            continue
        head_only = case.must == "office" or halls.is_manager(case.branch, case.about)
        urgent = bool(case.urgent) or noticing.is_urgent_topic(case.topics.split(","))
        what = noticing.happening("late_case", case.branch, urgent=urgent, head_only=head_only)
        found.append(Found(alert_id, what, case.case_id, halls.now))
    return found


def _alarms(db: Database, halls: Halls) -> list[Found]:
    """An alarm is noticed once in the hour in which it was raised, by branch and code, so that a
    flood of them is few alerts. Alarms question the branch: at head office they stay there."""
    since = halls.now - STALE_MS
    newest = peewee.fn.MAX(Alarm.at)
    query = (
        Alarm.select(Alarm.branch, Alarm.code, newest)
        .where(Alarm.settled_at.is_null() & (Alarm.at >= since))
        .group_by(Alarm.branch, Alarm.code)
        .tuples()
    )
    found = []
    for branch, code, at in db.rows(query):
        alert_id = deciding.name("alarm", branch, code, at // HOUR_MS)
        if not noticing.is_known(db, branch, alert_id):
            what = noticing.happening("alarm", branch, code, head_only=halls.at_office)
            found.append(Found(alert_id, what, code, at))
    return found


def _silent_tickets(db: Database, halls: Halls) -> list[Found]:
    """A ticket system that reported no one on a day on which its hall was at work is noticed after
    that day, once until it reports again. It concerns the hall and head office alike."""
    found = []
    for feed in ticket_feeds.feeds(db):
        today = halls.day(feed.branch)
        alert_id = deciding.name("silent_tickets", feed.branch, feed.system, feed.last_day)
        if today - feed.last_day <= datetime.timedelta(1) or noticing.is_known(
            db, feed.branch, alert_id
        ):
            continue
        if ticket_feeds.is_delivering(db, feed, halls.now):
            continue
        since = max(feed.last_day, today - datetime.timedelta(STALE_DAYS))
        busy = ticket_feeds.busy_days(db, feed.branch, since, today - datetime.timedelta(1))
        if rule.silent_since(feed.last_day, busy) is not None:
            what = noticing.happening("silent_tickets", feed.branch, feed.system)
            found.append(Found(alert_id, what, feed.system, halls.now))
    return found


def _silent_stations(db: Database, halls: Halls) -> list[Found]:
    calls = {call.station: call.at for call in db.rows(LastCall.select())}
    found = []
    for station in db.rows(Station.select().where(Station.revoked_at.is_null())):
        last = calls.get(station.station, station.enrolled_at)
        if halls.now - last < HOUR_MS:  # the least that a policy can say
            continue
        limit = halls.policy(station.branch).silent_hours * HOUR_MS
        alert_id = deciding.name("silent", station.station, last)
        if not limit <= halls.now - last < limit + STALE_MS or noticing.is_known(
            db, station.branch, alert_id
        ):
            continue
        what = noticing.happening("silent_station", station.branch, station.station, head_only=True)
        found.append(Found(alert_id, what, station.station, last))
    return found
