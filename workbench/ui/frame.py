"""What every page has: the guard, the navigation, the study's name on top, and one place where errors become sentences."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.register import Study
from workbench.ui.loaded import predictions_of
from workbench.ui.next_focus import draw_focus
from workbench.ui.plain_text import plain
from workbench.ui.presses import lost_press
from workbench.ui.save_press import Saving, say_where_left
from workbench.ui.studies import agreement_of, current_study, say, waiting
from workbench.wording import count
from workbench.wording.moments import day

PAGES = (
    ("predictions", "Predictions", "pages/predictions.py"),
    ("contract", "Contract", "pages/contract.py"),
    ("tradeoff", "Trade-off", "pages/tradeoff.py"),
    ("segments", "Segments", "pages/segments.py"),
    ("stress", "Stress", "pages/stress.py"),
    ("workshop", "Workshop", "pages/workshop.py"),
    ("decision", "Decision", "pages/decision.py"),
)
ICONS = {
    "open": ":material/radio_button_unchecked:",
    "done": ":material/check_circle:",
    "sealed": ":material/verified:",
    "hidden": ":material/visibility_off:",
}
_log = logging.getLogger("workbench")

NO_CONNECTION = "No connection. What was kept is safe. This page goes on as soon as the connection is back."
STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 4.2rem 2.2rem 2rem; max-width: 1500px; }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 4rem 1rem 2rem; } }
[data-testid="stCaptionContainer"] { color: inherit; opacity: .82; } [data-testid="stCaptionContainer"] p { color: inherit; }
.wb-study { display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: baseline; margin: 0 0 .2rem; }
[data-testid^="stTopNav"] a:focus-visible, [data-testid="stSidebarNav"] a:focus-visible, a[data-testid^="stTopNav"]:focus-visible,
[data-testid^="stTopNav"] button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
button[data-variant="segmented_control"][data-selected="true"] { color: inherit !important; }
button[data-variant="segmented_control"][data-selected="true"] p { font-weight: 600; }
[data-testid="stHeading"] h3 { font-size: 1.15rem; padding: .3rem 0 .5rem; }
.wb-study h1 { font-size: 1.4rem; padding: 0; margin: 0; } .wb-study span { opacity: .82; font-variant-numeric: tabular-nums; }
.wb-study .wb-badge { border: 1px solid currentColor; border-radius: 99px; padding: 0 .55rem; font-size: .82rem; }
.stApp[data-test-connection-state]:not([data-test-connection-state="CONNECTED"])::before { content: "NO-CONNECTION"; }
.stApp[data-test-connection-state]:not([data-test-connection-state="CONNECTED"])::before, .wb-no-connection {
  position: fixed; z-index: 1000000; inset: 0 0 auto 0; padding: .5rem 1rem; text-align: center; background: #7a1c1c; color: #fff; }
.st-key-blind-gate { max-width: 46rem; padding-top: 1rem; }
</style>""".replace("NO-CONNECTION", NO_CONNECTION)


def is_in_room() -> bool:
    """Whether this is the link of a room: who comes in by it sees the room alone, and opens no study."""
    return "room" in st.query_params and "study" not in st.query_params


def navigation() -> st.navigation:
    """The pages in the order of the story; each name says whether its step is done. By a room's link there is one, unnamed."""
    if is_in_room():
        return st.navigation([st.Page("pages/workshop.py", title="Workshop", default=True)], position="hidden")
    return st.navigation(
        [
            st.Page(path, title=title, url_path=name, default=name == "predictions", icon=_icon(name))
            for name, title, path in PAGES
        ],
        position="top",
    )


def guard() -> None:
    """First line of every page. A deep link to a fresh server runs the page without app.py: hand over to the entry point."""
    if not st.session_state.get("entered"):
        navigation()
        st.session_state["entered"] = True
        st.rerun()


@contextmanager
def sentences_for_errors() -> Iterator[None]:
    """Refusals are shown as they are; anything else is logged whole and shown as one sentence with its number."""
    try:
        yield
    except WorkbenchError as refusal:
        st.error(plain(str(refusal)), icon=":material/block:")
    except Exception:
        number = secrets.token_hex(3)
        _log.exception("error %s", number)
        st.error(
            f"Something went wrong on our side (error {number}; the details are in the program's log). Nothing that was "
            "saved is lost. Reload the page; if it happens again, report the number.",
            icon=":material/error:",
        )


def study_header(study: Study) -> None:
    """The study's name and what it rests on, then whatever is waiting to be said."""
    rows = _rows(study)
    rests = [f"{rows} predictions" if rows else study.file_name]
    rests.append(_contract_said(study))
    if study.decision:
        rests.append("decision saved")
    badge = '<span class="wb-badge">synthetic data</span>' if study.synthetic_note else ""
    st.html(
        f'{STYLE}<div class="wb-study"><h1>{_text(study.title)}</h1><span>{_text(" · ".join(rests))}</span>{badge}</div>'
    )
    # Always one container, so that what stands below keeps its place (and stays open) when a sentence goes.
    with st.container():
        said = tuple(waiting())
        for kind, text in said:
            {"info": st.info, "warning": st.warning, "error": st.error, "success": st.success}[kind](plain(text))
        st.session_state["said-count"] = len(said)
        draw_focus()


def forget_said() -> None:
    """What was said on a page that was drawn to its end is not said again; one that was cut off may have shown nothing."""
    del waiting()[: st.session_state.pop("said-count", 0)]


def begin(*, saves: Saving | None = None) -> Study:
    """The current study, with its header drawn; ``saves`` is what the page saves, whose press it answers itself."""
    study = current_study()
    say_where_left(study, saves)
    lost = lost_press()
    if lost:
        say(lost, kind="warning")
    study_header(study)
    return study


def note_steps(study: Study) -> None:
    """What the navigation's marks show, known before it is drawn."""
    is_hidden = study.seal is None and study.blind_skipped is None
    done = {
        "predictions": bool(study.columns),
        "contract": study.contract is not None,
        "tradeoff": study.point is not None,
        "segments": bool(study.view.get("looked_under")),
        "stress": bool(study.tripwires),
        "workshop": bool(study.view.get("workshop")),
        "decision": study.decision is not None,
    }
    steps = {name: "done" if is_done else "open" for name, is_done in done.items()}
    if study.seal is not None:
        steps["contract"] = "sealed"
    if is_hidden:
        steps.update(dict.fromkeys(("tradeoff", "segments", "stress", "workshop", "decision"), "hidden"))
    st.session_state["steps"] = steps


def _contract_said(study: Study) -> str:
    """How far the contract is: ``contract sealed 14 Nov · 2 of 3 signed``."""
    if study.contract is None:
        return "no contract yet"
    if study.seal is None:
        return "contract not sealed"
    said = f"contract sealed {day(study.seal['at'])}"
    try:
        agreement = agreement_of(study)
    except WorkbenchError:  # the Contract page says what is wrong with it
        return said
    required = agreement.contract.signatures.required if agreement.contract is not None else ()
    if required:
        said += f" · {len(required) - len(agreement.missing_roles)} of {len(required)} signed"
    return f"{said} · amended" if agreement.amendments else said


def _rows(study: Study) -> str:
    try:
        return count(len(predictions_of(study)))
    except WorkbenchError:  # a question is still open; the page asks it
        return ""


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _icon(name: str) -> str:
    return ICONS[st.session_state.get("steps", {}).get(name, "open")]
