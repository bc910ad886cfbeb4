"""The frontiers of all kinds of policy on one pair of axes: what each kind can be, with every limit kept or with none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.errors import WorkbenchError
from workbench.explore.band_view import band_places
from workbench.explore.kept_limits import kept_limits
from workbench.explore.kinds_compared import Kind
from workbench.explore.lens import Lens
from workbench.explore.limit_metrics import agreed_order
from workbench.explore.list_view import list_of, list_slider
from workbench.explore.policy_payload import thinned
from workbench.frontier import is_nondominated
from workbench.metrics import Metric
from workbench.policy import Limit, capacity_limit, measure_point
from workbench.policy.bands.pairs import Pairs, every_pair
from workbench.policy.tiers import tiered_frontier

POINTS_MAX = 120


@dataclass(frozen=True, kw_only=True, eq=False)
class KindLine:
    """The policies of one kind that no other of it beats, from left to right: ``values`` has shape (m, 2), in the metrics'
    units, none undefined. ``said`` tells why there is no line, or how sure it is; empty where it is exact. ``is_part``: there
    may be better policies of the kind than the line has, or worse, so nothing is said of what it can reach."""

    name: str
    values: np.ndarray
    said: str = ""
    is_part: bool = False


def kind_lines(lens: Lens, kinds: Sequence[Kind], *, x: Metric, y: Metric, limits: Sequence[Limit]) -> list[KindLine]:
    """A line for each kind, of the policies that keep ``limits``; with several scores the best of them all. Each is worked
    out once. A kind that cannot be looked at (too many segment values) says why in place of its line."""

    def line(kind: Kind) -> KindLine:
        try:
            found, said = _LINES[kind.text.partition(":")[0]](lens, kind, x, y, tuple(limits))
        except WorkbenchError as refusal:
            return KindLine(name=kind.name, values=np.empty((0, 2)), said=str(refusal))
        values = _unbeaten(found, x, y)
        if not len(values):
            said = "No policy of this kind keeps every limit." if limits else "Undefined on these axes."
        return KindLine(name=kind.name, values=values, said=said, is_part=_is_part(lens, kind))

    asked = f"{x.name} {y.name} {[limit.text for limit in limits]!r}"
    return [lens.keep(f"line of {kind!r} on {asked}", lambda kind=kind: line(kind), question="lines") for kind in kinds]


def reached(line: KindLine, *, x: Metric, y: Metric, at: float) -> float:
    """The best ``y`` of the line's points whose ``x`` is at least as good as ``at``; NaN where there is none."""
    room = 1e-9 * max(1.0, abs(at))
    own = line.values[x.sign * line.values[:, 0] >= x.sign * at - room]
    return float(y.sign * np.max(y.sign * own[:, 1])) if len(own) else float("nan")


def _is_part(lens: Lens, kind: Kind) -> bool:
    """Lists of a few lengths in each period; tiers whose line leaves the contract's order aside."""
    if kind.text.startswith("capacity"):
        return kind.per != "all"
    return kind.text.startswith("tiered") and bool(agreed_order(lens, kind.column or ""))


def _single(lens: Lens, kind: Kind, x: Metric, y: Metric, limits: tuple[Limit, ...]) -> tuple[np.ndarray, str]:
    sweep = lens.sweep
    kept = kept_limits(sweep, limits, len(sweep)).all(axis=1)
    said = "" if sweep.is_complete else f"among {len(sweep):,} of its thresholds"
    return np.column_stack([x.measure(sweep), y.measure(sweep)])[kept], said


def _tiered(lens: Lens, kind: Kind, x: Metric, y: Metric, limits: tuple[Limit, ...]) -> tuple[np.ndarray, str]:
    scores = lens.sweep.scores
    together = [scores] if kind.is_mixed else [(score,) for score in scores]
    found = [
        tiered_frontier(lens.sweep, x=x, y=y, segment=kind.column, limits=limits, scores=names) for names in together
    ]
    said = ""
    if any(each.is_approximate or each.unsearched for each in found):
        said = "the best that was found, which may not be all there is"
    elif not all(each.is_exact for each in found):
        said = "exact at its corners, filled between"
    if agreed_order(lens, kind.column or ""):
        said = f"{said and said + '; '}without the contract's order of thresholds, which what is recommended keeps"
    return np.vstack([each.values for each in found]), said


def _review(lens: Lens, kind: Kind, x: Metric, y: Metric, limits: tuple[Limit, ...]) -> tuple[np.ndarray, str]:
    capacity = capacity_limit(lens.sweep.predictions, kind.reviewer) if limits else None
    wanted = limits if capacity is None else (*limits, capacity)
    found, is_exact = [], lens.sweep.is_complete
    for score in lens.sweep.scores:
        places = band_places(lens.sweep, score)
        is_exact &= len(places) == np.count_nonzero(lens.sweep.score_code == lens.sweep.scores.index(score))
        upper, lower = every_pair(lens.sweep, places)
        pairs = Pairs(sweep=lens.sweep, reviewer=kind.reviewer, upper=upper, lower=lower)
        kept = kept_limits(pairs, wanted, len(pairs)).all(axis=1)
        found.append(np.column_stack([x.measure(pairs), y.measure(pairs)])[kept])
    found.append(_single(lens, kind, x, y, limits)[0])  # bands in which nobody reviews
    return np.vstack(found), "" if is_exact else "among bands between evenly spread thresholds"


def _capacity(lens: Lens, kind: Kind, x: Metric, y: Metric, limits: tuple[Limit, ...]) -> tuple[np.ndarray, str]:
    if kind.per == "all":  # a list of the whole file flags what a threshold flags
        values, said = _single(lens, kind, x, y, limits)
        return values, said or "lists of every length"
    found = []
    for score in lens.sweep.scores:
        slider = list_slider(lens, list_of(lens.sweep, score=score, k=kind.k, per=kind.per))
        points = [measure_point(lens.sweep, each, metrics=(x, y), limits=limits) for each in slider.places]
        values = np.array([[point.value(x.name), point.value(y.name)] for point in points])
        found.append(values[[all(item.is_kept for item in point.limits) for point in points]])
    return np.vstack(found), "lists of some other lengths"


_LINES = {"single": _single, "tiered": _tiered, "review": _review, "capacity": _capacity}


def _unbeaten(values: np.ndarray, x: Metric, y: Metric) -> np.ndarray:
    """The points that no other beats, from left to right, evenly thinned with both ends kept."""
    values = values[~np.isnan(values).any(axis=1)]
    if not len(values):
        return values
    values = values[is_nondominated(values, signs=[x.sign, y.sign])]
    values = values[np.lexsort((values[:, 1], values[:, 0]))]
    return values[thinned(len(values), POINTS_MAX)]
