"""Money per case in a confusion cell, as a contract writes it."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from workbench.contract.part import Number, Part, Text


class Terms(Part):
    """Money per case: a constant plus a coefficient for each amount column."""

    each: Number = 0.0
    amounts: dict[str, Number] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any) -> Any:
        # People write {each: -5, eur: -1}: every key that is none of the model's own is the coefficient of that amount.
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"each": value}
        if not isinstance(value, dict) or not isinstance(value.get("amounts", {}), dict):
            return value
        own = {key: item for key, item in value.items() if cls._is_own(key, item)}
        amounts = {**value.get("amounts", {}), **{key: item for key, item in value.items() if key not in own}}
        return {"each": 0.0, **own, "amounts": amounts}

    @classmethod
    def _is_own(cls, key: Any, item: Any) -> bool:
        return key in ("each", "amounts")

    def times(self, factor: float) -> Self:
        """The same, ``factor`` times as much."""
        amounts = {name: factor * coefficient for name, coefficient in self.amounts.items()}
        return self.model_copy(update={"each": factor * self.each, "amounts": amounts})


class Payoff(Terms):
    """Money per case in one confusion cell, and what differs by segment or is not known well.

    ``by`` has one segment column, and for some of its values the terms that hold there in place of these. ``between``
    has the least and the most that ``each`` or a coefficient may be; what is reckoned with are the terms themselves.
    """

    by: dict[str, dict[Text, Terms]] | None = None
    between: dict[str, tuple[Number, Number]] | None = None

    @field_validator("between", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return {"each": value} if isinstance(value, list | tuple) else value

    @field_validator("by", "between", mode="after")
    @classmethod
    def _or_none(cls, value: Any) -> Any:
        # What was left empty says as much as what was left out, and a contract without it keeps its SHA-256.
        kept = {name: item for name, item in (value or {}).items() if item}
        return kept or None

    @classmethod
    def _is_own(cls, key: Any, item: Any) -> bool:
        # An amount may have the name of one of these keys; a coefficient is a number, and these never are.
        is_number = isinstance(item, int | float | str) and not isinstance(item, bool)
        return super()._is_own(key, item) or (key in ("by", "between") and not is_number)

    def times(self, factor: float) -> Self:
        changed = super().times(factor)
        by = self.by and {
            column: {value: terms.times(factor) for value, terms in parts.items()} for column, parts in self.by.items()
        }
        between = self.between and {
            name: tuple(sorted(factor * end for end in ends)) for name, ends in self.between.items()
        }
        return changed.model_copy(update={"by": by, "between": between})

    @property
    def segment(self) -> str | None:
        """The segment column that these terms differ by."""
        return next(iter(self.by), None) if self.by else None
