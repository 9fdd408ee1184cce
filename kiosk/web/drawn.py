"""Pages that many look at: drawn when what they show has changed, not for
each look. A tablet asks for the same page all day."""

from flask import render_template, request
from markupsafe import Markup

from kiosk.web.words import language, mode

PAGES_KEPT = 100
_pages: dict[tuple[str, ...], str] = {}


def page(template: str, fresh: dict[str, str] | None = None, **inputs: object) -> str:
    """A page of the lobby, kept under all that it shows: its inputs (by repr),
    language, mode and address.

    `fresh` names what each request has of its own, the forms' keys. Their
    places are marked by a tag that no document can write: its `<` is escaped.
    """
    fresh = fresh or {}
    key = (template, language(), mode(), request.full_path, repr(inputs))
    drawn = _pages.get(key)
    if drawn is None:
        places = {name: Markup(f"<fresh {name}>") for name in fresh}
        drawn = render_template(template, **inputs, **places)
        if len(_pages) >= PAGES_KEPT:
            _pages.clear()
        _pages[key] = drawn
    for name, value in fresh.items():
        drawn = drawn.replace(f"<fresh {name}>", value)
    return drawn
