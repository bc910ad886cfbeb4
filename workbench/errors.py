"""Everything the workbench refuses, as one tree.

    WorkbenchError              what every caller may catch
    ├── InputError              what was given cannot be used (exit status 2)
    │   ├── UnreadableFile      a file of predictions that is refused
    │   ├── ColumnError         a column that is missing, or does not hold what its part needs
    │   ├── ContractError       a metric contract with problems, each naming its field
    │   ├── FormulaError        a metric formula, with the character where it goes wrong
    │   ├── CountsWithoutRows   confusion counts of which no part of the rows can be told
    │   └── LimitError          a limit such as ``recall>=0.9@tier=gold`` that cannot be read
    ├── NothingFeasible         no operating point keeps every limit (exit status 3)
    ├── NotAllowed              somebody asked for what their standing in a room does not let them do
    ├── TooLate                 the room has gone on: what came is not counted and was not stored
    ├── RegisterUnavailable     the database that the register is kept in does not answer; nothing was written
    └── VersionConflict         somebody else wrote first; nothing was written
        └── StudyConflict       somebody else changed the same part of a study

Each message says what must hold, what was found, and what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class WorkbenchError(Exception):
    """Anything the workbench refuses; its text can be shown to the user as it is."""

    exit_status = 1

    @property
    def marked(self) -> str:
        """The text, and below it what it speaks of with the place marked, where there is such; for a fixed-width font."""
        return str(self)


class InputError(WorkbenchError):
    """What was given cannot be used."""

    exit_status = 2


class UnreadableFile(InputError):
    """A file of predictions that is refused as a whole."""


class ColumnError(InputError):
    """A column that is missing, or does not hold what its part in the predictions needs."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with a contract: the field's path, and what to do about it.

    ``excerpt`` is a formula with ``^`` under the character where it goes wrong, else empty.
    """

    field: str
    message: str
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message

    @property
    def marked(self) -> str:
        """The text with the excerpt on lines below it."""
        return _with_excerpt(str(self), self.excerpt)


class ContractError(InputError):
    """A metric contract with problems; ``problems`` has all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))

    @property
    def marked(self) -> str:
        return "\n".join(problem.marked for problem in self.problems)


class FormulaError(InputError):
    """A metric formula that cannot be used; ``position`` is the 0-based character, where known.

    ``excerpt`` is the formula with ``^`` under that character, on a line below; empty where it is not known.
    """

    def __init__(self, message: str, *, position: int | None = None) -> None:
        self.position = position
        self.excerpt = ""
        super().__init__(message)

    @property
    def marked(self) -> str:
        return _with_excerpt(str(self), self.excerpt)


def _with_excerpt(text: str, excerpt: str) -> str:
    return "\n".join([text, *(f"    {line}" for line in excerpt.splitlines())])


class CountsWithoutRows(InputError):
    """Confusion counts that came without their rows, so that nothing can be told by segment."""


class LimitError(InputError):
    """A limit that cannot be read."""


class NothingFeasible(WorkbenchError):
    """No operating point keeps every limit; the text says which limit blocks and by how much."""

    exit_status = 3


class NotAllowed(WorkbenchError):
    """Somebody asked for what their standing in a room does not let them do; nothing was written."""


class TooLate(WorkbenchError):
    """The room has gone on or is closed: what came is not counted, and was not stored."""


class RegisterUnavailable(WorkbenchError):
    """The database that the register is kept in does not answer; nothing was written."""


class VersionConflict(WorkbenchError):
    """Somebody else wrote to the same stream of the register first; nothing was written."""


class StudyConflict(VersionConflict):
    """Somebody else changed the same part of a study first; nothing was written.

    ``theirs`` and ``mine`` have the value of each part that both changed.
    """

    def __init__(self, message: str, *, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        self.theirs, self.mine = theirs, mine
        super().__init__(message)
