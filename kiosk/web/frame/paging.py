"""Which page of a long list is asked for."""

from flask import request

MOST = 1_000_000


def asked(name: str = "page") -> int:
    """The number of the page that the URL asks for, from 1 on; 1 if it names none that can be."""
    return min(max(1, request.args.get(name, 1, type=int)), MOST)
