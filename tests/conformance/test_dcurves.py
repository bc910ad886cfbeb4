"""The decision curves of the R package dcurves: net benefit at every printed threshold, for every model.

Each check runs twice: on 750 rows made from the printed counts alone, and on the patients where they are. The
published definition is net benefit = TP/n - FP/n * t/(1 - t) - harm (A. J. Vickers and E. B. Elkin, Medical Decision
Making 26, 2006), positive where ``risk >= t``, as here.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.cli import main

MODELS = ("famhistory", "age", "marker", "cancerpredmarker")
PATIENTS, EVENTS = 750, 105
# dcurves subtracts the harm of a test from its net benefit; r_case3_results.csv was made with this one.
HARM = {"marker": 0.0333}
# The columns of the real predictions.
COLUMNS = {
    "famhistory": "score_famhistory",
    "age": "score_age_risk",
    "marker": "score_marker_risk",
    "cancerpredmarker": "score",
}


def rows_from(figures: pd.DataFrame) -> pd.DataFrame:
    """750 rows that have the printed counts at every printed threshold, each model's rows in an order of its own.

    A row stands exactly at the last threshold that still flags it, so that every threshold is also a tie.
    """
    label = np.repeat([1, 0], [EVENTS, PATIENTS - EVENTS])
    frame = pd.DataFrame({"cancer": label})
    for model in MODELS:
        curve = figures[figures["model"] == model].sort_values("threshold")
        # The printed threshold 0 flags what is above 0; 1e-6 is such a place, before all other thresholds.
        thresholds = np.maximum(curve["threshold"].to_numpy(), 1e-6)
        parts = []
        for count, cell in ((EVENTS, "tp"), (PATIENTS - EVENTS, "fp")):
            flagged = curve[cell].to_numpy()
            ends_here = flagged - np.append(flagged[1:], 0)
            assert (ends_here >= 0).all()
            parts += [np.repeat(thresholds, ends_here), np.zeros(count - flagged[0])]
        frame[model] = np.concatenate(parts)
    return frame


def with_references(frame: pd.DataFrame):
    frame = frame[["cancer", *MODELS]].assign(all=1.0, none=0.0)
    predictions = wb.read_predictions(frame, label="cancer", positive=1, scores=[*MODELS, "all", "none"])
    return wb.sweep(predictions)


@pytest.fixture(scope="module")
def figures(read_figures):
    return read_figures("dcurves")


@pytest.fixture(scope="module", params=["the printed counts", "the patients"])
def sweep(request, read_case, figures):
    if request.param == "the printed counts":
        return with_references(rows_from(figures))
    frame, _ = read_case("dcurves_binary")
    scores = {model: frame[column] for model, column in COLUMNS.items()}
    return with_references(pd.DataFrame({"cancer": frame["label"], **scores}))


def curve_of(figures: pd.DataFrame, model: str) -> pd.DataFrame:
    return figures[figures["model"] == model]


@pytest.mark.parametrize("model", MODELS)
def test_counts_and_net_benefit_at_every_printed_threshold(sweep, figures, model):
    """336 thresholds. The printed threshold 0 is asked for as the smallest number above 0; see below."""
    curve = curve_of(figures, model)
    assert len(curve) == {"marker": 36}.get(model, 100)
    for row in curve.itertuples():
        point = wb.at(sweep, row.threshold or 5e-324, score=model, metrics=["net_benefit"])
        assert (point.count("TP"), point.count("FP")) == (row.tp, row.fp), row.threshold
        assert point.count("ALL") == PATIENTS
        ours = point.value("net_benefit") - HARM.get(model, 0)
        assert ours == pytest.approx(row.net_benefit, abs=1e-13), row.threshold


def test_interventions_avoided_follow_from_two_net_benefits(sweep, figures):
    """(net benefit of the model - of treating all) / (t / (1 - t)), per patient, of r_case3_results.csv."""
    curve = curve_of(figures, "marker").dropna(subset="net_intervention_avoided")
    assert len(curve) == 35
    for row in curve.itertuples():
        model, everybody = (
            wb.at(sweep, row.threshold, score=score, metrics=["net_benefit"]).value("net_benefit")
            for score in ("marker", "all")
        )
        avoided = (model - HARM["marker"] - everybody) / (row.threshold / (1 - row.threshold))
        assert avoided == pytest.approx(row.net_intervention_avoided, abs=1e-12), row.threshold


def test_treating_all_is_a_score_of_one(sweep, figures):
    """100 printed thresholds from 0 to 0.99; at the share of events, 0.14, treating all is worth nothing."""
    curve = curve_of(figures, "all")
    assert len(curve) == 100
    for row in curve.itertuples():
        point = wb.at(sweep, row.threshold, score="all", metrics=["net_benefit"])
        assert (point.count("TP"), point.count("FP")) == (105, 645)
        assert point.value("net_benefit") == pytest.approx(row.net_benefit, rel=1e-13, abs=1e-13)
    at_prevalence = wb.at(sweep, 0.14, score="all", metrics=["net_benefit"])
    assert at_prevalence.value("net_benefit") == pytest.approx(0, abs=1e-15)


def test_treating_none_is_flagging_nobody_and_not_a_score_of_zero(sweep, figures):
    """dcurves prints 0 for "treat none" at every threshold, 0 included; here that is the threshold None."""
    assert curve_of(figures, "none")["net_benefit"].tolist() == [0]
    nobody = wb.at(sweep, None, score="famhistory", metrics=["net_benefit"])
    assert (nobody.count("FLAGGED"), nobody.value("net_benefit")) == (0, 0)
    # A column of zeros does the same above 0. At 0 it flags everybody, because 0 >= 0.
    above = wb.at(sweep, 0.01, score="none", metrics=["net_benefit"])
    assert (above.count("FLAGGED"), above.value("net_benefit")) == (0, 0)
    at_zero = wb.at(sweep, 0, score="none", metrics=["net_benefit"])
    assert at_zero.count("FLAGGED") == PATIENTS
    assert at_zero.value("net_benefit") == pytest.approx(0.14, abs=1e-15)


def test_a_threshold_of_zero_flags_a_score_of_zero_here_and_not_in_dcurves(sweep, figures):
    """dcurves sets a risk of exactly 0 to minus the machine epsilon (R/dca.r), so its threshold 0 reads ``risk > 0``.

    Family history is 0 or 1, so its first printed row is 115 positives. Our threshold 0 flags all 750, with the net
    benefit of treating all; our smallest threshold above 0 gives the printed row.
    """
    printed = curve_of(figures, "famhistory").iloc[0]
    assert (printed["threshold"], printed["tp"], printed["fp"], printed["net_benefit"]) == (0, 24, 91, 0.032)
    ours = wb.at(sweep, 0, score="famhistory", metrics=["net_benefit"])
    assert (ours.count("TP"), ours.count("FP")) == (105, 645)
    assert ours.value("net_benefit") == pytest.approx(0.14, abs=1e-15)
    above = wb.at(sweep, 5e-324, score="famhistory", metrics=["net_benefit"])
    assert (above.count("TP"), above.count("FP")) == (24, 91)
    assert above.value("net_benefit") == pytest.approx(0.032, abs=1e-15)
    # Where no score is 0 there is no difference: the first rows of the other curves hold at 0 itself.
    for model in ("age", "marker"):
        first = curve_of(figures, model).iloc[0]
        point = wb.at(sweep, 0, score=model, metrics=["net_benefit"])
        assert (point.count("TP"), point.count("FP")) == (first["tp"], first["fp"])
        assert point.value("net_benefit") - HARM.get(model, 0) == pytest.approx(first["net_benefit"], abs=1e-13)


def test_an_older_release_moved_the_threshold_instead(sweep, figures):
    """r_bin_dca_result_1.csv prints 1e-9 for 0, and so 0.14 - 0.86e-9 where later files print 0.14."""
    first = curve_of(figures, "cancerpredmarker").iloc[0]
    assert first["threshold"] == 1e-9
    assert first["net_benefit"] == pytest.approx(0.14 - 0.86e-9, abs=1e-15)
    moved = wb.at(sweep, 1e-9, score="cancerpredmarker", metrics=["net_benefit"]).value("net_benefit")
    assert moved == pytest.approx(first["net_benefit"], abs=1e-15)


def test_net_benefit_is_undefined_at_one(sweep):
    """t / (1 - t) has no value at 1. dcurves prints no such row: its thresholds end at 0.99."""
    point = wb.at(sweep, 1, score="all", metrics=["net_benefit"])
    assert point.count("FLAGGED") == PATIENTS
    assert math.isnan(point.value("net_benefit"))


def test_the_command_line_says_the_printed_net_benefit(figures, tmp_path, capsys):
    """r_dca_famhistory.csv at 0.1: 24 true and 91 false positives, net benefit 0.0185185..."""
    path = tmp_path / "patients.csv"
    rows_from(figures).to_csv(path, index=False)
    asked = ["--label", "cancer", "--score", "famhistory", "--threshold", "0.1", "--metrics", "net_benefit", "--json"]
    assert main(["at", str(path), *asked]) == 0
    point = json.loads(capsys.readouterr().out)["operating_point"]
    assert point["confusion"] == {"tp": 24, "fp": 91, "fn": 81, "tn": 554}
    assert point["metrics"]["net_benefit"]["value"] == pytest.approx(0.018518518518518517, abs=1e-15)
