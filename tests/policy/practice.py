"""A case from practice: primary +1, secondary +0.5, and a guardrail of 2 % on a tier that kills the winner at 3.4 %.

100 events, 500 good premium payments and 500 others; a row stands for as many as its weight.

    flagged from   events   premium   others   recall   insult rate   premium insult rate   score
    0.9                60         8        2     0.6        0.01                  1.6 %   0.6 + 0.5 x 0.9 = 1.05
    0.6                90        17       13     0.9        0.03                  3.4 %   0.9 + 0.5 x 0.7 = 1.25
    0.3               100       500      500     1.0        1                     100 %   1 + 0 = 1
    nobody              0         0        0     0          0                       0 %   0 + 0.5 = 0.5
"""

from __future__ import annotations

from workbench.contract import Contract
from workbench.sweep import Sweep

ROWS = (  # label, score, tier, weight
    (1, 0.9, "basic", 60), (1, 0.6, "basic", 30), (1, 0.3, "basic", 10),
    (0, 0.9, "premium", 8), (0, 0.6, "premium", 9), (0, 0.3, "premium", 483),
    (0, 0.9, "basic", 2), (0, 0.6, "basic", 11), (0, 0.3, "basic", 487),
)  # fmt: skip
CONTRACT = {
    "title": "Practice",
    "decision": "Block when the score reaches the threshold",
    "metrics": [
        {"name": "recall", "label": "Caught fraud", "role": "primary", "worst": 0, "target": 1},
        {"name": "fpr", "label": "Insult rate", "role": "secondary", "worst": 0.1, "target": 0},
        {
            "name": "premium_insult_rate",
            "label": "Premium insult rate",
            "role": "guardrail",
            "goal": "minimise",
            "formula": "FP / NEGATIVES",
            "unit": "share of good premium payments",
            "where": {"tier": "premium"},
            "limit": 0.02,
        },
    ],
}


def practice(make_predictions, **changes) -> tuple[Sweep, Contract]:
    """The sweep and the contract; ``changes`` go into the contract."""
    label, score, tier, weight = (list(column) for column in zip(*ROWS, strict=True))
    predictions = make_predictions(
        label, {"s": score}, weight=[float(each) for each in weight], segments={"tier": tier}
    )
    return Sweep(predictions), Contract.from_dict({**CONTRACT, **changes})


def tied_optima(make_predictions) -> tuple[Sweep, Contract]:
    """Two best thresholds, 0.8 and 0.2, each with one error; their mean, 0.5, has two."""
    contract = {"title": "Tied", "decision": "D", "payoff": {"FP": -1, "FN": -1}}
    return Sweep(make_predictions([1, 0, 1], {"s": [0.8, 0.5, 0.2]})), Contract.from_dict(contract)
