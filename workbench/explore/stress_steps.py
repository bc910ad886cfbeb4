"""The sizes that a person can pick for each stress: from nothing in both directions, in steps that people say."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.contract import Contract
from workbench.policy import Policy, SingleThreshold
from workbench.stress import Stress, nothing_of
from workbench.sweep import Sweep

ODDS = (0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0)
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
WRONG = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
TIMES = (0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
RANKS = (-0.2, -0.1, -0.05, -0.02, -0.01, -0.005, 0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """``sizes`` ascend and have ``nothing``, the size that changes nothing, among them. ``like`` is a stress of this kind."""

    like: Stress
    sizes: tuple[float, ...]
    nothing: float


def prevalence_steps(sweep: Sweep) -> Steps | None:
    """Shares of events at so many times the odds; None where there is only one label."""
    like = Stress(kind="prevalence", size=0.5)
    now = nothing_of(sweep, like)
    if not 0 < now < 1:
        return None
    odds = now / (1 - now)
    return Steps(like=like, sizes=tuple(now if times == 1 else _share(times * odds) for times in ODDS), nothing=now)


def mix_steps(sweep: Sweep, column: str, value: str) -> Steps | None:
    """Shares of a segment value; None where every case has it."""
    like = Stress(kind="mix", column=column, shares={value: 0.5})
    now = nothing_of(sweep, like)
    if not 0 < now < 1:
        return None
    return Steps(like=like, sizes=tuple(sorted({*SHARES, now})), nothing=now)


def noise_steps() -> Steps:
    return Steps(like=Stress(kind="noise", size=0.1), sizes=WRONG, nothing=0.0)


def cost_steps(contract: Contract, cell: str | None) -> Steps:
    return Steps(like=Stress(kind="cost", size=2.0, cell=cell), sizes=TIMES, nothing=1.0)


def drift_steps(policy: Policy, column: str | None, value: str | None) -> Steps | None:
    """Drifts in shares of the ranks; None for a policy without one threshold that flags somebody."""
    if not isinstance(policy, SingleThreshold) or policy.flags_nobody:
        return None
    where = {} if column is None or value is None else {"column": column, "values": (value,)}
    return Steps(like=Stress(kind="drift", size=0.1, unit="ranks", **where), sizes=RANKS, nothing=0.0)


def _share(odds: float) -> float:
    share = odds / (1 + odds)
    digits = 3 - math.ceil(math.log10(min(share, 1 - share)))
    return round(share, digits) if 0 < round(share, digits) < 1 else share
