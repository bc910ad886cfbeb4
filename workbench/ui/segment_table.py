"""Metrics by segment as a table with the intervals drawn, written as HTML: wide and narrow, light and dark, read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from workbench.evidence import SegmentMetric, SegmentReport
from workbench.wording import count, value_text, value_with_unit
from workbench.wording.segments import bar_text, denominator_text, harm_text, interval_text, standing

# Everything is drawn in the text's own colour and told apart by shape, so that it holds in both themes and in print.
STYLE = """<style>
.wb-seg { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
.wb-seg th, .wb-seg td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); font-weight: 400; }
.wb-seg thead th { font-weight: 600; font-size: .88rem; }
.wb-seg tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 6rem; }
.wb-seg small { display: block; font-size: .84rem; font-weight: 400; opacity: .85; }
.wb-seg .wb-whole th, .wb-seg .wb-whole td { border-bottom: 2px solid currentColor; }
.wb-seg td.wb-bar { width: 38%; } 
.wb-int { display: block; position: relative; height: 24px; margin: 0 8px; } .wb-int i { position: absolute; display: block; }
.wb-int .wb-ran { top: 8px; height: 8px; border-radius: 4px; background: currentColor; opacity: .38; }
.wb-int .wb-dot { top: 7px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: currentColor; }
.wb-int .wb-avg { top: 0; height: 24px; border-left: 2px dotted currentColor; margin-left: -1px; opacity: .8; }
.wb-int .wb-lim { top: 0; height: 24px; width: 3px; margin-left: -1.5px; background: currentColor; }
.wb-seg .wb-mark { display: inline-block; width: 1.2em; font-weight: 700; }
.wb-key { font-size: .84rem; opacity: .85; margin: .3rem 0 .6rem; }
.wb-aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.wb-all { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
.wb-all td, .wb-all th { min-width: 8rem; text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.wb-all small { display: block; opacity: .85; } .wb-all .wb-mark { display: inline-block; width: 1.2em; font-weight: 700; }
.wb-scroll-x { overflow-x: auto; position: relative; }
@media (max-width: 640px) {
  .wb-seg thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .wb-seg tbody tr { display: grid; grid-template-columns: 1fr 1fr; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: .35rem 0; }
  .wb-seg tbody th, .wb-seg tbody td { border: 0 !important; padding: .1rem .5rem .1rem 0; } .wb-seg td.wb-bar { width: auto; grid-column: 1 / -1; order: 3; }
  .wb-seg td.wb-verdict { grid-column: 1 / -1; order: 4; } .wb-seg .wb-whole { border-bottom: 2px solid currentColor !important; }
  .wb-all thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .wb-all, .wb-all tbody { display: block; }
  .wb-all tbody tr { display: block; padding: .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
  .wb-all tbody th, .wb-all tbody td { display: block; border: 0; padding: .1rem 0; overflow-wrap: anywhere; } .wb-all tbody th { font-weight: 600; }
  .wb-all td::before { content: attr(data-label) ": "; opacity: .85; }
}
</style>"""
_TH = "th role='columnheader' scope='col'"


def segment_table(report: SegmentReport, name: str, places: Sequence[int], *, currency: str = "") -> str:
    """The whole and the segments at ``places``, in this order, for one metric. What users wrote stays text."""
    item, whole = report.metric(name), report.whole_of(name)
    ends = _ends(item, whole, places)
    average = float(whole.value[0])
    head = "".join(
        f"<{_TH}>{escape(title)}</th>"
        for title in (
            " and ".join(report.columns),
            item.metric.label,
            f"{report.level:.0%} interval",
            "Against the limit" if item.limit is not None else "Against the whole",
        )
    )
    rows = [] if item.is_sum else [_whole_row(whole, average, ends, currency)]
    rows += [_row(report, item, place, average, ends, currency) for place in places]
    return (
        f"{STYLE}<table class='wb-seg' role='table'><thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(rows)}</tbody></table>{_key(item, report.level)}"
    )


def all_metrics_table(report: SegmentReport, places: Sequence[int], *, currency: str = "") -> str:
    """A row a segment, a column a metric: the value, its interval and the sign of its verdict."""
    names = [item.metric.name for item in report.metrics]
    head = "".join(
        f"<{_TH}>{escape(title)}</th>"
        for title in (" and ".join(report.columns), *(i.metric.label for i in report.metrics))
    )
    rows = []
    for place in places:
        cells = []
        for name in names:
            item = report.metric(name)
            said = f"data-label='{escape(item.metric.label)}'"
            sign, words = standing(item, place, float(report.whole_of(name).value[0]))
            value = value_text(item.metric, float(item.value[place]), currency)
            ends = interval_text(item.metric, item.low[place], item.high[place], currency)
            if np.isnan(item.value[place]):
                value, ends = "", words
            marked = f"<span class='wb-mark' title='{escape(words)}'>{sign}</span>" if item.limit is not None else ""
            spoken = f"<span class='wb-aloud'>{escape(words)}. </span>" if marked else ""
            cells.append(f"<td role='cell' {said}>{marked}{spoken}{escape(value)}<small>{escape(ends)}</small></td>")
        rows.append(f"<tr role='row'>{_name(report, place)}{''.join(cells)}</tr>")
    return _scrolled(head, "".join(rows), "All metrics by segment")


def scroll_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, label: str) -> str:
    """A table of texts that scrolls sideways by itself where it is too wide, and on a phone stands row under row.

    The first cell names its row.
    """
    head = "".join(f"<{_TH}>{escape(title)}</th>" for title in header)
    body = "".join(
        f"<tr role='row'><th role='rowheader' scope='row'>{escape(name)}</th>"
        + "".join(
            f"<td role='cell' data-label='{escape(title)}'>{escape(cell)}</td>"
            for title, cell in zip(header[1:], cells, strict=True)
        )
        + "</tr>"
        for name, *cells in rows
    )
    return _scrolled(head, body, label)


def _scrolled(head: str, body: str, label: str) -> str:
    return (
        f"{STYLE}<div class='wb-scroll-x' tabindex='0' role='region' aria-label='{escape(label, quote=True)}'>"
        f"<table class='wb-all' role='table'><thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{body}</tbody></table></div>"
    )


def _name(report: SegmentReport, place: int, below: str = "") -> str:
    small = f"<small>{escape(below)}</small>" if below else ""
    return f"<th role='rowheader' scope='row'>{escape(', '.join(report.values[place]))}{small}</th>"


def _row(
    report: SegmentReport, item: SegmentMetric, place: int, average: float, ends: tuple[float, float], currency: str
) -> str:
    sign, words = standing(item, place, average)
    value = value_text(item.metric, float(item.value[place]), currency)
    interval = interval_text(item.metric, item.low[place], item.high[place], currency)
    if np.isnan(item.value[place]):
        interval = ""
    added = harm_text(report, item.metric.name, place, currency)
    verdict = f"<span class='wb-mark' aria-hidden='true'>{sign}</span>{escape(words)}<small>{escape(added)}</small>"
    return (
        f"<tr role='row'>{_name(report, place, denominator_text(report, item, place))}"
        f"<td role='cell'>{escape(value)}<small>{escape(interval)}</small></td>"
        f"<td role='cell' class='wb-bar'>{_bar(item, place, average, ends, currency)}</td>"
        f"<td role='cell' class='wb-verdict'>{verdict}</td></tr>"
    )


def _whole_row(whole: SegmentMetric, average: float, ends: tuple[float, float], currency: str) -> str:
    interval = interval_text(whole.metric, whole.low[0], whole.high[0], currency)
    sign, words = standing(whole, 0, average) if whole.verdict[0] else ("", "")
    below = whole.metric.unit.removeprefix("share ")
    if whole.metric.is_share and whole.denominator is not None:
        below = f"of {count(float(whole.denominator[0]))} {below.removeprefix('of ')}"
    return (
        f"<tr role='row' class='wb-whole'><th role='rowheader' scope='row'>The whole<small>{escape(below)}</small></th>"
        f"<td role='cell'>{escape(value_text(whole.metric, average, currency))}<small>{escape(interval)}</small></td>"
        f"<td role='cell' class='wb-bar'>{_bar(whole, 0, average, ends, currency)}</td>"
        f"<td role='cell' class='wb-verdict'><span class='wb-mark' aria-hidden='true'>{sign}</span>{escape(words)}</td></tr>"
    )


def _bar(item: SegmentMetric, place: int, average: float, ends: tuple[float, float], currency: str) -> str:
    """The interval as a bar with its value as a dot, the whole as a dotted line and the limit as a solid one."""
    if np.isnan(item.value[place]):
        return ""
    low, high = item.low[place], item.high[place]
    parts = []
    if not item.is_sum:
        parts.append(f"<i class='wb-avg' style='left:{_at(average, ends):.2f}%'></i>")
    if item.limit is not None:
        parts.append(f"<i class='wb-lim' style='left:{_at(item.limit, ends):.2f}%'></i>")
    if not np.isnan(low) and not np.isnan(high):
        left, right = _at(low, ends), _at(high, ends)
        parts.append(f"<i class='wb-ran' style='left:{left:.2f}%;width:{max(right - left, 0.4):.2f}%'></i>")
    parts.append(f"<i class='wb-dot' style='left:{_at(float(item.value[place]), ends):.2f}%'></i>")
    text = escape(bar_text(item, place, average, currency), quote=True)
    return f"<span class='wb-int' role='img' aria-label='{text}'>{''.join(parts)}</span>"


def _at(value: float, ends: tuple[float, float]) -> float:
    """Where a value lies between the ends of the axis, in percent."""
    low, high = ends
    return float(np.clip(100 * (value - low) / (high - low), 0, 100)) if high > low else 50.0


def _ends(item: SegmentMetric, whole: SegmentMetric, places: Sequence[int]) -> tuple[float, float]:
    """One axis for all rows that are shown: from the lowest to the highest end, with 0 where that is near."""
    index = np.asarray(list(places), dtype=int)
    shown = [item.value[index], item.low[index], item.high[index]]
    if not item.is_sum:
        shown += [whole.value, whole.low, whole.high]
    if item.limit is not None:
        shown.append(np.array([item.limit]))
    values = np.concatenate(shown)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    margin = 0.03 * (high - low)
    low = 0.0 if 0 <= low < 0.6 * high else low - margin
    return low, high + margin


def _key(item: SegmentMetric, level: float) -> str:
    said = [f"Dot: the value. Bar: its {level:.0%} interval."]
    if not item.is_sum:
        said.append("Dotted line: the whole.")
    if item.limit is not None:
        bound = value_with_unit(item.metric, item.limit)
        said.append(f"Solid line: the limit, at {'most' if item.metric.goal == 'minimise' else 'least'} {bound}.")
    said.append(f"{'Lower' if item.metric.sign < 0 else 'Higher'} is better.")
    return f"<p class='wb-key'>{escape(' '.join(said))}</p>"
