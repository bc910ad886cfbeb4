"""Card fraud: money lost against good customers insulted."""

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
SEED = 20_260_702

TIERS = {"standard": 0.68, "premium": 0.20, "new": 0.12}
CHANNELS = {"in_store": 0.45, "online": 0.45, "abroad": 0.10}
PREMIUM_CHANNELS = {"in_store": 0.38, "online": 0.40, "abroad": 0.22}
FRAUD_RATE_BY_CHANNEL = {"in_store": 0.006, "online": 0.025, "abroad": 0.030}
FRAUD_FACTOR_BY_TIER = {"standard": 1.0, "premium": 0.8, "new": 2.0}
# How unusual a good customer's payment looks: premium customers travel and buy dear things.
ODDNESS_BY_TIER = {"standard": 0.0, "premium": 0.20, "new": 0.10}
ODDNESS_BY_CHANNEL = {"in_store": -0.10, "online": 0.05, "abroad": 0.20}
SEPARATION = 3.0
CHALLENGER_SEPARATION = 2.75
RULES_FLAG_FROM = 1.95


def make_table() -> Table:
    """One row for each payment that the bank's first filter let through."""
    rng = np.random.default_rng(SEED)
    tier = categories(rng, TIERS, ROWS_COUNT)
    is_premium = tier == "premium"
    channel = np.where(is_premium, categories(rng, PREMIUM_CHANNELS, ROWS_COUNT), categories(rng, CHANNELS, ROWS_COUNT))
    fraud_rate = per_value(channel, FRAUD_RATE_BY_CHANNEL) * per_value(tier, FRAUD_FACTOR_BY_TIER)
    fraud = events(rng, fraud_rate)

    # Log-normal amounts: half of the good payments are below 40 euros, and one in a hundred is above 500.
    typical = np.where(fraud == 1, np.log(95.0), np.log(34.0)) + np.where(is_premium, 0.7, 0.0)
    spread = np.where(fraud == 1, 1.15, 1.05)
    eur = np.clip(np.exp(typical + spread * rng.standard_normal(ROWS_COUNT)), 0.5, 9_500.0)

    odd = np.where(fraud == 1, 0.0, per_value(tier, ODDNESS_BY_TIER) + per_value(channel, ODDNESS_BY_CHANNEL))
    shared = noise(rng, ROWS_COUNT, confused_share=0.05, confused_scale=1.4)
    own = rng.standard_normal(ROWS_COUNT)
    rule = rng.standard_normal(ROWS_COUNT)
    model = fraud * SEPARATION + odd + shared
    # The challenger never learned from travel, so it is kinder to premium customers and weaker on everything else.
    challenger = fraud * CHALLENGER_SEPARATION + 0.3 * odd + mixed(shared, own, correlation=0.6)
    rules = fraud * 2.0 + odd + 0.12 * np.log(eur / 40.0) + mixed(shared, rule, correlation=0.4)
    return {
        "transaction_id": numbered(ROWS_COUNT, digits=8),
        "week": weeks(ROWS_COUNT, first=23, weeks_count=10),
        "tier": tier.tolist(),
        "channel": channel.tolist(),
        "amount_eur": decimals(eur, 2),
        "fraud": whole(fraud),
        "score": decimals(believed_probability(model, 2.4, 0.03), 5),
        "score_challenger": decimals(believed_probability(challenger, 2.2, 0.03), 5),
        "rules_engine": whole(rules >= RULES_FLAG_FROM),
    }


