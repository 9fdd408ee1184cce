"""Versions of the program at head office: uploaded, offered to pilot halls, then to all."""

import re
from pathlib import Path

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import VERSION
from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram, Head
from kiosk.ground import disk
from kiosk.ground.keys import signed_by_one
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches
from kiosk.records.stations import last_calls
from kiosk.records.upkeep import programs
from kiosk.rules.input.folding import fold
from kiosk.rules.upkeep import versions
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.upgrades import OUTCOMES
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("programs", __name__, url_prefix="/programs")
MOST_UPLOADED = 5 * 1_048_576
"""Most bytes of an upload; a larger file is offered by a command on this machine."""
MOST_TYPED = 1_000
SEPARATED = re.compile(r"[\s,、;]+")


@blueprint.before_request
def only_users() -> AnyResponse | None:
    """Lets in head office's users, with larger uploads."""
    request.max_content_length = MOST_UPLOADED + 65_536
    return signed_in.required()


@blueprint.get("")
def listed() -> str:
    """Head office sees which versions its halls run, and which one is offered to whom."""
    day, newest = business_day(), programs.newest(here.db)
    return render_template(
        "office/programs/programs.html",
        programs=newest,
        reports={one.sha256: programs.reports(here.db, one.sha256) for one in newest},
        running=last_calls.by_version(here.db),
        outcomes=OUTCOMES,
        branches=branches.Names(here.db, day),
        version=VERSION,
        two=here.config.two_person_release,
        me=str(g.who),
    )


@blueprint.post("")
@on_page("programs.listed")
def upload() -> AnyResponse:
    """Head office uploads a version; nothing is offered yet."""
    check_key(request.form.get("key", ""))
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("no_file")
    folder = here.config.programs
    folder.mkdir(mode=0o700, exist_ok=True)
    partial = folder / f"{request.form['key']}.uploaded"
    try:
        sent.save(partial)
        head, sha256 = _checked(partial)
        with signed_in.acting("program_proposed", head.version):
            size, by = partial.stat().st_size, str(g.who)
            partial.replace(programs.file(folder, sha256))
            disk.sync(folder)
            programs.propose(here.db, sha256, head.version, size, by, here.time.utc)
    finally:
        partial.unlink(missing_ok=True)
    return redirect(url_for("programs.listed"), 303)


def _checked(file: Path) -> tuple[Head, str]:
    """The head of a file that halls would take, and its hash. Raises Refusal `bad_program` or
    `untrusted_program`."""
    try:
        found = packed.head(file)
        packed.check(file)
        versions.parts(found.head.version)
    except (BadProgram, versions.NotAVersion) as error:
        raise Refusal("bad_program", str(error)[:100]) from None
    if not signed_by_one(here.config.program.public_keys, found.said, found.signature):
        raise Refusal("untrusted_program")
    return found.head, packed.sha256(file)


@blueprint.post("/<sha256>/offer")
@on_page("programs.listed")
def offer(sha256: str) -> AnyResponse:
    """Head office offers a version to the pilot halls; where releases take two persons, another
    user does."""
    check_key(request.form.get("key", ""))
    two, by = here.config.two_person_release, str(g.who)
    chosen = SEPARATED.split(fold(request.form.get("pilots", ""))[:MOST_TYPED])
    known = branches.named(here.db, chosen, business_day())
    if set(chosen) - {""} != set(known):
        raise Refusal("unknown_branch", field="pilots")
    with signed_in.acting("program_offered", sha256[:12]):
        programs.offer(here.db, sha256, sorted(known), by, here.time.utc, two)
    return redirect(url_for("programs.listed"), 303)


@blueprint.post("/<sha256>/widen")
@on_page("programs.listed")
def widen(sha256: str) -> AnyResponse:
    """Head office offers a version to all halls."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("program_widened", sha256[:12]):
        programs.widen(here.db, sha256, str(g.who), here.time.utc)
    return redirect(url_for("programs.listed"), 303)


@blueprint.post("/<sha256>/go-on")
@on_page("programs.listed")
def go_on(sha256: str) -> AnyResponse:
    """Head office has looked at an upgrade that failed, and lets the others go on."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("program_resumed", sha256[:12]):
        programs.go_on(here.db, sha256)
    return redirect(url_for("programs.listed"), 303)


@blueprint.post("/<sha256>/drop")
@on_page("programs.listed")
def drop(sha256: str) -> AnyResponse:
    """Head office offers a version no more."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("program_dropped", sha256[:12]):
        programs.drop(here.db, sha256, str(g.who), here.time.utc)
    programs.file(here.config.programs, sha256).unlink(missing_ok=True)
    return redirect(url_for("programs.listed"), 303)
