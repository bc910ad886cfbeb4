"""The look of a room's pages: one column on a phone, large type for a projector."""

from __future__ import annotations

import streamlit as st

_SHARED = """
.wb-room-top { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
.wb-room-top h1 { font-size: 1.5rem; padding: 0; margin: 0; } .wb-room-top span { opacity: .85; font-variant-numeric: tabular-nums; }
.wb-task { font-size: 1.05rem; margin: .1rem 0 .6rem; }
[data-testid="stSliderThumbValue"], [data-testid="stSliderThumbValue"] p { color: inherit !important; }
.wb-live { font-variant-numeric: tabular-nums; font-size: 1rem; margin: 0; }
.wb-code { font-size: 2.2rem; font-weight: 700; letter-spacing: .18em; font-variant-numeric: tabular-nums; line-height: 1.2; }
.wb-qr { background: #fff; padding: .5rem; border-radius: .5rem; display: inline-block; line-height: 0; }
.wb-qr img { width: 100%; height: auto; image-rendering: pixelated; }
.wb-agenda, .wb-here, .wb-stories { padding: 0 !important; } .wb-agenda li, .wb-here li, .wb-stories li { margin: 0 !important; list-style: none; }
.wb-agenda { margin: 0; } .wb-agenda li { padding: .15rem 0 .15rem 1.4rem !important; position: relative; }
.wb-agenda li::before { position: absolute; left: 0; } .wb-agenda .wb-past::before { content: "✓"; } .wb-agenda .wb-now::before { content: "▸"; }
.wb-agenda .wb-now { font-weight: 700; } .wb-agenda .wb-past { opacity: .75; }
.wb-here li, .wb-said p, .wb-agenda li { overflow-wrap: anywhere; }
.wb-here { margin: .2rem 0 0; } .wb-here li { padding: .12rem 0 !important; } .wb-here small { opacity: .8; }
.wb-stories { margin: 0; display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.wb-stories li { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; padding: .55rem .75rem; overflow-wrap: anywhere; }
.wb-stories b { display: block; } .wb-stories small { opacity: .85; display: block; }
.wb-said { font-size: 1.05rem; } .wb-said p { margin: .25rem 0; font-size: inherit !important; }
/* Drawn again every other second: what is a moment old is not faded for that. */
[data-stale="true"] { opacity: 1 !important; transition: none !important; }
"""

_PHONE = """
[data-testid="stMainBlockContainer"] { padding: 1.2rem 1rem 3rem !important; max-width: 34rem !important; }
[data-testid="stHeader"], [data-testid="stElementToolbar"] { display: none; }
.stElementContainer:has(> .stButton), .stElementContainer:has(> .stFormSubmitButton), .stButton, .stFormSubmitButton { width: 100% !important; }
.stButton button, .stFormSubmitButton button { min-height: 3.1rem; width: 100%; white-space: normal; }
.stButton button p, .stFormSubmitButton button p { font-size: 1.05rem; line-height: 1.35; }
"""

_PROJECTOR = """
[data-testid="stMainBlockContainer"] { padding: 1.2rem 2.4rem 1rem !important; max-width: none !important; }
[data-testid="stHeader"], [data-testid="stElementToolbar"] { display: none; }
.wb-room-top h1 { font-size: 3rem; line-height: 1.15; } .wb-room-top span { font-size: 1.8rem; }
.wb-task { font-size: 1.9rem; line-height: 1.35; margin: .3rem 0 .8rem; } .wb-live { font-size: 1.7rem; }
.wb-count { font-size: 6.5rem; font-weight: 700; line-height: 1.1; margin: 2rem 0 0; font-variant-numeric: tabular-nums; } .wb-count small { display: block; font-size: 2.2rem; font-weight: 400; }
.wb-code { font-size: 5.5rem; } .wb-said { font-size: 1.6rem; line-height: 1.4; } .wb-said p { margin: .35rem 0; }
.wb-agenda { display: flex; flex-wrap: wrap; gap: 0 1.3rem; font-size: 1.15rem; margin: 0 0 .5rem; } .wb-agenda li { padding-left: 1.3rem !important; }
.wb-stories { font-size: 1.4rem; grid-template-columns: repeat(auto-fill, minmax(26rem, 1fr)); }
.wb-stories:has(> :nth-child(7)) { font-size: 1.1rem; gap: .4rem; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); }
.wb-stories:has(> :nth-child(16)) { font-size: .9rem; gap: .3rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.wb-stories:has(> :nth-child(7)) li { padding: .3rem .6rem; }
.st-key-room-lead { position: sticky; bottom: 0; z-index: 10; padding: .4rem 0; background: var(--st-background-color, Canvas); }
.wb-here { font-size: 1.5rem; display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; }
"""


def draw_style(kind: str = "") -> None:
    """The look of this page: ``phone``, ``projector``, or that of the facilitator in the app."""
    st.html(f"<style>{_SHARED}{_PHONE if kind == 'phone' else _PROJECTOR if kind == 'projector' else ''}</style>")
