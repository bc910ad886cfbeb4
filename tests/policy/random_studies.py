"""Random small studies: data with ties, weights and amounts of both signs, contracts, rules and limits to choose by."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from workbench.contract import Contract
from workbench.metrics import BUILTIN, contract_metrics
from workbench.policy import Limit, parse_limit
from workbench.sweep import CELLS, MARGINS, Sweep

CELL_NAMES = (*CELLS, *MARGINS)
AMOUNTS = ("eur", "km")


def random_rows(rng: random.Random, make_predictions, *, is_exact: bool = False, rows_count: int | None = None):
    """Predictions of up to 300 rows; ``is_exact`` has weights and amounts in eighths, which floats add exactly."""
    n = rows_count or rng.choice([1, 2, 3, 8, 20, 60, 150, 300])
    bits = np.random.default_rng(rng.getrandbits(64))
    label = (bits.random(n) < rng.choice([0.0, 0.05, 0.3, 0.5, 1.0, 0.4, 0.2])).astype(int)
    names = ["a", "b", "c"][: rng.choice([1, 1, 1, 2, 3])]
    scores = {name: _score(rng, bits, label) for name in names}
    weight = None
    if rng.random() < 0.4:
        weight = rng.choice([bits.integers(0, 4, n) / 1.0, bits.random(n), bits.integers(1, 9, n) * 0.1])
        weight = np.where(weight.sum() > 0, weight, 1.0)
    eur = rng.choice(
        [bits.integers(0, 50, n) * 0.1, bits.normal(0, 100, n), np.round(bits.normal(0, 3, n)), bits.random(n)]
    )
    km = bits.integers(0, 3, n) * 1.0
    if is_exact:
        weight, eur = (None if values is None else np.round(values * 8) / 8 for values in (weight, eur))
        if weight is not None and not weight.any():
            weight = None
    return make_predictions(
        label.tolist(),
        scores,
        weight=weight,
        amounts={"eur": eur, "km": km},
        segments={"tier": [rng.choice(["x", "y", "y"]) for _ in range(n)]},
    )


def _score(rng: random.Random, bits: np.random.Generator, label: np.ndarray) -> np.ndarray:
    good = bits.random(len(label)) * rng.choice([0, 1, 3]) + label * rng.choice([0.5, 1, -0.5])
    kind = rng.randrange(5)
    if kind == 0:
        return np.round(good, 1)
    if kind == 1:
        return good * 4 - 2
    if kind == 2:
        return np.clip(good / 4, 0, 1)
    if kind == 3:
        return np.round(1 / (1 + np.exp(-good)), 2)
    return bits.random(len(label))


def random_formula(rng: random.Random, depth: int = 3) -> str:
    """A formula that names at least one cell."""
    while True:
        text = _expression(rng, depth)
        if any(name in text for name in CELL_NAMES):
            return text


def _expression(rng: random.Random, depth: int) -> str:
    kind = rng.random()
    if depth == 0 or kind < 0.2:
        if rng.random() < 0.25:
            return rng.choice(["2", "0.5", "1000", "-3", "0", "1e-3", "1e200"])
        name = rng.choice(CELL_NAMES)
        return f"{name}[{rng.choice(AMOUNTS)}]" if rng.random() < 0.3 else name
    one, other = _expression(rng, depth - 1), _expression(rng, depth - 1)
    if kind < 0.65:
        return f"({one} {rng.choice('+-*/')} {other})"
    if kind < 0.75:
        return f"({one}) ** ({rng.choice(['2', '3', '0.5', '-1', '-2', '0', '1.5', '-0.5', other])})"
    if kind < 0.9:
        return f"{rng.choice(['abs', 'sqrt', 'log', 'exp'])}({one})"
    return f"{rng.choice(['min', 'max'])}({one}, {other})"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to choose by."""

    contract: Contract
    rule: str
    limits: tuple[Limit, ...]


