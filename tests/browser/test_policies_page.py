"""Tiers, bands and lists on the Trade-off page: moved live, with the keyboard, wide and narrow, and taken to the decision."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

KINDS = ("By segment", "With human review", "A list of fixed length")


def _serious(page) -> list[str]:
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def _overflow(page) -> int:
    return page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )


def _open(page, idle, kind: str) -> None:
    page.get_by_text(kind, exact=True).first.click()
    page.wait_for_selector(".policies .chart canvas")
    idle(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_kind_is_shown_moved_and_readable(new_context, base_url, idle, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{base_url}/tradeoff?study=sample-automated-braking-{'b0b0b' + str(width)[0]}")
    page.get_by_text("Decide by", exact=True).wait_for()
    found = {}
    for kind in KINDS:
        _open(page, idle, kind)
        panel = page.locator(".policies")
        sentence = panel.locator(".sentence")
        sliders = panel.locator("input[type=range]")
        sliders.first.focus()
        before = sentence.inner_text(), sliders.first.get_attribute("aria-valuetext")
        for _ in range(3):
            page.keyboard.press("PageDown")
        now = sentence.inner_text(), sliders.first.get_attribute("aria-valuetext")
        assert now[1] != before[1], kind
        assert now[0] != before[0], kind
        assert now[0].startswith("From "), kind
        idle(page, settle_ms=1_000)  # keys are sent after a pause
        # What the browser added up is what the server measured: it is told anew, and says the same.
        page.reload()
        page.wait_for_selector(".policies .chart canvas")
        idle(page)
        assert page.locator(".policies input[type=range]").first.get_attribute("aria-valuetext") == now[1], kind
        assert page.locator(".policies .sentence").inner_text() == now[0], kind
        found[kind] = (_serious(page), _overflow(page))
    assert broken == []
    assert {kind: serious for kind, (serious, _) in found.items() if serious} == {}
    assert {kind: over for kind, (_, over) in found.items() if over > 1} == {}


def test_tiers_go_to_the_decision_and_into_the_memo(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff?study=sample-automated-braking-b0b0b9&by=road")
    page.wait_for_selector(".policies .chart canvas")
    idle(page)
    panel = page.locator(".policies")
    assert panel.locator("input[type=range]").count() == 3
    one, other = (panel.locator(".actions button").nth(k).bounding_box() for k in (0, 1))
    assert other["x"] - (one["x"] + one["width"]) >= 4  # two buttons, not one
    panel.get_by_role("button", name="Go there").click()
    idle(page)
    assert "Every limit is kept" in panel.locator(".verdict").inner_text()
    page.get_by_text("What these thresholds say about values").wait_for()
    assert "red and crossed: breaks a limit" in panel.locator(".key").inner_text()
    panel.get_by_role("button", name="Pin this policy").click()
    idle(page)
    assert "Pin A" in page.locator("[data-testid=stTable]").first.inner_text()
    assert "▼ pins" in panel.locator(".key").inner_text()
    panel.get_by_role("button", name="Choose this policy").click()
    page.get_by_text("The chosen point").wait_for()
    idle(page)
    assert re.search(r"by road", page.locator("[data-testid=stTable]").first.inner_text())
    page.get_by_label("Why this point").fill("Stricter in town.")
    page.get_by_label("Owner: the one person who answers for it").fill("Ada Owner")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The decision is saved").wait_for()
    idle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Memo as Markdown").click()
    memo = waiting.value.path().read_text(encoding="utf-8")
    assert "motorway" in memo
    assert "urban" in memo


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_all_kinds_are_in_one_picture_with_a_legend_and_words(new_context, base_url, idle, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{base_url}/tradeoff?study=sample-automated-braking-{'b1b1b' + str(width)[0]}")
    page.get_by_text("All kinds of policy side by side").click()
    shown, hidden = ("wide", "narrow") if width > 640 else ("narrow", "wide")
    page.wait_for_selector(f".st-key-kinds-{shown} canvas, .st-key-kinds-{shown} svg")
    idle(page)
    assert not page.locator(f".st-key-kinds-{hidden}").is_visible()
    box = page.locator("[class*=st-key-kinds-sample]").first
    words = box.inner_text()
    for name in ("One threshold", "By road", "By road, each with its own model", "A list of 1,000 in all"):
        assert name in words
    assert "as at the best single threshold, Missed pedestrians can be" in words
    legend = box.locator("img[src^='data:image/svg']")
    assert legend.count() == 6
    assert legend.first.evaluate("image => image.naturalWidth") > 0
    assert broken == []
    assert _overflow(page) <= 1
