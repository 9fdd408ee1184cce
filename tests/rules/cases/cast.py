"""A case and steps that its table knows, made from few words."""

import datetime
from typing import Any

import msgspec

from kiosk.rules.cases import folding
from kiosk.rules.cases.case import Case
from kiosk.vocabulary.facts import AnyStep, CaseOpened, Standing

DAY = datetime.date(2026, 11, 20)
WANG, LI, ZHAO = "0317", "0318", "0400"
CLOCK = Standing(boot="b", mono=1)


def days(number: int) -> datetime.date:
    return DAY + datetime.timedelta(number)


def opened(**more: Any) -> CaseOpened:
    said = {"event_id": "c0", "branch": "sb01", "day": DAY, "at": 0, "clock": CLOCK}
    said |= {"mark": "complaint", "subject": "s", "entry": "screen", "clerk": ZHAO}
    return CaseOpened(**(said | {"due": days(4), "due_sure": False, "contact": "d"} | more))


def step(
    made: type, role: str, by: str = "", seen: int = 1, event_id: str = "", **more: Any
) -> Any:
    name = event_id or f"{made.__name__}{seen}{role}{by}"
    said = {"event_id": name, "branch": "sb01", "day": DAY, "at": 60_000, "clock": CLOCK}
    return made(**said, subject="c0", seen=seen, role=role, by=by, **more)


NEEDED: dict[str, dict[str, Any]] = {
    "case_accepted": {"responsible": WANG, "due": days(4)},
    "case_handed_over": {"to": LI},
    "case_replied": {"due": days(9), "text": "好"},
    "case_extended": {"due": days(8), "reason": "要到现场"},
    "case_redated": {"due": days(7)},
    "case_closed": {"cause": "execution", "level": "clerk"},
    "case_followed_up": {"mark": "satisfied"},
    "case_reopened": {"due": days(6)},
    "case_disputed": {"mark": "mistaken", "due": days(14)},
    "case_ruled": {"upheld": True, "text": "属实"},
    "contact_erased": {"mark": "withdrawn"},
    "contact_erasure_asked": {"mark": "letter", "asked": DAY, "due": days(20)},
    "contact_erasure_declined": {"reason": "请先办结"},
    "contact_resealed": {"sealed_for": "k"},
}
MADE = {str(one.__struct_config__.tag): one for one in AnyStep.__args__}
WHO = {
    "customer": ("customer", "", False), "manager": ("manager", LI, False),
    "worker": ("clerk", WANG, False), "responsible": ("clerk", WANG, False),
    "about": ("clerk", ZHAO, False), "office": ("office", "admin", True),
    "machine": ("machine", "", False), "stranger": ("clerk", "0999", False),
    "false office": ("office", "admin", False),
}  # fmt: skip


def changed(one: Any, **more: Any) -> Any:
    return msgspec.structs.replace(one, **more)


PATHS: dict[str, list[tuple[str, str]]] = {
    "opened": [],
    "accepted": [("case_accepted", "manager")],
    "replied": [("case_accepted", "manager"), ("case_replied", "worker")],
    "disputed": [("case_accepted", "manager"), ("case_replied", "worker"),
                 ("case_disputed", "about")],
    "closed": [("case_accepted", "manager"), ("case_replied", "worker"),
               ("case_closed", "manager")],
}  # fmt: skip


def by(kind: str, who: str, seen: int) -> tuple[Any, bool]:
    role, badge, office = WHO[who]
    said = NEEDED.get(kind, {})
    if (kind, who) == ("contact_erased", "machine"):
        said = {"mark": "expired"}
    return step(MADE[kind], role, badge, seen, **said), office


def at(state: str) -> Case:
    path = [by(kind, who, seen) for seen, (kind, who) in enumerate(PATHS[state], 1)]
    case = folding.fold(opened(), path)
    assert case.state == state
    return case
