"""What was worked out of one sweep and one contract, kept for the next question, so that no question is worked out twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from threading import RLock
from typing import Any, TypeVar

from workbench.contract import Contract
from workbench.explore.first_point import first_point
from workbench.explore.winners import possible_winners
from workbench.frontier import Frontier, build_frontier
from workbench.metrics import Metric, contract_metrics
from workbench.policy import Choice, Limit, Policy, SingleThreshold, baseline_policy, choose, choose_like, policy_of
from workbench.policy.kinds import choose_policy, kind_text
from workbench.sweep import Sweep
from workbench.wording import threshold_text

WINNERS_MAX = 120
# A sweep that lists what somebody asked for is some megabytes; whoever asks again asks soon.
SWEEPS_MAX = 3
KEPT_MAX = {
    "choice": 4,
    "frontier": 6,
    "segments": 12,
    "stress": 32,
    "tipping": 32,
    "fairness": 12,
    "multiples": 6,
    "kinds": 24,
    "subject": 4,
    "lines": 40,
}
TEXTS_MAX = 50_000

Kept = TypeVar("Kept")


class Lens:
    """A study as it is looked at. Its answers depend on what is asked alone, so that sessions may share it."""

    def __init__(self, sweep: Sweep, contract: Contract | None) -> None:
        self.sweep = sweep
        self.contract = contract
        self.metrics: tuple[Metric, ...] = () if contract is None else contract_metrics(contract)
        self._agreed = None if contract is None else contract.sha256
        self._bases: list[Sweep] = [sweep]
        self._kept: dict[str, OrderedDict[Hashable, Any]] = {}
        self._lock = RLock()

    def look(
        self, *, rule: str | None, what_if: Contract | None, marked: Sequence[SingleThreshold]
    ) -> tuple[Choice | None, Sweep]:
        """What ``rule`` recommends (by the weights and costs of ``what_if``), and a sweep that lists it and all ``marked``.

        To list a candidate is to look at rows, so a sweep that lists it already is taken where there is one.
        """
        rule = None if self.contract is None else rule
        weighed_by = self._agreed if what_if is None else what_if.sha256

        def choice_on(base: Sweep) -> Choice | None:
            if rule is None:
                return None
            return self._keep(
                "choice", (base, rule, weighed_by), lambda: choose(base, what_if or self.contract, rule=rule)
            )

        with self._lock:
            for base in reversed(self._bases):
                if rule is None or (base, rule, weighed_by) in self._kept.get("choice", {}):
                    choice = choice_on(base)
                    sweep = _sweep_of(choice, base)
                    if _lists(sweep, marked):
                        return choice, sweep
            base = next((base for base in reversed(self._bases) if _lists(base, marked)), None)
            if base is None:
                base = self.sweep.including([(policy.score, policy.threshold) for policy in marked])
                self._bases = [self.sweep, *self._bases[1:][-(SWEEPS_MAX - 1) :], base]
            choice = choice_on(base)
            return choice, _sweep_of(choice, base)

    def look_like(
        self, policy: Policy, *, rule: str | None, limits: Sequence[Limit] = (), order: Sequence[str] | None = None
    ) -> Choice | None:
        """What ``rule`` recommends among the policies of the same kind as ``policy``, within ``limits`` beside the contract's
        and, of tiers, in ``order``; None without a rule."""
        if rule is None or self.contract is None:
            return None
        if isinstance(policy, SingleThreshold):
            return self.look(rule=rule, what_if=None, marked=())[0]
        asked = (tuple(limit.text for limit in limits), order)
        is_mixed = len(getattr(policy, "scores", ())) > 1
        key = ("like", kind_text(policy), is_mixed, repr(getattr(policy, "reviewer", None)), rule, asked)

        def find() -> Choice:
            if order is None:
                return choose_like(self.sweep, self.contract, policy, rule=rule, limits=limits)
            return choose_policy(
                self.sweep, self.contract, kind=kind_text(policy), rule=rule, limits=limits, order=order
            )

        return self._keep("choice", key, find)

    @cached_property
    def today(self) -> tuple[SingleThreshold, str] | None:
        """The baseline as a policy, and where its threshold comes from; None without one."""
        return baseline_policy(self.sweep.predictions, self.contract)

    def winners(self, rule: str) -> tuple[SingleThreshold, ...]:
        """Some of the listed candidates that are best for some weights or costs; the rule's own do not matter."""

        def find() -> tuple[SingleThreshold, ...]:
            found = possible_winners(self.sweep, contract=self.contract, metrics=self.metrics, rule=rule)
            return tuple(policy_of(self.sweep, index) for index in found[:WINNERS_MAX])

        return () if self.contract is None else self._keep("winners", rule, find)

    @cached_property
    def first_point(self) -> SingleThreshold:
        """Where looking begins, before anybody moved."""
        return first_point(self.sweep)

    def frontier(self, sweep: Sweep, x: Metric, y: Metric) -> Frontier:
        """The frontier of the candidates that ``sweep`` lists."""
        return self._keep("frontier", (sweep, x.name, y.name), lambda: build_frontier(sweep, metrics=(x, y)))

    def text(self, policy: SingleThreshold, sweep: Sweep) -> str:
        """The threshold in as few digits as flag the same rows. ``sweep`` lists it, so that no row need be looked at."""
        return self._keep(
            "text",
            policy,
            lambda: threshold_text(policy.threshold, sweep.same_actions(policy.score, policy.threshold)),
        )

    def keep(self, name: str, make: Callable[[], Kept], *, question: str = "named") -> Kept:
        """What ``make`` gives, made once; ``name`` says of which question it is the answer.

        Answers that are large have a ``question`` of their own, so that few of them are kept.
        """
        return self._keep(question, name, make)

    def _keep(self, question: str, key: Hashable, make: Callable[[], Kept]) -> Kept:
        with self._lock:
            kept = self._kept.setdefault(question, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
            else:
                kept[key] = make()
                if len(kept) > KEPT_MAX.get(question, TEXTS_MAX):
                    kept.popitem(last=False)
            return kept[key]


def _sweep_of(choice: Choice | None, base: Sweep) -> Sweep:
    """The sweep that was looked at, where it lists some candidates only, as the base does; else the base and the point."""
    if choice is None or choice.point is None:
        return base
    looked_at = choice.point.sweep
    if looked_at.is_complete and not base.is_complete:
        policy = choice.point.policy
        return base.including([(policy.score, policy.threshold)])
    return looked_at


def _lists(sweep: Sweep, policies: Sequence[SingleThreshold]) -> bool:
    return all(
        policy.score not in sweep.scores or sweep.candidate(policy.score, policy.threshold) is not None
        for policy in policies
    )
