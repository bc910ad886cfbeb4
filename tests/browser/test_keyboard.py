"""From the Trade-off page to a signed decision without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Longer than a run of the page: whatever a run moves, it moves while the finger is on the button.
LONG_PRESS_MS = 3_000


def _is_focused(page, wanted: str) -> None:
    """The focus gets there, once the page is drawn."""
    text = "(wanted) => (document.activeElement?.innerText || '').trim() === wanted"
    page.wait_for_function(text, arg=wanted)


def test_the_job_by_keyboard(page, base_url, idle, tab_to, focused):
    page.goto(f"{base_url}/tradeoff?study=sample-ticket-routing-0b0b0b")
    page.wait_for_selector(".chart canvas")
    idle(page)
    tab_to(page, "wb-threshold")
    value = page.locator("#wb-threshold-value")
    before = value.inner_text()
    page.keyboard.press("PageUp")
    expect(value).not_to_have_text(before)
    page.keyboard.press("End")
    expect(value).to_contain_text("nobody flagged")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "wb-exact"
    page.keyboard.press("Control+a")
    page.keyboard.type("0.9344")
    page.keyboard.press("Enter")
    expect(value).to_contain_text("≥ 0.9344")
    page.wait_for_url("**point=confidence%400.9344*")
    idle(page)
    tab_to(page, "Choose this point")
    page.keyboard.press("Enter")
    page.get_by_text("This is the point recommended").wait_for()
    _is_focused(page, "The chosen point")
    idle(page)
    page.get_by_label("Why this point", exact=True).focus()
    page.keyboard.type("The cheapest point that keeps Finnish answers right.")
    tab_to(page, "Save the decision")
    page.keyboard.press("Enter")
    page.get_by_text("The decision is saved").wait_for()
    idle(page)
    page.get_by_label("Your name").focus()
    page.keyboard.type("Aino Virtanen")
    tab_to(page, "Sign the decision")
    page.keyboard.press("Enter")
    page.get_by_text("Signed as product. It is entry").wait_for()


@pytest.mark.parametrize("pressed_ms", [0, LONG_PRESS_MS])
def test_a_press_straight_after_typing_signs_the_decision(page, base_url, idle, press, pressed_ms):
    keeps_every_limit = "point=confidence%400.9344"
    page.goto(f"{base_url}/tradeoff?study=sample-ticket-routing-0c{pressed_ms:04d}&{keeps_every_limit}")
    page.wait_for_selector(".chart canvas")
    idle(page)
    page.get_by_role("button", name="Choose this point").click()
    page.get_by_text("The chosen point").wait_for()
    idle(page)
    page.get_by_label("Why this point", exact=True).fill("The cheapest point that keeps Finnish answers right.")
    press(page, "Save the decision", pressed_ms=0)
    page.get_by_text("The decision is saved").wait_for()
    idle(page)
    page.get_by_label("Your name").click()
    page.keyboard.type("Aino Virtanen")
    press(page, "Sign the decision", pressed_ms=pressed_ms)
    page.get_by_text("Signed as product. It is entry").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_one_is_in_the_navigation_can_be_seen(new_context, base_url, idle, tab_to, scheme):
    context = new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{base_url}/contract?study=sample-card-fraud-0e0e0e")
    page.get_by_text("Not sealed yet").wait_for()
    idle(page)
    tab_to(page, "Predictions", most=5)
    style = """() => { const s = getComputedStyle(document.activeElement), rgb = (c) => c.match(/[0-9.]+/g).slice(0, 3).map(Number);
      return [s.outlineStyle, parseFloat(s.outlineWidth), rgb(s.outlineColor), rgb(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor)] }"""
    kind, width, line, ground = page.evaluate(style)
    assert (kind, width) == ("solid", 3)
    assert sum(abs(a - b) for a, b in zip(line, ground, strict=True)) > 300


def test_a_button_that_goes_hands_the_keyboard_on(page, base_url, idle, focused):
    """Sealing, other columns and going to the recommended point: the pressed button is gone, the focus is not."""
    page.goto(f"{base_url}/contract?study=sample-card-fraud-0d0d0d")
    page.get_by_text("Not sealed yet").wait_for()
    idle(page)
    page.get_by_label("Who seals it").fill("Leila Farrokhzad")
    page.get_by_role("button", name="Seal the contract").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The contract is sealed. It is entry").wait_for()
    _is_focused(page, "Sign it")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Your name"

    page.goto(f"{base_url}/?study=sample-card-fraud-0d1d1d")
    idle(page)
    page.locator("summary", has_text="correct it here").first.click()
    page.get_by_role("button", name="Use these columns").focus()
    page.keyboard.press("Enter")
    _is_focused(page, "What was read")

    page.goto(f"{base_url}/tradeoff?study=sample-ticket-routing-0d0d0d")
    page.wait_for_selector(".chart canvas")
    idle(page)
    page.locator("[data-do=recommended]").focus()
    page.keyboard.press("Enter")
    idle(page)
    assert not page.locator("[data-do=recommended]").is_visible()
    assert focused(page) == "wb-threshold"


def test_a_typed_threshold_between_candidates_flags_the_same_cases(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff?study=sample-breast-cancer-0c0c0c")
    page.wait_for_selector(".chart canvas")
    idle(page)
    value, exact = page.locator("#wb-threshold-value"), page.locator("#wb-exact")
    before = value.inner_text()
    exact.fill("abc")
    exact.press("Enter")
    expect(exact).to_have_attribute("aria-invalid", "true")
    exact.fill("0,3")
    exact.press("Enter")
    expect(value).not_to_have_text(before)
    idle(page)
    shown = float(value.inner_text().split("≥ ")[1].split(":")[0])
    assert shown >= 0.3  # the lowest score that is at least 0.3: the same cases are flagged
