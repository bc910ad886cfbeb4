"""Stresses: a story of failure as numbers at the chosen policy, from its counts."""

from workbench.stress.reweighting import Factors, Reweighting, reweighted, reweightings, rows_reweighted
from workbench.stress.stress import KINDS, Stress
from workbench.stress.stressed import Guardrail, Stressed, stressed
from workbench.stress.stressed_sweep import StressedSweep
from workbench.stress.tipping import Tipping, choice_tipping, guardrail_tippings, nothing_of
from workbench.stress.tripwire import Tripwire
from workbench.stress.world import World, world_of

__all__ = [
    "KINDS",
    "Factors",
    "Guardrail",
    "Reweighting",
    "Stress",
    "Stressed",
    "StressedSweep",
    "Tipping",
    "Tripwire",
    "World",
    "choice_tipping",
    "guardrail_tippings",
    "nothing_of",
    "reweighted",
    "reweightings",
    "rows_reweighted",
    "stressed",
    "world_of",
]
