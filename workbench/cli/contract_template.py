"""The contract that ``contract new`` writes: every part explained, valid as it stands."""

TEMPLATE = """\
# A metric contract: one page, agreed before anyone looks at the trade-off.
# Replace what is in it with your own; remove what you do not need. Then: workbench contract check contract.yaml
version: 1
title: Payments to block
decision: Block the payment when the fraud score reaches the threshold    # the action that the score enables
why: Lose less money to fraud without turning good customers away
# north_star: Losses to fraud               # the one outcome all of it serves, where no metric below measures it
owner: {name: A. Owner, role: product}      # the one accountable person

predictions:                                # which column of the predictions plays which part
  label: fraud                              # whether the event happened
  positive: 1                               # the value of the label that means it did
  scores: [score]                           # candidate models; a rule is a 0/1 column
  flip: []                                  # scores where a low value means the event is likely
  baseline: null                            # today's process: a score column, or {score: rules, threshold: 0.5}
  segments: []                              # columns with groups, such as [region, tier]
  amounts: {}                               # name in formulas: column, such as {eur: amount_eur}
  weight: null                              # column saying how many cases a row stands for
  period: null                              # column with the week, month or day
  id: null                                  # column that names the row

volume: {cases: 1_000_000, per: year}       # turns rates into counts and money a year
currency: EUR
payoff:                                     # per case in each confusion cell, in the currency; losses are negative
  TP: {each: 0}
  FP: {each: -5}                            # with amounts: {each: -5, eur: -0.01} adds a share of each amount
  FN: {each: -100}                          # where it differs: {each: -100, by: {region: {north: -150}}}; unsure: between: [-120, -80]
  TN: {each: 0}
# review: {cost: 4, accuracy: 0.95, capacity: 120, per: day}   # a person between two thresholds; or sensitivity: 0.95, specificity: 0.9

metrics:                                    # three are enough for people to decide on; five at most
  - name: miss_rate                         # a built-in name (recall, fpr, ...) needs no formula
    label: Missed frauds
    layer: outcome                          # outcome, action or model
    role: primary                           # primary, secondary, guardrail or diagnostic
    weight: 1                               # in the score; 1 for primary and 0.5 for secondary unless written
    goal: minimise
    formula: FN / POSITIVES                 # cells TP FP FN TN FLAGGED CLEARED POSITIVES NEGATIVES ALL REVIEWED, CELL[amount]
    unit: share of frauds
    worst: 0.50                             # where this metric is worth 0
    target: 0.05                            # where it is worth 1
    so_what: Every missed fraud is refunded from the margin
  - name: insult_rate
    label: Good customers blocked
    layer: action
    role: secondary
    weight: 0.5
    goal: minimise
    formula: FP / NEGATIVES
    unit: share of good payments
    worst: 0.10
    target: 0.005
    so_what: A blocked customer calls us, and some leave
  - name: precision
    role: guardrail
    limit: 0.10                             # hard: a point on the wrong side of it cannot be chosen
    so_what: Below it the team stops trusting the flags
    # where: {tier: premium}                # measured on these rows only

efficiency: {name: latency_p99, limit: 50, unit: ms, measured: 38}       # declared, not computed from predictions
launch_minimum: {miss_rate: 0.30}           # what must be reached before launch
alerts: {relative_degradation: 0.05, score_drift_psi: 0.2}               # when an audit should raise its hand
signatures:
  required: [product, engineering, data science]
reviews: {validate_after_weeks: [2, 6], audit_after_weeks: 8}
"""
