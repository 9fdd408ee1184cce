"""Questions that must be checked before they are asked again: head office's, or those of a hall
that publishes for itself."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.learning import banks
from kiosk.records.publishing import branches, documents
from kiosk.vocabulary.documents import Basis, Fees, Guide, Rulebook, Said
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import documents as publishing

blueprint = Blueprint("questions", __name__, url_prefix="/questions")
blueprint.before_request(publishing.only_publishers)
blueprint.context_processor(publishing.who_publishes)


def basis_title(basis: Basis) -> Said:
    """What a question rests on is called, in the version that it was written for."""
    content = documents.content(here.db, basis.sha256)
    return content.title if isinstance(content, Fees | Guide | Rulebook) else Said(basis.key)


blueprint.add_app_template_global(basis_title)


@blueprint.get("/to-check")
def to_check() -> str:
    """A publisher sees which questions are not asked any more, with both versions of what they rest
    on."""
    return render_template(
        "staff/learning/to_check.html",
        found=banks.to_check(here.db, business_day()),
        branches=branches.Names(here.db, business_day()),
    )


@blueprint.post("/to-check/<bank>/<code>")
@on_page("questions.to_check")
def confirm(bank: str, code: str) -> AnyResponse:
    """A publisher says that a question is right for the version in force, and sees what that
    changes."""
    now = request.form.get("now", "")
    item = banks.confirmed(here.db, bank, code, now, business_day())
    return publishing.look_at(item.of_kind, [item])
