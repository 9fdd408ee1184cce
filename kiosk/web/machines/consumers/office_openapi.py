"""The description of head office's interface for programs (OpenAPI 3.1), as it is served and as it
lies in docs/office-openapi.json."""

from typing import Any, get_args

import msgspec

from kiosk import VERSION
from kiosk.records.exchange.feed.figures import FIGURES
from kiosk.records.exchange.feed.steps import OPENED
from kiosk.rules.cases.case import State
from kiosk.rules.office.evaluations import CHANNELS, COLUMNS, GRADE_NAMES
from kiosk.vocabulary.facts import CARD_KINDS, STEPS, CaseKind, Role

_SAYS = {
    "id": "the rating's id, the same each time that it is given",
    "branch": "the branch's key, as published",
    "branch_name": "the branch's name in Chinese",
    "item_code": "the service item's key, as published; '' if the customer named none",
    "item_name": "the service item's name in Chinese",
    "channel": "where the customer rated",
    "channel_name": "the channel's name in Chinese",
    "grade_code": "5 is the best grade, 1 the worst",
    "grade_name": "the grade's name (国办发〔2019〕51号)",
    "rated_at": "when the customer rated, RFC 3339 with the hall's offset",
    "day": "the business day that it counts for",
    "reasons": "codes of the reasons that the customer ticked",
    "clerk": "the badge of the clerk who was rated",
    "withdrawn": "whether it was taken back; it no longer counts",
}
_OTHER: dict[str, dict[str, Any]] = {
    "channel": {"enum": list(CHANNELS)},
    "grade_code": {"enum": list(GRADE_NAMES)},
    "grade_name": {"enum": list(GRADE_NAMES.values())},
    "rated_at": {"format": "date-time"},
    "day": {"format": "date"},
}
_EVALUATION = {
    name: {"type": "string", "description": _SAYS[name]} | _OTHER.get(name, {}) for name in COLUMNS
} | {
    "reasons": {
        "type": "array", "items": {"type": "string"}, "description": _SAYS["reasons"],
    },
    "withdrawn": {"type": "boolean", "description": _SAYS["withdrawn"]},
}  # fmt: skip
_CARD = {
    "id": {"type": "string", "description": "the card's id, the same each time that it is given"},
    **{name: _EVALUATION[name] for name in ("branch", "branch_name")},
    "card": {"enum": list(CARD_KINDS), "description": "the kind of 5P card"},
    "channel": {"enum": ["screen", "paper"], "description": "where the customer gave it"},
    "given_at": {
        "type": "string", "format": "date-time",
        "description": "when it was given, RFC 3339 with the hall's offset",
    },
    "day": _EVALUATION["day"],
    "clerk": {"type": "string", "description": "the badge of the clerk who was thanked"},
    "withdrawn": _EVALUATION["withdrawn"],
}  # fmt: skip
_STEP = {
    "id": {"type": "string", "description": "the step's id, the same each time that it is given"},
    **{name: _EVALUATION[name] for name in ("branch", "branch_name")},
    "case": {"type": "string", "description": "the case's id, that of its opening"},
    "step": {
        "enum": [OPENED, *STEPS],
        "description": f"which step; {OPENED} is the opening. Later versions can have others",
    },
    "role": {"enum": list(get_args(Role)), "description": "who took it"},
    "taken_at": {
        "type": "string", "format": "date-time",
        "description": "when it was taken, RFC 3339 with the hall's offset",
    },
    "day": _EVALUATION["day"],
    "kind": {
        "enum": [*get_args(CaseKind), ""],
        "description": "the kind of case; '' while its opening has not arrived",
    },
    "state": {
        "enum": [*get_args(State), ""],
        "description": "the case's state when this page is read, not after this step",
    },
    "due": {
        "type": ["string", "null"], "format": "date",
        "description": "the day by which the next step is due now; null once the case is closed",
    },
}  # fmt: skip
_SUMS = {
    "branch": {"type": "string", "description": _SAYS["branch"]},
    "day": {"type": "string", "format": "date", "description": _SAYS["day"]},
    "counts": {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "description": "how often each card, grade (5 to 1) or kind of case came, by its code",
    },
}


def _shape(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _page(item: str) -> dict[str, Any]:
    listed = {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}}
    said = "reads on from here; null at the end of a list that does not go on"
    cursor = {"type": ["string", "null"], "description": said}
    more = {"type": "boolean", "description": "whether the next page can be read at once"}
    return _shape({"items": listed, "cursor": cursor, "more": more})


def _asked(name: str, says: str, **shape: Any) -> dict[str, Any]:
    schema = {"type": "string"} | shape
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": says}


_PROBLEM = {
    "description": "RFC 9457 problem; `code` is one of the refusals in docs/configuration.md",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_PROBLEMS = dict.fromkeys(("400", "401", "403", "422", "429", "503"), _PROBLEM)
_CURSOR = _asked("cursor", "that of the page before; without it, from the beginning")


def _operation(name: str, says: str, schema: str, *asked: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    answers = {"200": {"description": "a page", "content": content}} | _PROBLEMS
    parameters = [*asked, _CURSOR]
    return {
        "get": {
            "operationId": name, "summary": says, "parameters": parameters, "responses": answers,
            "security": [{"key": []}],
        }
    }  # fmt: skip


_PERIOD = (
    _asked("first", "the first day; thirty days ago if missing", format="date"),
    _asked("last", "the last day, at most 400 days in all; today if missing", format="date"),
    _asked("branch", "one branch's key; all of them if missing"),
)
_TABLE = {
    "description": "the same as a table, UTF-8; the cursor is in the header Ts-Next-Cursor",
    "content": {"text/csv": {"schema": {"type": "string"}}},
}
_ORDERED = "ratings in the order in which they arrived (scope evaluations)"
_PATHS = {
    **{
        f"/api/v1/figures/{name}": _operation(
            name, f"{name} by branch and day (scope {name})", "Figures", *_PERIOD
        )
        for name in FIGURES
    },
    "/api/v1/evaluations.json": _operation("evaluations", _ORDERED, "Evaluations"),
    "/api/v1/cards.json": _operation(
        "cards", "customers' cards in the order in which they arrived (scope card_list)", "Cards"
    ),
    "/api/v1/cases.json": _operation(
        "case_steps", "cases, step by step, in the order of arrival (scope case_list)", "Steps"
    ),
    "/api/v1/evaluations.csv": {
        "get": {
            "operationId": "evaluations_table", "summary": _ORDERED, "parameters": [_CURSOR],
            "responses": {"200": _TABLE} | _PROBLEMS, "security": [{"key": []}],
        }
    },
}  # fmt: skip
DOCUMENT = msgspec.json.format(
    msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "厅声 Tingsheng: head office",
                "version": VERSION,
                "description": "Served on head office's listener (docs/machines.md).",
            },
            "paths": _PATHS,
            "components": {
                "securitySchemes": {
                    "key": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "tsc_ and 40 hex digits, made by an admin of head office",
                    }
                },
                "schemas": {
                    "Figures": _page("Sums"),
                    "Sums": _shape(_SUMS),
                    "Evaluations": _page("Evaluation"),
                    "Evaluation": _shape(_EVALUATION),
                    "Cards": _page("Card"),
                    "Card": _shape(_CARD),
                    "Steps": _page("Step"),
                    "Step": _shape(_STEP),
                    "Problem": _shape(
                        {
                            "type": {"type": "string", "format": "uri"},
                            "title": {"type": "string"},
                            "status": {"type": "integer"},
                            "code": {"type": "string"},
                        }
                    ),
                },
            },
        }
    ),
    indent=1,
)
"""The description as JSON."""
