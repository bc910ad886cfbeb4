"""Dragging the threshold on the Trade-off page: input to painted, frames a second, what is sent, when the server confirms."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

from drag import drag_threshold
from get_chromium import find_chromium
from playwright.sync_api import sync_playwright

from benchmarks.session_server import running_app

ROUNDS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        with running_app(root / "data", log=root / "log") as address:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            sent: list = []
            page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
            page.goto(f"{address}/tradeoff")
            page.wait_for_selector(".chart canvas", timeout=60_000)
            page.wait_for_timeout(1500)
            drags = [drag_threshold(page, sent, release=-0.05 - 0.03 * turn) for turn in range(ROUNDS)]
            browser.close()
    latency = sorted(value for each in drags for value in each.latency_ms)
    frames = [value for each in drags for value in each.frame_ms]
    confirmed = [each.confirmed_ms for each in drags if each.confirmed_ms is not None]
    print(
        f"input to painted     median {statistics.median(latency):.1f} ms, p95 {latency[int(0.95 * len(latency))]:.1f} ms, n {len(latency)}"
    )
    print(
        f"frames               {1000 / statistics.median(frames):.0f} a second at the median, {1000 * len(frames) / sum(frames):.0f} on average"
    )
    print(f"sent while dragging  {sum(each.sent_while_dragging for each in drags)} messages in {ROUNDS} drags")
    print(f"server confirmed     median {statistics.median(confirmed):.0f} ms after release, n {len(confirmed)}")
