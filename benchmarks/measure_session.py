"""A session on a large study in a real browser: opening it, every kind of answer, and what the pages weigh."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from benchmarks.report import DOCUMENT
from benchmarks.session_actions import measure_actions
from benchmarks.session_browser import Frame, look_anyway, new_page, take_frames, wait_until_painted, wait_until_quiet
from benchmarks.session_data import write_study
from benchmarks.session_report import session_section, with_session
from benchmarks.session_server import ROOT, app_with

SAVED = Path(__file__).parent / "results" / "session.json"
SAMPLE = "sample-card-fraud-0123ab"
CHARTS = ("panel", "iframe", "vega_lite_chart", "arrow_vega_lite_chart")
FIRST, AGAIN = "first opening of the upload, server warm", "opening after a restart of the server"
ANSWERS = ("Why this point", "What was given up", "What would change our mind")


def main() -> None:
    options = _options()
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    from get_chromium import find_chromium
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        found = measure(browser, Path(folder), rows_count=options.rows, times=options.times)
        browser.close()
    print(session_section(found))
    if options.rows >= 10_000_000 or options.save:
        path = Path(options.save or SAVED)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if options.rows >= 10_000_000 and not options.save:
        DOCUMENT.write_text(with_session(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")


def measure(browser: Any, folder: Path, *, rows_count: int, times: int) -> dict[str, Any]:
    """The whole session: twice opened, acted in, and its pages weighed."""
    predictions, contract = write_study(folder, rows_count)
    data_dir = folder / "data"
    load = [os.getloadavg()[0]]
    with app_with(predictions, contract, data_dir=data_dir) as address:
        page = new_page(browser)
        page.goto(f"{address}/tradeoff?study={SAMPLE}")
        wait_until_painted(page)
        page.context.close()
        first = _open(browser, f"{address}/tradeoff")
        first[0].context.close()
    load.append(os.getloadavg()[0])
    with app_with(predictions, contract, data_dir=data_dir) as address:
        page, again, weight = _open(browser, f"{address}/tradeoff")
        load.append(os.getloadavg()[0])
        weights = {"Trade-off page": weight}
        actions = measure_actions(page, times=times)
        weights |= _decide(browser, page, address)
    load.append(os.getloadavg()[0])
    return {
        "rows": rows_count,
        "machine": {"processor": describe()["processor"], "Python": describe()["Python"], "cores": str(os.cpu_count())},
        "load_average": [round(value, 1) for value in load],
        "openings": {FIRST: first[1], AGAIN: again},
        "actions": {
            kind: {name: round(value, 1) for name, value in figures.items()} for kind, figures in actions.items()
        },
        "weights": weights,
    }


def _open(browser: Any, address: str) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    page = new_page(browser)
    page.goto(address, wait_until="commit")
    look_anyway(page)
    painted = wait_until_painted(page)
    wait_until_quiet(page)
    shown = [
        {"seconds": round(each["time"] / 1000, 1), "said": each["said"]} for each in page.evaluate("window.__shown")
    ]
    return page, {"painted_seconds": round(painted, 2), "meanwhile": shown}, _weight(take_frames(page))


def _decide(browser: Any, page: Any, address: str) -> dict[str, Any]:
    """Choose the point, then weigh the Decision page before and after the decision is saved."""
    study = re.search(r"study=([a-z0-9-]+)", page.url)[1]
    recommended = page.get_by_role("button", name="Go there")
    if recommended.is_visible():  # it keeps every limit, so that the decision needs no exception
        recommended.click()
        wait_until_quiet(page)
    page.get_by_role("button", name="Choose this point").click()
    page.get_by_role("button", name="Save the decision").wait_for(timeout=60_000)
    wait_until_quiet(page)
    weights = {"Decision page, before saving": _weigh_decision(browser, address, study)}
    for label in ANSWERS:
        page.get_by_label(label, exact=True).fill("Measured, not decided.")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("The decision is saved").wait_for(timeout=60_000)
    wait_until_quiet(page)
    weights["Decision page with its memo"] = _weigh_decision(browser, address, study)
    return weights


def _weigh_decision(browser: Any, address: str, study: str) -> dict[str, Any]:
    page = new_page(browser)
    page.goto(f"{address}/decision?study={study}")
    page.get_by_role("button", name="Save the decision").wait_for(timeout=60_000)
    wait_until_quiet(page)
    weight = _weight(take_frames(page))
    page.context.close()
    return weight


def _weight(frames: list[Frame]) -> dict[str, Any]:
    received = [frame for frame in frames if frame.kind != "sent"]
    by_kind: dict[str, int] = {}
    for frame in received:
        by_kind[frame.kind] = by_kind.get(frame.kind, 0) + frame.size
    charts = sum(size for kind, size in by_kind.items() if kind in CHARTS)
    return {
        "charts_bytes": charts,
        "rest_bytes": sum(by_kind.values()) - charts,
        "by_kind": dict(sorted(by_kind.items(), key=lambda pair: -pair[1])),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks session", description=__doc__)
    parser.add_argument(
        "--rows", type=lambda text: int(float(text)), default=10_000_000, help="rows of the study; fewer write nothing"
    )
    parser.add_argument("--times", type=int, default=20, help="how often each kind of action is done")
    parser.add_argument("--save", help="a JSON file for the figures, instead of the project's own")
    return parser.parse_args()
