"""The metric tree: every metric leads somewhere or is seen to lead nowhere, in words and in a picture without colour."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

from workbench.charts.metric_tree import NARROW, WIDE, metric_tree, tree_text
from workbench.charts.render import to_svg
from workbench.charts.theme import LIGHT


def frame(*rows):
    return pd.DataFrame(rows, columns=["metric", "layer", "role", "steps"])


MISSES = ("Misses", "model", "primary", ("a claim", "the customer leaves", "lost margin"))
CALLS = ("Calls", "action", "secondary", ("Calls", "agents wait", "overtime paid"))
LOSS = ("Loss", "outcome", "diagnostic", ("paid from the margin",))
VANITY = ("Accuracy", "model", "diagnostic", ())


@pytest.fixture(params=[False, True], ids=["wide", "narrow"])
def drawn(request):
    specification = metric_tree(frame(MISSES, CALLS, LOSS, VANITY), is_narrow=request.param).to_dict()
    return request.param, specification, ElementTree.fromstring(to_svg(specification))


def texts(svg):
    return [" ".join(text.itertext()) for text in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_every_word_is_there_and_the_last_step_stands_alone(drawn):
    _, _, svg = drawn
    said = texts(svg)
    for text in ("Misses", "model · primary", "lost margin", "overtime paid", "agents wait", "paid from the margin"):
        assert text in said
    assert "a claim → the" in " ".join(said)
    assert "So what? Nobody has" in " ".join(said)


def test_outcome_comes_first_then_action_then_model(drawn):
    _, _, svg = drawn
    said = texts(svg)
    assert [said.index(name) for name in ("Loss", "Calls", "Misses", "Accuracy")] == sorted(
        said.index(name) for name in ("Loss", "Calls", "Misses", "Accuracy")
    )


def test_a_chain_that_begins_with_the_metrics_own_name_does_not_say_it_twice(drawn):
    assert texts(drawn[2]).count("Calls") == 1


def test_one_ink_and_no_colour(drawn):
    _, specification, svg = drawn
    colours = {
        value.lower()
        for node in svg.iter()
        for name in ("fill", "stroke")
        if (value := node.get(name)) and value not in ("none", "transparent")
    }
    assert colours == {LIGHT.ink}
    assert "From metric to behaviour" in " ".join(texts(svg))
    assert specification["description"] == tree_text(frame(MISSES, CALLS, LOSS, VANITY))


def test_what_leads_nowhere_is_a_dashed_box(drawn):
    dashed = [node for node in drawn[2].iter() if node.get("stroke-dasharray") not in (None, "", "1,0")]
    assert len(dashed) == 1


def test_it_fits_its_width(drawn):
    is_narrow, specification, svg = drawn
    assert specification["width"] == (NARROW if is_narrow else WIDE)
    assert float(svg.get("width")) <= (NARROW if is_narrow else WIDE) + 16
    boxes = specification["datasets"].values()
    assert all(0 <= row["x"] < row["x2"] <= specification["width"] for rows in boxes for row in rows if "x2" in row and row["kind"] != "heading")  # fmt: skip


def test_boxes_do_not_overlap(drawn):
    _, specification, _ = drawn
    boxes = [row for rows in specification["datasets"].values() for row in rows if "x2" in row and row["kind"] != "heading"]  # fmt: skip
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = (
                one["x2"] <= other["x"] or other["x2"] <= one["x"] or one["y2"] <= other["y"] or other["y2"] <= one["y"]
            )
            assert apart, (one, other)


def test_a_long_word_and_markup_stay_text():
    wild = ("<b>&amp;" + "x" * 90, "model", "primary", ('"quoted" <script>', "y" * 200))
    svg = ElementTree.fromstring(to_svg(metric_tree(frame(wild), is_narrow=True).to_dict()))
    said = "".join(texts(svg))
    assert "<b>&amp;" in said
    assert "<script>" in said
    assert "y" * 200 in re.sub(r"\s", "", said)


def test_the_words_for_people_who_do_not_see_it():
    assert tree_text(frame(MISSES, CALLS, VANITY)) == (
        "Calls (action, secondary) leads to agents wait, then to overtime paid. "
        "Misses (model, primary) leads to a claim, then to the customer leaves, then to lost margin. "
        "Accuracy (model, diagnostic) leads to nothing: nobody has said what follows."
    )
