"""The table of segments as HTML: what users wrote stays text, every picture has words, hundreds stay one axis."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from workbench.evidence import by_segment
from workbench.metrics import resolve_metrics
from workbench.policy import SingleThreshold
from workbench.predictions import read_predictions
from workbench.sweep import Sweep
from workbench.ui.segment_table import all_metrics_table, scroll_table, segment_table

HOSTILE = "<img src=x onerror=alert(1)>'\""


@pytest.fixture(scope="module")
def report():
    frame = pd.DataFrame(
        {"y": [0, 1] * 60, "p": [0.9, 0.9, 0.1, 0.8] * 30, "g": ([HOSTILE] * 2 + ["b"] * 2) * 30, "n": ["z"] * 120}
    )
    frame.loc[0:1, "g"] = "no events"
    frame.loc[0:1, "y"] = 0
    sweep = Sweep(read_predictions(frame, label="y", positive=1, score="p", segments=["g", "n"]))
    policy = SingleThreshold(score="p", threshold=0.5)
    return by_segment(
        sweep, policy, metrics=resolve_metrics(["fpr", "recall"]), columns="g", rng=np.random.default_rng(0)
    )


def test_what_users_wrote_is_text(report):
    for html in (
        segment_table(report, "fpr", [0, 1, 2]),
        all_metrics_table(report, [0, 1, 2]),
        scroll_table([HOSTILE, "b"], [[HOSTILE, HOSTILE]], label=HOSTILE),
    ):
        assert "<img" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_every_picture_has_its_words_and_lies_on_the_axis(report):
    html = segment_table(report, "fpr", [0, 1, 2])
    assert html.count("role='img'") == 1 + sum(~np.isnan(report.metric("fpr").value))
    assert "100%, " in html
    places = [float(found) for found in re.findall(r"left:([\d.]+)%", html)]
    assert places
    assert all(0 <= place <= 100 for place in places)


def test_an_undefined_value_has_no_picture_and_says_so(report):
    place = [value for (value,) in report.values].index("no events")
    html = segment_table(report, "recall", [place])
    assert "undefined: no such cases" in html
    assert html.count("role='img'") == 1  # the whole's
