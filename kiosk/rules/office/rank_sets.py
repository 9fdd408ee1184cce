"""Joint confidence sets for ranks, by Mogstad, Romano, Shaikh and Wilhelm: Inference for Ranks with
Applications to Mobility across Neighbourhoods and Academic Achievement across Countries (Review of
Economic Studies, 2024), section 3. Our own code, from the paper.

All pairs of units are compared at once. Which of two is better is claimed only where the difference
of their shares, in standard errors, is larger than the largest one that chance alone would give
among all pairs; the claims that hold are then left out and the others tried again (stepdown). A
unit's rank lies after all units that are claimed to be better, and before all that are claimed to
be worse. With the given probability, all sets together hold the true ranks, ties included.

Shares are compared as arcsin(sqrt(share)) with Anscombe's 3/8 added to both counts. Ranks stay the
same, and the variance is 1/(4n + 2) whatever the share: never 0, not even for 0 or 1 among few.
Chance is played by drawing each unit's count again from a binomial distribution. Our choice.

Only head office's pages load this module, since numpy takes 20 MB.
"""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]
_ANSCOMBE = 3 / 8


def rank_sets(
    good: Sequence[int], of: Sequence[int], seed: int, level: float = 0.95, draws: int = 1_000
) -> list[tuple[int, int]]:
    """The first and last rank that each unit can have, 1 being the largest share; `good` among `of`
    > 0 trials each. The same seed gives the same sets."""
    n = np.asarray(of, dtype=np.int64)
    share = _smoothed(np.asarray(good, dtype=np.int64), n)
    drawn = np.random.default_rng(seed).binomial(n, share, (draws, len(n)))
    errors = _angle(_smoothed(drawn, n)) - _angle(share)
    claimed = _claims(_angle(share), 1 / (4 * n + 2), errors, level)
    better, worse = claimed.sum(axis=0).tolist(), claimed.sum(axis=1).tolist()
    return [(1 + above, len(n) - below) for above, below in zip(better, worse, strict=True)]


def _smoothed(good: npt.NDArray[np.int64], n: npt.NDArray[np.int64]) -> _Floats:
    found: _Floats = (good + _ANSCOMBE) / (n + 2 * _ANSCOMBE)
    return found


def _angle(share: _Floats) -> _Floats:
    found: _Floats = np.arcsin(np.sqrt(share))
    return found


def _claims(
    angles: _Floats, variances: _Floats, errors: _Floats, level: float
) -> npt.NDArray[np.bool_]:
    """Which unit (row) is claimed to be better than which (column), after all steps."""
    weights = 1 / np.sqrt(variances[:, None] + variances[None, :])
    apart = (angles[:, None] - angles[None, :]) * weights
    claimed = np.zeros(apart.shape, dtype=np.bool_)
    open_pairs = ~np.eye(len(angles), dtype=np.bool_)
    while True:
        new = open_pairs & (apart > _critical(errors, np.where(open_pairs, weights, 0), level))
        if not new.any():
            return claimed
        claimed |= new
        open_pairs &= ~new


def _critical(errors: _Floats, weights: _Floats, level: float) -> float:
    """What the largest difference among these pairs stays below with this probability, by the
    draws; raised by twice their own error, so that too few of them don't make sets too narrow."""
    quick, each = weights.astype(np.float32), errors.astype(np.float32)
    largest: list[float] = sorted(((e[:, None] - e[None, :]) * quick).max().item() for e in each)
    number = len(largest)
    at = ceil(level * number + 2 * sqrt(number * level * (1 - level)))
    return largest[min(at, number) - 1]
