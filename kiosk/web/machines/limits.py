"""What the intake accepts before it looks at what is said: how large a request may be, how often a
station or a program may call."""

import re
import threading

from flask import request

from kiosk.ground.cache import Cache
from kiosk.ground.processes.shelf import Shelf
from kiosk.rules.office import rate
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here

RETRY_S = 60
BY_FILE = "tingsheng.by_file"
"""Set in the environment of requests that a file brought; no header can set it. They are not
limited in rate, and what they say of the station's clock is old."""
PATH, QUERY, QUERY_OF_CHAINS = 200, 1_000, 131_072
"""Most characters of a path and of a query; the longer one lists the chains of a branch."""
BODIES = {
    "intake.take_entries": 786_432,
    "intake.enrol": 4_096,
    "intake.take_contact": 8_192,
    "intake.take_letter": 32_768,
    "intake.give_epoch": 65_536,
    "intake.take_returned": 6_000_000,
    "intake.take_in_again": 4_096,
}
"""Most bytes of a request's body; all others have none."""
READ = max(BODIES.values()) + 1
"""Bytes that are read of a body before `check_size` judges it by its endpoint."""
STATION, NONCE, SIGNATURE = (
    re.compile(r"[a-z2-7]{24}"),
    re.compile(r"[0-9a-f]{32}"),
    re.compile(r"[A-Za-z0-9+/]{86}=="),
)
_lock = threading.Lock()
_buckets: Cache[rate.Bucket] = Cache(100_000)
"""Of the stations that called last; each counts as one."""
TRIES = 20
"""How often a call is counted again because another process counted one meanwhile."""


def check_size(body: bytes) -> None:
    """Raises Refusal `too_large` for a path, query or body longer than any that makes sense."""
    query = QUERY_OF_CHAINS if request.endpoint == "intake.give_entries" else QUERY
    fits = (
        len(request.path) <= PATH
        and len(request.query_string) <= query
        and len(body) <= BODIES.get(request.endpoint or "", 0)
    )
    if not fits:
        raise Refusal("too_large")


def check_rate(station: str) -> None:
    """Counts a call of a station that has signed it; raises Refusal `too_fast`."""
    if BY_FILE in request.environ:
        return
    with _lock:
        after, wait = rate.take(_buckets.get(station) or rate.FULL, here.now.mono)
        _buckets.put(station, after, 1)
    if wait:
        raise Refusal("too_fast", retry_after=wait)


def check_shared_rate(name: str) -> None:
    """Counts a call of a program, whichever process it came to; raises Refusal `too_fast`."""
    if wait := wait_of(here.shelf, name, here.now.mono):
        raise Refusal("too_fast", retry_after=wait)


def wait_of(shelf: Shelf, name: str, now: int) -> int:
    """Counts a call at a moment (monotonic ms) on a shelf that processes share; how many seconds
    the caller must wait, 0 if the call is within the rate."""
    for _ in range(TRIES):
        before = shelf.count(name)
        after, wait = rate.take(rate.Bucket(*before) if before else rate.FULL, now)
        if shelf.swap(name, before, (after.left, after.at)):
            return wait
    return 1
