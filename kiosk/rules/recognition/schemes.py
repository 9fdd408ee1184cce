"""Evaluates a scheme (评比办法): figures in; points, places and reasons out, each with the steps
that lead to it.

The order of operations is fixed (P11; the source leaves it open, so this is our choice):

1. Figures and points are rounded to two decimals, half up; from then on what is printed counts.
2. Each source gives points, and a unit's points are their sum.
3. Disqualifiers come first. Of a top share, as many units are out as whole ones fit into that share
   of all; equals are out together or not at all, and 0 is never out.
4. Who is left and meets every condition is eligible.
5. The eligible are placed by points, equals on the same place. The quota counts all that take part,
   and those within it are chosen; equals at its cut are all in or all out.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

import msgspec

from kiosk.vocabulary.documents import Scheme
from kiosk.vocabulary.schemes import (
    FIGURES,
    MISSING,
    Condition,
    Disqualifier,
    Figure,
    Quota,
    Source,
    Ties,
)

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
Figures = Mapping[str, Decimal | None]
"""A unit's figures by name; None for one that is not known, such as a share without ratings."""


Reason = Literal["chosen", "outside_quota", "tied_at_cut", "disqualified", "not_met", "missing"]


class Step(NamedTuple):
    """One printed line: what a source, disqualifier or condition made of a figure. `value` is None
    if the figure is missing, `bound` what it is compared with or weighed by. Only a source gives
    `points`; `holds` is whether a condition is met, or a disqualifier excludes."""

    part: Literal["source", "disqualifier", "condition"]
    way: str
    figure: Figure
    value: Decimal | None
    bound: Decimal
    points: Decimal | None = None
    holds: bool = True


class Result(NamedTuple):
    """What became of one unit. `points` are None if a source is missing; `place` is 0 unless it is
    eligible."""

    unit: str
    inputs: Figures
    steps: tuple[Step, ...]
    points: Decimal | None
    eligible: bool
    place: int
    reason: Reason

    @property
    def chosen(self) -> bool:
        return self.reason == "chosen"

    @property
    def wrong(self) -> tuple[Step, ...]:
        """The steps by which it is not eligible."""
        return tuple(one for one in self.steps if _excludes(one))


def evaluate(scheme: Scheme, figures: Mapping[str, Figures]) -> list[Result]:
    """What a scheme makes of the figures of all units that take part: the eligible first, by place,
    then the others, by points."""
    inputs = {unit: inputs_of(scheme, given) for unit, given in figures.items()}
    excluded = [_excluded(one, inputs) for one in scheme.disqualifiers]
    judged = []
    for unit, own in inputs.items():
        steps = [_source(one, own) for one in scheme.sources]
        for one, out in zip(scheme.disqualifiers, excluded, strict=True):
            value = own[one.figure]
            steps.append(
                Step("disqualifier", one.way, one.figure, value, one.amount, None, unit in out)
            )
        steps += [_condition(one, own) for one in scheme.conditions]
        judged.append(_judged(unit, own, steps))
    return _placed(scheme, judged)


def inputs_of(scheme: Scheme, given: Figures) -> Figures:
    """Those figures that a scheme names, rounded. An own count that is not given is 0, since none
    was counted; a share, or an imported figure, that is not given is missing."""
    return {name: _rounded(given.get(name), name) for name in figures_of(scheme)}


def figures_of(scheme: Scheme) -> tuple[Figure, ...]:
    """The figures that a scheme names, each once, in its order."""
    parts: tuple[Source | Disqualifier | Condition, ...]
    parts = (*scheme.sources, *scheme.disqualifiers, *scheme.conditions)
    return tuple(dict.fromkeys(one.figure for one in parts))


def _rounded(value: Decimal | None, name: Figure) -> Decimal | None:
    if value is None:
        return None if name in MISSING or name not in FIGURES else Decimal(0)
    return value.quantize(CENT, ROUND_HALF_UP)


def _source(source: Source, own: Figures) -> Step:
    value = own[source.figure]
    points = None if value is None else _points(source, value).quantize(CENT, ROUND_HALF_UP)
    return Step("source", source.way, source.figure, value, source.amount, points)


