"""The view of tiered thresholds: a slider a segment value, the frontier of all tiers beside that of one threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import WorkbenchError
from workbench.explore.kept_limits import kept_limits, off_line_words
from workbench.explore.lens import Lens
from workbench.explore.policy_payload import Line, Told, policy_payload, single_line, thinned
from workbench.explore.sliders import Slider
from workbench.explore.tier_order import in_order, keeps_order, order_label
from workbench.explore.tier_sliders import tier_sliders
from workbench.explore.tier_words import frontier_note, tier_advice
from workbench.metrics import Metric
from workbench.policy import (
    Choice,
    Limit,
    OperatingPoint,
    SingleThreshold,
    TieredThresholds,
    contract_limits,
    measure_point,
)
from workbench.policy.tiers import (
    TierCandidates,
    TieredFrontier,
    choose_tiered,
    equalised,
    implied_values,
    tier_candidates,
    tiered_frontier,
)
from workbench.wording.implied import implied_sentences
from workbench.wording.named_policy import named_tiers


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """What the thresholds are set apart by: a segment column, and the scores that each value may use; ``limits`` hold beside
    the contract's, and ``order`` has the values from least to most strict where thresholds must rise along it."""

    segment: str
    scores: tuple[str, ...]
    limits: tuple[Limit, ...] = ()
    order: tuple[str, ...] | None = None

    @property
    def key(self) -> str:
        return f"tiers by {self.segment} on {', '.join(self.scores)}"


@dataclass(frozen=True, kw_only=True, eq=False)
class TierView:
    """``payload`` is plain JSON; ``sliders`` and ``candidates`` turn the places that a browser names into a policy."""

    payload: Mapping[str, Any]
    sliders: tuple[Slider, ...]
    candidates: TierCandidates
    now: TieredThresholds
    choice: Choice | None
    frontier: TieredFrontier | None
    notes: tuple[str, ...]
    implied: tuple[str, ...]
    order: tuple[str, ...] | None = None
    is_out_of_order: bool = False

    def policy(self, at: Sequence[int]) -> TieredThresholds | None:
        """The policy at these places; None where they are not of this view."""
        if len(at) != len(self.sliders):
            return None
        if any(not 0 <= place < len(slider.places) for slider, place in zip(self.sliders, at, strict=True)):
            return None
        chosen = [slider.places[place] for slider, place in zip(self.sliders, at, strict=True)]
        places = np.array([self.candidates.index_of(v, policy) for v, policy in enumerate(chosen)])
        return in_order(self.candidates, places, self.order)

    def act(self, name: str, policy: TieredThresholds) -> TieredThresholds | None:
        """``same``: one threshold for all that flags about as many; ``equal``: every value pays the same exchange rate."""
        if name == "same":
            return one_for_all(self.candidates, policy)
        if name == "equal" and self.frontier is not None:
            x, y = self.frontier.metrics
            return snapped(self.candidates, equalised(self.candidates.sweep, policy, x=x, y=y).policy)
        return None


def candidates_of(lens: Lens, tiers: Tiers) -> TierCandidates:
    """The candidates of every tier, worked out once."""
    return lens.keep(
        tiers.key, lambda: tier_candidates(lens.sweep, tiers.segment, scores=tiers.scores), question="kinds"
    )


def spread_out(candidates: TierCandidates, policy: SingleThreshold) -> TieredThresholds:
    """One threshold as tiers: the same for every value, each snapped to the value's own rows."""
    score = policy.score if policy.score in candidates.scores else candidates.scores[0]
    shared = SingleThreshold(score=score, threshold=policy.threshold if score == policy.score else math.inf)
    return snapped(
        candidates,
        TieredThresholds(segment=candidates.segment, tiers=tuple((value, shared) for value in candidates.values)),
    )


def snapped(candidates: TierCandidates, policy: TieredThresholds) -> TieredThresholds:
    """The same tiers at the candidates that flag the same rows."""
    return candidates.policy(indices(candidates, policy))


def indices(candidates: TierCandidates, policy: TieredThresholds) -> np.ndarray:
    """The candidate of each value that flags the same of its rows, shape (values,)."""
    by_value = policy.by_value
    return np.array([candidates.index_of(v, by_value[value]) for v, value in enumerate(candidates.values)])


def one_for_all(candidates: TierCandidates, policy: TieredThresholds) -> TieredThresholds:
    """One threshold for every value: the candidate of the whole that flags as near as can be to as many cases."""
    sweep, score = candidates.sweep, policy.tiers[0][1].score
    flagged = float(policy.count(sweep).cell("FLAGGED")[0])
    own = np.flatnonzero(sweep.score_code == sweep.scores.index(score))
    nearest = own[int(np.argmin(np.abs(sweep.counts().cell("FLAGGED")[own] - flagged)))]
    return spread_out(candidates, SingleThreshold(score=score, threshold=float(sweep.threshold[nearest])))


def recommended_tiers(lens: Lens, tiers: Tiers, rule: str | None) -> Choice | None:
    """What the rule recommends, worked out once."""
    if rule is None or lens.contract is None:
        return None

    def find() -> Choice:
        return choose_tiered(
            lens.sweep, lens.contract, segment=tiers.segment, rule=rule, scores=tiers.scores,
            limits=tiers.limits, order=tiers.order,
        )  # fmt: skip

    asked = (tuple(limit.text for limit in tiers.limits), tiers.order)
    return lens.keep(f"{tiers.key}: {rule} {asked!r}", find, question="kinds")


