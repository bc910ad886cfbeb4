"""The small multiples: what is drawn is what was given, told apart without colour, and said in words."""

from __future__ import annotations

import pandas as pd

from workbench.charts.render import to_svg
from workbench.charts.segment_frontiers import frontiers_text, segment_frontiers_chart
from workbench.metrics import BUILTIN

X, Y = BUILTIN["fpr"], BUILTIN["recall"]
ROWS = [
    ("N", "whole", 0.0, 0.2, 0),
    ("N", "whole", 0.4, 0.9, 1),
    ("N", "frontier", 0.0, 0.3, 0),
    ("N", "frontier", 0.3, 0.95, 1),
    ("N", "now", 0.1, 0.5, 0),
    ("<S>", "whole", 0.0, 0.2, 0),
    ("<S>", "whole", 0.4, 0.9, 1),
]
FRAME = pd.DataFrame(ROWS, columns=["segment", "kind", "x", "y", "order"])


def test_it_has_a_title_an_alternative_text_and_the_axes_with_direction():
    content = segment_frontiers_chart(FRAME, x=X, y=Y, order=["N", "<S>"]).to_dict()
    title = " ".join(content["title"]["text"])
    assert "False positive rate (← better), % of non-events" in title
    assert "Recall (↑ better), % of events" in title
    assert content["description"] == frontiers_text(FRAME, x=X, y=Y, order=["N", "<S>"])
    assert content["description"].endswith("N: 10% of non-events, 50% of events. <S>: undefined.")


def test_lines_and_points_differ_by_more_than_colour():
    layers = segment_frontiers_chart(FRAME, x=X, y=Y, order=["N", "<S>"]).to_dict()["spec"]["layer"]
    whole, own, now = (layer["mark"] for layer in layers)
    assert whole["strokeDash"]
    assert "strokeDash" not in own
    assert own["strokeWidth"] > whole["strokeWidth"]
    assert now["shape"] == "diamond"


def test_the_panels_stand_in_the_order_given_and_are_drawn():
    content = segment_frontiers_chart(FRAME, x=X, y=Y, order=["N", "<S>"], columns=1).to_dict()
    assert content["facet"]["sort"] == ["N", "<S>"]
    drawn = to_svg(content)
    assert drawn.index(">N<") < drawn.index("&lt;S&gt;")


def test_the_axes_look_at_the_neighbourhood_of_the_policy():
    far = pd.concat([FRAME, pd.DataFrame([("N", "frontier", 1.0, 1.0, 2)], columns=FRAME.columns)])
    scale = segment_frontiers_chart(far, x=X, y=Y, order=["N", "<S>"]).to_dict()["spec"]["layer"][0]["encoding"]["x"][
        "scale"
    ]
    assert scale["domain"][0] <= 0.1 <= scale["domain"][1] < 0.5


def test_an_empty_frame_is_no_error():
    to_svg(segment_frontiers_chart(FRAME[:0], x=X, y=Y, order=["N"]).to_dict())
