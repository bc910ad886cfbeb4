"""The room's judgements on the frontier, as the chart draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import altair as alt

from workbench.charts.spread import Stand, spread_chart
from workbench.charts.theme import Palette
from workbench.elicit.subject import Subject

NO_ROLE, NAME_LENGTH = "no role given", 18


def room_chart(
    subject: Subject,
    points: Mapping[str, int | None],
    *,
    roles: Mapping[str, str],
    named: Mapping[str, str],
    medians: Sequence[int],
    height: int,
    is_large: bool,
    palette: Palette,
) -> alt.LayerChart:
    """``points`` and ``roles`` are by seat; ``named`` has the names of the seats that are told by name."""
    frontier, ok = subject.frontier, subject.feasible
    values = frontier.values.tolist()
    line = [(x, y, True if ok is None else bool(ok[place])) for place, (x, y) in enumerate(values)]
    counted = Counter((point, roles.get(seat) or NO_ROLE) for seat, point in points.items() if point is not None)
    # In the order of the seats, so that a role looks the same in every picture of a room.
    order = list(dict.fromkeys(role or NO_ROLE for role in roles.values()))
    stands = []
    for (point, role), count in sorted(counted.items(), key=lambda each: (each[0][0], order.index(each[0][1]))):
        names = [
            _short(named[seat]) for seat in named if points.get(seat) == point and (roles.get(seat) or NO_ROLE) == role
        ]
        x, y = values[point]
        stands.append(Stand(role=role, x=x, y=y, count=count, names=", ".join(names)))
    x_metric, y_metric = frontier.metrics
    return spread_chart(
        x_metric,
        y_metric,
        line=line,
        stands=stands,
        roles=order,
        medians=[(values[point][0], values[point][1]) for point in medians],
        height=height,
        is_large=is_large,
        palette=palette,
    )


def _short(name: str) -> str:
    """As much of a name as stands beside a mark on a phone."""
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
