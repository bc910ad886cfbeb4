"""The picture of all kinds: a line each with its own dash and shape, a legend that names them, and the same in words."""

from __future__ import annotations

import math

import pandas as pd

from workbench.charts.kind_frontiers import COLUMNS, DASHES, SHAPES, kind_frontiers_chart, kinds_legend, kinds_text
from workbench.charts.render import to_svg
from workbench.charts.theme import DARK
from workbench.metrics import BUILTIN

X, Y = BUILTIN["fpr"], BUILTIN["recall"]
KINDS = ["One threshold", "By <b>road</b>", "With human review"]
FRAME = pd.DataFrame(
    [(name, "line", 0.1 * step + 0.01 * k, 0.5 + 0.2 * step, step) for k, name in enumerate(KINDS) for step in range(3)]
    + [(KINDS[1], "best", 0.11, 0.7, 0)],
    columns=list(COLUMNS),
)


def chart(**more) -> dict:
    return kind_frontiers_chart(FRAME, x=X, y=Y, kinds=KINDS, text="in words", **more).to_dict()


def test_every_kind_has_a_dash_and_a_shape_of_its_own():
    content = chart()
    lines, marks, best = content["layer"]
    assert lines["encoding"]["strokeDash"]["scale"]["domain"] == KINDS
    dashes = lines["encoding"]["strokeDash"]["scale"]["range"]
    assert len({tuple(dash) for dash in dashes}) == len(KINDS)
    for layer in (marks, best):
        assert layer["encoding"]["shape"]["scale"]["domain"] == KINDS
        assert len(set(layer["encoding"]["shape"]["scale"]["range"])) == len(KINDS)
    assert len(set(map(tuple, DASHES))) == len(DASHES) == len(set(SHAPES))
    assert content["description"] == "in words"


def test_it_is_drawn_in_light_and_dark():
    assert to_svg(chart()) != to_svg(chart(palette=DARK))


def test_the_axes_look_past_what_is_recommended_and_not_at_far_ends():
    far = pd.concat([FRAME, pd.DataFrame([(KINDS[0], "line", 1.0, 1.0, 3)], columns=list(COLUMNS))])
    content = kind_frontiers_chart(far, x=X, y=Y, kinds=KINDS).to_dict()
    low, high = content["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low <= 0.0
    assert 0.11 < high < 0.3


def test_the_legend_names_each_kind_as_text_beside_what_it_is_drawn_with():
    html = kinds_legend(KINDS)
    assert "By &lt;b&gt;road&lt;/b&gt;" in html
    assert html.count("<img alt=''") == len(KINDS)
    sources = [part.split("'")[0] for part in html.split("src='")[1:]]
    assert len(set(sources)) == len(KINDS)


def test_the_words_say_what_each_kind_reaches_and_which_cannot():
    said = kinds_text({"One threshold": 0.8, "A list": math.nan}, x=X, y=Y, at=0.1, anchor="today")
    assert said.startswith("Where False positive rate is at most 10% of non-events, as at today, Recall can be:")
    assert said.endswith("One threshold 80% of events; A list: no such policy.")
