"""The description of the interface for ticket systems (OpenAPI 3.1), as it is served and as it lies
in docs/tickets-openapi.json."""

from typing import Any

import msgspec

from kiosk import VERSION

_TICKET = r"^[A-Za-z]{0,3}-?[0-9]{1,5}(-[0-9]{1,2})?$"


def _text(says: str, most: int, **more: Any) -> dict[str, Any]:
    return {"type": "string", "maxLength": most, "description": says} | more


_PROBLEM = {
    "description": "RFC 9457 problem; `field` names the member at fault",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_PROBLEMS = dict.fromkeys(("400", "401", "409", "413", "422", "429", "503"), _PROBLEM)
_COUNT = {"type": "integer", "minimum": 0, "maximum": 999}
_SCHEMAS = {
    "Report": {
        "type": "object",
        "additionalProperties": False,
        "required": ["ticket", "window"],
        "properties": {
            "ticket": _text("the number on the ticket, such as A023", 40, pattern=_TICKET),
            "window": _text("the window's number, as clerks sign in at", 8, minLength=1),
            "clerk": _text("the clerk's badge; if missing, the clerk on duty at the window", 40),
            "service": _text("the service item's key, as published", 40),
            "at": _text(
                "when the service ended (RFC 3339 with offset); if missing, now", 40,
                format="date-time",
            ),
        },
    },
    "Taken": {
        "type": "object",
        "required": ["new"],
        "properties": {
            "new": {"type": "boolean", "description": "false for a repeat, which adds nothing"}
        },
    },
    "Queue": {
        "type": "object",
        "additionalProperties": False,
        "required": ["waiting"],
        "properties": {
            "waiting": _COUNT,
            "windows": {
                "type": "array",
                "maxItems": 40,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["window", "waiting"],
                    "properties": {"window": _text("the window's number", 8), "waiting": _COUNT},
                },
            },
        },
    },
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": _text("one of the refusals in docs/configuration.md", 40),
            "field": _text("the member at fault", 40),
            "detail": {"type": "string"},
        },
    },
}  # fmt: skip


def _body(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"required": True, "content": content}


def _answer(says: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Taken"}}}
    return {"description": says, "content": content}


DOCUMENT = msgspec.json.format(
    msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "厅声 Tingsheng: ticket systems",
                "version": VERSION,
                "description": "Served on the desk's listener of a hall (docs/tickets.md).",
            },
            "paths": {
                "/api/tickets": {
                    "post": {
                        "operationId": "report",
                        "summary": "a customer was served",
                        "requestBody": _body("Report"),
                        "responses": {
                            "201": _answer("taken"),
                            "200": _answer("a repeat; nothing is added"),
                        }
                        | _PROBLEMS,
                    }
                },
                "/api/queue": {
                    "put": {
                        "operationId": "queue",
                        "summary": "how many customers wait now",
                        "requestBody": _body("Queue"),
                        "responses": {"204": {"description": "taken"}} | _PROBLEMS,
                    }
                },
            },
            "security": [{"key": []}],
            "components": {
                "securitySchemes": {
                    "key": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "tsk_ and 40 hex digits, drawn by the manager at the desk",
                    }
                },
                "schemas": _SCHEMAS,
            },
        }
    ),
    indent=1,
)
"""The description as JSON."""
