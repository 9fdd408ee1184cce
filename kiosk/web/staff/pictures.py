"""Portraits and logos: cleaned, then released like any other content."""

import datetime

import msgspec
from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files import confined, uploads
from kiosk.records.publishing import documents
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import AnyContent, Publication
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.days import business_day, typed_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import documents as documents_
from kiosk.web.staff.documents import look_at

blueprint = Blueprint("pictures", __name__)
blueprint.before_request(documents_.only_publishers)
blueprint.context_processor(documents_.who_publishes)
PICTURES: dict[str, tuple[uploads.Purpose, ...]] = {
    "clerk": ("portrait", "portrait_2x"),
    "branch": ("logo",),
}
"""The fields of pictures, by kind of document."""


@blueprint.get("/documents/<kind>/pictures/<key>")
def picture_form(kind: str, key: str) -> str:
    """A publisher is asked for a clerk's portrait or a logo."""
    content, _ = _pictured(kind, key)
    tomorrow = business_day() + datetime.timedelta(1)
    return render_template(
        "staff/publishing/picture.html", kind=kind, key=key, content=content, tomorrow=tomorrow
    )


@blueprint.post("/documents/<kind>/pictures/<key>")
@on_page("pictures.picture_form")
def upload_picture(kind: str, key: str) -> AnyResponse:
    """A publisher uploads a portrait or a logo."""
    content, purposes = _pictured(kind, key)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("no_file")
    day = typed_day("in_force")
    try:
        data = file.read()
        shown = {
            name: documents.store_blob(here.db, uploads.clean(data, name)) for name in purposes
        }
    except confined.Busy:
        raise Refusal("opening_busy", retry_after=confined.WAIT) from None
    except uploads.Unusable as trouble:
        raise Refusal("unusable_picture", str(trouble)) from None
    return look_at(kind, [Publication(key, msgspec.structs.replace(content, **shown), day)])


def _pictured(kind: str, key: str) -> tuple[AnyContent, tuple[uploads.Purpose, ...]]:
    content = documents.newest(here.db, kind, key) if kind in PICTURES else None
    if content is None or isinstance(content, vocabulary.Ended):
        raise Refusal("unknown_document", key[:40])
    return content, PICTURES[kind]


@blueprint.get("/pictures/<sha256>.webp")
def picture(sha256: str) -> Response:
    """A publisher sees a picture that is to be published."""
    body = documents.blob(here.db, sha256)
    if body is None or not body.startswith(b"RIFF"):
        raise Refusal("unknown_blob", sha256[:64])
    return Response(body, mimetype="image/webp")
