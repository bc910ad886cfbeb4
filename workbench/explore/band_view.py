"""The view of a review band: where acting begins and where clearing ends, live, and what a person between them buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.explore.kept_limits import kept_limits, off_line_words
from workbench.explore.lens import Lens
from workbench.explore.policy_payload import Line, Told, policy_payload, single_line, thinned
from workbench.explore.sliders import Slider, threshold_ranks
from workbench.metrics import Metric
from workbench.metrics.affine import Atom, FormCounts
from workbench.policy import (
    Choice,
    Limit,
    OperatingPoint,
    ReviewBand,
    Reviewer,
    SingleThreshold,
    choose_band,
    contract_limits,
    measure_point,
    policy_of,
)
from workbench.policy.bands import band_frontier
from workbench.policy.bands.band_frontier import AUTOMATED
from workbench.policy.bands.pairs import Pairs
from workbench.sweep import Sweep
from workbench.wording import count, percent
from workbench.wording.named_policy import named
from workbench.wording.optimality import optimality_to_dict

PLACES_MAX = 160
_SHOW_AUTOMATED = {
    "name": "automation",
    "label": "Show what automating costs",
    "title": "Put the share that is decided without a person across, the money or the first metric up.",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class BandView:
    """``sliders`` are where acting begins and where reviewing begins; a band is turned round where they cross."""

    payload: Mapping[str, Any]
    sliders: tuple[Slider, Slider]
    now: ReviewBand
    choice: Choice | None
    notes: tuple[str, ...]

    def policy(self, at: Sequence[int]) -> ReviewBand | None:
        """The band at these places; None where they are none of this view's."""
        if len(at) != 2 or any(not 0 <= p < len(s.places) for s, p in zip(self.sliders, at, strict=True)):
            return None
        act, clear = (slider.places[place].threshold for slider, place in zip(self.sliders, at, strict=True))
        return ReviewBand(
            score=self.now.score,
            clear_below=min(act, clear),
            act_from=max(act, clear),
            reviewer=self.now.reviewer,
        )

    def act(self, name: str, policy: ReviewBand) -> ReviewBand | None:
        """``none``: nobody reviews, and acting begins where it does."""
        if name != "none":
            return None
        return ReviewBand(
            score=policy.score, clear_below=policy.act_from, act_from=policy.act_from, reviewer=policy.reviewer
        )


def recommended_band(lens: Lens, score: str, reviewer: Reviewer, rule: str | None) -> Choice | None:
    """What the rule recommends, worked out once."""
    if rule is None or lens.contract is None:
        return None
    return lens.keep(
        f"review band on {score} by {rule} {reviewer!r}",
        lambda: choose_band(lens.sweep, lens.contract, reviewer=reviewer, score=score, rule=rule),
        question="kinds",
    )


