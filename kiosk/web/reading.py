"""The lobby's reading pages: fees and guides in force, and what held before."""

from typing import Any

from flask import Blueprint, render_template

from kiosk import documents as vocabulary
from kiosk.documents import Version
from kiosk.records import documents, identity
from kiosk.refusals import Refusal
from kiosk.rules.in_force import in_force
from kiosk.web import here
from kiosk.web.visiting import begin_visit, today
from kiosk.web.words import moment

blueprint = Blueprint("reading", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/fees")
def all_fees() -> str:
    """A customer chooses which fees to read."""
    return _all("fees")


@blueprint.get("/guides")
def all_guides() -> str:
    """A customer chooses which errand to read about."""
    return _all("guide")


@blueprint.get("/fees/<key>")
def fees(key: str) -> str:
    """A customer reads the fees in force today."""
    return _one("fees", key, None)


@blueprint.get("/guides/<key>")
def guide(key: str) -> str:
    """A customer reads how something is done."""
    return _one("guide", key, None)


@blueprint.get("/fees/<key>/<int:version>")
def earlier_fees(key: str, version: int) -> str:
    """A customer reads the fees that held earlier, or will hold."""
    return _one("fees", key, version)


@blueprint.get("/guides/<key>/<int:version>")
def earlier_guide(key: str, version: int) -> str:
    """A customer reads how something was done earlier, or will be."""
    return _one("guide", key, version)


def _all(kind: str) -> str:
    me = identity.me(here.db())
    there = documents.read_all(here.db(), kind, today(me))
    return render_template("lobby/list.html", kind=kind, there=there, **_as_of(me))


def _one(kind: str, key: str, version: int | None) -> str:
    me = identity.me(here.db())
    day = today(me)
    versions = documents.versions(here.db(), kind, key)
    holding = in_force(versions, day)
    shown = holding if version is None else _find(versions, version)
    body = documents.blob(here.db(), shown.sha256) if shown else None
    content = vocabulary.decode(body) if body is not None else None
    if shown is None or content is None or isinstance(content, vocabulary.Ended):
        raise Refusal("unknown_document", key[:40])
    others = [v for v in versions if v.version != shown.version]
    return render_template(
        f"lobby/{kind}.html",
        key=key,
        content=content,
        shown=shown,
        in_force_now=shown == holding,
        others=sorted(others, key=lambda v: v.in_force, reverse=True),
        day=day,
        **_as_of(me),
    )


def _find(versions: list[Version], number: int) -> Version | None:
    return next((version for version in versions if version.version == number), None)


def _as_of(me: identity.Identity) -> dict[str, Any]:
    """When the office signed what this hall shows."""
    manifest = documents.newest_manifest(here.db(), me.branch)
    issued = documents.decode_manifest(manifest.body).issued_at if manifest else None
    return {"as_of": None if issued is None else moment(issued).date()}
