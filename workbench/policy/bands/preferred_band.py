"""Which of many tied bands is preferred: a key at a time, each among those that the one before leaves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.metrics.ranges import Range
from workbench.policy.bands.boxes import Boxes
from workbench.policy.bands.pairs import Pairs
from workbench.policy.bands.search import Among, Search
from workbench.policy.rule import TIE_TOLERANCE, Rule, greatest, rounded_beyond
from workbench.sweep import REVIEWED

Key = Callable[[Pairs | Boxes], np.ndarray | Range]


def ordered(pairs: Pairs, rule: Rule) -> np.ndarray:
    """The places of these tied bands, the preferred first: of the greatest score beyond the contract's scales, then of
    fewest reviewed, of fewest flagged, the earlier."""
    counts = pairs.counts()
    keys = [pairs.lower, pairs.upper, _whole(counts.cell("FLAGGED")), _whole(counts.cell(REVIEWED))]
    beyond = rule.beyond(pairs)
    if beyond is not None:
        keys.append(-rounded_beyond(beyond, best=greatest(beyond)))
    return np.lexsort(keys)


def preferred(among: Among, rule: Rule, search: Search, *, most: int) -> Among:
    """Of more bands than ``most``, some that hold the preferred one."""
    for key in _keys(rule):
        if among.bands_count() <= most:
            break
        by_key = Search(search.blocks, key)
        best = by_key.best(among, slack=_rounding)
        if best.at is None:
            continue  # defined nowhere, so that it tells nothing apart
        among = by_key.reaching(among, best.value - 2 * _rounding(best.value)).among
    return among


def _keys(rule: Rule) -> list[Key]:
    counted: list[Key] = [lambda bands: -bands.counts().cell(REVIEWED), lambda bands: -bands.counts().cell("FLAGGED")]
    return [rule.beyond, *counted] if rule.text == "contract" else counted


def _rounding(best: float) -> float:
    return 0.5 * TIE_TOLERANCE * max(1.0, abs(best))


def _whole(counts: np.ndarray) -> np.ndarray:
    """To twelve digits of the largest: less is rounding."""
    scale = max(1.0, float(np.max(counts, initial=0.0)))
    return np.round(counts / scale, 12)
