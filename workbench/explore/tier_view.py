"""The view of tiered thresholds: a slider a segment value, the frontier of all tiers beside that of one threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import WorkbenchError
from workbench.explore.lens import Lens
from workbench.explore.policy_payload import Line, Told, policy_payload, single_line, thinned
from workbench.explore.sliders import Slider
from workbench.explore.tier_sliders import tier_sliders
from workbench.metrics import Metric
from workbench.policy import Choice, OperatingPoint, SingleThreshold, TieredThresholds, measure_point
from workbench.policy.tiers import (
    TierCandidates,
    TieredFrontier,
    choose_tiered,
    equalised,
    implied_values,
    tier_candidates,
    tiered_frontier,
)
from workbench.wording import percent
from workbench.wording.implied import implied_sentences
from workbench.wording.optimality import optimality_to_dict
from workbench.wording.policies import policy_name


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """What the thresholds are set apart by: a segment column, and the scores that each value may use."""

    segment: str
    scores: tuple[str, ...]

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

    def policy(self, at: Sequence[int]) -> TieredThresholds | None:
        """The policy at these places; None where they are not of this view."""
        if len(at) != len(self.sliders):
            return None
        if any(not 0 <= place < len(slider.places) for slider, place in zip(self.sliders, at, strict=True)):
            return None
        chosen = [slider.places[place] for slider, place in zip(self.sliders, at, strict=True)]
        return self.candidates.policy([self.candidates.index_of(v, policy) for v, policy in enumerate(chosen)])

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
    by_value = policy.by_value
    return candidates.policy([candidates.index_of(v, by_value[value]) for v, value in enumerate(candidates.values)])


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
    return lens.keep(
        f"{tiers.key}: {rule}",
        lambda: choose_tiered(lens.sweep, lens.contract, segment=tiers.segment, rule=rule, scores=tiers.scores),
        question="kinds",
    )


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
    now = snapped(candidates, now)
    sliders = tuple(tier_sliders(candidates, now=now, always=always))
    here = measure_point(lens.sweep, now, contract=lens.contract, metrics=metrics)
    lines = [single_line(lens.frontier(lens.sweep, x, y))]
    if frontier is not None:
        index = thinned(len(frontier.values), _shown_max(candidates))
        lines.insert(0, _line(candidates, sliders, tiers, frontier.values[index], shown))
    recommended = None
    if best is not None:
        measured = measure_point(lens.sweep, best.policy, contract=lens.contract, metrics=metrics)
        recommended = (_places(candidates, sliders, best.policy), measured)
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
            advice=_advice(choice, tiers, rule),
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
        notes=tuple(note for note in (refused, _frontier_note(frontier, tiers)) if note),
        implied=_implied(lens, now, x, y, tiers),
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


def _frontier_note(frontier: TieredFrontier | None, tiers: Tiers) -> str:
    """How sure the line by segment is."""
    if frontier is None or not len(frontier):
        return ""
    if frontier.is_approximate:
        return f"An axis is no sum over {tiers.segment}, so the line by {tiers.segment} has the best that was found, which may not be all there is."
    if frontier.is_exact:
        return f"The line by {tiers.segment} is exact: no combination of thresholds beats a point of it on both axes."
    span = np.ptp(frontier.values, axis=0)
    off = frontier.distance / np.where(span > 0, span, 1.0)
    return (
        f"The line by {tiers.segment} is exact where a weighting of both axes picks the point, and filled between: at most "
        f"{percent(float(np.nanmax(np.min(off, axis=1))))} of the picture's span from what any combination could reach."
    )


def _shown_max(candidates: TierCandidates) -> int:
    """Fewer frontier points where each brings a place to many sliders."""
    return int(np.clip(3000 // len(candidates), 40, 160))


def _line(
    candidates: TierCandidates,
    sliders: Sequence[Slider],
    tiers: Tiers,
    values: np.ndarray,
    shown: Sequence[TieredThresholds],
) -> Line:
    texts = [policy_name(policy.to_dict()) for policy in shown]
    at = tuple(_places(candidates, sliders, policy) for policy in shown)
    return Line(name=f"by {tiers.segment}", look="open", values=values, texts=tuple(texts), at=at)


def _places(candidates: TierCandidates, sliders: Sequence[Slider], policy: TieredThresholds) -> tuple[int, ...] | None:
    places = [
        slider.at(candidates.single(v, candidates.index_of(v, policy.by_value[value])))
        for v, (value, slider) in enumerate(zip(candidates.values, sliders, strict=True))
    ]
    return None if any(place is None for place in places) else tuple(places)  # type: ignore[arg-type]


def _advice(choice: Choice | None, tiers: Tiers, rule: str | None) -> tuple[str, str]:
    if choice is None:
        return "", "Nothing is recommended: agree worst and target, or what each case is worth, on the Contract page."
    if choice.point is None:
        blocked = "; ".join(
            f"{item.limit.label} comes no nearer than {item.nearest_value:.4g}" for item in choice.blocked
        )
        return (
            "broken",
            f"Nothing is feasible, even with a threshold for each {tiers.segment}: {blocked}. No limit was relaxed.",
        )
    by = "the most money" if rule == "payoff" else "the highest contract score"
    flagged = percent(choice.point.count("FLAGGED") / choice.point.count("ALL"))
    said = f"Recommended: {policy_name(choice.point.policy.to_dict())} ({flagged} flagged), {by} with a threshold for each {tiers.segment}."
    return (
        "",
        said if choice.optimality is None else f"{said} {optimality_to_dict(choice.optimality)['text'].rstrip('.')}.",
    )
