"""Which failures matter most: votes on likelihood and harm, the median a cluster with its range, and the order with its ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.elicit.medians import Middle, middle_of
from workbench.elicit.reading import read_number, read_object, read_text, read_whole
from workbench.elicit.stories import Board, Cluster
from workbench.errors import InputError

LEAST, MOST = 1, 5


@dataclass(frozen=True, kw_only=True)
class StoryVote:
    """What a seat thinks of a story's cluster: how likely and how harmful, each from 1 (hardly) to 5 (very)."""

    seat: str
    story: str
    likelihood: int
    harm: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"seat": self.seat, "story": self.story, "likelihood": self.likelihood, "harm": self.harm}

    @classmethod
    def from_dict(cls, content: Any) -> StoryVote:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A vote on a story", ("seat", "story", "likelihood", "harm"))
        return cls(
            seat=read_text(found["seat"], "The seat of a vote"),
            story=read_text(found["story"], "The story of a vote"),
            likelihood=read_whole(found["likelihood"], "How likely a story is", least=LEAST, most=MOST),
            harm=read_whole(found["harm"], "How harmful a story is", least=LEAST, most=MOST),
        )


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A cluster's place: ``risk`` is the median likelihood times the median harm (1 to 25), as both stand beside it.

    ``rank`` counts from 1; clusters of the same risk share one, and the next is as many further on (1, 1, 3). All three are None
    where nobody voted; those come last. The two middle votes of an even number give their halfway: 3 and 4 are 3.5.
    """

    cluster: str
    rank: int | None
    risk: float | None
    likelihood: Middle | None
    harm: Middle | None
    votes_count: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "cluster": self.cluster,
            "rank": self.rank,
            "risk": self.risk,
            "likelihood": None if self.likelihood is None else self.likelihood.to_dict(),
            "harm": None if self.harm is None else self.harm.to_dict(),
            "votes_count": self.votes_count,
        }

    @classmethod
    def from_dict(cls, content: Any) -> Ranked:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A ranked story", tuple(cls.__dataclass_fields__))
        likelihood, harm = (
            None if found[key] is None else Middle.from_dict(found[key]) for key in ("likelihood", "harm")
        )
        ranked = cls(
            cluster=read_text(found["cluster"], "The cluster of a ranked story"),
            rank=None if found["rank"] is None else read_whole(found["rank"], "A rank", least=1),
            risk=None if found["risk"] is None else read_number(found["risk"], "A risk"),
            likelihood=likelihood,
            harm=harm,
            votes_count=read_whole(found["votes_count"], "How many voted on a story", least=0),
        )
        if len({part is None for part in (ranked.rank, ranked.risk, likelihood, harm)} | {not ranked.votes_count}) != 1:
            raise InputError(
                "A story has a rank, a risk, a likelihood and a harm where somebody voted on it, and only there."
            )
        if likelihood is not None and harm is not None and ranked.risk != likelihood.halfway * harm.halfway:
            raise InputError("The risk of a story must be its likelihood times its harm, and it is not.")
        return ranked


def rank_stories(board: Board, votes: Sequence[StoryVote]) -> tuple[Ranked, ...]:
    """The clusters of a board from the highest risk to the lowest.

    Of those that share a rank the more harmful stands first, then the one with more votes, then the earlier on the board: an order to
    read them in, no difference in rank. Votes given before a merge count for the cluster that their story is in now; a seat that
    voted on several of its stories counts once, with the highest risk it gave (of equal ones the more harmful), so that merging cannot hide a worry.

    Raises InputError for a story that is not there, a vote outside 1 to 5, and a seat that votes twice on one story.
    """
    of_story = {story.id: cluster.id for cluster in board.clusters for story in cluster.stories}
    given: dict[tuple[str, str], StoryVote] = {}
    for vote in votes:
        StoryVote.from_dict(vote.to_dict())
        if vote.story not in of_story:
            raise InputError(f"There is no story {vote.story!r} on this board.")
        if (vote.seat, vote.story) in given:
            raise InputError(f"{vote.seat!r} voted twice on {vote.story!r}. Count the last vote of each seat.")
        given[vote.seat, vote.story] = vote
    by_cluster: dict[str, dict[str, StoryVote]] = {cluster.id: {} for cluster in board.clusters}
    for (seat, story), vote in given.items():
        counted = by_cluster[of_story[story]]
        counted[seat] = max(counted.get(seat, vote), vote, key=_weight)
    return _ranked(board.clusters, by_cluster)


def _weight(vote: StoryVote) -> tuple[int, int]:
    return vote.likelihood * vote.harm, vote.harm


def _ranked(clusters: Sequence[Cluster], votes: Mapping[str, Mapping[str, StoryVote]]) -> tuple[Ranked, ...]:
    measured = [_measured(cluster.id, list(votes[cluster.id].values())) for cluster in clusters]
    measured.sort(key=lambda each: (-(each.risk or 0.0), -(each.harm.halfway if each.harm else 0.0), -each.votes_count))
    risks = [each.risk for each in measured]
    return tuple(
        each if each.risk is None else Ranked(**{**_parts(each), "rank": risks.index(each.risk) + 1})
        for each in measured
    )


def _measured(cluster: str, votes: Sequence[StoryVote]) -> Ranked:
    if not votes:
        return Ranked(cluster=cluster, rank=None, risk=None, likelihood=None, harm=None, votes_count=0)
    likelihood, harm = (middle_of([getattr(vote, name) for vote in votes]) for name in ("likelihood", "harm"))
    risk = likelihood.halfway * harm.halfway
    return Ranked(cluster=cluster, rank=None, risk=risk, likelihood=likelihood, harm=harm, votes_count=len(votes))


def _parts(ranked: Ranked) -> dict[str, Any]:
    return {name: getattr(ranked, name) for name in Ranked.__dataclass_fields__}


def ranking_sentences(board: Board, ranked: Sequence[Ranked], *, top: int | None = None) -> tuple[str, ...]:
    """The ranking in sentences, one a cluster, ties said; ``top`` keeps the ranks up to it, whole where several share one.

    Raises InputError for a ranking of another board.
    """
    titles = {cluster.id: cluster.title for cluster in board.clusters}
    unknown = [each.cluster for each in ranked if each.cluster not in titles]
    if unknown:
        raise InputError(f"There is no cluster {unknown[0]!r} on this board. Rank its stories again.")
    shared = [each.rank for each in ranked]
    return tuple(
        _sentence(each, titles[each.cluster], is_shared=shared.count(each.rank) > 1)
        for each in ranked
        if top is None or (each.rank is not None and each.rank <= top)
    )


def _sentence(ranked: Ranked, title: str, *, is_shared: bool) -> str:
    if ranked.likelihood is None or ranked.harm is None or ranked.risk is None:
        return f"{title}: nobody voted on it."
    parts = [f"{name} {_said(middle)}" for name, middle in (("likelihood", ranked.likelihood), ("harm", ranked.harm))]
    votes = f"{ranked.votes_count} vote{'s' if ranked.votes_count != 1 else ''}"
    return f"{ranked.rank}{' (shared)' if is_shared else ''}. {title}: {' x '.join(parts)} = {ranked.risk:g}; {votes}."


def _said(middle: Middle) -> str:
    span = "" if middle.least == middle.most else f" ({middle.least:g} to {middle.most:g})"
    return f"{middle.halfway:g}{span}"
