"""The lobby's reading pages: fees, guides and notices in force, earlier and upcoming versions."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, render_template, request

from kiosk.records.ledger import identity
from kiosk.records.publishing import documents
from kiosk.rules.publishing import tariffs
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.publishing.searching import found
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import Version
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.days import as_of, business_day
from kiosk.web.frame.here import here
from kiosk.web.lobby.visit import begin_visit

blueprint = Blueprint("fees", __name__)
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
    """A customer reads earlier or upcoming fees."""
    return _one("fees", key, version)


@blueprint.get("/guides/<key>/<int:version>")
def earlier_guide(key: str, version: int) -> str:
    """A customer reads an earlier or upcoming guide."""
    return _one("guide", key, version)


def _all(kind: str) -> str:
    me = identity.me(here.db)
    day = business_day()
    typed = request.args.get("q", "").strip()[:40]
    there = {
        key: one
        for key, one in documents.read_all(here.db, kind, day).items()
        if isinstance(one, vocabulary.Fees | vocabulary.Guide) and found(typed, one.search)
    }
    return render_template("lobby/fees/list.html", kind=kind, there=there, typed=typed, **as_of(me))


@blueprint.get("/notices")
def notices() -> str:
    """A customer reads the hall's notices."""
    me = identity.me(here.db)
    day = business_day()
    shown = documents.notices(here.db, day)
    return render_template("lobby/fees/notices.html", notices=shown, **as_of(me))


@blueprint.get("/fees/<key>/cost/<int:item>")
def cost(key: str, item: int) -> str:
    """A customer calculates what something will cost, step by step."""
    me = identity.me(here.db)
    day = business_day()
    content = documents.read(here.db, "fees", key, day)
    lines = content.items if isinstance(content, vocabulary.Fees) else ()
    tariff = lines[item].tariff if item < len(lines) else None
    if tariff is None or not isinstance(content, vocabulary.Fees):
        raise Refusal("unknown_document", key[:40])
    asked, total, wrong = _sum(tariff, request.args)
    return render_template(
        "lobby/fees/cost.html",
        key=key,
        content=content,
        item=item,
        line=lines[item],
        tariff=tariff,
        method=tariff.__struct_config__.tag,
        asked=asked,
        total=total,
        wrong=wrong,
        **as_of(me),
    )


def _sum(
    tariff: vocabulary.AnyTariff, args: Mapping[str, str]
) -> tuple[dict[str, str], tariffs.Sum | None, tariffs.OutOfRange | None]:
    """The inputs as typed, and the cost or the reason why there is none."""
    asked = {name: args.get(name, "").strip()[:12] for name in tariffs.Asked._fields}
    if not asked["amount"]:
        return asked, None, None
    try:
        numbers = {name: Decimal(value or "0") for name, value in asked.items()}
        persons, zone = int(numbers["persons"]), int(numbers["zone"])
        wanted = tariffs.Asked(numbers["amount"], numbers["used"], persons, zone)
        return asked, tariffs.cost(tariff, wanted), None
    except tariffs.OutOfRange as out:
        return asked, None, out
    except (ArithmeticError, ValueError):
        return asked, None, tariffs.OutOfRange("amount", tariffs.MOST)


def _one(kind: str, key: str, version: int | None) -> str:
    me = identity.me(here.db)
    day = business_day()
    versions = documents.versions(here.db, kind, key)
    holding = in_force(versions, day)
    shown = holding if version is None else _find(versions, version)
    content = documents.content(here.db, shown.sha256) if shown else None
    if shown is None or content is None or isinstance(content, vocabulary.Ended):
        raise Refusal("unknown_document", key[:40])
    others = [v for v in versions if v.version != shown.version]
    return render_template(
        f"lobby/fees/{kind}.html",
        key=key,
        content=content,
        shown=shown,
        in_force_now=shown == holding,
        others=sorted(others, key=lambda v: v.in_force, reverse=True),
        day=day,
        **as_of(me),
    )


def _find(versions: list[Version], number: int) -> Version | None:
    return next((version for version in versions if version.version == number), None)
