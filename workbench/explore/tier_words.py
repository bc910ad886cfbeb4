"""What is said of tiered thresholds beside the picture: what is recommended, and how sure the line is."""

from __future__ import annotations

import numpy as np

from workbench.policy import Choice
from workbench.policy.tiers import TieredFrontier
from workbench.wording import percent
from workbench.wording.limits import bound_words, nearest_text
from workbench.wording.named_policy import named
from workbench.wording.optimality import optimality_to_dict


def frontier_note(frontier: TieredFrontier | None, segment: str) -> str:
    """How sure the line by segment is."""
    if frontier is None or not len(frontier):
        return ""
    if frontier.is_approximate:
        return f"An axis is no sum over {segment}, so the line by {segment} has the best that was found, which may not be all there is."
    if frontier.is_exact:
        return f"The line by {segment} is exact: no combination of thresholds beats a point of it on both axes."
    span = np.ptp(frontier.values, axis=0)
    off = frontier.distance / np.where(span > 0, span, 1.0)
    return (
        f"The line by {segment} is exact where a weighting of both axes picks the point, and filled between: at most "
        f"{percent(float(np.nanmax(np.min(off, axis=1))))} of the picture's span from what any combination could reach."
    )


def tier_advice(choice: Choice | None, segment: str, rule: str | None) -> tuple[str, str]:
    """The tone and the words of the advice."""
    if choice is None:
        return "", "Nothing is recommended: agree worst and target, or what each case is worth, on the Contract page."
    if choice.point is None:
        blocked = "; ".join(
            f"{item.limit.label} must be {bound_words(item.limit, item.limit.bound)}, and the nearest is "
            f"{nearest_text(item.limit, item.nearest_value)}"
            for item in choice.blocked
        )
        return (
            "broken",
            f"Nothing is feasible, even with a threshold for each {segment}: {blocked}. No limit was relaxed.",
        )
    by = "the most money" if rule == "payoff" else "the highest contract score"
    flagged = percent(choice.point.count("FLAGGED") / choice.point.count("ALL"))
    said = f"Recommended: {named(choice.point.policy, choice.point.sweep)} ({flagged} flagged), {by} with a threshold for each {segment}."
    return (
        "",
        said if choice.optimality is None else f"{said} {optimality_to_dict(choice.optimality)['text'].rstrip('.')}.",
    )
