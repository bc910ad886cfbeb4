"""A stress: one way in which the world may differ from the predictions that a policy was chosen on, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from workbench.errors import InputError
from workbench.sweep import CELLS

Kind = Literal["prevalence", "mix", "noise", "cost", "drift"]
KINDS: tuple[Kind, ...] = ("prevalence", "mix", "noise", "cost", "drift")
UNITS = ("score", "ranks")


@dataclass(frozen=True, kw_only=True)
class Stress:
    """One kind of change and its ``size``.

    - ``prevalence``: the share of events becomes ``size``. Every event counts for more or less, and so does every other
      case; rates among events and among non-events stay (label shift: Saerens, Latinne and Decaestecker 2002).
    - ``mix``: the values of the segment ``column`` get the ``shares``, as a mapping; values that are not named keep their proportions
      in what is left. Within a value nothing changes. ``size`` is the share where one value is named.
    - ``noise``: the share ``size`` of the labels is the other way round, alike among events and others; what is
      measured is what is expected.
    - ``cost``: the payoff of ``cell`` (of every cell where none is named) is ``size`` times as much; with ``amount`` only
      the coefficient of that amount is. Metrics and the cost of a review stay as they are written.
    - ``drift``: ``size`` is added to the policy's score, for the rows whose ``column`` has one of ``values`` or for all,
      as float64 numbers are added. In ``unit`` ``ranks`` it is what makes the policy's own threshold flag ``size`` more of
      these cases, at most: a share, from -1 to 1.

    Raises InputError for what is no such change.
    """

    kind: Kind
    size: float = math.nan
    column: str | None = None
    values: tuple[str, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()
    cell: str | None = None
    amount: str | None = None
    unit: Literal["score", "ranks"] = "score"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"There is no stress {self.kind!r}. The kinds are {', '.join(KINDS)}.")
        shares = self.shares.items() if isinstance(self.shares, Mapping) else self.shares
        values = (self.values,) if isinstance(self.values, str) else self.values
        object.__setattr__(self, "shares", tuple((str(value), float(share)) for value, share in shares))
        object.__setattr__(self, "values", tuple(map(str, values)))
        if self.kind == "mix":
            self._check_mix()
        elif self.shares:
            raise InputError(f"Only a mix has shares; {self.kind} has one size.")
        if not math.isfinite(self.size) and not (self.kind == "mix" and len(self.shares) > 1):
            raise InputError(f"The stress {self.kind} needs a size that is a number; found {self.size!r}.")
        if self.kind == "prevalence" and not 0 < self.size < 1:
            raise InputError(
                f"A prevalence lies between 0 and 1, without either: with no event, or with nothing else, there is "
                f"nothing to choose between. Found {self.size!r}."
            )
        if self.kind == "noise" and not 0 <= self.size <= 1:
            raise InputError(f"The share of labels that are the other way round is 0 to 1; found {self.size!r}.")
        self._check_cost()
        self._check_drift()

    def _check_mix(self) -> None:
        if not self.column or not self.shares:
            raise InputError("A mix needs a segment column and a share for at least one of its values.")
        named = [value for value, _ in self.shares]
        if len(set(named)) < len(named):
            raise InputError("A mix names each value once.")
        given = sum(share for _, share in self.shares)
        if not all(0 <= share <= 1 for _, share in self.shares) or given > 1 + 1e-9:
            raise InputError(f"Shares are 0 to 1 and come to 1 at most; found {dict(self.shares)}.")
        if len(self.shares) == 1:
            object.__setattr__(self, "size", self.shares[0][1])

    def _check_cost(self) -> None:
        if self.kind != "cost":
            if self.cell is not None or self.amount is not None:
                raise InputError(f"Only a cost has a cell or an amount; {self.kind} has none.")
            return
        if self.cell is not None and self.cell not in CELLS:
            raise InputError(f"There is no cell {self.cell!r}. The cells are {', '.join(CELLS)}.")

    def _check_drift(self) -> None:
        if self.kind != "drift":
            if self.values or (self.column and self.kind != "mix") or self.unit != "score":
                raise InputError(f"Only a drift is of some rows or in ranks; {self.kind} is of all.")
            return
        if self.unit not in UNITS:
            raise InputError(f"A drift is in {' or '.join(UNITS)}; found {self.unit!r}.")
        if bool(self.column) != bool(self.values):
            raise InputError("A drift of some rows needs both the segment column and its values.")
        if self.unit == "ranks" and not -1 <= self.size <= 1:
            raise InputError(f"A drift in ranks is a share of the cases, from -1 to 1; found {self.size!r}.")

    def sized(self, size: float) -> Stress:
        """The same stress of another size. Raises InputError for a mix of several shares, which has no one size."""
        if self.kind != "mix":
            return replace(self, size=size)
        if len(self.shares) != 1:
            raise InputError("A mix of several shares has no one size. Name one value and its share.")
        return replace(self, shares=((self.shares[0][0], size),))

    def to_dict(self) -> dict[str, Any]:
        """The stress as plain values, without what it does not have."""
        content: dict[str, Any] = {"kind": self.kind}
        if not math.isnan(self.size):
            content["size"] = self.size
        for name in ("column", "cell", "amount"):
            if getattr(self, name) is not None:
                content[name] = getattr(self, name)
        if self.values:
            content["values"] = list(self.values)
        if self.shares:
            content["shares"] = dict(self.shares)
        return content if self.unit == "score" else {**content, "unit": self.unit}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Stress:
        """The stress that ``to_dict`` wrote. Raises InputError for an unknown key."""
        unknown = set(content) - {"kind", "size", "column", "values", "shares", "cell", "amount", "unit"}
        if unknown or "kind" not in content:
            raise InputError(f"A stress has a kind and its size; found {', '.join(sorted(unknown)) or 'no kind'}.")
        return cls(**dict(content))
