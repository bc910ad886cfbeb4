"""A browser that writes down every WebSocket frame with its time, and when the Trade-off chart was painted."""

from __future__ import annotations

import base64
from dataclasses import dataclass

RECORD = """
(() => {
  const frames = window.__frames = [], Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", (event) => frames.push({ time: performance.now(), data: event.data }));
    }
    send(data) { frames.push({ time: performance.now(), data: null }); super.send(data); }
  };
  const deep = (root, selector) => {
    const hit = root.querySelector(selector);
    if (hit) return hit;
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) { const inner = deep(node.shadowRoot, selector); if (inner) return inner; }
    return null;
  };
  window.__painted = null;
  window.__shown = [];
  const look = setInterval(() => {
    if (!document.body) return;
    const words = [...document.querySelectorAll("[data-testid=stSpinner]")].map((node) => node.innerText.trim()).join(" / ");
    const said = words || (document.querySelector("[data-testid=stAppSkeleton]") ? "(an empty page's outline)" : document.querySelector(".wb-study") ? "(the page's head)" : "(nothing yet)");
    if (window.__shown.at(-1)?.said !== said) window.__shown.push({ time: performance.now(), said });
    // The mark of the point is placed once the chart has been drawn with its data; the frame after that is painted.
    const mark = deep(document, ".mark.now");
    if (!mark || mark.hidden || !mark.style.transform) return;
    clearInterval(look);
    requestAnimationFrame(() => requestAnimationFrame(() => { window.__painted = performance.now(); }));
  }, 50);
})();
"""
TAKE = """
() => {
  const coded = (data) => {
    const bytes = new Uint8Array(data);
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  };
  return window.__frames.splice(0).map(({ time, data }) => ({ time, bytes: data === null ? null : coded(data) }));
}
"""
QUIET_MS = 250


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One WebSocket frame. ``kind`` is ``sent``, ``panel``, ``finished`` or another word of Streamlit's protocol."""

    time_ms: float
    kind: str
    size: int


def new_page(browser):
    """A page that records from its first moment; a context of its own, so that nothing is cached."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(RECORD)
    return page


def look_anyway(page, *, seconds_max: float = 120) -> None:
    """Open the Trade-off page where it is closed because nothing is sealed yet, as soon as its button is there."""
    is_there = "[...document.querySelectorAll('button')].some((each) => each.innerText.trim() === 'Look anyway')"
    page.wait_for_function(f"window.__painted !== null || {is_there}", timeout=1000 * seconds_max)
    button = page.get_by_role("button", name="Look anyway")
    if button.is_visible():
        button.click()


def wait_until_painted(page, *, seconds_max: float = 120) -> float:
    """Seconds from navigation to the painted Trade-off chart."""
    page.wait_for_function("window.__painted !== null", timeout=1000 * seconds_max)
    return page.evaluate("window.__painted") / 1000


def wait_until_quiet(page) -> None:
    """Until the server has nothing more to say."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached", timeout=120_000)
    page.wait_for_function(
        f"window.__frames.length === 0 || performance.now() - window.__frames.at(-1).time > {QUIET_MS}", timeout=120_000
    )


def take_frames(page) -> list[Frame]:
    """The frames since the last call."""
    return [_frame(each["time"], each["bytes"]) for each in page.evaluate(TAKE)]


def _frame(time_ms: float, coded: str | None) -> Frame:
    if coded is None:
        return Frame(time_ms=time_ms, kind="sent", size=0)
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    raw = base64.b64decode(coded)
    message = ForwardMsg.FromString(raw)
    kind = message.WhichOneof("type") or "unknown"
    if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
        element = message.delta.new_element.WhichOneof("type") or "element"
        kind = "panel" if element == "bidi_component" else element
    return Frame(time_ms=time_ms, kind="finished" if kind == "script_finished" else kind, size=len(raw))
