"""The tipping point: the smallest size of a stress at which a guardrail breaks, or another policy becomes the better one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics.affine import Affine, NotAffine, Quotient, as_form
from workbench.metrics.bound import reach
from workbench.policy import Capacity, Limit, Policy, SingleThreshold
from workbench.stress.drift_steps import first_broken
from workbench.stress.path import SIZE, Line, at_size
from workbench.stress.reweighting import REWEIGHTED, ends_of
from workbench.stress.stress import Stress
from workbench.stress.stressed import stressed
from workbench.stress.world import World, world_of
from workbench.sweep import Sweep

How = Literal["closed form", "bisection", "steps", "grid"]
GRID, CHOICE_GRID, BISECTIONS = 256, 16, 40
# A drift of a million scores is counted anew at each size that is tried.
CHOICE_BISECTIONS, DRIFT_BISECTIONS = 20, 8
# Where a size has no end of its own: so many times as dear, so few events.
COST_MAX, PREVALENCE_MARGIN, NOISE_MAX = 100.0, 1e-6, 0.5


@dataclass(frozen=True, kw_only=True)
class Tipping:
    """From ``start``, which is no stress, towards ``end``: at ``size`` it tips, or nowhere (None).

    ``limit`` is the guardrail that breaks, None where it is the choice that changes. ``is_already`` says that it is so
    without a stress. ``how``: in ``closed form``, by ``bisection`` of what is proven to tip once, at one of all ``steps``
    there are, or found on a ``grid`` of sizes, so that something between two of them may have been passed over.
    """

    stress: Stress
    limit: Limit | None
    start: float
    end: float
    size: float | None
    how: How
    is_already: bool = False

    @property
    def is_proven(self) -> bool:
        return self.how != "grid"


def nothing_of(sweep: Sweep, stress: Stress) -> float:
    """The size at which the stress changes nothing: the prevalence or share as it is, 1 for costs, else 0."""
    if stress.kind == "cost":
        return 1.0
    if stress.kind not in ("prevalence", "mix"):
        return 0.0
    counts = sweep.counts()
    if stress.kind == "prevalence":
        part = float(counts.cell("POSITIVES")[0])
    else:
        stress.sized(0.0)  # says that several shares have no one size
        part = float(sweep.counts({stress.column: (stress.shares[0][0],)}).cell("ALL")[0])
    return part / float(counts.cell("ALL")[0])


def ends(stress: Stress, sweep: Sweep, start: float, *, up: bool) -> float:
    """How far a stress can go up or down from ``start``."""
    if stress.kind == "prevalence":
        return 1.0 - PREVALENCE_MARGIN if up else min(PREVALENCE_MARGIN, start / 2)
    if stress.kind == "mix":
        return 1.0 if up else 0.0
    if stress.kind == "noise":
        return NOISE_MAX if up else 0.0
    if stress.kind == "cost":
        return COST_MAX if up else 0.0
    spread = max(float(np.ptp(sweep.predictions.scores[name])) for name in sweep.scores)
    return spread if up else -spread


def guardrail_tippings(
    sweep: Sweep,
    policy: Policy,
    stress: Stress,
    contract: Contract | None = None,
    *,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    up: bool = True,
    end: float | None = None,
) -> tuple[Tipping, ...]:
    """Where each guardrail of the policy first breaks as the stress grows (``up``) or shrinks from nothing, this stress alone.

    Under a shift of prevalence, of one share of a mix, and of labels every count is a straight line in the size. So a
    limit on a count, or on a ratio of two such lines, breaks once and for good: in closed form. Others are looked for on a
    grid. A drift passes one score after the other.

    Raises InputError for a list of the k highest, which a stress makes anew, for a drift of several thresholds, and as
    ``stressed`` does.
    """
    world = world_of(sweep, policy, (), contract, rule=rule, limits=limits)
    everything = world.every_limit
    if isinstance(policy, Capacity):
        raise InputError("Where a list of the k highest tips is not worked out: any stress makes another list.")
    start = nothing_of(sweep, stress)
    end = ends(stress, sweep, start, up=up) if end is None else end
    if stress.kind == "drift":
        if not isinstance(policy, SingleThreshold):
            raise InputError("Where a drift tips is worked out for one threshold alone.")
        if stress.unit != "score":
            raise InputError("Where a drift tips is told in score, not in ranks.")
        found = []
        for limit in everything:
            size, is_exact = first_broken(sweep, policy, stress, limit, up=up, end=end)
            how: How = "steps" if is_exact else "grid"
            found.append(_tipping(stress, limit, start, end, size, how))
        return tuple(found)
    if stress.kind == "cost":
        return tuple(_by_cost(sweep, policy, stress, contract, rule, limit, start, end) for limit in everything)
    line = line_of(world, stress)
    return tuple(_along(line, stress, limit, start, end) for limit in everything)


def choice_tipping(
    sweep: Sweep,
    policy: Policy,
    stress: Stress,
    contract: Contract | None = None,
    *,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
    up: bool = True,
    end: float | None = None,
    steps: int = CHOICE_GRID,
) -> Tipping:
    """Where the policy, as this stress alone grows (``up``) or shrinks, is first no longer the best of its kind.

    By the payoff and without limits every policy's worth is a straight line in the size (of all but a drift), so the
    sizes at which one is the best have no hole (the greatest of straight lines is convex): it tips once, and bisection
    finds where. A rule that does not look at the payoff is not moved by costs. All else is looked for on a grid of
    ``steps``, then bisected.
    """
    start = nothing_of(sweep, stress)
    end = ends(stress, sweep, start, up=up) if end is None else end

    def keeps(size: float) -> bool:
        found = stressed(sweep, policy, stress.sized(size), contract, rule=rule, limits=limits)
        return found.keeps_policy

    world = world_of(sweep, policy, (), contract, rule=rule, limits=limits)
    if not stressed(sweep, policy, (), contract, rule=rule, limits=limits).keeps_policy:
        return Tipping(stress=stress, limit=None, start=start, end=end, size=start, how="closed form", is_already=True)
    has_limits = bool(world.every_limit)
    if stress.kind == "cost" and rule == "contract" and not _on_payoff(world.limits):
        return _tipping(stress, None, start, end, None, "closed form")
    if rule == "payoff" and not has_limits and stress.kind != "drift":
        size = None if keeps(end) else _bisected(keeps, start, end)
        return _tipping(stress, None, start, end, size, "bisection")
    times = DRIFT_BISECTIONS if stress.kind == "drift" else CHOICE_BISECTIONS
    size = _on_grid(keeps, start, sizes_between(stress, start, end, steps), times)
    return _tipping(stress, None, start, end, size, "grid")


def line_of(world: World, stress: Stress) -> Line:
    """The kept policy along the sizes of a reweighting."""
    if stress.kind not in REWEIGHTED:
        raise InputError(f"Counts are no straight line in the size of a {stress.kind}.")
    low, high = (
        World(
            base=world.base,
            layers=(layer,),
            contract=world.contract,
            policy=world.policy,
            rule=world.rule,
            limits=world.limits,
        )
        for layer in ends_of(stress, world.base.counts, world.base.predictions)
    )
    return Line(sweep=world.base, low=low.count(world.policy), high=high.count(world.policy))


def sizes_between(stress: Stress, start: float, end: float, steps: int) -> np.ndarray:
    """``steps`` sizes after ``start``, up to ``end``; of a prevalence and of costs they are evenly spread in odds or times."""
    share = np.arange(1, steps + 1) / steps
    if stress.kind == "prevalence":
        odds = np.exp((1 - share) * _logit(start) + share * _logit(end))
        return np.append((odds / (1 + odds))[:-1], end)
    if stress.kind == "cost" and start > 0 and end > 0:
        return np.append(np.exp((1 - share) * math.log(start) + share * math.log(end))[:-1], end)
    return np.append(((1 - share) * start + share * end)[:-1], end)


def _along(line: Line, stress: Stress, limit: Limit, start: float, end: float) -> Tipping:
    try:
        size = _closed(as_form(limit.measure(line.form())), limit, start, end)  # type: ignore[arg-type]
        return _tipping(stress, limit, start, end, size, "closed form")
    except NotAffine:
        pass

    def keeps(size: float) -> bool:
        return bool(limit.keeps(limit.measure(line.at([size])))[0])  # type: ignore[arg-type]

    if not keeps(start):
        return _tipping(stress, limit, start, end, start, "grid")
    sizes = sizes_between(stress, start, end, GRID)
    kept = limit.keeps(limit.measure(line.at(sizes)))  # type: ignore[arg-type]
    if kept.all():
        return _tipping(stress, limit, start, end, None, "grid")
    first = int(np.argmin(kept))
    before = float(sizes[first - 1]) if first else start
    return _tipping(stress, limit, start, end, _bisected(keeps, before, float(sizes[first])), "grid")


def _closed(form: Affine | Quotient, limit: Limit, start: float, end: float) -> float | None:
    """Where the limit first breaks between; None where it does not. Raises NotAffine where that cannot be told so."""
    top, bottom = (form.top, form.bottom) if isinstance(form, Quotient) else (form, Affine(1.0))
    if not top.is_defined or not bottom.is_defined:
        return start  # undefined keeps no limit
    below = [at_size(bottom, size) for size in (start, end)]
    if min(below) < 0 or not below[0]:
        raise NotAffine
    sign = 1.0 if limit.at_most else -1.0
    most = reach(limit.bound, at_most=limit.at_most)
    over = [sign * (at_size(top, size) - most * under) for size, under in zip((start, end), below, strict=True)]
    if over[0] > 0:
        return start
    if not below[1]:  # undefined at the very end, whatever it is before
        return end if over[1] <= 0 else start + (end - start) * over[0] / (over[0] - over[1])
    return None if over[1] <= 0 else start + (end - start) * over[0] / (over[0] - over[1])


def _by_cost(
    sweep: Sweep,
    policy: Policy,
    stress: Stress,
    contract: Contract | None,
    rule: str,
    limit: Limit,
    start: float,
    end: float,
) -> Tipping:
    """Costs move no count, so only a limit on the payoff can break, and the payoff is a line in the size."""
    if not _on_payoff((limit,)):
        world = world_of(sweep, policy, (), contract, rule=rule, limits=(limit,))
        is_kept = world.measure(policy).limits[0].is_kept
        return _tipping(stress, limit, start, end, None if is_kept else start, "closed form")
    values = []
    for size in (start, end):
        world = world_of(sweep, policy, stress.sized(size), contract, rule=rule, limits=(limit,))
        values.append(world.measure(policy).limits[0].value)
    slope = (values[1] - values[0]) / (end - start)
    size = _closed(Affine(values[0] - slope * start, {SIZE: slope}), limit, start, end)
    return _tipping(stress, limit, start, end, size, "closed form")


def _on_payoff(limits: Sequence[Limit]) -> bool:
    return any(limit.metric.is_money for limit in limits)


def _tipping(stress: Stress, limit: Limit | None, start: float, end: float, size: float | None, how: How) -> Tipping:
    return Tipping(stress=stress, limit=limit, start=start, end=end, size=size, how=how, is_already=size == start)


def _on_grid(keeps: Callable[[float], bool], start: float, sizes: np.ndarray, times: int) -> float | None:
    before = start
    for size in sizes.tolist():
        if not keeps(size):
            return _bisected(keeps, before, size, times)
        before = size
    return None


def _bisected(keeps: Callable[[float], bool], kept: float, broken: float, times: int = BISECTIONS) -> float:
    """A size that breaks, next to one that does not; ``kept`` keeps and ``broken`` does not."""
    for _ in range(times):
        middle = (kept + broken) / 2
        if middle in (kept, broken):
            break
        kept, broken = (middle, broken) if keeps(middle) else (kept, middle)
    return broken


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
