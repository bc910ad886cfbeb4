"""Everything the workbench refuses, as one tree.

    WorkbenchError              what every caller may catch
    ├── InputError              what was given cannot be used (exit status 2)
    │   ├── UnreadableFile      a file of predictions that is refused
    │   ├── ColumnError         a column that is missing, or does not hold what its part needs
    │   ├── ContractError       a metric contract with problems, each naming its field
    │   ├── FormulaError        a metric formula, with the character where it goes wrong
    │   └── LimitError          a limit such as ``recall>=0.9@tier=gold`` that cannot be read
    ├── NothingFeasible         no operating point keeps every limit (exit status 3)
    └── StudyConflict           somebody else saved the study first; nothing was written

Each message says what must hold, what was found, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass


class WorkbenchError(Exception):
    """Anything the workbench refuses; its text can be shown to the user as it is."""

    exit_status = 1


class InputError(WorkbenchError):
    """What was given cannot be used."""

    exit_status = 2


class UnreadableFile(InputError):
    """A file of predictions that is refused as a whole."""


class ColumnError(InputError):
    """A column that is missing, or does not hold what its part in the predictions needs."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with a contract: the field's path, and what to do about it."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class ContractError(InputError):
    """A metric contract with problems; ``problems`` has all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class FormulaError(InputError):
    """A metric formula that cannot be used; ``position`` is the 0-based character, where known."""

    def __init__(self, message: str, *, position: int | None = None) -> None:
        self.position = position
        super().__init__(message)


class LimitError(InputError):
    """A limit that cannot be read."""


class NothingFeasible(WorkbenchError):
    """No operating point keeps every limit; the text says which limit blocks and by how much."""

    exit_status = 3


class StudyConflict(WorkbenchError):
    """Somebody else saved the study first; nothing was written."""
