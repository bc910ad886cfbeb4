"""The whole job through the pages, with a file nobody has seen: from upload to a memo whose numbers are the library's."""

from __future__ import annotations

import io
import json
import re

import numpy as np
import pytest
from docx import Document
from playwright.sync_api import expect
from pypdf import PdfReader

from workbench.contract import Contract
from workbench.metrics import contract_metrics
from workbench.policy import SingleThreshold, choose, measure_point
from workbench.predictions import read_predictions
from workbench.sweep import Sweep
from workbench.wording import count, percent, threshold_text

pytestmark = pytest.mark.browser

CONTRACT = """
title: Refund checks
decision: Hold the refund for a person to look at
owner: {name: Ines Okafor, role: product}
predictions: {label: was_abuse, positive: "yes", scores: [risk, old_rule], baseline: old_rule, segments: [country], amounts: {eur: eur}}
volume: {cases: 900000, per: year}
currency: EUR
payoff: {FP: {each: -3.5}, FN: {each: 0, eur: -1}}
metrics:
  - {name: missed, label: Missed abuse, role: primary, goal: minimise, formula: FN / POSITIVES, unit: share of abuse, worst: 0.6, target: 0.05, so_what: money lost}
  - {name: held, label: Honest refunds held, role: secondary, goal: minimise, formula: FP / NEGATIVES, unit: share of honest refunds, worst: 0.3, target: 0.01, so_what: angry customers}
  - {name: held_fr, label: Honest refunds held in France, role: guardrail, goal: minimise, formula: FP / NEGATIVES, unit: share of honest refunds, where: {country: FR}, limit: 0.12, so_what: regulator}
"""


