"""Which page of a long list is asked for."""

from flask import request

from kiosk.rules.input.numbers import NotANumber, whole

MOST = 1_000_000


def asked(name: str = "page", least: int = 1) -> int:
    """The number of the page that the URL asks for, from `least` on; that one if it names none that
    can be."""
    try:
        return min(max(least, whole(request.args.get(name, ""))), MOST)
    except NotANumber:
        return least
