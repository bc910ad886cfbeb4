"""Sliders of which every one adds its part to every total, so that a browser can move them without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.metrics.affine import Affine, Atom
from workbench.policy import Policy, SingleThreshold
from workbench.wording.plain import plain_number

HANDLE_MAX = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Slider:
    """One handle with p places, from the strictest to the laxest.

    ``places`` are thresholds on one score or on several, or lists; ``moves(atom)`` is what each place adds to a moving cell,
    shape (p,). ``share`` is the share of the slider's own cases that each flags, 0 to 1, and ``rank`` how strict it is
    among places of other sliders too; both (p,). ``texts`` say each place.
    """

    label: str
    note: str
    places: tuple[Any, ...]
    texts: tuple[str, ...]
    share: np.ndarray
    rank: np.ndarray
    moves: Callable[[Atom], np.ndarray]

    def at(self, policy: Policy) -> int | None:
        """The place of a threshold, None where it is none of the slider's."""
        return self.places.index(policy) if policy in self.places else None

    def to_dict(self) -> dict[str, Any]:
        """As the browser has it: ``handle`` rises with strictness within the slider."""
        return {
            "label": self.label,
            "note": self.note,
            "texts": list(self.texts),
            "handle": [round(HANDLE_MAX * (1.0 - share), 3) for share in self.share.tolist()],
            "rank": self.rank.tolist(),
        }


def threshold_ranks(policies: Sequence[SingleThreshold]) -> np.ndarray:
    """The thresholds as numbers that can be written: nobody flagged is stricter than all others."""
    threshold = np.array([policy.threshold for policy in policies])
    return np.where(np.isinf(threshold), np.finfo(float).max, threshold)


def form_parts(form: Affine, sliders: Sequence[Slider]) -> dict[str, Any]:
    """A total as the browser adds it up: ``constant`` and, for each slider, what each of its places adds (null: nothing)."""
    parts: list[list[Any] | None] = []
    for slider in sliders:
        added = np.zeros(len(slider.places))
        for atom, factor in form.terms.items():
            added = added + factor * slider.moves(atom)
        parts.append([plain_number(each) for each in added.tolist()] if added.any() else None)
    return {"constant": plain_number(form.constant), "parts": parts}
