"""What the machine's own checks found, for the manager of a branch and for head office."""

from flask import Blueprint, render_template

from kiosk.records.ledger.archives import checking
from kiosk.records.upkeep import checked
from kiosk.vocabulary.checks import CHECKS
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here

blueprint = Blueprint("health", __name__, url_prefix="/machine-check")
blueprint.before_request(signed_in.only_in_charge)


@blueprint.get("")
def listed() -> str:
    """A manager, or head office, sees what the machine checks about itself, and what to do."""
    return render_template(
        "staff/health/listed.html",
        results=checked.last(here.db),
        months=checking.by_month(here.db),
        faults=[(checking.name(one), one.fault) for one in checking.faults(here.db)],
        keep_months=here.config.keep_months,
        MISSING=checking.MISSING,
        CHECKS=CHECKS,
    )
