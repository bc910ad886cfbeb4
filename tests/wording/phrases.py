"""Phrases of metrics of every kind, for the tests of sentences about them."""

from workbench.metrics import BUILTIN, Metric
from workbench.wording import phrase_for

MISSES, ALARMS, RECALL, F1 = (phrase_for(BUILTIN[name]) for name in ("fnr", "fpr", "recall", "f1"))
BRAKES = phrase_for(Metric(name="b", label="Hard brakes", goal="minimise", unit="per 1,000 km", value=None))
COST = phrase_for(Metric(name="c", label="Cost", goal="minimise", unit="EUR a day", value=None))
MONEY = phrase_for(
    Metric(name="m", label="Money", goal="maximise", unit="EUR", value=None, is_money=True),
    currency="EUR",
    factor=100.0,
    per="a year",
)
