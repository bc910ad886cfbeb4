"""What a second round changed (Delphi): who moved along the frontier, and whether the room came closer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.elicit.ladder import HasPoints, ladder_of
from workbench.elicit.medians import middles
from workbench.elicit.reading import read_list, read_object, read_text, read_whole


@dataclass(frozen=True, kw_only=True)
class Move:
    """One seat that chose again; ``steps`` is how many points further along the frontier, negative towards the worst x."""

    seat: str
    before: int
    after: int
    steps: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"seat": self.seat, "before": self.before, "after": self.after, "steps": self.steps}

    @classmethod
    def from_dict(cls, content: Any) -> Move:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A move", ("seat", "before", "after", "steps"))
        return cls(
            seat=read_text(found["seat"], "The seat of a move"),
            before=read_whole(found["before"], "The point before a move", least=0),
            after=read_whole(found["after"], "The point after a move", least=0),
            steps=read_whole(found["steps"], "The steps of a move"),
        )


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Two rounds compared. Medians are one point or two, as in ``Spread``; widths are in points along the frontier.

    ``moved`` has those with another point than before, the furthest first, then by name. ``range_before`` and ``range_after`` are
    from the first to the last point, of those who chose in both rounds, so that somebody who left does not look like agreement.
    """

    moved: tuple[Move, ...]
    stayed: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    median_before: tuple[int, ...]
    median_after: tuple[int, ...]
    range_before: int
    range_after: int

    @property
    def is_closer(self) -> bool:
        """Whether those who chose twice are less far apart than before."""
        return self.range_after < self.range_before

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "moved": [move.to_dict() for move in self.moved],
            "stayed": list(self.stayed),
            "only_before": list(self.only_before),
            "only_after": list(self.only_after),
            "median_before": list(self.median_before),
            "median_after": list(self.median_after),
            "range_before": self.range_before,
            "range_after": self.range_after,
        }

    @classmethod
    def from_dict(cls, content: Any) -> Movement:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A movement", tuple(cls.__dataclass_fields__))
        seats = {
            key: tuple(read_text(seat, "A seat") for seat in read_list(found[key], f"The seats {key!r}"))
            for key in ("stayed", "only_before", "only_after")
        }
        medians = {
            key: tuple(read_whole(point, "A point", least=0) for point in read_list(found[key], f"The points {key!r}"))
            for key in ("median_before", "median_after")
        }
        return cls(
            moved=tuple(Move.from_dict(move) for move in read_list(found["moved"], "The moves")),
            range_before=read_whole(found["range_before"], "The range before", least=0),
            range_after=read_whole(found["range_after"], "The range after", least=0),
            **seats,
            **medians,
        )

    def sentence(self) -> str:
        """What happened, in words.

        >>> Movement(moved=(Move(seat="a", before=1, after=3, steps=2),), stayed=("b",), only_before=(), only_after=(),
        ...          median_before=(1,), median_after=(3,), range_before=4, range_after=2).sentence()
        '1 of 2 moved. The room is closer: from 4 points apart to 2.'
        """
        both = len(self.moved) + len(self.stayed)
        if not both:
            return "Nobody chose in both rounds, so no movement can be told."
        apart = f"from {self.range_before} points apart to {self.range_after}"
        if self.range_after == self.range_before:
            change = f"The room is as far apart as before: {self.range_after} points."
        else:
            change = f"The room is {'closer' if self.is_closer else 'further apart'}: {apart}."
        other = "".join(
            f" {len(seats)} chose only in the {name} round."
            for seats, name in ((self.only_before, "first"), (self.only_after, "second"))
            if seats
        )
        return f"{len(self.moved)} of {both} moved. {change}{other}"


def movement(before: Mapping[str, int | None], after: Mapping[str, int | None], *, frontier: HasPoints) -> Movement:
    """What changed from one round to the next; a seat with None chose nothing in that round.

    Raises InputError for a point that is not on the frontier.
    """
    ladder = ladder_of(frontier)
    first, second = (
        {seat: ladder.place(point) for seat, point in chosen.items() if point is not None} for chosen in (before, after)
    )
    both = sorted(first.keys() & second.keys())
    moves = [
        Move(
            seat=seat,
            before=int(ladder.points[first[seat]]),
            after=int(ladder.points[second[seat]]),
            steps=second[seat] - first[seat],
        )
        for seat in both
        if first[seat] != second[seat]
    ]
    return Movement(
        moved=tuple(sorted(moves, key=lambda move: (-abs(move.steps), move.seat))),
        stayed=tuple(seat for seat in both if first[seat] == second[seat]),
        only_before=tuple(sorted(first.keys() - second.keys())),
        only_after=tuple(sorted(second.keys() - first.keys())),
        median_before=_median(ladder.points, list(first.values())),
        median_after=_median(ladder.points, list(second.values())),
        range_before=_width([first[seat] for seat in both]),
        range_after=_width([second[seat] for seat in both]),
    )


def _median(points: Any, places: list[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(points[place]) for place in middles(places))) if places else ()


def _width(places: list[int]) -> int:
    return max(places) - min(places) if places else 0
