"""Facts that no program of ours writes: every kind, with something odd in each of its fields."""

import typing
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import msgspec

from kiosk.vocabulary import facts
from tests.cast import HERE, WANG

ODD: tuple[Any, ...] = (
    None, "", "maybe", "7", "9" * 300, "\u202e\x00\n", 0, -1, 10**30, 9 * 10**15, 1.5, True,
    [], ["x"], {}, "0001-01-01", "9999-12-31", "2026-02-30",
)  # fmt: skip
DEEP = '{"a":' * 2_000 + "1" + "}" * 2_000


def sample(kind: Any, subject: str, day: str) -> dict[str, Any]:
    """A plausible fact of this kind, as JSON says it."""
    said: dict[str, Any] = {"kind": kind.__struct_config__.tag}
    for name, hint in typing.get_type_hints(kind).items():
        said[name] = _plausible(hint, day)
    clock = {"boot": "boot1", "mono": 5_000_000}
    said |= {"branch": HERE, "day": day, "at": 1_795_233_600_000, "clock": clock}
    if kind is facts.Voided:
        said |= {"mark": "5", "giver": "customer", "entry": "screen"}
    if "clerk" in said:
        said["clerk"] = WANG
    if "subject" in said:
        said["subject"] = subject
    return said


def _plausible(hint: Any, day: str) -> Any:
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if get_origin(hint) is tuple:
        return []
    if get_origin(hint) is dict:
        return {}
    known = {str: "文", int: 1, int | None: 1, bool: False}
    return known.get(hint, day)


def odd(subject: str, day: str) -> Iterator[dict[str, Any]]:
    """Every kind of fact with one field odd, missing, or one too many."""
    number = 0
    for kind in facts.AnyFact.__args__:  # type: ignore[attr-defined]
        whole = sample(kind, subject, day)
        changes = [{name: value} for name in whole for value in ODD if name not in FIXED]
        changes += [{name: msgspec.UNSET} for name in whole if name not in FIXED]
        for change in (*changes, {"more": [[[1]]]}):
            number += 1
            said = whole | {"event_id": f"{0x0DD << 100 | number:032x}"} | change
            yield {name: value for name, value in said.items() if value is not msgspec.UNSET}


FIXED = {"kind", "event_id", "branch"}
"""What makes a row a fact of this branch at all."""
