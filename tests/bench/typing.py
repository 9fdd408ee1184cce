"""`make bench`: how long a request for candidates takes, letter by letter as a customer types, and
beside it a fragment of the same station that asks librime nothing.

    python -m tests.bench.typing

Ends with 1 where 95 of 100 requests do not take 50 ms at most.
"""

import http.client
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import click

from tests.faults.machines import make_office, make_station

SENTENCES = ("paiduishijiantaichang", "taiduhenchazhangdanbudui", "ranqifeishoududuole", "yyt")
ROUNDS = 5
MOST_MS = 50.0
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@click.command()
def main() -> None:
    """Measures candidates against a fragment."""
    with tempfile.TemporaryDirectory() as name:
        office, code = make_office(Path(name))
        office.start()
        office.until_served()
        station = make_station(Path(name), office, code, sync_seconds=86_400)
        office.stop()
        station.start()
        try:
            station.until_served()
            candidates, floor = _measured(station.port)
        finally:
            station.kill()
    fine = _p95(candidates) <= MOST_MS
    for what, took in (("candidates", candidates), ("fragment (floor)", floor)):
        says = f"median {statistics.median(took):6.1f} ms   p95 {_p95(took):6.1f} ms"
        click.echo(f"{what:18}{says}   {len(took)} requests")
    ratio = _p95(candidates) / _p95(floor)
    click.echo(f"p95 ratio {ratio:.1f}, limit {MOST_MS:.0f} ms: {'ok' if fine else 'MISS'}")
    sys.exit(0 if fine else 1)


def _measured(port: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each request, in turn."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    candidates, floor = [], []
    _timed(line, "POST", "/typing/candidates", "ni")  # starts librime
    for _ in range(ROUNDS):
        for sentence in SENTENCES:
            for end in range(1, len(sentence) + 1):
                floor.append(_timed(line, "GET", "/typing/code"))
                candidates.append(_timed(line, "POST", "/typing/candidates", sentence[:end]))
    line.close()
    return candidates, floor


def _timed(line: http.client.HTTPConnection, method: str, path: str, letters: str = "") -> float:
    body = urlencode({"letters": letters}) if letters else None
    begun = time.perf_counter()
    line.request(method, path, body, FORM if letters else {})
    answer = line.getresponse()
    text = answer.read().decode()
    took = 1000 * (time.perf_counter() - begun)
    if answer.status != 200 or "data-unavailable" in text:
        raise RuntimeError(f"{path}: {answer.status}, no candidates for {letters}")
    return took


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


if __name__ == "__main__":
    main()
