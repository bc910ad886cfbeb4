"""The one look of every chart: a small palette that survives colour blindness and a bad projector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT = "'Source Sans 3', 'Source Sans', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours by meaning. Scores are told apart by dash and shape as well."""

    ink: str
    muted: str
    faint: str
    grid: str
    paper: str
    scores: tuple[str, ...]
    current: str
    recommended: str
    forbidden: str


LIGHT = Palette(
    ink="#17212b",
    muted="#566270",
    faint="#a9b3bd",
    grid="#e6eaee",
    paper="#ffffff",
    scores=("#0b5fa5", "#946200", "#71509a", "#00727f", "#566270"),
    current="#17212b",
    recommended="#2f7a52",
    forbidden="#b3261e",
)
DARK = Palette(
    ink="#eef2f5",
    muted="#a7b3bf",
    faint="#67737f",
    grid="#2c3641",
    paper="#12181f",
    scores=("#6cb2f0", "#e3b341", "#b89ae0", "#5cc8d8", "#a7b3bf"),
    current="#ffffff",
    recommended="#74c69d",
    forbidden="#ff8a80",
)
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")


def chart_config(palette: Palette = LIGHT) -> dict[str, Any]:
    """Vega-Lite configuration for ``Chart.configure(**...)``: generous type, few lines, no decoration."""
    text = {"labelColor": palette.muted, "titleColor": palette.ink, "labelFontSize": 13, "titleFontSize": 14}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": "transparent"},
        "axis": {
            **text,
            "titleFontWeight": 600,
            "gridColor": palette.grid,
            "domainColor": palette.muted,
            "tickColor": palette.muted,
            "titlePadding": 8,
        },
        "legend": text,
        "title": {"color": palette.ink, "fontSize": 16, "fontWeight": 600, "anchor": "start"},
    }
