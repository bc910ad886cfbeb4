"""Now, under the stress and tuned anew as a table in HTML; a limit's verdict is a word and a mark, never a colour alone."""

from __future__ import annotations

from html import escape

from workbench.metrics import payoff_metric
from workbench.policy.limits import contract_limits
from workbench.stress import Guardrail, Stressed
from workbench.wording import value_with_unit
from workbench.wording.limits import bound_words, limit_judged_with_unit
from workbench.wording.stress import verdict_text

STYLE = """<style>
.wb-stress { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .95rem; }
.wb-stress th, .wb-stress td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; font-weight: 400;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); overflow-wrap: anywhere; }
.wb-stress thead th, .wb-stress tbody th { font-weight: 600; } .wb-stress thead th { font-size: .88rem; }
[data-testid="stSliderThumbValue"], [data-testid="stSliderThumbValue"] p { color: inherit !important; }
.wb-stress .wb-broken { font-weight: 700; } .wb-stress small { display: block; opacity: .85; font-size: .84rem; }
@media (max-width: 640px) {
  .wb-stress thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .wb-stress tbody tr { display: grid; grid-template-columns: 1fr 1fr; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
  .wb-stress tbody th, .wb-stress td.wb-verdict { grid-column: 1 / -1; } .wb-stress tbody th, .wb-stress tbody td { border: 0; padding: .12rem .6rem .12rem 0; }
  .wb-stress td[data-name]::before { content: attr(data-name); display: block; font-size: .8rem; opacity: .85; }
}
</style>"""
HEADS = ("", "Now", "Under stress", "Tuned anew", "Limit under stress")


def stress_table(found: Stressed, *, currency: str = "") -> str:
    """A row a metric, and the payoff. What users wrote stays text."""
    limits = contract_limits(tuple(item.metric for item in found.point.metrics))
    by_name = {limit.metric.name: guard for limit, guard in zip(limits, found.guardrails, strict=False)}
    tuned = found.retuned
    rows = []
    for place, item in enumerate(found.point.metrics):
        guard = by_name.get(item.metric.name)
        values = [found.now.metrics[place].value, item.value, None if tuned is None else tuned.metrics[place].value]
        if guard is None:
            said = ["–" if value is None else value_with_unit(item.metric, value, currency) for value in values]
        else:
            said = ["–" if value is None else limit_judged_with_unit(guard.limit, value, currency) for value in values]
        rows.append(_row(item.metric.label, said, guard, currency))
    for guard in found.guardrails[len(limits) :]:
        values = [guard.now, guard.stressed, guard.retuned]
        said = ["–" if value is None else limit_judged_with_unit(guard.limit, value, currency) for value in values]
        rows.append(_row(guard.limit.label, said, guard, currency))
    payoff = None if found.contract is None else payoff_metric(found.contract)
    if payoff is not None and found.now.payoff is not None and found.point.payoff is not None:
        values = [found.now.payoff, found.point.payoff, None if tuned is None else tuned.payoff]
        said = ["–" if value is None else value_with_unit(payoff, value, currency) for value in values]
        rows.append(_row(f"{payoff.label} on these predictions", said, None, currency))
    head = "".join(f"<th role='columnheader' scope='col'>{name}</th>" for name in HEADS)
    return (
        f"{STYLE}<table class='wb-stress' role='table'><thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(rows)}</tbody></table>"
    )


def _row(name: str, said: list[str], guard: Guardrail | None, currency: str) -> str:
    cells = "".join(
        f"<td role='cell' data-name='{head}'>{escape(text)}</td>" for head, text in zip(HEADS[1:4], said, strict=True)
    )
    verdict = ""
    if guard is not None:
        mark, style = ("✓", "") if guard.is_kept else ("✕", " wb-broken")
        bound = escape(bound_words(guard.limit, guard.limit.bound, currency))
        verdict = (
            f"<span class='{style.strip()}'>{mark} {escape(verdict_text(guard, currency))}</span><small>{bound}</small>"
        )
    return (
        f"<tr role='row'><th role='rowheader' scope='row'>{escape(name)}</th>{cells}"
        f"<td role='cell' class='wb-verdict'>{verdict}</td></tr>"
    )
