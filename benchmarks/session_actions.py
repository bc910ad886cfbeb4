"""What a person does on the Trade-off page, each done many times, and how long the server takes to answer."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Callable, Iterator

from benchmarks.session_browser import Frame, take_frames, wait_until_quiet

SET_RANGE = (
    "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true }));"
    " slider.dispatchEvent(new Event('change', { bubbles: true })); }"
)
LOOK_MS = 50
AXES = ("recall", "precision", "fpr", "flag_rate", "held", "lost", "specificity", "f1", "npv", "payoff", "accuracy")


def measure_actions(page, *, times: int) -> dict[str, dict[str, float]]:
    """For each kind of action: milliseconds from the message sent to the answer, and to the end of all sent with it."""
    rng = random.Random(4)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    kinds: dict[str, Iterator[Callable[[], None]]] = {
        "slider released": _each(lambda: _slide(page, "#wb-threshold", rng.uniform(20, 600))),
        "axis changed": _chosen(page, "#wb-x", AXES),
        "weight changed": _each(lambda: _slide(page, "#wb-weight-missed", rng.uniform(0.3, 3))),
        "rule changed": _chosen(page, "#wb-rule", ("payoff", "contract")),
        "cost changed": _each(lambda: _slide(page, "#wb-cost-FN", rng.uniform(-0.6, 0.9))),
    }
    found = {}
    for kind, acts in kinds.items():
        if kind == "cost changed":
            page.locator("#wb-rule").select_option("payoff")
            wait_until_quiet(page)
        found[kind] = _summary([_measure(page, next(acts)) for _ in range(times)])
    return found


def _measure(page, act: Callable[[], None]) -> tuple[float, float]:
    wait_until_quiet(page)
    take_frames(page)
    act()
    frames: list[Frame] = []
    while not any(frame.kind == "finished" for frame in frames):
        page.wait_for_timeout(LOOK_MS)
        frames += take_frames(page)
    return answer_ms(frames)


def answer_ms(frames: list[Frame]) -> tuple[float, float]:
    """Milliseconds from the frame sent to the frame that says what was asked for, and to the end of all that is sent with it.

    What says it is the panel's new payload; where the panel is told nothing new, the line of what the server keeps.
    """
    sent = next(frame.time_ms for frame in frames if frame.kind == "sent")
    after = [frame for frame in frames if frame.time_ms >= sent]
    said = [frame for frame in after if frame.kind == "panel"] or [frame for frame in after if frame.kind == "markdown"]
    ended = [frame for frame in after if frame.kind == "finished"]
    return said[0].time_ms - sent, ended[-1].time_ms - sent


def _summary(pairs: list[tuple[float, float]]) -> dict[str, float]:
    said, ended = ([pair[which] for pair in pairs] for which in (0, 1))
    return {
        "times": len(pairs),
        "answered_median_ms": statistics.median(said),
        "answered_p95_ms": _p95(said),
        "ended_median_ms": statistics.median(ended),
        "ended_p95_ms": _p95(ended),
    }


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def _each(act: Callable[[], None]) -> Iterator[Callable[[], None]]:
    return itertools.repeat(act)


def _chosen(page, selector: str, wanted: tuple[str, ...]) -> Iterator[Callable[[], None]]:
    there = page.locator(f"{selector} option").evaluate_all("(options) => options.map((option) => option.value)")
    names = [name for name in wanted if name in there]
    for name in itertools.cycle(names):
        yield lambda name=name: page.locator(selector).select_option(name)


def _slide(page, selector: str, value: float) -> None:
    page.locator(selector).evaluate(SET_RANGE, value)
