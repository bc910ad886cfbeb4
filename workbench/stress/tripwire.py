"""A tripwire: the number, level and time at which somebody looks again before the review, and who that is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from workbench.contract.names import named
from workbench.errors import InputError
from workbench.metrics.formula import parse_formula

UNITS_SECONDS = {"hour": 3_600, "day": 86_400, "week": 604_800}
_WINDOW = re.compile(r"\s*([1-9][0-9]{0,3})\s*(hour|day|week)s?\s*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TEXT_MAX = 2_000


@dataclass(frozen=True, kw_only=True)
class Tripwire:
    """It is tripped where ``metric``, measured over ``window``, is above ``level`` (``at_most``) or below it.

    An undefined value trips it too: what cannot be measured cannot be vouched for. ``metric`` is a name of the contract, the payoff or a built-in one,
    or a name of its own with a ``formula``. ``window`` is such as ``7 days``. ``owner`` looks into it, ``mitigation`` is
    what is done then, ``story`` is the failure that it watches for.

    Raises InputError for a level that is no number, a window that is none, and where nobody owns it.
    """

    metric: str
    level: float
    at_most: bool
    window: str
    owner: str
    mitigation: str = ""
    story: str = ""
    formula: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.metric):
            raise InputError(f"A tripwire watches a metric by its name; found {self.metric!r}.")
        if isinstance(self.level, bool) or not math.isfinite(self.level):
            raise InputError(f"A tripwire's level must be a number; found {self.level!r}.")
        found = _WINDOW.fullmatch(self.window)
        if found is None:
            raise InputError(
                f"A tripwire's window is such as '24 hours', '7 days' or '2 weeks'; found {self.window!r}."
            )
        if self.formula:
            parse_formula(self.formula)
        count, unit = found.groups()
        object.__setattr__(self, "window", f"{count} {unit}{'' if count == '1' else 's'}")
        object.__setattr__(self, "level", float(self.level))
        object.__setattr__(self, "owner", named(self.owner, "A tripwire needs an owner: who looks when it is tripped?"))
        for name in ("mitigation", "story"):
            if len(getattr(self, name)) > TEXT_MAX:
                raise InputError(f"A tripwire's {name} may have {TEXT_MAX:,} characters.")

    @property
    def window_seconds(self) -> int:
        count, unit = self.window.rstrip("s").split()
        return int(count) * UNITS_SECONDS[unit]

    def is_tripped(self, value: float) -> bool:
        """Whether the value, measured over the window, trips it.

        >>> Tripwire(metric="fnr", level=0.1, at_most=True, window="1 day", owner="Ada").is_tripped(0.2)
        True
        """
        return not (value <= self.level if self.at_most else value >= self.level)

    def to_dict(self) -> dict[str, Any]:
        """The tripwire as a record has it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value != ""}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Tripwire:
        """The tripwire that ``to_dict`` wrote. Raises InputError for keys that it does not have, or lacks."""
        known = {item.name for item in fields(cls)}
        lacking = {"metric", "level", "at_most", "window", "owner"} - set(content)
        if lacking or set(content) - known:
            wrong = ", ".join(sorted(lacking or set(content) - known))
            raise InputError(f"A tripwire {'lacks' if lacking else 'has no'} {wrong}.")
        texts = known - {"level", "at_most"}
        if not all(isinstance(content[name], str) for name in texts & set(content)):
            raise InputError("A tripwire's texts must be texts.")
        if isinstance(content["level"], bool) or not isinstance(content["level"], int | float):
            raise InputError("A tripwire's level must be a number.")
        if not isinstance(content["at_most"], bool):
            raise InputError("A tripwire's at_most must be true or false.")
        return cls(**dict(content))


def is_tripwire(content: Any) -> bool:
    """Whether an entry of a record is a tripwire of this kind; older records have texts."""
    try:
        Tripwire.from_dict(content if isinstance(content, Mapping) else {})
    except InputError:
        return False
    return True
