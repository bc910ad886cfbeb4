"""The contract in a browser: read, sealed, signed and amended, with a mouse and without, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

FOCUSED = "() => document.activeElement ? document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || '' : ''"


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
def test_from_reading_to_amended(browser, browser_context_args, base_url, idle, width, scheme):
    context = browser.new_context(
        **{**browser_context_args, "viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    )
    page = context.new_page()
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
    page.get_by_label("Why it changes").fill("Shorter.")
    page.get_by_label("Who amends it").fill("Mia Lund")
    look("amending")
    page.get_by_role("button", name="Amend the contract").click()
    page.get_by_text("Amendment 1,").wait_for()
    look("amended")
    assert "signed an earlier text" in page.locator(".wb-signatures").inner_text()
    context.close()
    assert {state: found for state, (found, _) in looked_at.items() if found} == {}
    assert {state: over for state, (_, over) in looked_at.items() if over > 1} == {}


def test_sealing_and_signing_by_keyboard(page, base_url, idle):
    page.goto(f"{base_url}/contract?study=sample-breast-cancer-0c0c0c")
    page.get_by_text("Not sealed yet").wait_for()
    idle(page)
    page.get_by_label("Who seals it").focus()
    page.keyboard.type("Leila Farrokhzad")
    _tab_to(page, "Seal the contract")
    _press_until(page, idle, "Seal the contract", "The contract is sealed. It is entry")
    idle(page)
    page.get_by_label("Your name").focus()
    page.keyboard.type("Leila Farrokhzad")
    _tab_to(page, "Sign", is_whole=True)
    _press_until(page, idle, "Sign", "Signed as clinical lead. It is entry")


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
    page.wait_for_selector(".chart canvas", timeout=60_000)


def _tab_to(page, wanted: str, *, is_whole: bool = False, most: int = 30) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(FOCUSED)
        if said.strip().endswith(wanted) if is_whole else wanted in said:
            return
    raise AssertionError(f"Tab never reached {wanted!r}")


def _press_until(page, idle, button: str, receipt: str, *, most: int = 4) -> None:
    """Press as somebody does who sees no receipt: leaving a field draws the page anew, and a press in that moment is lost."""
    for _ in range(most):
        idle(page)
        if page.get_by_text(receipt).count():
            return
        page.get_by_role("button", name=button, exact=True).focus()
        page.keyboard.press("Enter")
        idle(page)
        page.wait_for_timeout(1_000)
    page.get_by_text(receipt).wait_for()