CONTRACT = """
# Card fraud: what a blocked payment and a missed fraud are worth, agreed before anyone saw the trade-off.
version: 1
title: Card payments to block
decision: Block the payment and text the customer when the fraud score reaches the threshold
why: Lose less money to fraud without turning good customers away at the till
owner: {name: Tomas Brandt, role: product}
predictions:
  label: fraud                   # 1 = charged back as fraud within 60 days
  positive: 1
  scores: [score, score_challenger, rules_engine]
  baseline: rules_engine         # the rules that run today; already 0 or 1
  segments: [tier, channel]
  amounts: {eur: amount_eur}
  weight: null
  period: week
  id: transaction_id
volume: {cases: 6_000_000, per: year}
currency: EUR
payoff:                          # per payment; `eur: -1` loses the amount of the payment itself
  TP: {each: 0}
  FP: {each: -4.5}               # a call to the bank, and now and then a customer who leaves
  FN: {each: 0, eur: -1}
  TN: {each: 0}
metrics:
  - name: fraud_loss
    label: Fraud and friction cost
    layer: outcome
    role: primary
    weight: 1
    goal: minimise
    formula: 1000 * (FN[eur] + 4.5 * FP) / ALL
    unit: EUR per 1,000 transactions
    worst: 1800
    target: 400
    so_what: Every euro lost here is paid from the margin of some hundred good payments
  - name: insult_rate
    label: Good customers blocked
    layer: action
    role: secondary
    weight: 0.5
    goal: minimise
    formula: FP / NEGATIVES
    unit: share of good payments
    worst: 0.08
    target: 0.005
    so_what: A blocked good customer -> a call -> another card at the top of the wallet
  - name: premium_insult_rate
    label: Good premium customers blocked
    layer: action
    role: guardrail
    goal: minimise
    formula: FP / NEGATIVES
    unit: share of good premium payments
    where: {tier: premium}       # they travel and buy dear things, so they look odd more often
    limit: 0.02                  # hard: the premium terms promise it
    so_what: Premium customers bring a third of the card turnover and leave after the second refusal
efficiency: {name: latency_p99, limit: 120, unit: ms, measured: 64}
launch_minimum: {fraud_loss: 1200}
alerts: {relative_degradation: 0.05, score_drift_psi: 0.2}
signatures:
  required: [product, fraud operations, data science, customer care]
reviews: {validate_after_weeks: [2, 6], audit_after_weeks: 8}
"""

STUDY = Study(
    slug="card-fraud",
    order=2,
    title="Card fraud",
    pitch="Money against trust: which payments to block when the best customers look the oddest?",
    synthetic=True,
    event="fraud",
    event_name="fraud",
    contract=CONTRACT,
    story="""
A bank blocks card payments that look like fraud. Each fraud let through costs its amount; each good payment blocked
costs a call and some goodwill. Seen as money alone the choice is easy, and it lands on the premium customers: they
travel, they buy dear things, and so they look like fraud more often than anybody else. The bank has promised them that
at most one good payment in fifty is refused.
""",
    how_made="""
`sample_data/studies/card_fraud.py` draws the customer's tier, the channel (premium customers pay abroad more often) and
whether the payment is fraud, then a log-normal amount that is larger for fraud and for premium customers, then the
evidence each model sees. Good payments look odder when they come from a premium customer or from abroad, which the
candidate `score` learned and the challenger only in part. The challenger is weaker, and makes partly other mistakes.
The rules engine also looks at the amount. The seed is fixed.
""",
    real_or_not="""
Nothing is real: no bank, no customer, no payment. Real card traffic has far less fraud than this; read the rows as the
payments left over by a first filter. Costs, limits and volume are invented so that the decision is instructive.
""",
    licence=SYNTHETIC_LICENCE,
    columns={
        "transaction_id": "the payment; a name with leading zeros, not a number",
        "week": "ISO week of the payment; 10 weeks",
        "tier": "the customer: `premium`, `standard` or `new`",
        "channel": "`in_store`, `online` or `abroad`",
        "amount_eur": "the amount of the payment in euros; a few are very large",
        "fraud": "the event: 1 where the payment was charged back as fraud",
        "score": "the candidate model's probability of fraud",
        "score_challenger": "another model's",
        "rules_engine": "1 where today's rules block the payment: the baseline",
    },
    make_table=make_table,
)
