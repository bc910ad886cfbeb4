"""The Segments page as people use it: looked under, crossed, compared, opened, and away to the thresholds by segment."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

OPENED = ("All metrics of these segments", "Rates by group", "The trade-off in each segment")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_walk_under_the_average(new_context, base_url, idle, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    page.goto(f"{base_url}/segments?study=sample-automated-braking-5e95e9")
    page.wait_for_selector(".wb-seg")
    idle(page)
    assert page.get_by_role("columnheader").all_inner_texts()[:2] == ["road", "Missed pedestrians"]
    first = page.get_by_role("row", name=re.compile("urban"))
    assert "pedestrians" in first.inner_text()
    pictured = first.get_by_role("img")
    assert re.search(r"\d+\.?\d*% to \d+\.?\d*%; the whole", pictured.get_attribute("aria-label"))
    # The bar is where its words say: to the right of nothing, inside its cell, with a width of its own.
    bar, cell = (first.locator(name).bounding_box() for name in (".wb-ran", ".wb-bar"))
    assert cell["x"] <= bar["x"]
    assert bar["x"] + bar["width"] <= cell["x"] + cell["width"] + 1
    assert bar["width"] > 4

    for name in OPENED:  # by keyboard
        summary = page.locator("summary", has_text=name)
        summary.focus()
        page.keyboard.press("Enter")
        idle(page)
    chart = page.locator(f".st-key-multiples-{'wide' if width > 640 else 'narrow'}")
    chart.locator("canvas, svg").first.wait_for()
    other = page.locator(f".st-key-multiples-{'narrow' if width > 640 else 'wide'}")
    assert not other.is_visible()

    found = [
        f"{violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert found == []
    overflow = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )
    assert overflow <= 1

    page.get_by_role("button", name="Set thresholds by road").click()
    page.wait_for_selector(".chart canvas")
    assert "/tradeoff" in page.url
    assert "by=road" in page.url
