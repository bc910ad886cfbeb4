"""The Trade-off chart as the browser gets it: drawn up once for each kind of axes, then only named.

Altair takes a good part of a second to draw up a chart of ten layers; which axes it has changes a few words of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from workbench.charts.theme import DARK, LIGHT, Palette
from workbench.charts.tradeoff import axis_title, tradeoff_chart
from workbench.metrics import Metric

Kind = tuple[bool, bool, int]  # is a share, is money, sign: all that the look of an axis depends on


def tradeoff_spec(x: Metric, y: Metric, *, scores: tuple[str, ...], third: Metric | None = None) -> dict[str, Any]:
    """The specification in light colours; ``dark_colours`` says what becomes of each on dark paper."""
    kinds = (_kind(x), _kind(y), None if third is None else _kind(third))
    stand_ins = [_stand_in(place, kind) for place, kind in zip("xyz", kinds, strict=True) if kind is not None]
    names = {
        axis_title(stand_ins[0], is_across=True): axis_title(x, is_across=True),
        axis_title(stand_ins[1], is_across=False): axis_title(y, is_across=False),
    }
    if third is not None:
        names[stand_ins[2].label] = third.label
    return _renamed(_drawn_up(scores, *kinds), names)


def dark_colours() -> dict[str, str]:
    """What each colour of the chart in light is in dark."""
    return dict(zip(_colours(LIGHT), _colours(DARK), strict=True))


@lru_cache(maxsize=64)
def _drawn_up(scores: tuple[str, ...], x: Kind, y: Kind, third: Kind | None) -> dict[str, Any]:
    chart = tradeoff_chart(
        _stand_in("x", x),
        _stand_in("y", y),
        scores=scores,
        palette=LIGHT,
        third=None if third is None else _stand_in("z", third),
    )
    return chart.to_dict()


def _kind(metric: Metric) -> Kind:
    return metric.is_share, metric.is_money, metric.sign


def _stand_in(place: str, kind: Kind) -> Metric:
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
