"""What blocks where no band keeps every limit, against measuring every band by itself."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tests.policy.bands.band_oracle import thresholds
from tests.policy.bands.test_choose_band_properties import random_case, random_limits, random_reviewer
from workbench.policy import ReviewBand, choose_band, measure_point, parse_limit
from workbench.sweep import Sweep


def test_what_blocks_and_what_is_nearest_is_that_of_measuring_every_band(make_predictions, soak):
    rng, seen = random.Random(12), {"enough": 0, "conflict": 0}
    while min(seen.values()) < 8 * soak:
        predictions, rows = random_case(rng, make_predictions)
        limits, reviewer = random_limits(rng, rows), random_reviewer(rng)
        sweep, rule = Sweep(predictions), rng.choice(["max:accuracy", "max:precision"])
        choice = choose_band(sweep, reviewer=reviewer, rule=rule, limits=[parse_limit(text) for text, *_ in limits])
        if choice.point is not None or not choice.blocked:
            continue
        candidates, measured, anywhere = thresholds(rows), [], []
        for i, act_from in enumerate(candidates):
            for clear_below in candidates[i:]:
                band = ReviewBand(score="s", clear_below=clear_below, act_from=act_from, reviewer=reviewer)
                precision = measure_point(sweep, band, limits=[*choice.limits, parse_limit("precision>=0")]).limits
                anywhere.append([item.is_kept for item in precision[:-1]])
                if rule == "max:precision" and math.isnan(precision[-1].value):
                    continue
                measured.append([(item.value, item.is_kept) for item in precision[:-1]])
        every = range(len(choice.limits))
        enough = [p for p in every if any(all(kept for q, (_, kept) in enumerate(row) if q != p) for row in measured)]
        seen["enough" if enough else "conflict"] += 1
        if enough:
            assert [choice.limits[p] for p in enough] == [item.limit for item in choice.blocked]
        for item in choice.blocked:
            p = choice.limits.index(item.limit)
            among = [row for row in measured if not enough or all(kept for q, (_, kept) in enumerate(row) if q != p)]
            values = [row[p][0] for row in among if not math.isnan(row[p][0])]
            wanted = (min if item.limit.at_most else max)(values, default=math.nan)
            assert item.nearest_value == pytest.approx(wanted, rel=1e-9, abs=1e-12, nan_ok=True)
            assert (item.keeps_count > 0) == any(kept[p] for kept in anywhere)
            if not math.isnan(wanted):
                there = measure_point(sweep, item.nearest, limits=[item.limit]).limits[0].value
                assert np.isclose(there, wanted, rtol=1e-9)