def random_question(rng: random.Random, sweep: Sweep, *, is_plain: bool = False) -> Question:
    """A contract with one to three weighted metrics and perhaps guardrails, a payoff, a rule, and limits.

    ``is_plain`` asks for no formula and no limit: nothing that turns on the last bit of a sum.
    """
    usual = [name for name in BUILTIN if name != "net_benefit"]
    metrics = []
    for name in rng.sample(list(BUILTIN) if rng.random() < 0.1 else usual, rng.randrange(1, 4)):
        ends = sorted(rng.choice([0, 0.05, 0.1, 0.3, 0.5, 0.9, 1, rng.random()]) for _ in range(2))
        if ends[0] == ends[1]:
            ends = [0.0, 1.0]
        if BUILTIN[name].goal == "minimise":
            ends.reverse()
        metrics.append({"name": name, "role": "secondary", "worst": ends[0], "target": ends[1]})
    metrics[0]["role"] = "primary"
    if rng.random() < 0.3 and not is_plain:
        formula = random_formula(rng, 2)
        metrics.append(
            {"name": "own", "role": "secondary", "goal": "maximise", "formula": formula, "worst": -5, "target": 20}
        )
    if rng.random() < 0.3 and not is_plain:
        limit = rng.choice([0, 0.02, 0.1, 0.3, 0.6])
        metrics.append({"name": "held", "role": "guardrail", "goal": "minimise", "formula": "FP / NEGATIVES", "limit": limit,
                        **({"where": {"tier": rng.choice(sweep.predictions.segment("tier").values)}} if rng.random() < 0.5 else {})})  # fmt: skip
    payoff = {cell: {"each": rng.choice([1, -1, 2.5, -4.5, 0.1]), **({"eur": rng.choice([-1, 0.5])} if rng.random() < 0.4 else {})}
              for cell in CELLS if rng.random() < 0.7} or {"TP": 1}  # fmt: skip
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics, "payoff": payoff})
    contract_metrics(contract)
    name = rng.choice(usual)
    rules = ["contract", "contract", "contract", "payoff", "payoff", f"max:{name}", f"min:{name}"]
    if is_plain:
        return Question(contract=contract, rule=rng.choice(rules), limits=())
    rules += [f"max: own_rule = {random_formula(rng)}", "max:net_benefit"]
    limits = tuple(_limit(rng, sweep) for _ in range(rng.choice([0, 0, 0, 1, 1, 2])))
    return Question(contract=contract, rule=rng.choice(rules), limits=limits)


def easy_or_impossible_question(rng: random.Random, sweep: Sweep) -> Question:
    """Targets that many candidates reach alike, and limits of which perhaps none keeps all."""
    metrics = []
    for name in rng.sample(["recall", "precision", "flag_rate", "fpr", "f1", "miss_cost"], rng.randrange(1, 4)):
        ends = [rng.choice([0.0, 0.1]), rng.choice([0.2, 0.3, 0.5, 0.8, 0.9])]
        metric = {"name": name, "role": "secondary", "worst": ends[0], "target": ends[1]}
        if name in ("flag_rate", "fpr"):
            metric |= {"worst": 1.0, "target": ends[1]}
        if name == "miss_cost":
            metric |= {"goal": "minimise", "formula": "FN[eur] / ALL", "worst": 40, "target": rng.choice([-5, 1, 10])}
        metrics.append(metric)
    metrics[0]["role"] = "primary"
    payoff = {rng.choice(["TP", "FN", "FP"]): {"each": rng.choice([1, -1])}}
    contract = Contract.from_dict({"title": "T", "decision": "D", "metrics": metrics, "payoff": payoff})
    rules = ["contract", "contract", "contract", "payoff", "max:recall", "min:fpr", "max:precision", "max: all = ALL"]
    limits = tuple(_limit(rng, sweep) for _ in range(rng.choice([0, 0, 1, 2, 2, 3])))
    return Question(contract=contract, rule=rng.choice(rules), limits=limits)


def _limit(rng: random.Random, sweep: Sweep) -> Limit:
    metric = rng.choice(["recall", "fpr", "precision", "flag_rate", "fnr", "f1", "mcc", "npv"])
    kind = rng.choice(
        [
            "{0}{1}{2}",
            "{0}{1}{2}",
            "{0}{1}{2}@tier={3}",
            "{0}{1}{2}@tier={4}",
            "gap({0}){1}{2}@tier",
            "ratio({0}){1}{2}@tier",
        ]
    )
    sign = rng.choice(["<=", ">="])
    values = sweep.predictions.segment("tier").values
    one, both = rng.choice(values), ",".join(values)
    free = parse_limit(kind.format(metric, sign, "0", one, both))
    reached = free.measure(sweep)
    reached = reached[~np.isnan(reached)]
    # A bound that some candidate meets exactly is where an error of one bit would show.
    bound = (
        float(rng.choice(list(reached)))
        if len(reached) and rng.random() < 0.7
        else rng.choice([0, 0.1, 0.5, 0.9, 1, 2, -1])
    )
    return parse_limit(kind.format(metric, sign, repr(float(bound)), one, both))
