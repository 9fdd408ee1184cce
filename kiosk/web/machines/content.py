"""The office keeps and gives out what travels beside facts: sealed contact details and letters,
manifests, contents, pictures."""

from flask import Response, request

from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.publishing import documents, manifests
from kiosk.records.tasks import letters
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Signed
from kiosk.web.frame.here import here
from kiosk.web.machines.signing import as_json, blueprint, calling


@blueprint.put("/contacts/<digest>")
def take_contact(digest: str) -> Response:
    """A station sends a customer's sealed contact details for its own branch; those that are
    stored already stay as they are."""
    body = request.get_data()
    contact_sealing.checked(body, here.keys, digest)
    db, branch = here.db, calling().branch
    with db.writing():
        if not contact_store.is_wanted(db, branch, digest):
            raise Refusal("contact_not_wanted")
        contact_store.keep(db, branch, Kept(digest, body), sent=True)
    return Response(b"{}", mimetype="application/json")


@blueprint.get("/contacts/<digest>")
def give_contact(digest: str) -> Response:
    """A station asks for sealed contact details of its own branch."""
    body = contact_store.find(here.db, calling().branch, digest)
    if body is None:
        raise Refusal("unknown_contact", digest[:64])
    return Response(body, mimetype="application/json")


@blueprint.put("/letters/<digest>")
def take_letter(digest: str) -> Response:
    """A station sends what a member of its staff wrote to head office's helper, sealed."""
    kept = Kept(digest, request.get_data())
    letters.take(here.db, here.keys, calling().branch, kept)
    return Response(b"{}", mimetype="application/json")


@blueprint.get("/manifest")
def give_manifest() -> Response:
    """A station asks for its branch's manifest, if it is newer than the one it has."""
    have, sha256 = request.args.get("have", "0"), request.args.get("sha256", "")
    try:
        number = digits(have)
    except NotANumber:
        raise Refusal("bad_envelope", "have") from None
    branch, keys = calling().branch, here.keys
    manifest = manifests.manifest_for(here.db, branch, keys, here.time.utc, number, sha256)
    if number == manifest.number:
        return Response(b"", mimetype="application/json")
    return as_json(Signed(bytes(manifest.body), bytes(manifest.signature)))


@blueprint.get("/blobs/<sha256>")
def give_blob(sha256: str) -> Response:
    """A station asks for a content or a picture by its hash."""
    body = documents.blob(here.db, sha256)
    if body is None:
        raise Refusal("unknown_blob", sha256[:64])
    return Response(body, mimetype="application/octet-stream")
