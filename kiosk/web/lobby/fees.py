"""The lobby's reading pages: fees, guides and notices in force, earlier and upcoming versions."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Blueprint, render_template, request

from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, in_halls
from kiosk.rules.input.folding import fold
from kiosk.rules.input.numbers import NotANumber, number, whole
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
TYPED = 20
"""Characters of a number that are shown again as typed."""
T = TypeVar("T")


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
    typed = fold(request.args.get("q", ""))[:40]
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
    if tariff is None or not tariffs.check(tariff) or not isinstance(content, vocabulary.Fees):
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
) -> tuple[dict[str, str], tariffs.Sum | None, dict[str, tariffs.OutOfRange | str]]:
    """The inputs as typed, and the cost, or what is wrong with which field: a word for it, or the
    bound that it is beyond."""
    asked = {name: args.get(name, "").strip()[:TYPED] for name in tariffs.Asked._fields}
    if "amount" not in args:
        return asked, None, {}
    wrong: dict[str, tariffs.OutOfRange | str] = {}
    try:
        amount, used = (_read(number, name, asked, wrong) for name in ("amount", "used"))
        persons, zone = (_read(whole, name, asked, wrong) for name in ("persons", "zone"))
        if not amount and not wrong:
            wrong["amount"] = "zero" if asked["amount"] else "missing"
        if not wrong:
            return asked, tariffs.cost(tariff, tariffs.Asked(amount, used, persons, zone)), {}
    except tariffs.OutOfRange as out:
        wrong[out.field] = out
    return asked, None, wrong


def _read(
    reader: Callable[[str], T],
    name: str,
    asked: Mapping[str, str],
    wrong: dict[str, tariffs.OutOfRange | str],
) -> T:
    """The number in a field, 0 if it is empty; what is none is noted in `wrong`."""
    try:
        return reader(asked[name] or "0")
    except NotANumber:
        wrong[name] = "no_whole" if reader is whole else "no_number"
        return reader("0")


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
