"""Automated braking: missed pedestrians against hard brakes."""

from __future__ import annotations

import numpy as np

from sample_data.draws import (
    SYNTHETIC_LICENCE,
    believed_probability,
    categories,
    events,
    mixed,
    noise,
    per_value,
    weeks,
)
from sample_data.study import Study, Table, decimals, numbered, whole

ROWS_COUNT = 20_000
SEED = 20_260_701

ROADS = {"urban": 0.52, "rural": 0.30, "motorway": 0.18}
LIGHTS = {"day": 0.60, "dusk": 0.15, "night": 0.25}
PEDESTRIAN_RATE = {"urban": 0.15, "rural": 0.06, "motorway": 0.01}
KM_PER_ROW = {"urban": 0.9, "rural": 3.2, "motorway": 7.5}
# How far apart the classes are for the candidate: crowded streets and darkness are hard.
SEPARATION_BY_ROAD = {"urban": 3.75, "rural": 4.25, "motorway": 4.5}
SEPARATION_BY_LIGHT = {"day": 0.15, "dusk": -0.1, "night": -0.4}
V6_IS_BEHIND = 0.3
TODAY_IS_BEHIND = 1.0
TODAY_BRAKES_FROM = 1.4


def make_table() -> Table:
    """One row for each object near the lane for which the car had to decide."""
    rng = np.random.default_rng(SEED)
    road = categories(rng, ROADS, ROWS_COUNT)
    light = categories(rng, LIGHTS, ROWS_COUNT)
    pedestrian = events(rng, per_value(road, PEDESTRIAN_RATE))
    km = np.maximum(0.05, per_value(road, KM_PER_ROW) * (0.25 + rng.standard_exponential(ROWS_COUNT) * 0.75))

    separation = per_value(road, SEPARATION_BY_ROAD) + per_value(light, SEPARATION_BY_LIGHT)
    difficulty = noise(rng, ROWS_COUNT, confused_share=0.08, confused_scale=1.5)
    v7 = pedestrian * separation + difficulty
    v6 = pedestrian * (separation - V6_IS_BEHIND) + mixed(difficulty, rng.standard_normal(ROWS_COUNT), correlation=0.7)
    today = pedestrian * (separation - TODAY_IS_BEHIND) + mixed(
        difficulty, rng.standard_normal(ROWS_COUNT), correlation=0.5
    )
    return {
        "frame_id": numbered(ROWS_COUNT, digits=7),
        "week": weeks(ROWS_COUNT, first=27, weeks_count=12),
        "road": road.tolist(),
        "light": light.tolist(),
        "km_driven": decimals(km, 2),
        "pedestrian": whole(pedestrian),
        "score_v7": decimals(believed_probability(v7, 2.8, 0.20), 5),
        "score_v6": decimals(believed_probability(v6, 2.5, 0.20), 5),
        "aeb_today": whole(today >= TODAY_BRAKES_FROM),
    }


CONTRACT = """
# Automated braking: agreed before anyone saw the trade-off.
version: 1
title: Pedestrian braking
decision: Brake when the pedestrian score reaches the threshold
why: Fewer missed pedestrians without making the ride so harsh that riders switch the feature off
north_star: Injuries to pedestrians per million km driven with the feature on
owner: {name: Mira Halloran, role: product}
predictions:
  label: pedestrian              # 1 = a pedestrian was in, or about to step into, the lane
  positive: 1
  scores: [score_v7, score_v6, aeb_today]
  baseline: aeb_today            # the rule the cars run today; already 0 or 1
  segments: [road, light]
  amounts: {km: km_driven}       # kilometres since the previous row, so that rates are per distance
  weight: null
  period: week
  id: frame_id
volume: {cases: 2_400_000, per: year}
currency: EUR
payoff:                          # per decision: goodwill and wear for a false brake, expected claims for a miss
  TP: {each: 0}
  FP: {each: -4}
  FN: {each: -900}
  TN: {each: 0}
metrics:
  - name: miss_rate
    label: Missed pedestrians
    layer: model
    role: primary
    weight: 1
    goal: minimise
    formula: FN / POSITIVES
    unit: share of pedestrians
    worst: 0.10                  # about what the cars do today: worth nothing
    target: 0.01
    so_what: A missed pedestrian is a potential injury -> incident -> licence to operate
  - name: hard_brakes
    label: Hard brakes
    layer: action
    role: secondary
    weight: 0.5
    goal: minimise
    formula: 1000 * FP / ALL[km]
    unit: per 1,000 km
    worst: 45
    target: 2
    so_what: Hard brakes -> rider discomfort -> feature switched off -> lost benefit
  - name: urban_miss_rate
    label: Missed pedestrians, urban
    layer: model
    role: guardrail
    goal: minimise
    formula: FN / POSITIVES
    unit: share of urban pedestrians
    where: {road: urban}         # most pedestrians are here, and the average hides it
    limit: 0.02                  # hard: a point above it is infeasible
    so_what: The city permit ends where one urban pedestrian in fifty is missed
efficiency: {name: latency_p99, limit: 50, unit: ms, measured: 38}
launch_minimum: {miss_rate: 0.05}
alerts: {relative_degradation: 0.05, score_drift_psi: 0.2}
signatures:
  required: [product, engineering, data science, functional safety]
reviews: {validate_after_weeks: [2, 6], audit_after_weeks: 8}
"""

STUDY = Study(
    slug="automated-braking",
    order=1,
    title="Automated braking",
    pitch="Safety against comfort: how many hard brakes is one pedestrian fewer missed worth?",
    synthetic=True,
    event="pedestrian",
    event_name="pedestrians",
    contract=CONTRACT,
    story="""
A maker of driver assistance has a new pedestrian model. A low threshold brakes for almost every pedestrian, and for
plastic bags and shadows too; riders who are thrown into their belts switch the feature off. A high threshold rides
smoothly and misses people, first of all in town and at night. The average over all roads looks good long before the
urban streets do, and the city permit is about the urban streets.
""",
    how_made="""
`sample_data/studies/automated_braking.py` draws road and light for each row, then whether a pedestrian is there (more
often in town), then the evidence each model sees: normal noise around 0 without a pedestrian and around a separation
with one. The separation is smaller in town, at dusk and at night, and smaller for `score_v6` than for `score_v7`. The
models share part of their noise, since the same scenes confuse both, and one scene in twelve is more confusing than the
rest. Scores are the probability a model would state if it knew nothing of road or light. The seed is fixed.
""",
    real_or_not="""
Nothing is real: no vehicle, no recording, no person. The shares of roads, the rates, the costs and the limits are
invented so that the decision is instructive. They say nothing about any product or about road safety.
""",
    licence=SYNTHETIC_LICENCE,
    columns={
        "frame_id": "the frame in which the car decided; a name with leading zeros, not a number",
        "week": "ISO week of the drive; 12 weeks",
        "road": "`urban`, `rural` or `motorway`",
        "light": "`day`, `dusk` or `night`",
        "km_driven": "kilometres driven since the previous row",
        "pedestrian": "the event: 1 where a pedestrian was in the lane or about to step into it",
        "score_v7": "the candidate model's probability of a pedestrian",
        "score_v6": "the older model's",
        "aeb_today": "1 where the rule in today's cars brakes: the baseline",
    },
    make_table=make_table,
)
