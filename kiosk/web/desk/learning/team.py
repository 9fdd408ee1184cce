"""What a hall has learned, for its manager: which questions were answered wrongly, and by whom."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, render_template

from kiosk.records.learning import banks, daily, quizzes
from kiosk.records.people import clerks
from kiosk.rules.learning import questions as rule
from kiosk.rules.learning.questions import Share
from kiosk.vocabulary.documents import LETTERS, Question
from kiosk.vocabulary.facts import Answered
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here

blueprint = Blueprint("learning_team", __name__, url_prefix="/learning/team")
blueprint.before_request(signed_in.required)


class Line(NamedTuple):
    """A question that was asked in these days, by name, as it was last, and its share."""

    name: str
    question: Question | None
    share: Share

    @property
    def most_wrong(self) -> int | None:
        """The place of the wrong answer that was chosen most often; None without any."""
        chosen, right = self.share.chosen, self.question.right if self.question else -1
        wrong = [place for place in sorted(chosen) if place != right]
        return max(wrong, key=lambda place: chosen[place], default=None)


@blueprint.get("")
def page() -> tuple[str, int]:
    """A manager reads which questions were often answered wrongly, how each clerk answered, and the
    scores of this month's quiz."""
    of = signed_in.clerk()
    if of.role != "manager":
        raise Refusal("only_manager")
    asked = period(of.day.replace(day=1), of.day)
    given = daily.of_days(here.db, [of.branch], asked.first, asked.last)
    roster = clerks.roster(here.db, of.branch, of.day)
    taken = quizzes.of_month(here.db, of.branch, of.day)
    sat = {one.clerk for one in taken}
    times = Counter(one.clerk for one in given)
    badges = [*roster, *sorted(times.keys() - roster.keys())]
    rendered = render_template(
        "desk/learning/team.html",
        asked=asked,
        form_of_days=of_address(asked.wrong),
        lines=_lines(given),
        badges=badges,
        times=times,
        right=Counter(one.clerk for one in given if one.mark == "right"),
        names=roster | clerks.named(here.db, (times.keys() | sat) - roster.keys(), of.day),
        LETTERS=LETTERS,
        taken=taken,
        again=quizzes.reopened(here.db, of.branch, of.day),
        month=of.day.replace(day=1),
        sat={badge: one for badge, one in roster.items() if badge in sat},
        REASON_LIMIT=quizzes.REASON_LIMIT,
    )
    return rendered, 422 if asked.wrong else 200


def _lines(given: Sequence[Answered]) -> list[Line]:
    """The questions answered, those first that were answered wrongly most often."""
    newest: dict[str, str] = {}
    for one in given:
        newest.setdefault(one.subject, one.version)
    return [
        Line(name, banks.remembered(here.db, name, newest[name]), share)
        for name, share in rule.shares(given).items()
    ]
