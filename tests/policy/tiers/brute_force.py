"""Tiered policies by trying every one on the raw rows, in whole numbers and fractions; written from the definitions alone.

Weights and amounts are eighths, so every sum is a whole number of 64ths; a metric is one exact fraction, rounded once.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, field
from fractions import Fraction

CELLS = ("TP", "FP", "FN", "TN")


@dataclass
class Rows:
    """Plain lists. ``weight`` and ``eur`` count eighths."""

    label: list[int]
    scores: dict[str, list[float]]
    tier: list[str]
    sex: list[str]
    eur: list[int]
    weight: list[int] | None

    def __len__(self) -> int:
        return len(self.label)

    def counts(self, i: int) -> bool:
        return self.weight is None or self.weight[i] > 0

    def predictions(self, make_predictions):
        return make_predictions(
            self.label,
            self.scores,
            segments={"tier": self.tier, "sex": self.sex},
            amounts={"eur": [each / 8 for each in self.eur]},
            weight=None if self.weight is None else [each / 8 for each in self.weight],
        )


def random_rows(rng: random.Random, *, values: int | None = None, rows: int | None = None, scores: int = 1) -> Rows:
    n = rows or rng.randrange(3, 11)
    names = ["x", "y", "z", "(missing)"][: values or rng.choice([1, 2, 2, 2, 3, 3, 4])]
    levels = rng.choice([3, 5, 8, 40])
    label = [int(rng.random() < rng.choice([0.1, 0.4, 0.5, 0.7])) for _ in range(n)]
    weight = [rng.randrange(0, 10) for _ in range(n)] if rng.random() < 0.35 else None
    if weight is not None and not any(weight):
        weight[0] = 8
    return Rows(
        label=label,
        scores={
            name: [(rng.randrange(levels) + (levels // 3) * each) / 8 - 0.25 for each in label]
            for name in "ab"[:scores]
        },
        tier=[rng.choice(names) for _ in range(n)],
        sex=[rng.choice("fm") for _ in range(n)],
        eur=[rng.randrange(-40, 400) if rng.random() < 0.9 else 0 for _ in range(n)],
        weight=weight,
    )


# What is known of a metric: numerator and denominator in cells, and which way is better.
METRICS = {
    "recall": ("max", lambda c: c["TP"], lambda c: c["TP"] + c["FN"]),
    "fnr": ("min", lambda c: c["FN"], lambda c: c["TP"] + c["FN"]),
    "fpr": ("min", lambda c: c["FP"], lambda c: c["FP"] + c["TN"]),
    "flag_rate": ("min", lambda c: c["TP"] + c["FP"], lambda c: sum(c[k] for k in CELLS)),
    "accuracy": ("max", lambda c: c["TP"] + c["TN"], lambda c: sum(c[k] for k in CELLS)),
    "precision": ("max", lambda c: c["TP"], lambda c: c["TP"] + c["FP"]),
    "npv": ("max", lambda c: c["TN"], lambda c: c["TN"] + c["FN"]),
    "f1": ("max", lambda c: 2 * c["TP"], lambda c: 2 * c["TP"] + c["FP"] + c["FN"]),
    "eur_missed": ("min", lambda c: c["FN", "eur"], lambda c: Fraction(1)),
}


@dataclass
class Wanted:
    """A limit in plain words: kind, metric, at most or at least, bound, column, values."""

    kind: str
    metric: str
    at_most: bool
    bound: float
    column: str | None = None
    values: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        inner = self.metric if self.kind == "value" else f"{self.kind}({self.metric})"
        where = "" if self.column is None else f"@{self.column}"
        chosen = f"={','.join(self.values)}" if self.values else ""
        return f"{inner}{'<=' if self.at_most else '>='}{self.bound!r}{where}{chosen}"


@dataclass
class Question:
    """What to choose by; ``worths`` are (metric, weight, worst, target, limit or None)."""

    rule: str
    worths: list[tuple[str, float, float, float, float | None]] = field(default_factory=list)
    payoff: dict[str, dict[str, float]] = field(default_factory=dict)
    payoff_by_tier: dict[str, dict[str, float]] = field(default_factory=dict)
    limits: list[Wanted] = field(default_factory=list)
    order: list[str] | None = None


@dataclass
class Tried:
    """One policy: ``flagged`` rows, the rule's value (NaN undefined), and whether every limit is kept."""

    flagged: frozenset[int]
    value: float
    kept: bool
    beyond: float
    flagged_count: Fraction
    is_shared: bool
    limit_values: list[float]


