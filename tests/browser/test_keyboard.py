"""From the Trade-off page to a saved decision without a mouse."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

FOCUSED = """() => { let node = document.activeElement; while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  return node ? (node.id || node.innerText || node.getAttribute('aria-label') || node.tagName) : '' }"""


def _tab_to(page, wanted: str, *, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab never reached {wanted!r}")


def test_the_job_by_keyboard(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff?study=sample-ticket-routing-0b0b0b")
    page.wait_for_selector(".chart canvas", timeout=60_000)
    idle(page)
    _tab_to(page, "wb-threshold")
    before = page.locator("#wb-threshold-value").inner_text()
    page.keyboard.press("PageUp")
    assert page.locator("#wb-threshold-value").inner_text() != before
    page.keyboard.press("End")
    assert "nobody flagged" in page.locator("#wb-threshold-value").inner_text()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "wb-exact"
    page.keyboard.press("Control+a")
    page.keyboard.type("0.9344")
    page.keyboard.press("Enter")
    idle(page, settle_ms=600)
    assert "≥ 0.9344" in page.locator("#wb-threshold-value").inner_text()
    assert "point=confidence%400.9344" in page.url
    _tab_to(page, "Choose this point")
    page.keyboard.press("Enter")
    page.get_by_text("This is the point recommended").wait_for()
    idle(page)
    why = page.get_by_label("Why this point", exact=True)
    why.focus()
    page.keyboard.type("The cheapest point that keeps Finnish answers right.")
    _tab_to(page, "Save the decision")
    page.keyboard.press("Enter")
    page.get_by_text("The decision is saved").wait_for()


def test_a_typed_threshold_between_candidates_flags_the_same_cases(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff?study=sample-breast-cancer-0c0c0c")
    page.wait_for_selector(".chart canvas", timeout=60_000)
    idle(page)
    exact = page.locator("#wb-exact")
    exact.fill("abc")
    exact.press("Enter")
    assert exact.get_attribute("aria-invalid") == "true"
    exact.fill("0,3")
    exact.press("Enter")
    idle(page, settle_ms=600)
    shown = float(page.locator("#wb-threshold-value").inner_text().split("≥ ")[1].split(":")[0])
    assert shown >= 0.3  # the lowest score that is at least 0.3: the same cases are flagged
