"""Ticket routing: accuracy against the price of a larger model."""

from __future__ import annotations

import numpy as np

from sample_data.draws import SYNTHETIC_LICENCE, categories, events, logistic, per_value, weeks
from sample_data.study import Study, Table, decimals, numbered, whole

ROWS_COUNT = 16_000
SEED = 20_260_703

TOPICS = {"delivery": 0.30, "account": 0.22, "billing": 0.20, "returns": 0.16, "technical": 0.12}
LANGUAGES = {"en": 0.52, "de": 0.24, "fr": 0.14, "fi": 0.10}
# Log odds that the small model is right, and what the large model adds to them.
EASE_BY_TOPIC = {"delivery": 2.3, "account": 1.9, "billing": 1.2, "returns": 1.4, "technical": 0.2}
EASE_BY_LANGUAGE = {"en": 0.15, "de": 0.0, "fr": -0.1, "fi": -0.9}
LARGE_HELPS = {"en": 1.35, "de": 1.35, "fr": 1.35, "fi": 1.7}
# The small model does not know how badly it reads Finnish.
OVERCONFIDENCE = {"en": 0.1, "de": 0.1, "fr": 0.15, "fi": 1.2}
KEPT_TOPICS_TODAY = ("delivery", "account")


def make_table() -> Table:
    """One row for each ticket, answered by both models so that both could be judged."""
    rng = np.random.default_rng(SEED)
    topic = categories(rng, TOPICS, ROWS_COUNT)
    language = categories(rng, LANGUAGES, ROWS_COUNT)
    words = np.clip(np.rint(np.exp(4.1 + 0.6 * rng.standard_normal(ROWS_COUNT))), 5, 900)

    hardness = 1.35 * rng.standard_normal(ROWS_COUNT)
    ease = per_value(topic, EASE_BY_TOPIC) + per_value(language, EASE_BY_LANGUAGE)
    small_log_odds = 1.15 * ease - hardness - 0.002 * (words - 70.0)
    small_right = events(rng, logistic(small_log_odds))
    large_right = events(rng, logistic(0.75 * small_log_odds + 0.55 + per_value(language, LARGE_HELPS)))

    seen = 0.95 * small_log_odds + per_value(language, OVERCONFIDENCE) + 0.55 * rng.standard_normal(ROWS_COUNT)
    answer_words = np.clip(np.rint(np.exp(4.5 + 0.4 * rng.standard_normal(ROWS_COUNT))), 20, 600)
    tokens = 1_400 + 1.5 * words + 1.5 * answer_words
    kept_today = np.isin(topic, KEPT_TOPICS_TODAY) & (words <= 120)
    return {
        "ticket_id": numbered(ROWS_COUNT, digits=6),
        "week": weeks(ROWS_COUNT, first=18, weeks_count=8),
        "topic": topic.tolist(),
        "language": language.tolist(),
        "words": whole(words),
        "small_right": whole(small_right),
        "confidence": decimals(logistic(seen), 4),
        "keep_today": whole(kept_today),
        "large_right": whole(large_right),
        "small_price_eur": decimals(tokens * 1.2e-6, 5),
        "large_price_eur": decimals(tokens * 2.4e-5, 5),
    }