class BruteForce:
    """Every combination of candidates of the values of ``tier``, tried on the rows."""

    def __init__(self, rows: Rows, question: Question, *, scores: list[str] | None = None) -> None:
        self.rows, self.question = rows, question
        self.scores = scores or list(rows.scores)[:1]
        seen = [rows.tier[i] for i in range(len(rows)) if rows.counts(i)]
        self.values = [value for value in dict.fromkeys(rows.tier) if value in seen]
        self.own = {v: [i for i in range(len(rows)) if rows.tier[i] == v and rows.counts(i)] for v in self.values}

    def candidates(self, value: str) -> list[tuple[str, float]]:
        found = [(self.scores[0], math.inf)]
        for score in self.scores:
            found += [(score, t) for t in sorted({self.rows.scores[score][i] for i in self.own[value]}, reverse=True)]
        return found

    def every(self) -> list[Tried]:
        """In the order of the candidates, the first value's slowest."""
        patterns = [
            [
                (score, t, frozenset(i for i in self.own[value] if self.rows.scores[score][i] >= t))
                for score, t in self.candidates(value)
            ]
            for value in self.values
        ]
        by_one = {
            score: {
                frozenset(i for v in self.values for i in self.own[v] if self.rows.scores[score][i] >= t)
                for t in [math.inf, *self.rows.scores[score]]
            }
            for score in self.scores
        }
        in_order = None
        if self.question.order is not None:
            in_order = set(self._in_order())
        tried = []
        for combination in itertools.product(*patterns):
            flagged = frozenset().union(*(each[2] for each in combination))
            if in_order is None or flagged in in_order:
                is_shared = any(
                    flagged in by_one[score] and all(name == score or t == math.inf for name, t, _ in combination)
                    for score in self.scores
                )
                tried.append(self.measure(flagged, is_shared=is_shared))
        return tried

    def _in_order(self):
        """What is flagged by every choice of actual thresholds that rise along the order; the last value is the strictest."""
        score = self.rows.scores[self.scores[0]]
        levels = sorted({*score, math.inf})
        places = self.question.order
        for thresholds in itertools.combinations_with_replacement(levels, len(places)):
            by_value = dict(zip(places, thresholds, strict=True))
            yield frozenset(i for v in self.values for i in self.own[v] if score[i] >= by_value[v])

    def cells(self, flagged: frozenset[int], where: dict[str, tuple[str, ...]]) -> dict:
        rows = self.rows
        found = dict.fromkeys([*CELLS, *((c, "eur") for c in CELLS)], 0)
        for i in range(len(rows)):
            if not rows.counts(i):
                continue
            if any(getattr(rows, column)[i] not in values for column, values in where.items()):
                continue
            cell = {(1, 1): "TP", (0, 1): "FP", (1, 0): "FN", (0, 0): "TN"}[rows.label[i], int(i in flagged)]
            weight = 8 if rows.weight is None else rows.weight[i]
            found[cell] += weight * 8
            found[cell, "eur"] += weight * rows.eur[i]
        return {cell: Fraction(total, 64) for cell, total in found.items()}

    def exact_metric(self, name: str, flagged: frozenset[int], where: dict[str, tuple[str, ...]]) -> Fraction | None:
        cells = self.cells(flagged, where)
        _, top, bottom = METRICS[name]
        below = bottom(cells)
        return Fraction(top(cells)) / Fraction(below) if below else None

    def metric(self, name: str, flagged: frozenset[int], where: dict[str, tuple[str, ...]]) -> float:
        found = self.exact_metric(name, flagged, where)
        return math.nan if found is None else float(found)

    def limit_value(self, limit: Wanted, flagged: frozenset[int]) -> float:
        """Rounded once, at the end: a gap of 4/10 and 3/10 is the number that is written 0.1, and keeps that limit."""
        if limit.kind == "value":
            return self.metric(limit.metric, flagged, {} if limit.column is None else {limit.column: limit.values})
        seen = [getattr(self.rows, limit.column)[i] for i in range(len(self.rows)) if self.rows.counts(i)]
        by_value = [
            self.exact_metric(limit.metric, flagged, {limit.column: (v,)}) for v in limit.values or dict.fromkeys(seen)
        ]
        if None in by_value:
            return math.nan
        low, high = min(by_value), max(by_value)
        if limit.kind == "gap":
            return float(high - low)
        return float(low / high) if high else math.nan

    def payoff(self, flagged: frozenset[int]) -> float:
        rows, total = self.rows, Fraction(0)
        for i in range(len(rows)):
            if not rows.counts(i):
                continue
            cell = {(1, 1): "TP", (0, 1): "FP", (1, 0): "FN", (0, 0): "TN"}[rows.label[i], int(i in flagged)]
            terms = self.question.payoff.get(cell)
            if terms is None:
                continue
            if cell == "FN" and rows.tier[i] in self.question.payoff_by_tier:
                terms = self.question.payoff_by_tier[rows.tier[i]]
            weight = Fraction(8 if rows.weight is None else rows.weight[i], 8)
            total += weight * (
                Fraction(terms.get("each", 0)) + Fraction(terms.get("eur", 0)) * Fraction(rows.eur[i], 8)
            )
        return float(total)

    def measure(self, flagged: frozenset[int], *, is_shared: bool) -> Tried:
        question, beyond = self.question, 0.0
        if question.rule == "payoff":
            value = self.payoff(flagged)
        elif question.rule == "contract":
            value = 0.0
            for name, weight, worst, target, _ in question.worths:
                if not weight:
                    continue
                scaled = (self.metric(name, flagged, {}) - worst) / (target - worst)
                value += weight * (math.nan if math.isnan(scaled) else min(max(scaled, 0.0), 1.0))
                beyond += weight * scaled
        else:
            value = self.metric(question.rule[4:], flagged, {}) * (1 if question.rule.startswith("max") else -1)
        guardrails = [
            Wanted("value", name, METRICS[name][0] == "min", limit)
            for name, _, _, _, limit in question.worths
            if limit is not None
        ]
        measured = [self.limit_value(limit, flagged) for limit in [*guardrails, *question.limits]]
        kept = all(
            value <= limit.bound if limit.at_most else value >= limit.bound
            for limit, value in zip([*guardrails, *question.limits], measured, strict=True)
        )
        return Tried(
            flagged=flagged,
            value=value,
            kept=kept and not math.isnan(value),
            beyond=beyond,
            flagged_count=sum(
                (Fraction(8 if self.rows.weight is None else self.rows.weight[i], 8) for i in flagged), Fraction(0)
            ),
            is_shared=is_shared,
            limit_values=measured,
        )


