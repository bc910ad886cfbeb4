"""A pre-mortem's stories ("it is six months later and this failed: why?") and the clusters they are merged into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.elicit.reading import read_list, read_object, read_text
from workbench.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Story:
    """One way in which the decision failed, in its author's words, which no step changes."""

    id: str
    author: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"id": self.id, "author": self.author, "text": self.text}

    @classmethod
    def from_dict(cls, content: Any) -> Story:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A story", ("id", "author", "text"))
        return cls(
            id=read_text(found["id"], "The id of a story"),
            author=read_text(found["author"], "The author of a story"),
            text=read_text(found["text"], "A story"),
        )


@dataclass(frozen=True, kw_only=True)
class Merge:
    """A step of sorting: the clusters of these stories become one, with a title where it is given."""

    stories: tuple[str, ...]
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"stories": list(self.stories), "title": self.title}

    @classmethod
    def from_dict(cls, content: Any) -> Merge:
        """Read back. Raises InputError in a sentence."""
        found = read_object(content, "A merge", ("stories", "title"))
        return cls(
            stories=tuple(
                read_text(story, "A story's id") for story in read_list(found["stories"], "The stories of a merge")
            ),
            title=read_text(found["title"], "The title of a merge", may_be_empty=True),
        )


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Stories that say the same. ``id`` is that of the first of them on the board; ``title`` is the last one given, else its text."""

    id: str
    stories: tuple[Story, ...]
    title: str

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote them, each once, in their order."""
        return tuple(dict.fromkeys(story.author for story in self.stories))


@dataclass(frozen=True, kw_only=True)
class Board:
    """All stories in the order in which they came, and the merges so far, which can be undone one by one."""

    stories: tuple[Story, ...] = ()
    merges: tuple[Merge, ...] = ()

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """What the merges make of the stories, in the order of each cluster's first story."""
        head = {story.id: story.id for story in self.stories}
        title: dict[str, str] = {}
        order = {story.id: place for place, story in enumerate(self.stories)}
        for merge in self.merges:
            heads = {head[story] for story in merge.stories}
            first = min(heads, key=order.__getitem__)
            kept = merge.title or next(
                (title[each] for each in sorted(heads, key=order.__getitem__) if each in title), ""
            )
            head = {story: first if of in heads else of for story, of in head.items()}
            title = {each: text for each, text in title.items() if each not in heads} | ({first: kept} if kept else {})
        members: dict[str, list[Story]] = {}
        for story in self.stories:
            members.setdefault(head[story.id], []).append(story)
        return tuple(
            Cluster(id=first, stories=tuple(of), title=title.get(first, of[0].text)) for first, of in members.items()
        )

    def cluster_of(self, story: str) -> Cluster:
        """The cluster that a story is in. Raises InputError for an unknown story."""
        for cluster in self.clusters:
            if any(each.id == story for each in cluster.stories):
                return cluster
        raise InputError(f"There is no story {story!r} on this board.")

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "stories": [story.to_dict() for story in self.stories],
            "merges": [merge.to_dict() for merge in self.merges],
        }

    @classmethod
    def from_dict(cls, content: Any) -> Board:
        """Read back, each merge as it was made. Raises InputError in a sentence."""
        found = read_object(content, "A board of stories", ("stories", "merges"))
        board = add_stories(cls(), [Story.from_dict(story) for story in read_list(found["stories"], "The stories")])
        for content_of_merge in read_list(found["merges"], "The merges"):
            merge = Merge.from_dict(content_of_merge)
            board = merge_stories(board, merge.stories, title=merge.title)
        return board


def add_stories(board: Board, stories: Sequence[Story]) -> Board:
    """The board with more stories, each a cluster of its own. Raises InputError where an id is there already, or a story is empty."""
    known = {story.id for story in board.stories}
    for story in stories:
        Story.from_dict(story.to_dict())
        if story.id in known:
            raise InputError(f"Two stories have the id {story.id!r}. Give each its own.")
        known.add(story.id)
    return replace(board, stories=(*board.stories, *stories))


def merge_stories(board: Board, stories: Sequence[str], *, title: str = "") -> Board:
    """The board on which the clusters of these stories are one; one story with a title names its cluster.

    Raises InputError for unknown stories, and where the step would change nothing: so that each undo undoes something.

    >>> board = add_stories(Board(), [Story(id=name, author="x", text=name) for name in ("a", "b", "c")])
    >>> [cluster.id for cluster in merge_stories(board, ["c", "a"]).clusters]
    ['a', 'b']
    """
    merge = Merge(stories=tuple(dict.fromkeys(stories)), title=title.strip())
    if not merge.stories:
        raise InputError("A merge needs two stories, and these are none.")
    heads = {board.cluster_of(story).id for story in merge.stories}
    if len(heads) < 2 and not merge.title:
        raise InputError(
            "These stories are one cluster already. Choose stories of two clusters, or give this one a title."
        )
    return replace(board, merges=(*board.merges, merge))


def undo_merge(board: Board) -> Board:
    """The board before its last merge. Raises InputError where there is none."""
    if not board.merges:
        raise InputError("No merge is left to undo.")
    return replace(board, merges=board.merges[:-1])
