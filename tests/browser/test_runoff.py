"""A vote that decides nothing, a seat that is left and taken again, a runoff; and a phone that is made to lead."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def button(page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def pick(page, label: str, option: str) -> None:
    """Pick from a list; one that the page draws anew in that moment is opened again."""
    shown = page.get_by_role("option", name=re.compile(f"^{re.escape(option)}"))
    while not shown.count():
        page.get_by_role("combobox", name=re.compile(label)).click()
        page.wait_for_timeout(300)
    shown.first.click()


def go_to(lead, phones, title: str) -> None:
    pick(lead, "Go to another step", title)
    button(lead, "Go there").click()
    at_step(phones, title)


def at_step(pages, title: str) -> None:
    for page in pages:
        expect(page.locator(".wb-room-top h1")).to_have_text(title)


def vote(page, key: str = "") -> None:
    if key:
        thumb = page.get_by_role("slider", name="I vote for")
        before = thumb.get_attribute("aria-valuetext")
        thumb.press(key)
        expect(thumb).not_to_have_attribute("aria-valuetext", before)
    page.get_by_role("button", name=re.compile("^(Vote for this|Change my vote to this)$")).click()
    page.get_by_text("Your vote is kept.").wait_for()


def test_a_split_vote_goes_to_a_runoff_and_is_decided_there(new_context, base_url, serious_faults):
    faults: list[str] = []
    lead = new_context().new_page()
    lead.goto(f"{base_url}/workshop?study=sample-card-fraud-{secrets.token_hex(3)}")
    lead.get_by_label("Your name: you lead").fill("Fay")
    pick(lead, "What decides", "more than half")
    button(lead, "Open a room").click()
    lead.get_by_text("Who is here").wait_for()
    link = lead.locator("[data-testid=stCode]").first.inner_text().strip()
    phones = {}
    for name in ("Ann", "Ben"):
        phones[name] = new_context(viewport=PHONE).new_page()
        phones[name].goto(link)
        phones[name].get_by_label("Your name").fill(name)
        faults += serious_faults(phones[name], "joining") if name == "Ann" else []
        button(phones[name], "Join").click()
        phones[name].get_by_text(f"You are {name}.").wait_for()

    go_to(lead, phones.values(), "Vote")
    vote(phones["Ann"])
    vote(phones["Ben"], "End")
    expect(lead.get_by_text("2 of 2 have answered")).to_be_visible()
    button(phones["Ben"], "Leave this seat").click()
    button(phones["Ben"], "Back to the seat of Ben").wait_for()
    faults += serious_faults(phones["Ben"], "a seat that was left")
    phones["Ben"].reload()
    button(phones["Ben"], "Back to the seat of Ben").click()
    phones["Ben"].get_by_text("You are Ben.").wait_for()
    button(lead, "Reveal").click()
    at_step((lead, *phones.values()), "Outcome")
    lead.get_by_text("No point has more than half of 2 votes. Runoff between").wait_for()

    button(lead, "Next: Runoff").click()
    at_step(phones.values(), "Runoff")
    faults += serious_faults(phones["Ann"], "runoff")
    vote(phones["Ann"])
    vote(phones["Ben"], "Home")
    button(lead, "Reveal").click()
    at_step((lead, *phones.values()), "Outcome of the runoff")
    lead.get_by_text("has 2 of 2 votes, more than half").wait_for()
    button(lead, "Record this outcome").click()
    lead.get_by_text("its point is now the study's chosen point").wait_for()

    lead.get_by_text("Who may do what").click()
    pick(lead, "Whose seat", "Ben")
    pick(lead, "From now on this seat", "leads the room")
    lead.set_viewport_size(PHONE)
    faults += serious_faults(lead, "the facilitator's page on a phone")
    button(lead, "Change it").click()
    lead.get_by_text("From now on Ben leads the room").wait_for()
    phones["Ben"].get_by_role("link", name="Open the Workshop page").wait_for()
    assert not faults, "\n".join(faults)