def random_question(rng: random.Random, rows: Rows, *, linear: bool = False) -> Question:
    """A rule, perhaps a guardrail and limits; bounds are often values that some policy meets exactly."""
    names = ["recall", "fnr", "fpr", "flag_rate", "accuracy"] + ([] if linear else ["precision", "f1", "npv"])
    question = Question(
        rule=rng.choice(
            ["contract", "contract", "payoff", "payoff", f"max:{rng.choice(names)}", f"min:{rng.choice(names)}"]
        )
    )
    for name in rng.sample(names, rng.choice([1, 2, 2, 3])):
        ends = sorted(rng.sample([0.0, 0.125, 0.25, 0.5, 0.75, 1.0], 2), reverse=METRICS[name][0] == "min")
        limit = rng.choice([0.25, 0.5, 0.75]) if rng.random() < 0.15 else None
        question.worths.append((name, rng.choice([1.0, 0.5]), *ends, limit))
    each = [-4.5, -1.0, -0.5, 1.0, 2.0, 0.125]
    question.payoff = {
        cell: {"each": rng.choice(each), **({"eur": rng.choice([-1.0, 0.5, -0.125])} if rng.random() < 0.4 else {})}
        for cell in CELLS
        if rng.random() < 0.7
    } or {"TP": {"each": 1.0}}
    if "FN" in question.payoff and rng.random() < 0.3:
        question.payoff_by_tier = {rows.tier[0]: {"each": rng.choice(each), "eur": rng.choice([-1.0, 0.25])}}
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        question.limits.append(_limit(rng, rows, question, names))
    tiers = list(dict.fromkeys(rows.tier[i] for i in range(len(rows)) if rows.counts(i)))
    if rng.random() < 0.15:
        question.order = rng.sample(tiers, len(tiers))
    return question


def _limit(rng: random.Random, rows: Rows, question: Question, names: list[str]) -> Wanted:
    tiers = list(dict.fromkeys(rows.tier[i] for i in range(len(rows)) if rows.counts(i)))
    sexes = list(dict.fromkeys(rows.sex[i] for i in range(len(rows)) if rows.counts(i)))
    kind, column, values = rng.choice(
        [
            ("value", None, ()),
            ("value", "tier", (rng.choice(tiers),)),
            ("value", "sex", (rng.choice(sexes),)),
            ("gap", "tier", ()),
            ("gap", "tier", tuple(rng.sample(tiers, min(2, len(tiers))))),
            ("gap", "sex", ()),
            ("ratio", "tier", ()),
            ("ratio", "sex", ()),
        ]
    )
    usual = {"value": METRICS_USUAL_AT_MOST, "gap": None, "ratio": None}[kind]
    metric = rng.choice([*names, "eur_missed"] if kind == "value" else names)
    at_most = usual[metric] if usual else kind == "gap"
    if rng.random() < 0.12:
        at_most = not at_most
    limit = Wanted(kind, metric, at_most, 0.0, column, values)
    # A bound that some policy meets exactly is where an error of one bit would show.
    free = BruteForce(rows, Question(rule="payoff", limits=[limit], payoff={"TP": {"each": 1.0}}))
    flagged = frozenset(i for v in free.values for i in free.own[v] if rng.random() < 0.5)
    reached = free.limit_value(limit, flagged)
    limit.bound = reached if not math.isnan(reached) and rng.random() < 0.6 else rng.choice([0.0, 0.1, 0.25, 0.5, 0.8])
    return limit


METRICS_USUAL_AT_MOST = {name: goal == "min" for name, (goal, _, _) in METRICS.items()}
