"""The navigation's marks are those of the study that is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def _mark(page, name: str):
    return page.get_by_role("link", name=name).locator("[data-testid=stIconMaterial]")


def test_the_marks_are_those_of_a_file_as_soon_as_it_is_read(page, base_url, idle):
    """A sample has a contract and may be looked at; a file of one's own has none and hides its frontier."""
    page.goto(f"{base_url}/?study=sample-card-fraud-0f1f1f")
    idle(page)
    expect(_mark(page, "Contract")).to_have_text("check_circle")
    expect(_mark(page, "Trade-off")).to_have_text("radio_button_unchecked")
    rows = "".join(f"{number % 2},{number / 60}\n" for number in range(60))
    file = {"name": "own.csv", "mimeType": "text/csv", "buffer": f"bad,p\n{rows}".encode()}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("was read. Check below").wait_for()
    idle(page)
    expect(_mark(page, "Contract")).to_have_text("radio_button_unchecked")
    for name in ("Trade-off", "Segments", "Decision"):
        expect(_mark(page, name)).to_have_text("visibility_off")
