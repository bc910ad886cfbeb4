"""A slider for each value of a segment column: the thresholds at which that segment's own rows change sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from workbench.explore.sliders import Slider, threshold_ranks
from workbench.metrics.affine import Atom
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.policy.tiers import TierCandidates
from workbench.wording import count, percent, threshold_text

# So many places fit under a hand; a study of many segments shows fewer of each.
PLACES_MAX, PLACES_MIN, PLACES_IN_ALL = 160, 24, 2400


def tier_sliders(
    candidates: TierCandidates, *, now: TieredThresholds, always: Iterable[TieredThresholds] = ()
) -> list[Slider]:
    """One slider for each value of the segment, on the score that ``now`` gives it.

    Places are spread evenly in the share flagged of the segment's own cases, from *flag nobody* to *flag everybody*, and
    those of ``now`` and ``always`` are among them: thresholds on another score too. Every place is an exact candidate of
    the segment's rows; only the choice of which to show is thinned.
    """
    most = int(np.clip(PLACES_IN_ALL // len(candidates), PLACES_MIN, PLACES_MAX))
    marked = [policy.by_value for policy in (now, *always)]
    return [
        _slider(candidates, v, [by_value[value] for by_value in marked if value in by_value], most)
        for v, value in enumerate(candidates.values)
    ]


def _slider(candidates: TierCandidates, v: int, marked: Sequence[SingleThreshold], most: int) -> Slider:
    flagged = candidates.counts()[v].cell("FLAGGED")
    score = candidates.scores.index(marked[0].score)
    own = np.flatnonzero((candidates.score_code[v] == score) | np.isinf(candidates.threshold[v]))
    if len(own) > most:
        wanted = np.linspace(0.0, float(flagged[own[-1]]), most)
        own = own[np.unique(np.clip(np.searchsorted(flagged[own], wanted), 0, len(own) - 1))]
    chosen = np.unique([*own, *(candidates.index_of(v, policy) for policy in marked)]).astype(np.int64)
    policies = tuple(candidates.single(v, int(index)) for index in chosen)
    counts = candidates.counts()[v]
    cases, events = float(counts.cell("ALL")[0]), float(counts.cell("POSITIVES")[0])
    share = counts.cell("FLAGGED")[chosen] / cases if cases else np.zeros(len(chosen))

    def moves(atom: Atom) -> np.ndarray:
        return candidates.counts(dict(atom.where))[v].cell(atom.cell, atom.amount)[chosen]

    # Each names its model where each may have its own, though its own places are all of one.
    several = len(candidates.scores) > 1
    texts = []
    for index, policy, flags in zip(chosen.tolist(), policies, share.tolist(), strict=True):
        name = f"{policy.score} " if several else ""
        said = f"{name}≥ {threshold_said(candidates, v, index)} · {percent(flags)} flagged"
        texts.append("flag nobody" if policy.flags_nobody else said)
    return Slider(
        label=candidates.values[v],
        note=f"{count(cases)} cases, {percent(events / cases)} events" if cases else "no cases",
        places=policies,
        texts=tuple(texts),
        share=share,
        rank=threshold_ranks(policies),
        moves=moves,
    )


def threshold_said(candidates: TierCandidates, v: int, index: int) -> str:
    """A tier's threshold in as few digits as flag the same of its rows."""
    threshold, code = candidates.threshold[v], candidates.score_code[v]
    has_next = index + 1 < len(threshold) and code[index + 1] == code[index]
    low = float(threshold[index + 1]) if has_next else -np.inf
    return threshold_text(float(threshold[index]), (low, float(threshold[index])))
