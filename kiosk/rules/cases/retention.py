"""How long a customer's contact details are kept (个人信息保护法 arts. 19, 47)."""

import datetime

from kiosk.rules.cases.case import Case
from kiosk.vocabulary.documents import Policy


def is_over(case: Case, day: datetime.date, policy: Policy) -> bool:
    """Whether a case's contact details must be gone on `day`, by the policy in force on it: some
    days after closing, and at the latest some days after the case was opened or last reopened."""
    return day >= last_day(case, policy)


def last_day(case: Case, policy: Policy) -> datetime.date:
    """The day on which the contact details are erased, by a policy; of a case that is not closed,
    the latest one."""
    latest = _after(case.begun_on, policy.contact_most_days)
    if case.state != "closed" or case.closed_on is None:
        return latest
    return min(latest, _after(case.closed_on, policy.contact_days))


def _after(day: datetime.date, days: int) -> datetime.date:
    """So many days later, within the calendar: a tampered station can write any day."""
    return day + datetime.timedelta(min(days, (datetime.date.max - day).days))
