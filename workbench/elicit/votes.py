"""Votes on a point of the frontier, and what dissent leaves on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.elicit.reading import read_object, read_text, read_whole
from workbench.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One seat's vote: the point, and the range from ``low`` to ``high`` along the frontier that the seat could live with.

    Points are places in the frontier's ``values``. Without a range only the point itself is accepted. A seat without a
    point abstains. ``words`` are the seat's own, kept as they are where the seat turns out to dissent.
    """

    seat: str
    point: int | None
    low: int | None = None
    high: int | None = None
    words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"seat": self.seat, "point": self.point, "low": self.low, "high": self.high, "words": self.words}

    @classmethod
    def from_dict(cls, content: Any) -> Vote:
        """Read back; ``low``, ``high`` and ``words`` may be left out. Raises InputError in a sentence."""
        found = read_object(content, "A vote", ("seat", "point"), optional=("low", "high", "words"))
        points = {
            key: None if found.get(key) is None else read_whole(found[key], f"The {key} of a vote", least=0)
            for key in ("point", "low", "high")
        }
        if (points["low"] is None) != (points["high"] is None):
            raise InputError("The range of a vote has two ends, and this has one. Give low and high, or neither.")
        if points["point"] is None and points["low"] is not None:
            raise InputError(
                "A vote without a point abstains, and so has no range. Give a point or leave the range out."
            )
        return cls(
            seat=read_text(found["seat"], "The seat of a vote"),
            words=read_text(found.get("words", ""), "The words of a vote", may_be_empty=True),
            **points,
        )


@dataclass(frozen=True, kw_only=True)
class Dissent:
    """A seat that voted for another point than was decided, or could not live with it, in its own words where it gave any."""

    seat: str
    point: int
    words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"seat": self.seat, "point": self.point, "words": self.words}

    @classmethod
    def from_dict(cls, content: Any) -> Dissent:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A dissent", ("seat", "point", "words"))
        return cls(
            seat=read_text(found["seat"], "The seat of a dissent"),
            point=read_whole(found["point"], "The point of a dissent", least=0),
            words=read_text(found["words"], "The words of a dissent", may_be_empty=True),
        )
