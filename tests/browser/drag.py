"""Dragging the threshold as a hand does, with what happens on the way recorded. Used by a test and by a measurement."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

# Latency is from the input event to a task after the frame in which the chart's mark changed.
RECORD = """
() => {
  const deep = (root, selector) => { const hit = root.querySelector(selector); if (hit) return hit;
    for (const node of root.querySelectorAll('*')) if (node.shadowRoot) { const inner = deep(node.shadowRoot, selector); if (inner) return inner; } return null; };
  const slider = deep(document, '#wb-threshold'), over = deep(document, '.over');
  window.__latency = []; window.__frames = []; window.__recording = true;
  let pending = null;
  new MutationObserver(() => {
    if (pending === null) return;
    const began = pending; pending = null;
    requestAnimationFrame(() => { const after = new MessageChannel(); after.port1.onmessage = () => window.__latency.push(performance.now() - began); after.port2.postMessage(0); });
  }).observe(over, { subtree: true, childList: true, characterData: true, attributes: true });
  slider.addEventListener('input', () => { if (pending !== null) return; const began = pending = performance.now();
    setTimeout(() => { if (pending === began) pending = null; }); }, true);  // the same point again: nothing to paint
  window.__frame = (time) => { if (window.__recording) { window.__frames.push(time); requestAnimationFrame(window.__frame); } };
  requestAnimationFrame(window.__frame);
}
"""
AGAIN = "() => { window.__latency = []; window.__frames = []; window.__recording = true; requestAnimationFrame(window.__frame); }"
# Until the server's own line says another point than before.
CONFIRMED = """
(before) => new Promise((resolve) => { const began = performance.now();
  const look = () => { const line = [...document.querySelectorAll('[data-testid=stCaptionContainer]')].find((n) => n.textContent.startsWith('Kept on the server'));
    if (line && line.textContent !== before) resolve(performance.now() - began); else if (performance.now() - began > 60000) resolve(null); else requestAnimationFrame(look); };
  look(); })
"""


@dataclass(frozen=True, kw_only=True)
class Drag:
    """``latency_ms`` from input to painted, ``frame_ms`` between frames, websocket frames sent while dragging, and after."""

    latency_ms: list[float]
    frame_ms: list[float]
    sent_while_dragging: int
    sent_after_release: int
    confirmed_ms: float | None


def kept_line(page) -> str:
    """What the server says it keeps."""
    return page.locator("[data-testid=stCaptionContainer]", has_text="Kept on the server").first.inner_text()


def drag_threshold(page, sent: list, *, moves: int = 120, pause_ms: int = 12, release: float = -0.22) -> Drag:
    """Drag left and back, release at ``release`` widths from the middle, wait for the server's word. ``sent`` collects frames sent."""
    if page.evaluate("window.__recording === undefined"):
        page.evaluate(RECORD)
    else:
        page.evaluate(AGAIN)
    slider = page.locator("#wb-threshold")
    slider.scroll_into_view_if_needed()  # a mouse reaches only what is in the window
    box = slider.bounding_box()
    middle, height = box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2
    before = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stCaptionContainer]')].find(n => n.textContent.startsWith('Kept on the server')).textContent"
    )
    page.mouse.move(middle, height)
    page.mouse.down()
    page.wait_for_timeout(50)
    count_before = len(sent)
    for step in range(moves):
        share = (step if step < moves / 2 else moves - step) / (moves / 2)
        page.mouse.move(middle - share * box["width"] * 0.35, height)
        page.wait_for_timeout(pause_ms)
    page.mouse.move(middle + box["width"] * release, height)
    page.wait_for_timeout(60)
    while_dragging = len(sent) - count_before
    page.evaluate("window.__recording = false")
    page.mouse.up()
    confirmed = page.evaluate(CONFIRMED, before)
    page.wait_for_timeout(200)
    frames = page.evaluate("window.__frames")
    return Drag(
        latency_ms=page.evaluate("window.__latency"),
        frame_ms=[later - earlier for earlier, later in pairwise(frames)],
        sent_while_dragging=while_dragging,
        sent_after_release=len(sent) - count_before - while_dragging,
        confirmed_ms=confirmed,
    )
