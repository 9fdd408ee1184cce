"""Cached pages, rendered again only when their content has changed: a tablet asks for the same page
all day."""

import re

from flask import g, render_template, request

from kiosk.web.frame.forms import refused
from kiosk.web.frame.here import here, new_key
from kiosk.web.frame.words import language, mode

PAGES_KEPT = 100
KEY_MARK = "form-key"
_MARKED = re.compile(f'value="{KEY_MARK}"')
_pages: dict[tuple[str, ...], str] = {}


def page(template: str, **inputs: object) -> str:
    """A page of the lobby, cached by all that it shows: its inputs (by repr), language, mode and
    address. Each copy has form keys of its own."""
    if refused() is not None:  # shown to this browser alone
        return render_template(template, **inputs)
    key = (template, language(), mode(), str(here.db.read_only), request.full_path, repr(inputs))
    drawn = _pages.get(key)
    if drawn is None:
        g.key_mark = KEY_MARK
        drawn = render_template(template, **inputs)
        del g.key_mark
        if len(_pages) >= PAGES_KEPT:
            _pages.clear()
        _pages[key] = drawn
    return _MARKED.sub(lambda _: f'value="{new_key()}"', drawn)
