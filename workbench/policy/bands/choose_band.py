"""Choosing a review band: the best pair of thresholds of all, and whether it is worth its reviewers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.policy.bands.additive import Halves, comes_apart
from workbench.policy.bands.blocked_bands import what_blocks_bands
from workbench.policy.bands.boxes import Blocks
from workbench.policy.bands.pairs import Pairs
from workbench.policy.bands.preferred_band import ordered, preferred
from workbench.policy.bands.search import Best, Search, Tied
from workbench.policy.choose import Choice
from workbench.policy.judged import Judged, judge
from workbench.policy.limits import Limit
from workbench.policy.operating_point import measure_point
from workbench.policy.optimality import Optimality
from workbench.policy.per_period import capacity_limit
from workbench.policy.reviewer import Reviewer
from workbench.policy.rule import TIE_TOLERANCE, Rule, rule_of
from workbench.policy.single import SingleThreshold, policy_of
from workbench.sweep import REVIEWED, Sweep

# So many ties are listed; `ties_count` has all of them.
LISTED_TIES_MAX = 1000
# Rules by which a review has its price.
COUNT_REVIEWS = ("payoff", "max:payoff")


@dataclass(frozen=True, kw_only=True)
class BandChoice(Choice):
    """What a rule recommends among review bands, single thresholds among them as bands in which nobody reviews.

    ``band_pays`` says whether the best band does better than every single threshold that keeps the limits; where one of
    those does as well, it is what is recommended, with ``clear_below == act_from``. ``best_single`` is the best of the
    single thresholds with the value that the rule has there, None and NaN where none keeps the limits. ``limits`` are
    those that were kept, with the reviewer's capacity among them. ``candidates_count`` is the number of bands that were
    measured one by one, ``candidates_total`` of all there are.
    """

    band_pays: bool
    best_single: SingleThreshold | None
    single_objective: float
    limits: tuple[Limit, ...]
    reviewer: Reviewer

    @property
    def gain(self) -> float:
        """What the band adds to the rule's value over the best single threshold; NaN where there is only one of them."""
        return self.objective - self.single_objective

    @property
    def says(self) -> str:
        """Whether the band pays, as a sentence."""
        if self.point is None:
            return "Neither a band nor a single threshold keeps every limit."
        if not self.band_pays:
            return "No band pays: a single threshold without reviews does as well as the best band."
        if self.best_single is None:
            return "The band makes possible what no single threshold can: it keeps every limit."
        if self.rule in COUNT_REVIEWS:
            return "The band pays: it does better than the best single threshold, the cost of its reviews included."
        cost = self.reviewer.cost * self.point.count(REVIEWED)
        return (
            f"By {self.rule} the band does better than the best single threshold. What its reviews cost, {cost:,.6g} on these "
            "predictions, counts there only as far as the rule measures it."
        )


def choose_band(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    reviewer: Reviewer | None = None,
    score: str | None = None,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
) -> BandChoice:
    """The best review band of all pairs of thresholds that keeps every limit, and the reviewer's capacity.

    ``reviewer`` is the contract's unless given; ``score`` restricts the bands to one score. The payoff is that of the
    expected counts less what the reviews cost; other rules and limits see the expected counts, and ``REVIEWED`` in
    formulas. Every pair of distinct scores is covered: those that bounds rule out are not measured, and
    ``optimality`` says so, or how far the best may be where too many were left.

    Of tied bands a single threshold comes first, as ``choose`` picks it; then the band that would score most if the
    contract's scales went on, the one with fewest reviewed, the one that flags fewest, and the earlier score. Raises
    InputError where there is no reviewer, and ColumnError where a capacity per period finds no such periods.
    """
    reviewer = _agreed(contract) if reviewer is None else reviewer
    if score is not None:
        sweep = Sweep(sweep.predictions, scores=[score])
    sweep = sweep.complete_once()
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    capacity = capacity_limit(sweep.predictions, reviewer)
    asked = (*limits, *([] if capacity is None else [capacity]))
    everything = wanted.every_limit(asked)

    single = judge(sweep, wanted, everything)
    has_single = len(single.winners) > 0
    search = search_of(Blocks(sweep=sweep, reviewer=reviewer), wanted, everything)
    best = search.best(search.everywhere(), at_least=single.best if has_single else -np.inf, slack=_slack(wanted))
    is_feasible = has_single or best.at is not None
    value = max(best.value, single.best if has_single else -np.inf) if is_feasible else float("nan")
    tied, chosen, band_pays = None, None, False
    if is_feasible:
        bar = value - _tie_width(search, wanted, best, single)
        tied = search.reaching(search.everywhere(), bar)
        is_tied = single.feasible & (single.objective >= bar)
        band_pays = not is_tied.any()
        chosen = _preferred(search, wanted, tied, wanted.order(sweep, np.flatnonzero(is_tied)))
    ties = () if tied is None or tied.among.bands_count() < 2 else tuple(map(chosen.policy, range(len(chosen))))
    return BandChoice(
        rule=wanted.text,
        point=None
        if chosen is None
        else measure_point(sweep, chosen.policy(0), contract=contract, metrics=wanted.metrics, limits=asked),
        objective=value,
        ties=ties,
        ties_count=tied.among.bands_count() if ties else 0,
        tied_between=(),
        blocked=() if is_feasible else what_blocks_bands(search.blocks, wanted, everything),
        feasible_count=best.kept_count,
        candidates_count=best.measured_count,
        candidates_total=search.everywhere().bands_count(),
        undefined_count=best.undefined_count,
        optimality=_optimality(value, best, tied, search) if is_feasible else None,
        band_pays=band_pays,
        best_single=policy_of(sweep, int(wanted.order(sweep, single.winners)[0])) if has_single else None,
        single_objective=single.best,
        limits=everything,
        reviewer=reviewer,
    )


