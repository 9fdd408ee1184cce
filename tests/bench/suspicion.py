"""How often flags are false on clean halls, and how often a manipulation is found, by pattern and
strength: the curve of docs/flags.md. `python -m tests.bench.suspicion`; an hour and a half."""

import sys
import time
from collections import Counter

from kiosk.rules.feedback.wilson import interval
from kiosk.simulation.cheating import PATTERNS
from tests.simulated_halls import clean_year, found_after

YEARS, TRIES = 60, 40
KEY_TRIES = 200
"""Tries of the line that is promised: the lower bound of 90 % is then 0.85."""
FRESH = 30_000
"""The first seed: other halls were looked at while the rules were made."""
STRENGTHS = (0.1, 0.25, 0.5, 1.0)
DAILY = (10, 25)


def main() -> None:
    """Prints the rate and the curve."""
    small = "--small" in sys.argv
    years, tries, key_tries = (8, 8, 8) if small else (YEARS, TRIES, KEY_TRIES)
    begun = time.monotonic()
    for reports in (True, False):
        said = "customers reported" if reports else "not reported"
        found = [
            found_after(n, "drip", 0.5, reports=reports) for n in range(FRESH, FRESH + key_tries)
        ]
        share = interval(sum(map(bool, found)), key_tries)
        print(
            f"drip by half, 25 a day, {said}: {share.share:.1%} ({share.low:.1%}–{share.high:.1%})"
        )
        seeds = range(FRESH, FRESH + years)
        clean = (one.kind for n in seeds for one in clean_year(n, reports=reports))
        kinds = Counter(clean)
        print(
            f"{years} clean hall-years, {said}: {sum(kinds.values())} false {dict(kinds)}",
            flush=True,
        )
    for daily in DAILY:
        print(f"found within 5 open days, a clerk with {daily} a day; of {tries}:")
        for pattern in PATTERNS:
            within = 15 if pattern == "refused" else 5
            line = []
            for strength in STRENGTHS:
                seeds = range(FRESH, FRESH + tries)
                found = [found_after(n, pattern, strength, daily, within) for n in seeds]
                line.append(f"{strength:g}: {sum(map(bool, found)) / tries:.0%}")
            said = "" if within == 5 else f"  (within {within})"
            print(f"  {pattern:8}", "  ".join(line) + said, flush=True)
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
