"""Counting votes on a point: by majority, by the median along the frontier, or by consensus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from workbench.elicit.ladder import HasPoints, Ladder, ladder_of
from workbench.elicit.medians import middles
from workbench.elicit.reading import read_flag, read_list, read_object, read_one_of, read_text, read_whole
from workbench.elicit.votes import Dissent, Vote
from workbench.errors import InputError

Method = Literal["majority", "median", "consensus"]
METHODS = ("majority", "median", "consensus")
Points = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the votes come to. ``point`` is None where they decide nothing; nothing is ever decided between ties.

    ``counts`` has (point, votes) along the frontier. ``runoff`` are the points to vote on again where they decide nothing by
    majority or median. ``accepted`` are the points that every voter could live with (consensus only). ``blocking`` are the two seats
    whose ranges do not meet, the one with the range nearer the worst x first. ``is_feasible`` says whether the point keeps every
    limit, None where that was not asked or nothing is decided. ``dissent`` are all who voted for another point; by
    consensus, where everybody can live with the point, those of them who wrote why.
    """

    method: Method
    point: int | None
    counts: tuple[tuple[int, int], ...]
    voters_count: int
    abstained: tuple[str, ...]
    runoff: Points = ()
    accepted: Points = ()
    blocking: tuple[str, str] | None = None
    is_feasible: bool | None = None
    dissent: tuple[Dissent, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether there is a point."""
        return self.point is not None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "method": self.method,
            "point": self.point,
            "counts": [list(pair) for pair in self.counts],
            "voters_count": self.voters_count,
            "abstained": list(self.abstained),
            "runoff": list(self.runoff),
            "accepted": list(self.accepted),
            "blocking": None if self.blocking is None else list(self.blocking),
            "is_feasible": self.is_feasible,
            "dissent": [each.to_dict() for each in self.dissent],
        }

    @classmethod
    def from_dict(cls, content: Any) -> Outcome:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "An outcome", tuple(cls.__dataclass_fields__))
        counts = [_two(pair, "A count of votes") for pair in read_list(found["counts"], "The counts of votes")]
        blocking = None if found["blocking"] is None else _two(found["blocking"], "Those who block")
        outcome = cls(
            method=read_one_of(found["method"], "The method of an outcome", METHODS),
            point=None if found["point"] is None else read_whole(found["point"], "The point of an outcome", least=0),
            counts=tuple(
                (read_whole(point, "A point", least=0), read_whole(votes, "A number of votes", least=1))
                for point, votes in counts
            ),
            voters_count=read_whole(found["voters_count"], "How many voted", least=0),
            abstained=tuple(read_text(seat, "A seat") for seat in read_list(found["abstained"], "Who abstained")),
            runoff=_points(found["runoff"], "of a runoff"),
            accepted=_points(found["accepted"], "that are accepted"),
            blocking=None if blocking is None else (read_text(blocking[0], "A seat"), read_text(blocking[1], "A seat")),
            is_feasible=None
            if found["is_feasible"] is None
            else read_flag(found["is_feasible"], "Whether a point is feasible"),
            dissent=tuple(map(Dissent.from_dict, read_list(found["dissent"], "The dissent"))),
        )
        if sum(votes for _, votes in outcome.counts) != outcome.voters_count:
            raise InputError(
                f"The votes of an outcome must add up to its {outcome.voters_count} voters, and they do not."
            )
        return outcome


def tally(
    votes: Sequence[Vote],
    method: Method = "majority",
    *,
    frontier: HasPoints,
    feasible: Sequence[bool] | np.ndarray | None = None,
) -> Outcome:
    """What the votes come to.

    ``majority``: the point with more than half of the votes cast; else a runoff between the two with the most votes, and all
    that tie with the second. ``median``: the point of the middle voter along the frontier, which more than half prefer to any other where
    people like a point less the further it is from theirs (Black 1948); two middle points that differ go to a runoff.
    ``consensus``: a point in the range of every voter; of several the one nearest the median vote, by places along the frontier. Where
    many are as near, those between two middle votes, a runoff between the first and the last of them. With ``feasible`` (shape (points,), true where every limit is kept) a consensus is
    sought among feasible points only, and of the other methods it is said whether the point is feasible. Who abstains is counted apart.

    Raises InputError for an unknown method, a seat that votes twice, and points or ranges that are not on the frontier.
    """
    read_one_of(method, "How votes are counted", METHODS)
    ladder = ladder_of(frontier)
    if feasible is not None and len(feasible) != len(frontier.values):
        raise InputError(
            f"Which points are feasible must be said of all {len(frontier.values)} points, and {len(feasible)} are said."
        )
    twice = [seat for seat, number in Counter(vote.seat for vote in votes).items() if number > 1]
    if twice:
        raise InputError(f"{twice[0]!r} voted more than once. Count the last vote of each seat.")
    cast = sorted((_placed(ladder, vote) for vote in votes if vote.point is not None), key=lambda each: each.vote.seat)
    found = {"majority": _majority, "median": _median, "consensus": _consensus}[method](ladder, cast, feasible)
    counts = Counter(each.place for each in cast)
    point = found.get("point")
    return Outcome(
        method=method,
        point=None if point is None else int(ladder.points[point]),
        counts=tuple((int(ladder.points[place]), counts[place]) for place in sorted(counts)),
        voters_count=len(cast),
        abstained=tuple(sorted(vote.seat for vote in votes if vote.point is None)),
        runoff=tuple(int(ladder.points[place]) for place in found.get("runoff", ())),
        accepted=tuple(int(ladder.points[place]) for place in found.get("accepted", ())),
        blocking=found.get("blocking"),
        is_feasible=None if point is None or feasible is None else bool(feasible[ladder.points[point]]),
        dissent=() if point is None else _dissent(cast, point, method),
    )


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """A vote by places of the ladder."""

    vote: Vote
    place: int
    low: int
    high: int


def _placed(ladder: Ladder, vote: Vote) -> _Placed:
    assert vote.point is not None
    place = ladder.place(vote.point)
    low, high = (place if end is None else ladder.place(end) for end in (vote.low, vote.high))
    if not low <= place <= high:
        raise InputError(
            f"The point of {vote.seat!r} must lie inside the seat's own range along the frontier, and it does not."
        )
    return _Placed(vote=vote, place=place, low=low, high=high)


def _majority(ladder: Ladder, cast: Sequence[_Placed], feasible: Any) -> dict[str, Any]:
    if not cast:
        return {}
    ordered = Counter(each.place for each in cast).most_common()
    if 2 * ordered[0][1] > len(cast):
        return {"point": ordered[0][0]}
    second = ordered[1][1]
    return {"runoff": sorted(place for place, number in ordered if number >= second)}


def _median(ladder: Ladder, cast: Sequence[_Placed], feasible: Any) -> dict[str, Any]:
    if not cast:
        return {}
    low, high = middles([each.place for each in cast])
    return {"point": low} if low == high else {"runoff": [low, high]}


def _consensus(ladder: Ladder, cast: Sequence[_Placed], feasible: Any) -> dict[str, Any]:
    if not cast:
        return {}
    lowest = max(cast, key=lambda each: each.low)
    highest = min(cast, key=lambda each: each.high)
    if lowest.low > highest.high:
        return {"blocking": (highest.vote.seat, lowest.vote.seat)}
    accepted = [
        place
        for place in range(lowest.low, highest.high + 1)
        if feasible is None or bool(feasible[ladder.points[place]])
    ]
    if not accepted:
        return {}
    low, high = middles([each.place for each in cast])
    off = [max(low - place, place - high, 0) for place in accepted]
    nearest = [place for place, each in zip(accepted, off, strict=True) if each == min(off)]
    # Between two middle votes every place is as near: then only the room can say, and it is asked about the two ends.
    how = {"point": nearest[0]} if len(nearest) == 1 else {"runoff": [nearest[0], nearest[-1]]}
    return {"accepted": accepted, **how}


def _dissent(cast: Sequence[_Placed], point: int, method: Method) -> tuple[Dissent, ...]:
    """Who voted otherwise; by consensus everybody can live with the point, and only those who wrote words are named."""
    return tuple(
        Dissent(seat=each.vote.seat, point=int(each.vote.point or 0), words=each.vote.words)
        for each in cast
        if each.place != point and (method != "consensus" or each.vote.words.strip())
    )


def _two(content: Any, what: str) -> Sequence[Any]:
    found = read_list(content, what)
    if len(found) != 2:
        raise InputError(f"{what} must have two parts, and this has {len(found)}.")
    return found


def _points(content: Any, what: str) -> Points:
    return tuple(read_whole(point, "A point", least=0) for point in read_list(content, f"The points {what}"))
