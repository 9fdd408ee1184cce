"""A scheme's results, computed again from its lines and from what `evaluate` printed alone."""

import csv
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP
from decimal import Decimal as D


def recomputed(lines: list[tuple[str, str, str, str]], ties: str, printed: str) -> dict[str, str]:
    """Unit -> points, and whether it is chosen, as `31.50 yes`."""
    rows = {row["unit"]: row["inputs"] for row in csv.DictReader(printed.splitlines())}
    units = {unit: dict(one.split("=") for one in said.split()) for unit, said in rows.items()}
    points, out, quota = {unit: D("0.00") for unit in units}, set(), D(len(units))
    for part, figure, way, amount in lines:
        share, limit = D(amount) * len(units) / 100, D(amount)
        own = {unit: D(some[figure] or -1) for unit, some in units.items() if figure}
        if part == "source":
            gives = limit / (100 if way == "mark" else -1 if way == "each_less" else 1)
            for unit, value in own.items():
                points[unit] += (gives * max(value, 0)).quantize(D("0.01"), ROUND_HALF_UP)
        elif part == "quota":
            quota = share.to_integral_value(ROUND_FLOOR if "floor" in way else ROUND_CEILING)
        for unit, value in own.items():
            better = sum(one >= value for one in own.values())
            if part != "source" and (
                value < 0 or (value < limit if way == "at_least" else value > limit)
                if way != "top_share"
                else value and better <= share.to_integral_value(ROUND_FLOOR)
            ):
                out.add(unit)
    left = {unit: points[unit] for unit in units if unit not in out}
    cut = {
        u: sum(q > p if ties == "in" else q >= p for q in left.values()) for u, p in left.items()
    }
    fits = {u for u, above in cut.items() if above < quota or (ties == "out" and above == quota)}
    return {unit: f"{points[unit]} {'yes' if unit in fits else 'no'}" for unit in units}