def build_band_view(
    lens: Lens,
    *,
    x: Metric,
    y: Metric,
    metrics: Sequence[Metric],
    rule: str | None,
    now: ReviewBand,
    start: tuple[str, OperatingPoint],
    marks: Sequence[tuple[str, str, OperatingPoint]],
    choices: Mapping[str, str],
) -> BandView:
    """The view on one pair of axes; ``start`` is what the move is measured from, with its name."""
    sweep, reviewer = lens.sweep, now.reviewer
    choice = recommended_band(lens, now.score, reviewer, rule)
    best = choice.point if choice is not None else None
    marked = [now, *([best.policy] if best is not None else [])]
    ends = [(now.score, end) for band in marked for end in (band.act_from, band.clear_below)]
    listing = sweep.including(ends)
    places = band_places(listing, now.score, ends)
    act = _slider(lens, listing, places, "Act on its own from", reviewer, is_act=True)
    clear = _slider(lens, listing, places, "Ask a person from", reviewer, is_act=False)
    sliders = (act, clear)

    def at(band: ReviewBand) -> tuple[int, int] | None:
        found = [
            slider.at(SingleThreshold(score=band.score, threshold=sweep.same_actions(band.score, end)[1]))
            for slider, end in zip(sliders, (band.act_from, band.clear_below), strict=True)
        ]
        return None if None in found else (found[0], found[1])  # type: ignore[return-value]

    here = measure_point(sweep, now, contract=lens.contract, metrics=metrics)
    recommended = None
    if best is not None:
        recommended = (at(best.policy), measure_point(sweep, best.policy, contract=lens.contract, metrics=metrics))
    said_now = at(now)
    assert said_now is not None, "what is looked at is among the places"
    reviewed = _reviewed(here)
    limits = contract_limits(tuple(metrics))
    labels = [limit.label for limit in limits]
    line = band_line(listing, places, reviewer, x, y, limits)
    advice = _advice(choice, rule)
    if recommended is not None:
        words = off_line_words(
            line.values, line.kept, labels, recommended[1], axes=(x, y), rule=rule, agreed=lens.metrics, line=line.name
        )
        advice = (advice[0], f"{advice[1]} {words}".strip())
    payload = policy_payload(
        sweep,
        contract=lens.contract,
        x=x,
        y=y,
        metrics=metrics,
        sliders=sliders,
        now=(said_now, here),
        recommended=recommended,
        lines=[line, single_line(lens.frontier(sweep, x, y), limits)],
        told=Told(
            title=f"{y.label} against {x.label[:1].lower()}{x.label[1:]}, with human review",
            here="this band",
            sliders_label="Above the first the model acts alone, below the second nobody looks, a person decides between",
            start=(start[0], f"You are where {start[0]} is. Move a slider, or click the frontier.", start[1]),
            advice=advice,
            cells_note="(expected, with the reviewer's mistakes)" if reviewed else "",
            actions=[
                {
                    "name": "none",
                    "label": "Nobody reviews",
                    "title": "Close the band: act from the upper border, clear below.",
                },
                *([] if x.name == AUTOMATED.name else [_SHOW_AUTOMATED]),
            ],
            marks=marks,
            chains=[(1, 0)],
        ),
        choices=choices,
        forms=FormCounts(predictions=sweep.predictions, review_cost=reviewer.cost),
    )
    notes = (*_notes(here, reviewer), _line_note(listing, places, now.score))
    return BandView(
        payload=payload, sliders=sliders, now=now, choice=choice, notes=tuple(note for note in notes if note)
    )


def band_line(
    sweep: Sweep, places: np.ndarray, reviewer: Reviewer, x: Metric, y: Metric, limits: Sequence[Limit] = ()
) -> Line:
    """The bands between the candidates ``places`` that no other of them beats on both axes, from left to right."""
    found = band_frontier(sweep, x=x, cost_metric=y, reviewer=reviewer, among=places)
    shown = thinned(len(found))
    bands = [found.policy(int(each)) for each in shown]
    ends = (np.searchsorted(places, end[shown]).tolist() for end in (found.pairs.upper, found.pairs.lower))
    at = zip(*ends, strict=True)
    texts = tuple(named(band, sweep) for band in bands)
    pairs = Pairs(sweep=sweep, reviewer=reviewer, upper=found.pairs.upper[shown], lower=found.pairs.lower[shown])
    kept = kept_limits(pairs, limits, len(shown))
    return Line(name="with human review", look="open", values=found.values[shown], texts=texts, at=tuple(at), kept=kept)


def _line_note(sweep: Sweep, places: np.ndarray, score: str) -> str:
    own = np.count_nonzero(sweep.score_code == sweep.scores.index(score))
    if len(places) == own and sweep.is_complete:
        return "The line with human review is exact: no band beats a point of it on both axes."
    return (
        f"The line with human review has the best of every band between {len(places)} thresholds, spread evenly in the share "
        "flagged; what is recommended is the best of all."
    )