def _points(source: Source, value: Decimal) -> Decimal:
    match source.way:
        case "each":
            return source.amount * value
        case "each_less":
            return Decimal(0) - source.amount * value  # -0 is no number that is printed
        case "mark":
            return source.amount * value / HUNDRED
        case "mark_less":
            return source.amount * (HUNDRED - value) / HUNDRED


def _excluded(rule: Disqualifier, inputs: Mapping[str, Figures]) -> set[str]:
    """The units that a disqualifier excludes."""
    some = {unit: value for unit, own in inputs.items() if (value := own[rule.figure])}
    if rule.way == "above":
        return {unit for unit, value in some.items() if value > rule.amount}
    by_value: dict[Decimal, set[str]] = {}
    for unit, value in some.items():
        by_value.setdefault(value, set()).add(unit)
    fit, out = _share(len(inputs), rule.amount, ROUND_FLOOR), set[str]()
    for value in sorted(by_value, reverse=True):
        if len(out) + len(by_value[value]) > fit:
            break
        out |= by_value[value]
    return out


def _share(number: int, percent: Decimal, rounding: str) -> Decimal:
    return (number * percent / HUNDRED).to_integral_value(rounding)


def _condition(condition: Condition, own: Figures) -> Step:
    value, bound = own[condition.figure], condition.amount
    met = value is not None and (value >= bound if condition.way == "at_least" else value <= bound)
    return Step("condition", condition.way, condition.figure, value, bound, None, met)


def _judged(unit: str, own: Figures, steps: Sequence[Step]) -> Result:
    """A unit before its place is known."""
    given = [one.points for one in steps if one.part == "source"]
    known = [points for points in given if points is not None]
    total = sum(known, Decimal(0)).quantize(CENT) if len(known) == len(given) else None
    reason: Reason = "outside_quota"
    if any(one.part == "disqualifier" and one.holds for one in steps):
        reason = "disqualified"
    elif any(value is None for value in own.values()):
        reason = "missing"
    elif not all(one.holds for one in steps if one.part == "condition"):
        reason = "not_met"
    return Result(unit, own, tuple(steps), total, reason == "outside_quota", 0, reason)


def _excludes(step: Step) -> bool:
    match step.part:
        case "disqualifier":
            return step.holds or step.value is None
        case "condition":
            return not step.holds
        case "source":
            return step.value is None


def _placed(scheme: Scheme, judged: Iterable[Result]) -> list[Result]:
    """The results in their order, the eligible with place and reason."""
    ordered = sorted(judged, key=lambda one: (not one.eligible, -(one.points or 0), one.unit))
    quota = _quota(scheme.quota, len(ordered)) if scheme.quota else len(ordered)
    equals = Counter(one.points for one in ordered if one.eligible)
    placed, better = [], dict[Decimal | None, int]()
    for number, one in enumerate(ordered):
        if one.eligible:
            above = better.setdefault(one.points, number)
            reason = _within(above, equals[one.points], quota, scheme.ties)
            one = one._replace(place=above + 1, reason=reason)
        placed.append(one)
    return placed


def _quota(quota: Quota, number: int) -> Decimal:
    match quota.way:
        case "number":
            return quota.amount
        case "share_floor":
            return _share(number, quota.amount, ROUND_FLOOR)
        case "share_ceil":
            return _share(number, quota.amount, ROUND_CEILING)


def _within(better: int, equals: int, quota: Decimal | int, ties: Ties) -> Reason:
    """Whether an eligible unit is within the quota, after so many `better` ones and among so many
    with its points."""
    if better + equals <= quota:
        return "chosen"
    if better >= quota:
        return "outside_quota"
    return "chosen" if ties == "in" else "tied_at_cut"


def printed(number: Decimal | None) -> str:
    """A number as it is printed and kept, without needless zeros; '' if it is missing."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def digest(results: Iterable[Result]) -> str:
    """The SHA-256 of the inputs of all units, as printed."""
    inputs = {
        one.unit: {name: printed(value) for name, value in one.inputs.items()} for one in results
    }
    return hashlib.sha256(msgspec.json.encode(inputs, order="sorted")).hexdigest()
