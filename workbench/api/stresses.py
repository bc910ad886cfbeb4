"""``wb.stress``: a story of failure as numbers at a policy, against tuning it anew."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from html import escape
from typing import Any

import pandas as pd

from workbench.api.show import policy_text
from workbench.api.wanted_metrics import cases_of
from workbench.contract import Contract
from workbench.errors import InputError, NothingFeasible
from workbench.metrics import payoff_metric
from workbench.policy import Choice, Limit, OperatingPoint, Policy, parse_limit
from workbench.stress import Stress, Stressed, Tipping, choice_tipping, guardrail_tippings, stressed
from workbench.stress.parse import parse_stress
from workbench.sweep import Sweep
from workbench.wording import value_with_unit
from workbench.wording.limits import limit_judged_with_unit
from workbench.wording.stress import regret_text, stress_text, tipping_text, verdict_text


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownStress(Stressed):
    """A stressed policy that says what becomes of it."""

    sweep: Sweep
    agreed: Contract | None
    asked_limits: tuple[Limit, ...]

    def table(self) -> pd.DataFrame:
        """A row a metric and limit, and the payoff: ``now``, ``stressed``, ``retuned`` (NaN without), ``limit``, ``kept``, ``slack``."""
        tuned = self.retuned
        rows: list[dict[str, Any]] = []
        for place, item in enumerate(self.point.metrics):
            rows.append(
                _row(item.metric.name, self.now.metrics[place].value, item.value, tuned and tuned.metrics[place].value)
            )
        if self.point.payoff is not None:
            rows.append(_row("payoff", self.now.payoff, self.point.payoff, tuned and tuned.payoff))
        for each in self.guardrails:
            rows.append(
                {
                    **_row(each.limit.text, each.now, each.stressed, each.retuned),
                    "limit": each.limit.bound,
                    "kept": each.is_kept,
                    "slack": each.slack,
                }
            )
        return pd.DataFrame(rows, columns=["name", "now", "stressed", "retuned", "limit", "kept", "slack"])

    def tipping(self, *, up: bool | None = None, choice: bool = True) -> list[Tipping]:
        """Where each limit first breaks, and with ``choice`` where another policy is better, as this stress alone grows.

        ``up`` is the direction, that of the stress itself unless given. Raises InputError for several stresses at once
        and for what cannot tip (see ``guardrail_tippings``).
        """
        if len(self.stresses) != 1:
            raise InputError("A tipping point is that of one stress; give one.")
        from workbench.stress import nothing_of

        (one,) = self.stresses
        up = one.size >= nothing_of(self.sweep, one) if up is None else up
        given: dict[str, Any] = {"rule": self.rule, "limits": self.asked_limits, "up": up}
        found = list(guardrail_tippings(self.sweep, self.policy, one, self.agreed, **given))
        return [*found, *([choice_tipping(self.sweep, self.policy, one, self.agreed, **given)] if choice else [])]

    def tipping_sentences(self, *, up: bool | None = None) -> list[str]:
        """The tipping points in words."""
        return [tipping_text(each, self._currency) for each in self.tipping(up=up)]

    @property
    def _currency(self) -> str:
        return self.agreed.currency if self.agreed is not None else ""

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """What is shown: name, now, stressed, tuned anew, and what becomes of the limit."""
        tuned, currency = self.retuned, self._currency
        found = []
        for place, item in enumerate(self.point.metrics):
            values = [
                self.now.metrics[place].value,
                item.value,
                math.nan if tuned is None else tuned.metrics[place].value,
            ]
            said = [value_with_unit(item.metric, value, currency) for value in values]
            found.append((item.metric.label, said[0], said[1], "" if tuned is None else said[2], ""))
        payoff = None if self.agreed is None else payoff_metric(self.agreed)
        if payoff is not None and self.point.payoff is not None and self.now.payoff is not None:
            said = [value_with_unit(payoff, value, currency) for value in (self.now.payoff, self.point.payoff)]
            anew = "" if tuned is None or tuned.payoff is None else value_with_unit(payoff, tuned.payoff, currency)
            found.append((payoff.label, said[0], said[1], anew, ""))
        for each in self.guardrails:
            values = [each.now, each.stressed, *([] if each.retuned is None else [each.retuned])]
            said = [limit_judged_with_unit(each.limit, value, currency) for value in values]
            found.append(
                (each.limit.text, said[0], said[1], said[2] if len(said) > 2 else "", verdict_text(each, currency))
            )
        return found

    def _lines(self) -> tuple[str, list[tuple[str, ...]], list[str]]:
        told = "; ".join(stress_text(each) for each in self.stresses) or "nothing changes"
        after = [regret_text(self, self._currency)]
        if self.retuned is not None and not self.keeps_policy:
            after.append(f"Tuned anew: {policy_text(self.retuned)}.")
        return (
            f"If {told}:",
            [("", "now", "stressed", "tuned anew", ""), *self.rows()],
            [text for text in after if text],
        )

    def __str__(self) -> str:
        head, rows, after = self._lines()
        widths = [max(len(row[place]) for row in rows) for place in range(5)]
        body = ["  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([head, *body, *after])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head, (names, *rows), after = self._lines()
        top = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        tail = "".join(f"<p>{escape(text)}</p>" for text in after)
        return f"<p>{escape(head)}</p><table><tr>{top}</tr>{body}</table>{tail}"


def stress(
    sweep: Sweep,
    policy: Policy | OperatingPoint | Choice,
    stresses: str | Stress | Mapping[str, Any] | Iterable[str | Stress | Mapping[str, Any]],
    *,
    contract: Contract | None = None,
    rule: str | None = None,
    limits: Iterable[str | Limit] = (),
    retune: bool = True,
) -> ShownStress:
    """What one stress or several at once do to a policy: its metrics then, each limit, and what tuning anew would gain.

    A stress is a ``wb.Stress`` or a text: ``prevalence=0.05``, ``mix=0.4@tier=premium``, ``noise=0.02``, ``cost=2@FN``,
    ``drift=0.1@road=urban``. ``rule`` and ``limits`` are as ``wb.choose`` has them.

    >>> from workbench.api import at, sweep
    >>> from workbench.predictions import read_predictions
    >>> frame = pd.DataFrame({"y": [1] * 10 + [0] * 90, "p": [0.9] * 8 + [0.1] * 2 + [0.9] * 9 + [0.1] * 81})
    >>> found = sweep(read_predictions(frame, label="y", score="p"))
    >>> done = stress(found, at(found, 0.5), "prevalence=0.02", rule="max:f1", limits=["precision>=0.25"])
    >>> done.guardrails[0].is_kept, round(done.tipping(choice=False)[0].size, 6)
    (False, 0.04)

    Raises InputError for what is no stress, or cannot be made of these predictions; NothingFeasible for a choice without
    a point.
    """
    if rule is None:
        if contract is None:
            raise InputError("Say what is best: rule 'max:METRIC' or 'min:METRIC', or give a contract.")
        rule = "contract"
    if isinstance(policy, Choice):
        if policy.point is None:
            raise NothingFeasible("The choice has no feasible point, so there is nothing to stress.")
        policy = policy.point
    several = [stresses] if isinstance(stresses, str | Stress | Mapping) else list(stresses)
    parsed = tuple(
        limit if isinstance(limit, Limit) else parse_limit(limit, contract=contract, cases_count=cases_of(sweep))
        for limit in limits
    )
    found = stressed(
        sweep,
        policy.policy if isinstance(policy, OperatingPoint) else policy,
        [_stress(each) for each in several],
        contract,
        rule=rule,
        limits=parsed,
        retune=retune,
    )
    parts = {part.name: getattr(found, part.name) for part in fields(Stressed)}
    return ShownStress(**parts, sweep=sweep, agreed=contract, asked_limits=parsed)


def _stress(given: str | Stress | Mapping[str, Any]) -> Stress:
    if isinstance(given, Stress):
        return given
    return parse_stress(given) if isinstance(given, str) else Stress.from_dict(given)


def _row(name: str, now: float | None, then: float | None, tuned: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "now": now,
        "stressed": then,
        "retuned": math.nan if tuned is None else tuned,
        "limit": math.nan,
        "kept": None,
        "slack": math.nan,
    }
