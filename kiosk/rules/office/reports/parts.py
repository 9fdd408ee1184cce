"""What a report is of, and what surrounds its figures."""

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from kiosk.rules.office.reports import spans
from kiosk.rules.office.xmr import Target
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import Branch
from kiosk.vocabulary.facts import GRADES, LOW_GRADES
from kiosk.vocabulary.reports import Period

ALL = ""


class Of(NamedTuple):
    """What a report is of: a period by its days, and a scope: '' for all halls, `region.…`, or a
    branch."""

    period: Period
    span: Span
    scope: str = ALL

    @property
    def before(self) -> "Of":
        """The same of the period before."""
        return self._replace(span=spans.before(self.period, self.span))


class Given(NamedTuple):
    """What customers gave a hall: ratings, those of them that are low, cards of each kind, cases
    and calls for help; and of ratings, low ones and cards, what is flagged, by mark."""

    rated: int
    low: int
    cards: Mapping[str, int]
    cases: int
    help: int
    flagged: Mapping[str, int] = MappingProxyType({})

    @property
    def rest(self) -> "Given":
        """The same without what is flagged."""
        low, rated = (sum(self.flagged.get(one, 0) for one in of) for of in (LOW_GRADES, GRADES))
        cards = {kind: n - self.flagged.get(kind, 0) for kind, n in self.cards.items()}
        return Given(self.rated - rated, self.low - low, cards, self.cases, self.help)


class Comment(NamedTuple):
    """What a customer wrote on a card of a kind (`mark`)."""

    branch: str
    day: datetime.date
    mark: str
    words: str


class Aim(NamedTuple):
    """The share of satisfied ratings that is wanted, and whether the whole weeks up to the one of
    this Monday reach it."""

    share: float
    met: Target
    week: datetime.date


class Beside(NamedTuple):
    """Some halls beside each other by their ids (none if there are too many in all), the documents
    of those that are named, the first one of all, comments, the target (None without one), and how
    many halls there are in all, 0 for too many."""

    first: Branch | None
    halls: Mapping[str, Given]
    names: Mapping[str, Branch]
    comments: Sequence[Comment]
    aim: Aim | None = None
    number: int = 0
