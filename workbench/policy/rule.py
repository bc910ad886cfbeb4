"""The rule: what is to be as large as possible among the candidates that keep every limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import Metric, contract_metrics, payoff_of, payoff_size, resolve_metrics
from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range
from workbench.policy.limits import Limit, every_limit
from workbench.policy.score import contract_score
from workbench.sweep import Sweep

TIE_TOLERANCE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``contract`` (the weighted score), ``payoff``, ``max:METRIC`` or ``min:METRIC``.

    ``agreed`` are the contract's metrics; ``asked`` is the metric of a rule that names one, else None.
    """

    text: str
    contract: Contract | None
    agreed: tuple[Metric, ...]
    asked: Metric | None
    cases_count: float | None = None

    def every_limit(self, limits: Sequence[Limit]) -> tuple[Limit, ...]:
        """What candidates must keep: all limits of the contract, and ``limits``."""
        return every_limit(self.contract, self.agreed, limits, cases_count=self.cases_count)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What is worth measuring at the chosen point: what was agreed, or else what was asked for."""
        return self.agreed or (() if self.asked is None else (self.asked,))

    def objective(self, candidates: Sweep | Gaps) -> np.ndarray | Range:
        """What is to be large, at every candidate, NaN where undefined; of Gaps, the Range that it has in each."""
        if self.asked is not None:
            return (1 if self.text.startswith("max:") else -1) * self.asked.measure(candidates)
        if self.text == "contract":
            return contract_score(candidates, self.agreed)
        return payoff_of(candidates.counts(), self.contract.payoff)

    def tie_width(self, sweep: Sweep, index: int, best: float) -> float:
        """How far below the best value, reached at candidate ``index``, is still a tie.

        Sums of the same terms in another order may differ in the last bit; that is a tie, not a preference. Rounding
        is relative to the numbers that were added up.
        """
        if self.text == "contract":
            scale = sum(metric.weight for metric in self.agreed)
        elif self.text == "payoff":
            counts = sweep.counts().take(np.array([index]))
            scale = float(payoff_size(counts, self.contract.payoff)[0])
        else:
            scale = abs(best)
        return TIE_TOLERANCE * scale if np.isfinite(scale) else 0.0

    def beyond(self, candidates: Sweep | Gaps) -> np.ndarray | Range | None:
        """What tells ties apart first: the score if the contract's scales went on; None where the rule has no scales."""
        return contract_score(candidates, self.agreed, beyond=True) if self.text == "contract" else None

    def order(self, sweep: Sweep, tied: np.ndarray) -> np.ndarray:
        """These tied candidates, the preferred first: of the greatest ``beyond``, then of fewest flagged, the earlier."""
        keys: list[np.ndarray] = [tied, sweep.counts().cell("FLAGGED")[tied]]
        beyond = self.beyond(sweep)
        if beyond is not None:
            keys.append(-rounded_beyond(beyond[tied], best=greatest(beyond[tied])))
        return tied[np.lexsort(keys)]


def greatest(values: np.ndarray) -> float:
    """The greatest of the values that are defined; -inf where none is."""
    return float(np.fmax.reduce(values, initial=-np.inf))


def rounded_beyond(values: np.ndarray, *, best: float) -> np.ndarray:
    """The values to twelve digits of the ``best`` one, and of 1 at least: less is rounding. Undefined counts as -inf."""
    scale = max(1.0, abs(best)) if np.isfinite(best) else 1.0
    with np.errstate(over="ignore"):
        return np.round(np.where(np.isnan(values), -np.inf, values) / scale, 12)


def rule_of(text: str, contract: Contract | None, *, cases_count: float) -> Rule:
    """The rule that ``text`` names, on predictions that stand for ``cases_count`` cases.

    Raises InputError for a rule that does not exist or needs a contract that is not there.
    """
    agreed: Sequence[Metric] = contract_metrics(contract) if contract is not None else ()
    asked = None
    if text == "contract":
        if contract is None:
            raise InputError("The rule 'contract' needs a contract; pass one, or use payoff, max:METRIC or min:METRIC.")
    elif text == "payoff":
        if contract is None or not contract.payoff:
            raise InputError("The rule 'payoff' needs a contract with a payoff for the confusion cells.")
    elif re.fullmatch(r"(max|min):.*\S.*", text):
        asked = resolve_metrics([text[4:]], contract=contract, cases_count=cases_count)[0]
    else:
        raise InputError(f"There is no rule {text!r}. The rules are contract, payoff, max:METRIC and min:METRIC.")
    return Rule(text=text, contract=contract, agreed=tuple(agreed), asked=asked, cases_count=cases_count)
