"""The lobby's page of what the hall has for customers (便民服务, P25)."""

from flask import Blueprint

from kiosk.records.ledger import identity
from kiosk.records.standards import facilities
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.lobby.page_cache import page as cached
from kiosk.web.lobby.visit import begin_visit

blueprint = Blueprint("facilities", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/facilities")
def page() -> str:
    """A customer sees what the hall has, how many are left, and when that was last checked."""
    day, branch = business_day(), identity.me(here.db).branch
    return cached(
        "lobby/standards/facilities.html",
        day=day,
        kept=facilities.of_hall(here.db, branch, day),
    )
