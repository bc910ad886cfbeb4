"""Which names were probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def nearest_text(name: str, *, among: Sequence[str]) -> str:
    """A sentence with the nearest names, or with all of them where none is near.

    >>> nearest_text("scor", among=["label", "score"])
    "Did you mean 'score'?"
    """
    folded = {each.casefold(): each for each in among}
    near = [folded[each] for each in difflib.get_close_matches(str(name).casefold(), folded, n=3, cutoff=0.6)]
    if near:
        return f"Did you mean {' or '.join(map(repr, near))}?"
    shown = ", ".join(map(repr, among[:20]))
    return f"The columns are: {shown}{', ...' if len(among) > 20 else ''}."
