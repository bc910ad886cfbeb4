"""No column of a table is out of sight: in the memo beside its signatures, and in the reasons for a point."""

from __future__ import annotations

import pytest

from tests.policy.practice import practice
from workbench.decision import Decision, Rationale, decide
from workbench.exporters import memo
from workbench.policy import SingleThreshold, measure_point
from workbench.ui.segment_table import scroll_table
from workbench.ui.stacked_table import stacked_table

pytestmark = pytest.mark.browser

# What stands beyond the window's right edge, or what scrolls sideways inside a box of its own.
OUT_OF_SIGHT = """() => [...document.querySelectorAll('td, th, .wide')]
  .filter((node) => node.getClientRects().length && (node.getBoundingClientRect().right > innerWidth + 1 || node.scrollWidth > node.clientWidth + 1))
  .filter((node) => getComputedStyle(node.closest('thead') || node).position !== 'absolute').map((node) => node.textContent)"""


def _decision(make_predictions) -> Decision:
    sweep, contract = practice(make_predictions)
    point = measure_point(sweep, SingleThreshold(score="s", threshold=0.9), contract=contract)
    rationale = {"why": "w", "sacrificed": "s", "rejected": "r", "change": "c"}
    return decide(
        point, rationale=Rationale(**rationale), owner="Ada", contract=contract, decided_at="2026-01-01T00:00:00Z"
    )


@pytest.mark.parametrize("width", [324, 800])
def test_every_column_of_the_memo_is_in_sight(page, make_predictions, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.set_content(memo(_decision(make_predictions)).to_bytes(".html").decode())
    assert page.locator("table").count() > 2
    assert page.evaluate(OUT_OF_SIGHT) == []


@pytest.mark.parametrize("width", [324, 640, 700])
def test_every_column_of_what_a_score_adds_up_from_is_in_sight(page, width):
    header = ("Metric", "Here", "Worth nothing at", "Target", "Worth", "Weight", "Points")
    rows = (
        ("Missed pedestrians, share of pedestrians", "1.66%", "10%", "1%", "0.927", "1", "0.927"),
        ("Sum", "", "", "", "", "", "1.149"),
    )
    page.set_viewport_size({"width": width, "height": 700})
    page.set_content(f"<body style='margin: 0; font-family: sans-serif'>{stacked_table(header, rows)}</body>")
    assert page.evaluate(OUT_OF_SIGHT) == []
    seen = page.locator("td:visible").last
    assert seen.inner_text() == "1.149"
    if width > 640:  # side by side no word is torn apart
        heights = page.locator("thead th").evaluate_all("nodes => nodes.map((node) => node.clientHeight)")
        assert max(heights) < 60


def test_every_rate_of_a_group_is_in_sight_on_a_phone(page):
    header = ("road", "Flagged", "Cleared", "Caught events", "False alarms", "Right flags", "Four fifths")
    rows = [("urban", *["16.7% (16% to 17.5%) of 10,455"] * 5, "the reference")]
    page.set_viewport_size({"width": 324, "height": 700})
    page.set_content(f"<body style='margin: 0'>{scroll_table(header, rows, label='Rates')}</body>")
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.locator("td:visible").last.inner_text().endswith("the reference")
    assert page.locator("td:visible").count() == 6


def test_the_memo_has_the_page_wide_room_below_the_signing(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff?study=sample-breast-cancer-d0d0d1")
    page.wait_for_selector(".chart canvas")
    idle(page)
    page.get_by_role("button", name="Go there").click()
    idle(page)
    page.get_by_role("button", name="Choose this point").click()
    page.get_by_text("The chosen point").wait_for()
    idle(page)
    page.get_by_role("textbox", name="Why this point").fill("It is safe.")
    page.get_by_label("Owner: the one person who answers for it").fill("Ada")
    page.get_by_role("button", name="Save the decision").click()
    page.locator("iframe").wait_for()
    idle(page)
    assert page.locator("iframe").bounding_box()["width"] > 900