@pytest.fixture(scope="module")
def csv_text():
    random = np.random.default_rng(7)
    rows = ["refund_id;was_abuse;risk;old_rule;country;eur"]
    for number in range(3000):
        abuse = random.random() < 0.12
        risk = 1 / (1 + np.exp(-(random.normal() + (2.2 if abuse else 0) - 1.4)))
        rule = int(random.random() < (0.5 if abuse else 0.12))
        amount = random.lognormal(3.4, 0.8)
        country = ("FR", "NA", "DE")[int(random.integers(3))]
        rows.append(
            f"{number:06d};{'yes' if abuse else 'no'};{risk:.4f};{rule};{country};{amount:.2f}".replace(".", ",")
        )
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def expected(csv_text, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "refunds.csv"
    path.write_text(csv_text)
    contract = Contract.from_text(CONTRACT)
    predictions = read_predictions(
        path, label="was_abuse", positive="yes", scores=["risk", "old_rule"], baseline="old_rule", segments=["country"], amounts={"eur": "eur"}
    )  # fmt: skip
    return path, contract, Sweep(predictions)


def test_from_a_file_to_a_signed_memo(page, base_url, idle, expected, drag, tmp_path):
    path, contract, sweep = expected
    sent: list = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(base_url)
    idle(page)
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_text("was read. Check below").wait_for()
    idle(page)
    body = page.locator("body")
    assert "3,000" in body.inner_text()
    assert "decimal comma" in body.inner_text().lower() or page.get_by_text("The whole receipt").count()
    study = re.search(r"study=([a-z0-9-]+)", page.url)[1]

    page.get_by_role("button", name="Agree what matters").click()
    page.get_by_text("No contract yet").wait_for()
    idle(page)
    file = tmp_path / "contract.yaml"
    file.write_text(CONTRACT)
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("is now this study's").wait_for()
    idle(page)

    page.get_by_role("link", name="Trade-off").click()
    page.get_by_text("Agree first, look later").wait_for()
    assert page.locator(".chart").count() == 0
    page.get_by_role("button", name="Go to the contract").click()
    page.get_by_label("Who seals it").fill("Ines Okafor")
    page.get_by_role("button", name="Seal the contract").click()
    page.get_by_text("The contract is sealed. It is entry").wait_for()
    idle(page)
    page.get_by_role("link", name="Trade-off").click()
    page.wait_for_selector(".chart canvas")
    idle(page)
    choice = choose(sweep, contract)
    best = choice.point
    assert (
        f"risk {threshold_text(best.policy.threshold, best.same_actions)}" in page.locator(".advice-words").inner_text()
    )

    moved = drag.drag_threshold(page, sent, moves=24)
    assert moved.sent_while_dragging == 0
    assert moved.sent_after_release > 0
    assert moved.confirmed_ms is not None
    expect(page).to_have_url(re.compile("point=risk"))
    page.get_by_role("button", name="Pin this point").click()
    page.get_by_role("button", name="Go to pin A").wait_for()
    idle(page)

    at_best = re.compile(re.escape(f"point=risk%40{best.policy.threshold!r}") + "$")
    page.get_by_role("button", name="Go there").click()
    expect(page).to_have_url(at_best)
    idle(page)
    slider = page.get_by_role("slider", name="Threshold")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(at_best)
    idle(page)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(at_best)
    idle(page)
    for cell in ("TP", "FP", "FN", "TN"):
        assert page.locator(f"[data-cell={cell}] b").inner_text() == count(best.count(cell))

    page.get_by_role("button", name="Choose this point").click()
    page.get_by_text("This is the point recommended").wait_for()
    idle(page)
    page.get_by_label("Why this point", exact=True).fill("It keeps the limit in France and catches most abuse.")
    page.get_by_label("What was given up", exact=True).fill("Some honest customers wait a day.")
    page.get_by_label("What would change our mind", exact=True).fill("More than 15% held in France in any week.")
    page.get_by_label("Why not pin A", exact=True).fill("Breaks the promise to honest customers.")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The decision is saved").wait_for()
    idle(page)
    assert page.get_by_label("Owner: the one person who answers for it").input_value() == "Ines Okafor"

    record = json.loads(_download(page, "Decision record (JSON)"))
    assert record["policy"] == best.policy.to_dict()
    again = measure_point(
        sweep, SingleThreshold.from_dict(record["policy"]), contract=contract, metrics=contract_metrics(contract)
    )
    assert record["operating_point"]["confusion"] == {
        name.lower(): int(again.count(name)) for name in ("TP", "FP", "FN", "TN")
    }
    for item in again.metrics:
        assert record["operating_point"]["metrics"][item.metric.name]["value"] == pytest.approx(item.value, abs=0)
    assert record["operating_point"]["payoff"] == again.payoff
    assert record["alternatives"][0]["why_not"] == "Breaks the promise to honest customers."

    texts = {
        "Memo as Word": _docx_text(_download(page, "Memo as Word")),
        "Memo as PDF": " ".join(
            part.extract_text() for part in PdfReader(io.BytesIO(_download(page, "Memo as PDF"))).pages
        ),
        "Memo as HTML": _download(page, "Memo as HTML").decode(),
        "Memo as Markdown": _download(page, "Memo as Markdown").decode().replace("\\", ""),
    }
    facts = [percent(item.value) for item in again.metrics]
    facts += [count(again.count(name)) for name in ("TP", "FP", "FN", "TN")]
    facts += [
        "Ines Okafor",
        repr(best.policy.threshold),
        record["predictions"]["sha256"][:12],
        "Breaks the promise to honest customers",
    ]
    for name, text in texts.items():
        flat = re.sub(r"\s+", " ", text)
        for fact in facts:
            assert fact in flat or fact in flat.replace(" ", ""), f"{name} lacks {fact}"

    page.goto(f"{base_url}/tradeoff?study={study}")  # a reload finds everything again
    page.wait_for_selector(".chart canvas")
    idle(page)
    assert page.get_by_role("button", name="Go to pin A").count() == 1
    assert page.locator("[data-cell=TP] b").inner_text() == count(best.count("TP"))
    assert not errors


def test_a_refused_file_leaves_the_study_open(page, base_url, idle, tmp_path):
    bad = tmp_path / "login.csv"
    bad.write_text("<!doctype html><html><body>Please sign in</body></html>")
    page.goto(base_url)
    idle(page)
    before = page.url
    page.locator("input[type=file]").first.set_input_files(bad)
    page.get_by_text("The study you had open is unchanged").wait_for()
    assert page.url == before
    assert page.get_by_text("20,000", exact=True).first.is_visible()


def test_a_cold_link_to_a_page_opens_the_app_around_it(page, base_url, idle):
    page.goto(f"{base_url}/contract")
    idle(page)
    assert page.get_by_role("link", name="Predictions").count() == 1
    assert page.get_by_text("Metric contract", exact=True).first.is_visible()


def test_a_link_reopens_the_point(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff?study=sample-card-fraud-0123ab&point=score%400.5")
    page.wait_for_selector(".chart canvas")
    idle(page)
    assert page.locator("#wb-threshold-value").inner_text().startswith("flag when score ≥ 0.5")


def test_clicking_the_frontier_selects_and_a_weight_moves_the_recommendation(page, base_url, idle):
    page.goto(f"{base_url}/tradeoff")
    page.wait_for_selector(".chart canvas")
    idle(page)
    value, advice = page.locator("#wb-threshold-value"), page.locator(".advice-words")
    before = value.inner_text()
    box = page.locator(".chart").bounding_box()
    place = page.locator(".mark.recommended").bounding_box()
    page.mouse.click(place["x"], place["y"])
    expect(value).not_to_have_text(before)
    idle(page)
    assert box["y"] < place["y"] < box["y"] + box["height"]
    page.get_by_text("What if something weighed more?").click()
    agreed = advice.inner_text()
    weight = page.get_by_role("slider", name="Weight of hard brakes")
    weight.focus()
    page.keyboard.press("End")
    expect(advice).not_to_have_text(agreed)
    expect(advice).to_contain_text("what-if")
    idle(page, settle_ms=800)
    assert "what-if" in advice.inner_text()
    page.get_by_role("button", name="Back to what was agreed").click()
    expect(advice).not_to_contain_text("what-if")
    idle(page)
    assert advice.inner_text().split(",")[0] == agreed.split(",")[0]


def _download(page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return waiting.value.path().read_bytes()


def _docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
