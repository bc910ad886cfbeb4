"""The words of the chart's marks never lie on each other and never leave the picture, however near the marks are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.browser

LABELS = Path(__file__).resolve().parents[2] / "workbench" / "ui" / "browser" / "labels.js"
MARK_RADIUS = 8


def _run(page, expression: str, argument: object):
    return page.evaluate(
        f"(argument) => {{ {LABELS.read_text(encoding='utf-8')}\n return ({expression})(argument); }}", argument
    )


def _boxes(items, places):
    return [
        (place["left"], place["top"], place["left"] + item["width"], place["top"] + item["height"])
        for item, place in zip(items, places, strict=True)
        if place
    ]


def _overlap(a, b) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _area(width: float, height: float) -> dict[str, float]:
    return {"left": 50, "top": 8, "right": 50 + width, "bottom": 8 + height}


@pytest.mark.parametrize(("width", "height"), [(300, 240), (670, 335)])
@pytest.mark.parametrize("spread", [0, 3, 25, 120])
def test_no_word_lies_on_another_or_leaves_the_picture(page, width, height, spread):
    """Twelve marks, which is as many as there can be: eight pins, you, recommended, today and the knee."""
    area, random = _area(width, height), np.random.default_rng(spread)
    cases = []
    for corner in [(0, 0), (1, 0), (0, 1), (1, 1), (0.5, 0.5), (0.3, 0.9)]:
        middle = np.array([area["left"] + corner[0] * width, area["top"] + corner[1] * height])
        at = middle + random.normal(0, 1, (12, 2)) * spread
        at = np.clip(at, [area["left"], area["top"]], [area["right"], area["bottom"]])
        widths = [125, 90, 130, 40, *[18] * 8]
        cases.append(
            [{"x": x, "y": y, "width": w, "height": 18} for (x, y), w in zip(at.tolist(), widths, strict=True)]
        )
    placed = _run(page, "({ cases, area }) => cases.map((items) => placeLabels(items, area))", {"cases": cases, "area": area})  # fmt: skip
    for items, places in zip(cases, placed, strict=True):
        assert None not in places
        boxes = _boxes(items, places)
        for k, box in enumerate(boxes):
            assert area["left"] <= box[0]
            assert box[2] <= area["right"]
            assert area["top"] <= box[1]
            assert box[3] <= area["bottom"]
            assert not any(_overlap(box, other) for other in boxes[:k])
            for item in items:
                mark = [item["x"] - MARK_RADIUS, item["y"] - MARK_RADIUS, item["x"] + MARK_RADIUS, item["y"] + MARK_RADIUS]  # fmt: skip
                assert not _overlap(box, mark)


def test_a_word_alone_stands_right_of_its_mark_and_left_of_it_at_the_right_edge(page):
    item = {"x": 200, "y": 100, "width": 80, "height": 18}
    [place] = _run(page, "(d) => placeLabels(d.items, d.area)", {"items": [item], "area": _area(300, 240)})
    assert place["left"] > 200
    assert place["leader"] is None
    [place] = _run(page, "(d) => placeLabels(d.items, d.area)", {"items": [{**item, "x": 345}], "area": _area(300, 240)})  # fmt: skip
    assert place["left"] + 80 <= 350
    assert place["leader"] is None


def test_a_word_that_is_crowded_out_is_led_back_to_its_mark(page):
    items = [{"x": 200, "y": 100, "width": 120, "height": 18} for _ in range(12)]
    places = _run(page, "(d) => placeLabels(d.items, d.area)", {"items": items, "area": _area(300, 240)})
    assert places[0]["leader"] is None
    led = [place["leader"] for place in places if place["leader"]]
    assert led
    for x1, y1, x2, y2 in led:
        assert np.hypot(x1 - 200, y1 - 100) < 12  # it begins at the mark
        assert np.hypot(x2 - 200, y2 - 100) > 12
    far = [place for place in places if place["leader"] is None]
    assert all(abs(place["top"] - 100) < 50 for place in far)  # without a line only what is near


def test_a_word_stays_off_the_lines_where_it_can(page):
    line = [[x, 92] for x in range(60, 340, 6)]  # just above the mark, where the word would stand
    item = {"x": 200, "y": 100, "width": 80, "height": 18}
    asked = "(d) => placeLabels([d.item], d.area, d.line)"
    [place] = _run(page, asked, {"item": item, "area": _area(300, 240), "line": line})
    assert not any(place["left"] < x < place["left"] + 80 and place["top"] < y < place["top"] + 18 for x, y in line)


def test_where_there_is_no_room_what_comes_last_is_left_out(page):
    items = [{"x": 60, "y": 20, "width": 90, "height": 18} for _ in range(4)]
    places = _run(page, "(d) => placeLabels(d.items, d.area)", {"items": items, "area": _area(100, 40)})
    assert places[0] is not None
    assert places[-1] is None


def test_a_long_word_is_broken_where_it_would_be_wider_than_allowed(page):
    asked = "([text, widest]) => linesOf(text, widest, (t) => t.length)"
    assert _run(page, asked, ["today (model_b)", 20]) == ["today (model_b)"]
    assert _run(page, asked, ["today (model_b)", 10]) == ["today", "(model_b)"]
    assert _run(page, asked, ["today (a_very_long_name)", 8]) == ["today", "(a_very_", "long_nam", "e)"]
    assert _run(page, asked, ["", 8]) == []


def test_a_word_that_could_be_read_as_another_marks_is_led_back(page):
    """Between two marks that are side by side, or nearer to the other one, a word alone would not say whose it is."""
    items = [{"x": 200 + 14 * k, "y": 100, "width": 18, "height": 18} for k in range(6)]
    places = _run(page, "(d) => placeLabels(d.items, d.area)", {"items": items, "area": _area(300, 240)})

    def far(place, item):
        across = max(place["left"] - item["x"], item["x"] - place["left"] - 18, 0)
        return np.hypot(across, max(place["top"] - item["y"], item["y"] - place["top"] - 18, 0))

    for item, place in zip(items, places, strict=True):
        nearest = min(far(place, other) for other in items)
        assert place["leader"] or far(place, item) == nearest


BOXES = """() => { const deep = (node, wanted) => { const found = [...node.querySelectorAll(wanted)];
    for (const each of node.querySelectorAll('*')) if (each.shadowRoot) found.push(...deep(each.shadowRoot, wanted));
    return found; };
  const box = (node) => { const { left, top, right, bottom } = node.getBoundingClientRect(); return [left, top, right, bottom]; };
  const words = deep(document, '.labels span').filter((node) => !node.hidden);
  return { chart: box(deep(document, '.chart canvas')[0]), words: words.map((node) => [node.textContent, box(node), node.scrollWidth - node.clientWidth]) }; }"""


def _see_words(page, least: int) -> list[str]:
    found = page.evaluate(BOXES)
    chart, words = found["chart"], found["words"]
    assert len(words) >= least, words
    for k, (word, box, spills) in enumerate(words):
        assert spills <= 0, word
        assert chart[0] <= box[0], word
        assert box[2] <= chart[2], word
        assert chart[1] <= box[1], word
        assert box[3] <= chart[3], word
        assert [other for other, there, _ in words[:k] if _overlap(box, there)] == [], word
    return [word.replace("\n", " ") for word, _, _ in words]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_words_of_marks_that_are_near_are_all_there_to_read(new_context, base_url, idle, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    page.goto(f"{base_url}/tradeoff?study=sample-breast-cancer-c0c0c{str(width)[0]}")
    page.wait_for_selector(".chart canvas", timeout=120_000)
    idle(page)
    for _ in range(3):
        page.get_by_role("button", name="Pin this point").click()
        idle(page)
        page.locator("#wb-threshold").focus()
        page.keyboard.press("ArrowRight")
        idle(page, settle_ms=1_000)
    words = _see_words(page, 7)
    assert {"A", "B", "C", "recommended", "knee", "today (radius_rule)"} <= set(words)
    for kind in ("By segment", "With human review"):
        page.get_by_text(kind, exact=True).first.click()
        page.wait_for_selector(".policies .chart canvas", timeout=120_000)
        idle(page)
        assert {"you", "recommended"} <= set(_see_words(page, 3))
