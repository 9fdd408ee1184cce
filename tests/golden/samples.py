"""A fact of each kind with every field filled, such that together they tell a story: what a fact is
about was there before it."""

import datetime
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args, get_origin

import msgspec

from kiosk.vocabulary import facts
from kiosk.vocabulary.facts.learning import QuizAnswer
from kiosk.vocabulary.standards import Result
from tests.cast import HERE, LI, MANAGER, NOON, WANG

DAY = datetime.date(2026, 11, 21)
ABOUT = {
    "remark": "rating", "feedback_handled": "rating", "grade_disputed": "rating",
    "grade_ruled": "rating", "flag_grown": "flag_raised", "flag_handled": "flag_raised",
    "help_taken": "help", "help_came": "help", "pause_ended": "pause_begun", "voided": "card",
    "seal_key_confirmed": "seal_key", "action_moved": "action_agreed",
    "action_done": "action_agreed", "consented": "entered", "panel_marked": "nominated",
    "task_moved": "idea", "note_judged": "note_written", "note_used": "note_written",
    **dict.fromkeys(facts.STEPS, "case"),
    **dict.fromkeys(set(facts.OF_BALLOTS) - {"trustee_key_made", "election_opened"},
                    "election_opened"),
}  # fmt: skip
"""The kind of fact that `subject` names, by the kind of the fact that is about it."""
PEOPLE = {"by": MANAGER, "clerk": WANG, "to": LI, "responsible": WANG, "voter": WANG,
          "witness": LI, "owner": WANG}  # fmt: skip
OFFICES = {"case_ruled", "grade_ruled", "flag_handled", "contact_resealed",
           "contact_erasure_declined", "awarded"}  # fmt: skip
"""Kinds of facts that a user of head office writes."""


def tag(kind: Any) -> str:
    return str(kind.__struct_config__.tag)


def fields(kind: Any) -> set[str]:
    """What a fact of this kind says, as JSON names it."""
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def bodies(kinds: Iterable[Any], before: Mapping[str, str], first: int) -> list[bytes]:
    """A body of each kind. `before` are the ids of earlier facts by their kind, `first` the number
    of the first one here."""
    ids, made = dict(before), []
    for number, kind in enumerate(kinds, first):
        ids.setdefault(tag(kind), event_id(number))
        said = sample(kind, number, ids)
        made.append(facts.encode(msgspec.convert(said, kind)))
    return made


def event_id(number: int) -> str:
    return f"{0x601D << 100 | number:032x}"


def sample(kind: Any, number: int, ids: Mapping[str, str]) -> dict[str, Any]:
    """A plausible fact of a kind, with all its fields."""
    said = {name: _plausible(name, hint) for name, hint in typing.get_type_hints(kind).items()}
    clock = {"boot": "b", "mono": 5_000_000, "offset": -20, "age": 60_000}
    said |= {"event_id": event_id(number), "branch": HERE, "clock": clock, "kind": tag(kind)}
    said |= {name: who for name, who in PEOPLE.items() if name in said}
    said["at"] = NOON + 100 * number
    if "role" in said:
        said |= {"role": "office", "by": "zhou"} if tag(kind) in OFFICES else {"role": "manager"}
    if tag(kind) in ABOUT:
        said["subject"] = ids[ABOUT[tag(kind)]]
    if "seen" in said and tag(kind) in facts.STEPS:
        said["seen"] = 1
    if tag(kind) == "voided":
        said |= {"mark": "polite", "giver": "customer", "entry": "screen"}
    return said


def _plausible(name: str, hint: Any) -> Any:
    if name in ("day", "month"):
        return DAY if name == "day" else DAY.replace(day=1)
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if get_origin(hint) is tuple:
        return [_plausible(name, get_args(hint)[0])]
    if get_origin(hint) is dict:
        return {"文": _plausible(name, get_args(hint)[1])}
    if hint is facts.Answer:
        return {"code": "1", "result": get_args(Result)[0], "note": "好", "stock": 3}
    if hint is QuizAnswer:
        return {"question": "q/1", "version": "0" * 64, "chosen": 1}
    known = {str: "文", int: 7, bool: True}
    if hint in known:
        return known[hint]
    inner = [one for one in get_args(hint) if one is not type(None)]
    return _plausible(name, inner[0]) if inner else DAY
