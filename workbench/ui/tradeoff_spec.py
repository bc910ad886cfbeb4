"""The Trade-off chart as the browser gets it: drawn up once for each kind of axes, then only named.

Altair takes a good part of a second to draw up a chart of ten layers; which axes it has changes a few words of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from workbench.charts.live_axes import axis_title
from workbench.charts.theme import DARK, LIGHT, Palette
from workbench.charts.tradeoff import tradeoff_chart
from workbench.metrics import Metric

Kind = tuple[bool, bool, int]  # is a share, is money, sign: all that the look of an axis depends on


def tradeoff_spec(x: Metric, y: Metric, *, scores: tuple[str, ...], third: Metric | None = None) -> dict[str, Any]:
    """The specification in light colours; ``dark_colours`` says what becomes of each on dark paper."""
    kinds = (axis_kind(x), axis_kind(y), None if third is None else axis_kind(third))
    spec = renamed_axes(_drawn_up(scores, *kinds), x, y)
    return spec if third is None else _renamed(spec, {stand_in("z", kinds[2]).label: third.label})


def renamed_axes(spec: dict[str, Any], x: Metric, y: Metric) -> dict[str, Any]:
    """The specification that was drawn up for stand-ins of x and y, with their names."""
    ends = ((stand_in("x", axis_kind(x)), x, True), (stand_in("y", axis_kind(y)), y, False))
    names = {
        axis_title(drawn, is_across=is_across): axis_title(metric, is_across=is_across)
        for drawn, metric, is_across in ends
    }
    return _renamed(spec, names)


def dark_colours() -> dict[str, str]:
    """What each colour of the chart in light is in dark."""
    return dict(zip(_colours(LIGHT), _colours(DARK), strict=True))


@lru_cache(maxsize=64)
def _drawn_up(scores: tuple[str, ...], x: Kind, y: Kind, third: Kind | None) -> dict[str, Any]:
    chart = tradeoff_chart(
        stand_in("x", x),
        stand_in("y", y),
        scores=scores,
        palette=LIGHT,
        third=None if third is None else stand_in("z", third),
    )
    return chart.to_dict()


def axis_kind(metric: Metric) -> Kind:
    """All that the look of an axis depends on."""
    return metric.is_share, metric.is_money, metric.sign


def stand_in(place: str, kind: Kind) -> Metric:
    """A metric of the kind, to draw up a chart with before its name is put in."""
    is_share, is_money, sign = kind
    return Metric(
        name=place,
        label=f"\ue000{place}",  # a private character, so that no score or colour is called the same
        goal="maximise" if sign > 0 else "minimise",
        unit="share of cases" if is_share else "",
        is_money=is_money,
        value=lambda counts: counts.cell("ALL"),
    )


def _renamed(content: Any, names: Mapping[str, str]) -> Any:
    if isinstance(content, dict):
        return {key: _renamed(value, names) for key, value in content.items()}
    if isinstance(content, list):
        return [_renamed(value, names) for value in content]
    return names.get(content, content) if isinstance(content, str) else content


def _colours(palette: Palette) -> list[str]:
    meant = (palette.ink, palette.muted, palette.faint, palette.grid, palette.paper, palette.forbidden)
    return [*meant, *palette.scores]
