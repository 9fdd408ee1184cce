"""The lobby's reading pages: fees, guides and notices in force, earlier and upcoming versions."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, render_template, request

from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, in_halls
from kiosk.rules.publishing import tariffs
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.publishing.scopes import parted
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
        for key, one in in_halls.contents(here.db, kind, day).items()
        if isinstance(one, vocabulary.Fees | vocabulary.Guide) and found(typed, one.search)
    }
    return render_template("lobby/fees/list.html", kind=kind, there=there, typed=typed, **as_of(me))


@blueprint.get("/notices")
def notices() -> str:
    """A customer reads the hall's notices."""
    me = identity.me(here.db)
    day = business_day()
    shown = in_halls.notices(here.db, day)
    return render_template("lobby/fees/notices.html", notices=shown, **as_of(me))


@blueprint.get("/fees/<key>/cost/<int:item>")
def cost(key: str, item: int) -> str:
    """A customer calculates what something will cost, step by step."""
    me = identity.me(here.db)
    day = business_day()
    content = in_halls.read(here.db, "fees", key, day)
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
        return asked, None, tariffs.OutOfRange("amount", tariffs.most_asked(tariff))


def _one(kind: str, key: str, version: int | None) -> str:
    me = identity.me(here.db)
    day = business_day()
    base = parted(key).key
    line = in_halls.line(here.db, kind, base, day)
    holding = in_force(line, day)
    asked = (one for one in line if (one.key, one.version) == (key, version))
    shown = holding if version is None else next(asked, None)
    content = _content(shown)
    if shown is None or content is None:
        raise Refusal("unknown_document", key[:40])
    others = [one for one in line if one != shown and _content(one) is not None]
    return render_template(
        f"lobby/fees/{kind}.html",
        key=base,
        content=content,
        shown=shown,
        in_force_now=shown == holding,
        others=others[::-1],
        day=day,
        **as_of(me),
    )


def _content(version: Version | None) -> vocabulary.AnyContent | None:
    """The content of a version, None if it only ends the one before."""
    found = documents.content(here.db, version.sha256) if version else None
    return None if isinstance(found, vocabulary.Ended) else found
