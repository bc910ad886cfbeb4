"""The key that was probably meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def hint(name: str, known: Collection[str]) -> str:
    """A sentence to put behind a message, with a space before it; empty where nothing known is near, whatever its case.

    >>> hint("segmnets", ["segments", "scores"])
    " Did you mean 'segments'?"
    """
    folded = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), folded, n=1)
    return f" Did you mean {folded[near[0]]!r}?" if near else ""
