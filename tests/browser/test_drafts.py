"""What somebody is writing on a phone outlives a reload, is shown to nobody else, and a lost connection is said."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def button(page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def go_to(lead, title: str) -> None:
    shown = lead.get_by_role("option", name=title)
    while not shown.count():
        lead.get_by_role("combobox", name="Go to another step").click()
        lead.wait_for_timeout(300)
    shown.first.click()
    button(lead, "Go there").click()


def test_what_is_being_written_is_lost_by_no_reload_and_no_reveal_and_a_lost_connection_is_said(
    new_context, base_url, serious_faults
):
    lead = new_context().new_page()
    lead.goto(f"{base_url}/workshop?study=sample-card-fraud-{secrets.token_hex(3)}")
    lead.get_by_label("Your name: you lead").fill("Fay")
    button(lead, "Open a room").click()
    lead.get_by_text("Who is here").wait_for()
    link = lead.locator("[data-testid=stCode]").first.inner_text().strip()
    phones = [new_context(viewport=PHONE).new_page() for _ in range(2)]
    for phone, name in zip(phones, ("Ann", "Ben"), strict=True):
        phone.goto(link)
        phone.get_by_label("Your name").fill(name)
        button(phone, "Join").click()
        phone.get_by_text(f"You are {name}.").wait_for()
    go_to(lead, "It failed. Why?")
    ann, ben = phones
    field = ann.get_by_label("One way in which it failed")
    field.fill("The first story")
    button(ann, "Keep this story").click()
    ann.get_by_text("Kept. Write the next").wait_for()
    expect(field).to_have_value("")
    field.press_sequentially("Half a st")

    ann.reload()
    expect(field).to_have_value("Half a st")
    expect(ann.get_by_text("1 kept.")).to_be_visible()
    field.press_sequentially("ory")
    button(lead, "Reveal").click()
    not_kept = re.compile("was still being written when the step ended.*“Half a story”")
    expect(ann.get_by_text(not_kept)).to_be_visible()
    assert not serious_faults(ann, "a story that was not kept")
    expect(lead.get_by_text("The first story")).to_be_visible()
    for other in (lead, ben):
        assert "Half a st" not in other.content()
    ann.reload()
    expect(ann.get_by_text(not_kept)).to_be_visible()
    button(ann, "Put it away").click()
    expect(ann.get_by_text(not_kept)).to_be_hidden()
    ann.reload()
    ann.get_by_text("You are Ann.").wait_for()
    ann.wait_for_timeout(3000)
    expect(ann.get_by_text(not_kept)).to_be_hidden()

    go_to(lead, "How likely, how bad?")
    picks = ann.get_by_role("radiogroup")
    for place, name in ((0, "4"), (1, "5 very")):
        picks.nth(place).get_by_role("radio", name=name).click()
        expect(picks.nth(place).get_by_role("radio", name=name)).to_be_checked()
    ann.wait_for_timeout(1500)
    ann.reload()
    for place, name in ((0, "4"), (1, "5 very")):
        expect(picks.nth(place).get_by_role("radio", name=name)).to_be_checked()
    button(ann, "Keep my ratings").click()
    expect(ann.get_by_text("You rated 1 of 1.")).to_be_visible()

    ben.context.set_offline(True)
    expect(ben.get_by_text("No connection.")).to_be_visible(timeout=30_000)
    assert not serious_faults(ben, "without a connection")
    ben.context.set_offline(False)
    expect(ben.get_by_text("No connection.")).to_be_hidden(timeout=60_000)
