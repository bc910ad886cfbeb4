"""The formula field as a hand finds it: it answers while one types, completes a name, and puts names at the caret."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def field(page, base_url, idle):
    page.goto(f"{base_url}/contract?study=sample-card-fraud-0c0c0c")
    page.get_by_role("button", name="Edit it").click()
    idle(page, settle_ms=500)
    page.locator("[data-testid=stExpander] summary").first.click()
    found = page.get_by_label("Formula", exact=True).first
    expect(found).to_be_visible()
    expect(page.locator(".wb-chips button").first).to_be_visible()
    return found


def test_it_answers_without_enter_and_keeps_the_focus(page, field):
    field.fill("")
    field.press_sequentially("1000 * FP / NEGATIVES", delay=15)
    expect(page.get_by_text("divided by 19,630").first).to_be_visible()
    expect(field).to_be_focused()
    field.press_sequentially(" * X", delay=15)
    expect(page.locator(".wb-wrong")).to_contain_text("1000 * FP / NEGATIVES * X")
    lines = page.locator(".wb-wrong").inner_text().split("\n")
    assert lines[1].index("^") == lines[0].index("X")


def test_tab_completes_the_one_name_there_is(page, field):
    field.fill("")
    field.press_sequentially("FN / POSI", delay=15)
    expect(page.locator(".wb-chips button.near")).to_have_text(["POSITIVES"])
    field.press("Tab")
    expect(field).to_have_value("FN / POSITIVES")
    expect(field).to_be_focused()
    field.press("Tab")
    expect(field).not_to_be_focused()


def test_a_chip_goes_in_at_the_caret(page, field):
    field.fill("FN / ALL")
    field.evaluate("element => element.setSelectionRange(2, 2)")
    page.get_by_role("button", name="Insert [eur]").click()
    expect(field).to_have_value("FN[eur] / ALL")
    expect(field).to_be_focused()
    assert field.evaluate("element => element.selectionStart") == 7


def test_one_click_puts_a_wrong_name_right(page, field):
    field.fill("FN / POSITVES")
    field.press("Enter")
    page.get_by_role("button", name="Write FN / POSITIVES").click()
    expect(field).to_have_value("FN / POSITIVES")
