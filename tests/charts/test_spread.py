"""The chart of a room: who stands where, told apart by shape, and nobody drawn over another."""

from __future__ import annotations

from workbench.charts.spread import Stand, spread_chart
from workbench.metrics import BUILTIN

LINE = [(0.0, 0.9, True), (0.1, 0.4, True), (0.2, 0.2, False), (0.5, 0.0, False)]
STANDS = [
    Stand(role="Safety", x=0.1, y=0.4, count=3, names="Ann"),
    Stand(role="Product", x=0.1, y=0.4, count=1),
    Stand(role="Product", x=0.5, y=0.0, count=1, names="Ben"),
]


def drawn(**more):
    given = {"line": LINE, "stands": STANDS, "medians": [(0.1, 0.4)], **more}
    return spread_chart(BUILTIN["fpr"], BUILTIN["fnr"], **given).to_dict()


def rows(spec, layer):
    return spec["datasets"][layer["data"]["name"]]


def marks(spec, kind):
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def test_roles_differ_in_shape_and_colour():
    spec = drawn()
    shapes = [layer["encoding"]["shape"]["scale"] for layer in marks(spec, "point") if "shape" in layer["encoding"]]
    assert shapes
    assert all(scale["domain"] == ["Safety", "Product"] and len(set(scale["range"])) == 2 for scale in shapes)


def test_two_roles_at_one_point_stand_one_above_the_other():
    spec = drawn()
    people = [layer for layer in marks(spec, "point") if "shape" in layer["encoding"]]
    at_point = {
        layer["mark"]["yOffset"]: [row["role"] for row in rows(spec, layer) if row["x"] == 0.1] for layer in people
    }
    assert sorted(at_point.items(), reverse=True) == [(0, ["Safety"]), (-20, ["Product"])]


def test_several_are_counted_and_those_with_the_floor_named():
    spec = drawn()
    labels = [row["label"] for layer in marks(spec, "text") for row in rows(spec, layer)]
    assert "3 · Ann" in labels
    assert "Ben" in labels
    assert "median" in labels


def test_only_what_keeps_every_limit_is_a_thick_line():
    spec = drawn()
    thick = [layer for layer in marks(spec, "line") if layer["mark"]["strokeWidth"] == 5]
    assert [(row["x"], row["y"]) for row in rows(spec, thick[0])] == [(0.0, 0.9), (0.1, 0.4)]


def test_two_middle_ones_are_said_to_be_two():
    spec = drawn(medians=[(0.1, 0.4), (0.2, 0.2)])
    labels = [row["label"] for layer in marks(spec, "text") for row in rows(spec, layer)]
    assert "between two middle ones" in labels
    assert "median" not in labels


def test_a_long_frontier_is_thinned_and_keeps_its_ends():
    line = [(place / 5000, 1 - place / 5000, True) for place in range(5001)]
    spec = drawn(line=line)
    kept = rows(spec, marks(spec, "line")[0])
    assert len(kept) <= 602
    assert (kept[0]["x"], kept[-1]["x"]) == (0.0, 1.0)
