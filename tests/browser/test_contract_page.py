"""The contract in a browser: read, sealed, signed and amended, with a mouse and without, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Longer than a run of the page: whatever a run moves, it moves while the finger is on the button.
LONG_PRESS_MS = 2_000


def _serious(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def _overflow(page) -> int:
    return page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_from_reading_to_amended(new_context, base_url, idle, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    looked_at = {}

    def look(state: str) -> None:
        idle(page)
        looked_at[state] = (_serious(page), _overflow(page))

    page.goto(f"{base_url}/contract?study=sample-card-fraud-{'0c0c0' + str(width)[0]}")
    page.get_by_text("Not sealed yet").wait_for()
    page.locator("[class*=st-key-contract-tree] svg.marks").first.wait_for(state="attached")
    idle(page)
    shown = page.locator("[class*=st-key-contract-tree]").evaluate_all(
        "(trees) => trees.filter((tree) => tree.offsetParent).map((tree) => tree.innerText)"
    )
    assert len(shown) == 1, "one of the two drawings is for this width"
    assert "Good customers blocked" in shown[0]
    look("reading")

    page.get_by_role("button", name="Edit it").click()
    page.get_by_label("Title", exact=True).wait_for()
    look("form")
    page.get_by_role("button", name="Back to the page").click()

    page.get_by_label("Who seals it").fill("Tomas Brandt")
    page.get_by_role("button", name="Seal the contract").click()
    page.get_by_text("The contract is sealed. It is entry").wait_for()
    look("sealed")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    page.get_by_label("Your name").fill("Tomas Brandt")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("Signed as product. It is entry").wait_for()
    idle(page)
    assert "1 of 4 signed" in page.locator(".wb-study").inner_text()
    assert "Tomas Brandt" in page.locator(".wb-signatures").inner_text()

    page.reload()
    page.get_by_text("by Tomas Brandt, before the frontier was seen").wait_for()
    page.get_by_role("button", name="Amend it").click()
    title = page.get_by_label("Title", exact=True)
    title.fill("Payments to block")
    title.press("Enter")
    idle(page)
    page.get_by_role("button", name="Amend the contract").click()
    refused = page.get_by_text("A sealed contract changes only with a reason")
    early = page.get_by_text("You changed the form last")  # a press before the change is listed is refused, and says so
    refused.or_(early).wait_for()
    if early.is_visible():
        page.get_by_role("button", name="Amend the contract").click()
    refused.wait_for()
    look("refused")
    page.get_by_label("Who amends it").fill("Mia Lund")
    page.get_by_label("Why it changes").fill("Shorter.")
    look("amending")
    page.get_by_role("button", name="Amend the contract").click()
    page.get_by_text("Amendment 1,").wait_for()
    look("amended")
    assert "signed an earlier text" in page.locator(".wb-signatures").inner_text()
    assert {state: found for state, (found, _) in looked_at.items() if found} == {}
    assert {state: over for state, (_, over) in looked_at.items() if over > 1} == {}


@pytest.fixture
def sealed(page, base_url, idle):
    """A contract that was just sealed, with its receipt still on top of the page."""

    def seal(study: str):
        page.goto(f"{base_url}/contract?study=sample-breast-cancer-{study}")
        page.get_by_label("Who seals it").fill("Leila Farrokhzad")
        page.get_by_role("button", name="Seal the contract").click()
        page.get_by_text("The contract is sealed. It is entry").wait_for()
        idle(page)
        return page

    return seal


def test_sealing_and_signing_by_keyboard(page, base_url, idle, tab_to):
    page.goto(f"{base_url}/contract?study=sample-breast-cancer-0c0c0c")
    page.get_by_text("Not sealed yet").wait_for()
    idle(page)
    page.get_by_label("Who seals it").focus()
    page.keyboard.type("Leila Farrokhzad")
    tab_to(page, "Seal the contract")
    page.keyboard.press("Enter")
    page.get_by_text("The contract is sealed. It is entry").wait_for()
    idle(page)
    page.get_by_label("Your name").focus()
    page.keyboard.type("Leila Farrokhzad")
    tab_to(page, "Sign", is_whole=True)
    page.keyboard.press("Enter")
    page.get_by_text("Signed as clinical lead. It is entry").wait_for()


@pytest.mark.parametrize("pressed_ms", [0, LONG_PRESS_MS])
def test_a_press_straight_after_typing_signs_however_long_it_takes(sealed, idle, press, pressed_ms):
    page = sealed(f"0d{pressed_ms:04d}")
    page.get_by_label("Your name").click()
    page.keyboard.type("Leila Farrokhzad")
    press(page, "Sign", pressed_ms=pressed_ms)
    page.get_by_text("Signed as clinical lead. It is entry").wait_for()


def test_a_press_that_does_not_move_the_focus_takes_the_name_along(sealed):
    """As screen readers press: the field that was written in is never left."""
    page = sealed("0d0d0d")
    page.get_by_label("Your name").click()
    page.keyboard.type("Leila Farrokhzad")
    page.get_by_role("button", name="Sign", exact=True).evaluate("(button) => button.click()")
    page.get_by_text("Signed as clinical lead. It is entry").wait_for()


def test_enter_in_a_field_signs_nothing(sealed, idle):
    page = sealed("0e0e0e")
    page.get_by_label("Your name").click()
    page.keyboard.type("Leila Farrokhzad")
    page.keyboard.press("Enter")
    idle(page)
    assert "0 of 3 signed" in page.locator(".wb-study").inner_text()
    expect(page.get_by_label("Your name")).to_have_value("Leila Farrokhzad")


def test_another_role_is_signed_as_it_was_written(sealed, tab_to):
    page = sealed("0f0f0f")
    page.get_by_label("Your name").click()
    page.keyboard.type("Leila Farrokhzad")
    page.get_by_label("Or another role").focus()
    page.keyboard.type("auditor")
    tab_to(page, "Sign", is_whole=True)
    page.keyboard.press("Enter")
    page.get_by_text("Signed as auditor. It is entry").wait_for()


@pytest.fixture
def amending(sealed, idle):
    """A sealed contract with another title in its form, and who changes it and why."""

    def amend(study: str):
        page = sealed(study)
        page.get_by_role("button", name="Amend it").click()
        idle(page)
        page.get_by_label("Title", exact=True).fill("One")
        page.get_by_label("Title", exact=True).press("Enter")
        page.get_by_label("Who amends it").fill("Mia Lund")
        page.get_by_label("Why it changes").fill("Shorter.")
        idle(page)
        return page

    return amend


@pytest.mark.parametrize("pressed_ms", [0, LONG_PRESS_MS])
def test_a_press_straight_after_the_reason_amends_however_long_it_takes(amending, press, pressed_ms):
    page = amending(f"1a{pressed_ms:04d}")
    page.get_by_label("Why it changes").click()
    page.keyboard.type("It said too little. ")
    press(page, "Amend the contract", pressed_ms=pressed_ms)
    page.get_by_text("Amendment 1,").wait_for()
    page.get_by_text("It said too little. ").first.wait_for()


def test_amending_by_keyboard(amending, tab_to):
    page = amending("1b1b1b")
    page.get_by_label("Who amends it").focus()
    page.keyboard.type("Dr ")
    tab_to(page, "Amend the contract")
    page.keyboard.press("Enter")
    page.get_by_text("Amendment 1,").wait_for()


@pytest.mark.parametrize("pressed_ms", [0, 100, LONG_PRESS_MS])
def test_what_was_changed_last_is_in_the_amendment_or_the_page_says_so(amending, idle, press, pressed_ms):
    page = amending(f"1c{pressed_ms:04d}")
    page.get_by_label("Title", exact=True).fill("Two")
    press(page, "Amend the contract", pressed_ms=pressed_ms)
    amended, refused = page.get_by_text("Amendment 1,"), page.get_by_text("Press again")
    if pressed_ms:
        # The list above the button grows while it is held, so that the browser may make no click of it: a third way, in
        # which nothing is recorded and the button stands there still.
        idle(page, settle_ms=2_000)
    else:
        amended.or_(refused).first.wait_for()
    if not amended.count():
        page.get_by_role("button", name="Amend the contract").click()
        amended.wait_for()
    assert page.locator(".wb-paper h2").first.inner_text() == "Two"


def test_a_mistake_in_the_form_takes_no_reason_away(amending, idle):
    page = amending("1d1d1d")
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_label("Title", exact=True).press("Enter")
    idle(page)
    expect(page.get_by_role("button", name="Amend the contract")).to_be_disabled()
    page.get_by_label("Title", exact=True).fill("Three")
    page.get_by_label("Title", exact=True).press("Enter")
    idle(page)
    page.get_by_role("button", name="Amend the contract").click()
    page.get_by_text("Amendment 1,").wait_for()


def test_a_closed_page_is_readable_and_opens_with_one_click(page, base_url, idle, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(
        "bad,p\n" + "".join(f"{number % 2},{0.1 + 0.7 * (number % 2) + number / 1000}\n" for number in range(60))
    )
    page.goto(base_url)
    idle(page)
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("was read. Check below").wait_for()
    idle(page)
    page.get_by_role("link", name="Trade-off").click()
    page.get_by_text("Agree first, look later").wait_for()
    idle(page)
    assert _serious(page) == []
    assert page.locator(".chart").count() == 0
    page.get_by_role("button", name="Look anyway").click()
    page.wait_for_selector(".chart canvas")
