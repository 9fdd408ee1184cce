"""Help for staff (快乐驿站, P08) at head office: a bare number for all, and the calls of those
halls that name this user as their helper."""

from flask import Blueprint, g, render_template

from kiosk.records.people import authors
from kiosk.records.publishing import branches
from kiosk.records.tasks import support
from kiosk.records.tasks.support import Call
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("support", __name__, url_prefix="/support")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def page() -> str:
    """Head office reads how many calls for help are overdue; a helper sees which calls to
    answer."""
    today = business_day()
    calls = support.listed(here.db)
    mine = [one for one in calls if one.task.level != "manager" and _is_helper(one)]
    return render_template(
        "office/tasks/support.html",
        late=support.late(calls, today),
        calls=mine,
        branches=branches.named(here.db, {one.task.branch for one in mine}, today),
        today=today,
    )


def _is_helper(call: Call) -> bool:
    of = authors.at_office(here.db, call.task.branch, str(g.who), here.now)
    return support.answers(here.db, of, call)
