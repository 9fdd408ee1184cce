"""Cached pages, rendered again only when their content has changed: a tablet asks for the same page
all day."""

import re
import sys

from flask import g, render_template, request

from kiosk.ground.cache import Cache
from kiosk.web.frame import shown_once
from kiosk.web.frame.here import here, new_key
from kiosk.web.frame.words import language, mode
from kiosk.web.lobby import tablet

MOST_BYTES = 8_388_608
KEY_MARK = "form-key"
_MARKED = re.compile(f'value="{KEY_MARK}"')
_pages: Cache[str] = Cache(MOST_BYTES)


def page(template: str, query: str = "", **inputs: object) -> str:
    """A page of the lobby, cached by all that it shows: its inputs (by repr), language, mode and
    address, of whose query only what the view names counts, and by what the browser may. Each copy
    has form keys of its own."""
    if shown_once.private():
        return render_template(template, **inputs)
    g.this_page = request.path + query
    languages = (language(), *here.config.languages)
    asks = tuple(tablet.around().values())
    key = (template, languages, mode(), here.db.read_only, asks, g.this_page, repr(inputs))
    drawn = _pages.get(key)
    if drawn is None:
        g.key_mark = KEY_MARK
        drawn = render_template(template, **inputs)
        del g.key_mark
        _pages.put(key, drawn, sys.getsizeof(drawn) + sys.getsizeof(key[-1]))
    return _MARKED.sub(lambda _: f'value="{new_key()}"', drawn)