CONTRACT = """
# Ticket routing: how much accuracy the large model's price buys, agreed before anyone saw the trade-off.
# The event is "the small model's answer is right", so flagged means *kept* and cleared means *escalated*:
#   TP kept and right, FP kept and wrong, FN escalated needlessly, TN escalated for good reason.
version: 1
title: Tickets the small model may answer
decision: Keep the small model's answer when its confidence reaches the threshold, otherwise ask the large model
why: Answer as well as the large model would, at a fraction of its price
owner: {name: Ines Oyelaran, role: product}
predictions:
  label: small_right             # 1 = graders accepted the small model's answer
  positive: 1
  scores: [confidence, keep_today]
  baseline: keep_today           # today's rule: short tickets on two easy topics; already 0 or 1
  segments: [topic, language]
  amounts:
    large_right: large_right     # 1 where the large model's answer was accepted
    small_price: small_price_eur
    large_price: large_price_eur
  weight: null
  period: week
  id: ticket_id
volume: {cases: 1_500_000, per: year}
currency: EUR
payoff:                          # a wrong answer costs 0.60 on average: some come back, and an agent takes over
  TP: {each: 0, small_price: -1}
  FP: {each: -0.6, small_price: -1}
  FN: {each: -0.6, large_right: 0.6, small_price: -1, large_price: -1}
  TN: {each: -0.6, large_right: 0.6, small_price: -1, large_price: -1}
metrics:
  - name: accuracy
    label: Right answers
    layer: outcome
    role: primary
    weight: 1
    goal: maximise
    formula: (TP + FN[large_right] + TN[large_right]) / ALL
    unit: share of tickets
    worst: 0.80
    target: 0.94
    so_what: A wrong answer -> the customer writes again -> an agent's ten minutes
  - name: model_cost
    label: Model cost
    layer: action
    role: secondary
    weight: 0.5
    goal: minimise
    formula: 1000 * (ALL[small_price] + FN[large_price] + TN[large_price]) / ALL
    unit: EUR per 1,000 tickets
    worst: 42
    target: 8
    limit: 30                    # hard: the budget, 45,000 EUR a year at this volume
    so_what: Every euro here comes out of what a ticket may cost
  - name: finnish_accuracy
    label: Right answers, Finnish
    layer: outcome
    role: guardrail
    goal: maximise
    formula: (TP + FN[large_right] + TN[large_right]) / ALL
    unit: share of Finnish tickets
    where: {language: fi}        # the small model is weakest here, and does not know it
    limit: 0.86                  # hard: the service agreement with the Finnish shop
    so_what: Below it the Finnish shop may go back to its own help desk
efficiency: {name: answer_seconds_p95, limit: 8, unit: s, measured: 6.1}
launch_minimum: {accuracy: 0.88}
alerts: {relative_degradation: 0.05, score_drift_psi: 0.2}
signatures:
  required: [product, support operations, data science]
reviews: {validate_after_weeks: [2, 6], audit_after_weeks: 8}
"""

STUDY = Study(
    slug="ticket-routing",
    order=3,
    title="Ticket routing",
    pitch="Accuracy against cost: when is the small language model's answer good enough to keep?",
    synthetic=True,
    event="small_right",
    event_name="tickets that the small model answers rightly",
    contract=CONTRACT,
    story="""
A shop answers support tickets with a small language model and asks a large one, at twenty times the price, when the
small one is unsure. Escalating everything is dear, and on easy tickets it buys next to nothing. The small model reads
Finnish worst and does not notice, so a threshold that is right on average breaks the agreement with the Finnish shop.
And there is a budget: 30 EUR of model cost per 1,000 tickets, which escalating everything would break.
""",
    how_made="""
`sample_data/studies/ticket_routing.py` draws topic, language, length and how hard each ticket is; from these the chance
that the small model is right, and from that the chance that the large model is. Both outcomes are drawn independently
from there. The confidence is the small model's own chance seen through noise, a little too high everywhere and much too
high in Finnish. Prices follow the counts of words read and written. The seed is fixed.
""",
    real_or_not="""
Nothing is real: no shop, no customer, no ticket, no model. Prices are of a plausible size and belong to no vendor.
That both models answered every ticket is what makes the study possible; in a real one it is the costly part.
""",
    licence=SYNTHETIC_LICENCE,
    columns={
        "ticket_id": "the ticket; a name with leading zeros, not a number",
        "week": "ISO week in which it arrived; 8 weeks",
        "topic": "`delivery`, `account`, `billing`, `returns` or `technical`",
        "language": "`en`, `de`, `fr` or `fi`",
        "words": "length of the ticket in words; no part of the contract",
        "small_right": "the event: 1 where the small model's answer was accepted",
        "confidence": "the small model's confidence in its answer",
        "keep_today": "1 where today's rule keeps the small model's answer: the baseline",
        "large_right": "1 where the large model's answer was accepted; used as an amount, so that cells can be summed",
        "small_price_eur": "what the small model's answer cost, in euros; always paid",
        "large_price_eur": "what the large model's answer costs, in euros; paid when escalated",
    },
    make_table=make_table,
)
