"""axe finds nothing serious on any page, light or dark, wide or narrow; and the page never scrolls sideways."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious(new_context, base_url, idle, serious_faults, scheme, width):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    study = "?study=sample-automated-braking-0a0a0a"
    found = []
    for name in ("predictions", "contract", "segments", "stress", "tradeoff", "decision"):
        if name == "decision":  # a point is chosen, so that the page has its form
            page.get_by_role("button", name="Choose this point").click()
            page.get_by_text("The chosen point").wait_for()
        else:
            page.goto(f"{base_url}/{'' if name == 'predictions' else name}{study}")
        if name == "tradeoff":
            page.wait_for_selector(".chart canvas")
        idle(page)
        found += serious_faults(page, f"{name} {scheme} {width}")
        overflow = page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
        )
        assert overflow <= 1, f"{name} {width}: scrolls sideways by {overflow} px"
    assert not found, "\n".join(found)