def band_places(sweep: Sweep, score: str, always: Sequence[tuple[str, float]] = ()) -> np.ndarray:
    """Candidates of the score, spread evenly in the share flagged, those of ``always`` among them; ascending indices."""
    own = np.flatnonzero(sweep.score_code == sweep.scores.index(score))
    flagged = sweep.counts().cell("FLAGGED")[own]
    if len(own) > PLACES_MAX:
        wanted = np.linspace(0.0, float(flagged[-1]), PLACES_MAX)
        spread = own[np.unique(np.clip(np.searchsorted(flagged, wanted), 0, len(own) - 1))]
    else:
        spread = own
    kept = [sweep.candidate(*each) for each in always]
    return np.unique(np.concatenate([spread, np.array([each for each in kept if each is not None], dtype=np.int64)]))


def _slider(
    lens: Lens,
    sweep: Sweep,
    places: np.ndarray,
    label: str,
    reviewer: Reviewer,
    *,
    is_act: bool,
) -> Slider:
    # A total with a band is one part of the border above and the rest of the border below.
    shares = {
        "TP": 1.0 - reviewer.sensitivity if is_act else reviewer.sensitivity,
        "FP": reviewer.specificity if is_act else 1.0 - reviewer.specificity,
    }
    sign = -1.0 if is_act else 1.0

    def moves(atom: Atom) -> np.ndarray:
        counts = sweep.counts(dict(atom.where)).take(places)
        if atom.cell == "REVIEWED":
            return sign * counts.cell("FLAGGED", atom.amount)
        return shares[atom.cell] * counts.cell(atom.cell, atom.amount)

    own = sweep.counts().take(places)
    thresholds = tuple(policy_of(sweep, int(each)) for each in places)
    share = own.cell("FLAGGED") / own.cell("ALL")
    above = "act on nobody alone" if is_act else "nobody"
    texts = [
        above if policy.flags_nobody else f"{lens.text(policy, sweep)} · {percent(each)} at or above"
        for policy, each in zip(thresholds, share.tolist(), strict=True)
    ]
    return Slider(
        label=label,
        note="",
        places=thresholds,
        texts=tuple(texts),
        share=share,
        rank=threshold_ranks(thresholds),
        moves=moves,
    )


def _reviewed(point: OperatingPoint) -> float:
    return float(point.counts.cell("REVIEWED")[0])


def _advice(choice: Choice | None, rule: str | None) -> tuple[str, str]:
    if choice is None:
        return "", "Nothing is recommended: agree worst and target, or what each case is worth, on the Contract page."
    if choice.point is None:
        blocked = "; ".join(item.limit.label for item in choice.blocked)
        return "broken", f"Nothing is feasible, even with a person between: {blocked}. No limit was relaxed."
    by = "the most money" if rule == "payoff" else "the highest contract score"
    near = "" if choice.optimality is None else f" {optimality_to_dict(choice.optimality)['text'].rstrip('.')}."
    if not _reviewed(choice.point):
        return "", f"No band pays: {by} is reached where nobody reviews.{near}"
    share = percent(_reviewed(choice.point) / choice.point.count("ALL"))
    price = ""
    if rule == "contract" and choice.point.policy.reviewer.cost:
        price = " What reviews cost counts in that score only where one of its metrics measures it; see the money."
    return "", f"Recommended: {named(choice.point.policy, choice.point.sweep)} ({share} reviewed), {by}.{price}{near}"


def _notes(here: OperatingPoint, reviewer: Reviewer) -> tuple[str, ...]:
    reviewed, cases = _reviewed(here), here.count("ALL")
    if not cases:
        return ()
    right = f"catches {percent(reviewer.sensitivity)} of events and clears {percent(reviewer.specificity)} of the rest"
    return (
        f"{percent(1 - reviewed / cases)} of cases are decided without a person; {count(reviewed)} are reviewed. "
        f"A reviewer {right}, and a look costs {reviewer.cost:g}.",
    )