def build_tier_view(
    lens: Lens,
    tiers: Tiers,
    *,
    x: Metric,
    y: Metric,
    metrics: Sequence[Metric],
    rule: str | None,
    now: TieredThresholds,
    start: tuple[str, OperatingPoint],
    marks: Sequence[tuple[str, str, OperatingPoint]],
    choices: Mapping[str, str],
) -> TierView:
    """The view on one pair of axes; ``start`` is what the move is measured from, with its name."""
    candidates = candidates_of(lens, tiers)
    choice = recommended_tiers(lens, tiers, rule)
    best = choice.point if choice is not None else None
    frontier, refused = _frontier(lens, tiers, x, y)
    shown = (
        []
        if frontier is None
        else [frontier.policy(int(i)) for i in thinned(len(frontier.values), _shown_max(candidates))]
    )
    always = [*shown, *([best.policy] if best is not None else [])]
    places_now = indices(candidates, now)
    now = in_order(candidates, places_now, tiers.order)
    sliders = tuple(tier_sliders(candidates, now=now, always=always))
    here = measure_point(lens.sweep, now, contract=lens.contract, metrics=metrics)
    limits = contract_limits(tuple(metrics))
    labels = [limit.label for limit in limits]
    labels += [] if tiers.order is None else [order_label(tiers.segment, tiers.order)]
    lines = [single_line(lens.frontier(lens.sweep, x, y), limits)]
    if frontier is not None:
        index = thinned(len(frontier.values), _shown_max(candidates))
        kept = kept_limits(frontier.combinations, limits, len(frontier))
        if tiers.order is not None:
            kept = np.column_stack([kept, keeps_order(candidates, frontier.combinations.chosen, tiers.order)])
        lines.insert(0, _line(candidates, sliders, tiers, frontier.values[index], shown, kept[index]))
    recommended, advice = None, tier_advice(choice, tiers.segment, rule)
    if best is not None:
        measured = measure_point(lens.sweep, best.policy, contract=lens.contract, metrics=metrics)
        recommended = (_places(candidates, sliders, best.policy), measured)
        if frontier is not None:
            words = off_line_words(
                frontier.values, kept, labels, measured, axes=(x, y), rule=rule, agreed=lens.metrics, line=lines[0].name
            )
            advice = (advice[0], f"{advice[1]} {words}".strip())
    payload = policy_payload(
        lens.sweep,
        contract=lens.contract,
        x=x,
        y=y,
        metrics=metrics,
        sliders=sliders,
        now=(_places(candidates, sliders, now), here),
        recommended=recommended,
        lines=lines,
        told=Told(
            title=f"{y.label} against {x.label[:1].lower()}{x.label[1:]}, thresholds by {tiers.segment}",
            here=f"these thresholds by {tiers.segment}",
            sliders_label=f"One threshold for each {tiers.segment}; to the right is stricter",
            start=(start[0], f"You are where {start[0]} is. Move a slider, or click the frontier.", start[1]),
            advice=advice,
            actions=[
                {
                    "name": "same",
                    "label": "One threshold for all",
                    "title": "Set every slider to the same threshold: the one that flags about as many as now.",
                },
                *(
                    []
                    if frontier is None
                    else [
                        {
                            "name": "equal",
                            "label": "Make the exchange rates equal",
                            "title": f"Keep {x.label[:1].lower()}{x.label[1:]} about where it is, and let every {tiers.segment} pay the same for it.",
                        }
                    ]
                ),
            ],
            marks=marks,
            chains=[] if tiers.order is None else [[candidates.values.index(value) for value in tiers.order]],
        ),
        choices=choices,
    )
    return TierView(
        payload=payload,
        sliders=sliders,
        candidates=candidates,
        now=now,
        choice=choice,
        frontier=frontier,
        notes=tuple(note for note in (refused, frontier_note(frontier, tiers.segment)) if note),
        implied=_implied(lens, now, x, y, tiers),
        order=tiers.order,
        is_out_of_order=tiers.order is not None
        and not bool(keeps_order(candidates, places_now[None, :], tiers.order)[0]),
    )


def _frontier(lens: Lens, tiers: Tiers, x: Metric, y: Metric) -> tuple[TieredFrontier | None, str]:
    def find() -> tuple[TieredFrontier | None, str]:
        try:
            return tiered_frontier(lens.sweep, x=x, y=y, segment=tiers.segment, scores=tiers.scores), ""
        except WorkbenchError as refusal:
            return None, str(refusal)

    return lens.keep(f"{tiers.key}: {y.name} against {x.name}", find, question="kinds")


def _implied(lens: Lens, now: TieredThresholds, x: Metric, y: Metric, tiers: Tiers) -> tuple[str, ...]:
    """What the thresholds say about the values of y in the tiers; nothing where an axis does not add over them."""
    try:
        return implied_sentences(implied_values(lens.sweep, now, x=y, y=x), tiers.segment)
    except WorkbenchError:
        return ()


def _shown_max(candidates: TierCandidates) -> int:
    """Fewer frontier points where each brings a place to many sliders."""
    return int(np.clip(3000 // len(candidates), 40, 160))


def _line(
    candidates: TierCandidates,
    sliders: Sequence[Slider],
    tiers: Tiers,
    values: np.ndarray,
    shown: Sequence[TieredThresholds],
    kept: np.ndarray,
) -> Line:
    texts = [named_tiers(policy, candidates.same_ends(policy)) for policy in shown]
    at = tuple(_places(candidates, sliders, policy) for policy in shown)
    return Line(name=f"by {tiers.segment}", look="open", values=values, texts=tuple(texts), at=at, kept=kept)


def _places(candidates: TierCandidates, sliders: Sequence[Slider], policy: TieredThresholds) -> tuple[int, ...] | None:
    places = [
        slider.at(candidates.single(v, candidates.index_of(v, policy.by_value[value])))
        for v, (value, slider) in enumerate(zip(candidates.values, sliders, strict=True))
    ]
    return None if any(place is None for place in places) else tuple(places)  # type: ignore[arg-type]
