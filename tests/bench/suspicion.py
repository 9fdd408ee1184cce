"""How often flags are false on clean halls, and how often a manipulation is found, by pattern and
strength: the curve of docs/flags.md. `python -m tests.bench.suspicion`; half an hour."""

import sys
import time
from collections import Counter

from kiosk.simulation.cheating import PATTERNS
from tests.simulated_halls import clean_year, found_after

YEARS, TRIES = 60, 40
FRESH = 1_000
"""The first seed: the halls below were looked at while the rules were made."""
STRENGTHS = (0.1, 0.25, 0.5, 1.0)
DAILY = (10, 25)


def main() -> None:
    """Prints the rate and the curve."""
    small = "--small" in sys.argv
    years, tries = (8, 8) if small else (YEARS, TRIES)
    begun = time.monotonic()
    kinds = Counter(one.kind for seed in range(FRESH, FRESH + years) for one in clean_year(seed))
    print(f"{years} clean hall-years: {sum(kinds.values())} false findings {dict(kinds)}")
    for daily in DAILY:
        print(f"found within 5 open days, a clerk with {daily} a day; of {tries}:")
        for pattern in PATTERNS:
            within = 15 if pattern in ("ring", "refused") else 5
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
