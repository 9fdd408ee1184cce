"""Numbers for a monitoring system, in the text format of Prometheus. They are read on this machine,
or with the token that the configuration names."""

import hmac
import ipaddress
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, request

from kiosk import VERSION
from kiosk.records.upkeep import measured
from kiosk.records.upkeep.measured import Measures
from kiosk.web.frame.here import here

blueprint = Blueprint("metrics", __name__)
PASSED_ON = ("X-Forwarded-For", "Forwarded", "Via")
"""What a proxy adds. Through one that the configuration does not name, everyone seems to be on this
machine."""


@blueprint.get("/metrics")
def numbers() -> Response:
    """A monitoring system reads how much there is and what has stopped."""
    if not _may_read():
        return Response("on this machine, or with the token\n", 403, mimetype="text/plain")
    found = measured.measure(here.db, here.time.utc)
    return Response(_text(found), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read() -> bool:
    file = here.config.metrics_token_file
    if not file:
        return _is_here()
    said = request.headers.get("Authorization", "")
    try:
        token = Path(file).read_text("utf-8").strip()
    except (OSError, ValueError):
        return False
    return bool(token) and hmac.compare_digest(said.encode(), f"Bearer {token}".encode())


def _is_here() -> bool:
    try:
        peer = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in PASSED_ON)


def _text(found: Measures) -> bytes:
    from prometheus_client import CollectorRegistry, Counter, Gauge, Info, generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, says: str, label: str, values: Mapping[str, int]) -> None:
        made = Gauge(name, says, [label], registry=registry)
        for value, number in values.items():
            made.labels(value).set(number)

    Info("tingsheng", "The program.", registry=registry).info({"version": VERSION})
    entries = Counter("tingsheng_ledger_entries", "Entries of the ledger.", registry=registry)
    entries.inc(found.entries)
    gauge("tingsheng_stations", "Stations; silent for a day, or heard.", "state", found.stations)
    gauge("tingsheng_open_alarms", "Open alarms.", "code", found.alarms)
    gauge("tingsheng_messages", "Messages that are not sent.", "state", found.messages)
    size = Gauge("tingsheng_database_bytes", "Size of the database.", registry=registry)
    size.set(found.size)
    leaves = Gauge("tingsheng_log_leaves", "Leaves of the transparency log.", registry=registry)
    leaves.set(found.leaves)
    if found.witnessed is not None:
        says = "Age of the newest checkpoint that enough witnesses have signed."
        age = Gauge("tingsheng_log_witnessed_age_seconds", says, registry=registry)
        age.set(found.witnessed / 1000)
    return generate_latest(registry)
