"""How long head office keeps facts in its database before they move to an archive file."""

import datetime

_DAY = datetime.timedelta(1)


def last_day(today: datetime.date, months: int) -> datetime.date | None:
    """The last day whose facts can move: the end of the newest calendar month all of whose days are
    at least so many months ago; None if that is before the calendar."""
    at = today.year * 12 + today.month - 1 - months
    if at <= 12:
        return None
    return datetime.date(at // 12, at % 12 + 1, 1) - _DAY
