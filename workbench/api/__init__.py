"""The Jupyter API, as ``import workbench as wb`` has it: the product's verbs, over objects that show themselves."""

from workbench.api.bands import ShownBand, band
from workbench.api.choices import ShownChoice, ShownPoint, at, choose
from workbench.api.decisions import decide, memo, now_text
from workbench.api.frontiers import ShownFrontier, frontier
from workbench.api.reasons import Reasons, WaysOut, recorded_reasons, relax, why
from workbench.api.segments import ShownFairness, ShownSegments, by_segment, fairness
from workbench.api.stresses import ShownStress, stress
from workbench.api.swaps import ShownSwap, swap_set
from workbench.api.sweeps import ShownSweep, sweep
from workbench.api.tier_values import Implied, Mixing, implied, mixing, tier_sentences
from workbench.api.wanted_metrics import wanted_metrics

__all__ = [
    "Implied",
    "Mixing",
    "Reasons",
    "ShownBand",
    "ShownChoice",
    "ShownFairness",
    "ShownFrontier",
    "ShownPoint",
    "ShownSegments",
    "ShownStress",
    "ShownSwap",
    "ShownSweep",
    "WaysOut",
    "at",
    "band",
    "by_segment",
    "choose",
    "decide",
    "fairness",
    "frontier",
    "implied",
    "memo",
    "mixing",
    "now_text",
    "recorded_reasons",
    "relax",
    "stress",
    "swap_set",
    "sweep",
    "tier_sentences",
    "wanted_metrics",
    "why",
]
