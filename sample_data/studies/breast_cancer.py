"""Breast cancer: real measurements, real diagnoses, and two models judged on cases they had not seen."""

from __future__ import annotations

import numpy as np

from sample_data.study import Study, Table, decimals, numbered, whole

FOLDS_COUNT = 10
SEED = 20_260_704
RULE_RADIUS = 14.5
SMALL_BELOW, LARGE_FROM = 12.5, 15.0


def make_table() -> Table:
    """One row for each case, in scikit-learn's order; scores come from models fitted without that case."""
    # Importing scikit-learn takes seconds, and only this study needs it.
    from sklearn.datasets import load_breast_cancer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    bunch = load_breast_cancer()
    malignant = (bunch.target == list(bunch.target_names).index("malignant")).astype(np.int64)
    radius = bunch.data[:, list(bunch.feature_names).index("mean radius")]

    folds = StratifiedKFold(FOLDS_COUNT, shuffle=True, random_state=SEED)
    # A tight tolerance brings every machine to the same optimum, whatever the order in which it adds.
    logistic = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-9, max_iter=10_000))
    forest = RandomForestClassifier(n_estimators=300, min_samples_leaf=3, random_state=SEED)

    def out_of_fold(model: object) -> np.ndarray:
        return cross_val_predict(model, bunch.data, malignant, cv=folds, method="predict_proba")[:, 1]

    return {
        "case": numbered(len(malignant), digits=3),
        "radius_band": np.select([radius < SMALL_BELOW, radius < LARGE_FROM], ["small", "medium"], "large").tolist(),
        "malignant": whole(malignant),
        "score_logistic": decimals(out_of_fold(logistic), 6),
        "score_forest": decimals(out_of_fold(forest), 6),
        "radius_rule": whole(radius >= RULE_RADIUS),
    }


CONTRACT = """
# Breast cancer: real cases, invented costs and limits. Agreed before anyone saw the trade-off.
version: 1
title: Biopsy after a needle sample
decision: Send the patient for a surgical biopsy when the score reaches the threshold
why: Miss as few cancers as possible without sending women with a harmless lump to surgery
owner: {name: Leila Farrokhzad, role: clinical lead}
predictions:
  label: malignant               # 1 = malignant, as diagnosed
  positive: 1
  scores: [score_logistic, score_forest, radius_rule]
  baseline: radius_rule          # mean radius of the cell nuclei of at least 14.5; already 0 or 1
  segments: [radius_band]
  amounts: {}
  weight: null
  period: null
  id: case
volume: {cases: 4_000, per: year}
currency: EUR
payoff:                          # invented: a biopsy that was not needed, a treatment that starts late
  TP: {each: 0}
  FP: {each: -1_500}
  FN: {each: -40_000}
  TN: {each: 0}
metrics:
  - name: missed_cancers
    label: Missed cancers
    layer: outcome
    role: primary
    weight: 1
    goal: minimise
    formula: FN / POSITIVES
    unit: share of cancers
    worst: 0.10
    target: 0.005
    so_what: A missed cancer -> months of delay -> a harder treatment and a worse chance
  - name: needless_biopsies
    label: Needless biopsies
    layer: action
    role: secondary
    weight: 0.5
    goal: minimise
    formula: FP / NEGATIVES
    unit: share of benign lumps
    worst: 0.20
    target: 0.01
    so_what: A needless biopsy -> a scar and weeks of fear -> fewer women who come at all
  - name: missed_cancers_medium
    label: Missed cancers, medium nuclei
    layer: outcome
    role: guardrail
    goal: minimise
    formula: FN / POSITIVES
    unit: share of cancers with medium nuclei
    where: {radius_band: medium} # neither plainly small nor plainly large: where models differ
    limit: 0.05                  # hard; with 42 such cancers in the sample, at most two missed
    so_what: Here size says nothing, so here the model must earn its place
efficiency: {name: minutes_to_result, limit: 30, unit: min, measured: 12}
launch_minimum: {missed_cancers: 0.05}
alerts: {relative_degradation: 0.05, score_drift_psi: 0.2}
signatures:
  required: [clinical lead, data science, patient safety]
reviews: {validate_after_weeks: [2, 6], audit_after_weeks: 8}
"""

STUDY = Study(
    slug="breast-cancer",
    order=4,
    title="Breast cancer",
    pitch="Real cases: how many needless biopsies is one cancer fewer missed worth?",
    synthetic=False,
    event="malignant",
    event_name="malignant",
    contract=CONTRACT,
    story="""
A needle takes a few cells from a breast lump; a computer measures their nuclei in the picture. From the measurements a
model says how likely the lump is malignant, and from some threshold on the patient goes to surgery for a biopsy. Two
models compete with each other and with a rule that looks at one measurement. The sample is small, so single patients
move the numbers: look at the intervals before believing a difference.
""",
    how_made=f"""
`sample_data/studies/breast_cancer.py` takes the data set as scikit-learn ships it (`load_breast_cancer`), fits a
logistic regression on standardised measurements and a random forest, and keeps for each case the probability from the
models fitted without it ({FOLDS_COUNT}-fold stratified cross-validation, fixed seed). All 30 measurements are used.
Probabilities are rounded to six digits; the last of them can differ on another processor, whose linear algebra adds in
another order.
""",
    real_or_not=f"""
The cases, the measurements and the diagnoses are **real**: the Wisconsin Diagnostic Breast Cancer data set, collected
at the University of Wisconsin and published in 1995. The scores are real predictions for cases the models had not seen.

The rule (mean radius of the nuclei at least {RULE_RADIUS}) and the bands are ours, cut in view of the data. The costs,
the limits, the volume and the clinic are **invented**. In the sample more than a third of the lumps are malignant, far
more than in a screening programme. 569 cases from one hospital three decades ago are no ground for treating anybody.

Source: W. H. Wolberg, W. N. Street and O. L. Mangasarian (1995), *Breast Cancer Wisconsin (Diagnostic)*, UCI Machine
Learning Repository, <https://doi.org/10.24432/C5DW2B>. Introduced in W. N. Street, W. H. Wolberg and O. L. Mangasarian
(1993), *Nuclear feature extraction for breast tumor diagnosis*, IS&T/SPIE Symposium on Electronic Imaging, volume 1905,
pages 861-870.
""",
    licence="""
The data set is licensed CC BY 4.0 by its authors, named above; changed here: only derived columns are kept. The scores
and the contract are Apache-2.0, the licence of the project.
""",
    columns={
        "case": "the row's number in the data set as scikit-learn ships it, from 001",
        "radius_band": f"mean nuclear radius: `small` (below {SMALL_BELOW}), `medium` or `large` (from {LARGE_FROM:g})",
        "malignant": "the event: 1 where the diagnosis was malignant",
        "score_logistic": "the logistic regression's out-of-fold probability of malignant",
        "score_forest": "the random forest's",
        "radius_rule": f"1 where the mean radius is at least {RULE_RADIUS}: the baseline",
    },
    make_table=make_table,
)