def _agreed(contract: Contract | None) -> Reviewer:
    if contract is None:
        raise InputError(
            "A review band needs a reviewer: pass --reviewer cost=4,accuracy=0.95 (reviewer=wb.Reviewer(...) in Python), or a "
            "contract with a review section."
        )
    return Reviewer.of(contract)


def search_of(blocks: Blocks, wanted: Rule, limits: Sequence[Limit]) -> Search:
    """The search for the best band; a rule that comes apart begins with the best pair of halves."""
    halves = Halves(blocks, wanted) if comes_apart(wanted) else None
    if halves is None:
        return Search(blocks, wanted.objective, limits)
    return Search(blocks, wanted.objective, limits, tighter=halves.at_most, first=halves.best())


def _slack(wanted: Rule) -> Callable[[float], float]:
    """How far above the best a bound may be and say nothing: half of what makes a tie."""
    weights = sum(metric.weight for metric in wanted.agreed)

    def slack(best: float) -> float:
        scale = weights if wanted.text == "contract" else abs(best)
        return 0.5 * TIE_TOLERANCE * scale if np.isfinite(scale) else 0.0

    return slack


def _tie_width(search: Search, wanted: Rule, best: Best, single: Judged) -> float:
    """How far below the best value is still a tie, as it is for single thresholds."""
    at = best.at
    if at is None:
        first = int(np.flatnonzero(single.feasible & (single.objective == single.best))[0])
        at = (first, first)
    pairs = search.pairs(np.array(at[:1]), np.array(at[1:]))
    return wanted.tie_width(pairs, 0, best.value if best.at is not None else single.best)


def _preferred(search: Search, wanted: Rule, tied: Tied, singles: np.ndarray) -> Pairs:
    """Tied bands as far as they are listed, the preferred first; ``singles`` come before all others, as they are."""
    first = search.pairs(singles[:LISTED_TIES_MAX], singles[:LISTED_TIES_MAX])
    if not len(singles):
        best = preferred(tied.among, wanted, search, most=LISTED_TIES_MAX).first(LISTED_TIES_MAX)
        first = best.take(ordered(best, wanted)[:1])
    others = tied.among.first(LISTED_TIES_MAX)
    others = others.take(ordered(others, wanted))
    is_new = (others.upper != others.lower) & ~((others.upper == first.upper[0]) & (others.lower == first.lower[0]))
    others = others.take(np.flatnonzero(is_new)[: LISTED_TIES_MAX - len(first)])
    return search.pairs(
        *(np.concatenate([getattr(part, end) for part in (first, others)]) for end in ("upper", "lower"))
    )


def _optimality(value: float, best: Best, tied: Tied, search: Search) -> Optimality:
    how = (
        f"all {search.everywhere().bands_count():,} bands covered: {best.measured_count:,} measured one by one, the others ruled "
        "out by bounds"
    )
    if best.bound > value + 1e-9 * abs(value) and best.left_out:
        how = f"the most promising of {search.everywhere().bands_count():,} bands measured; the others are within the bound"
    elif not tied.is_all:
        how += "; more bands may tie than were counted"
    return Optimality(objective=value, bound=max(best.bound, value), how=how)
