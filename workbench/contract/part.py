"""What every part of a contract has in common: strict keys, and the kinds of values that people write."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any) -> Any:
        # A key with nothing after it says as much as no key at all.
        if not isinstance(value, dict):
            return value
        return {key: item for key, item in value.items() if item is not None or key not in cls.model_fields}


def no_bool(value: Any) -> Any:
    # Python counts true as 1; whoever writes `limit: true` did not mean 1.
    if isinstance(value, bool):
        raise ValueError("a number")
    return value


Number = Annotated[float, BeforeValidator(no_bool)]
Whole = Annotated[int, BeforeValidator(no_bool)]
Share = Annotated[Number, Field(ge=0, le=1)]


def as_text(value: Any) -> Any:
    """A label or segment value as contracts write it: ``0`` is ``"0"``, ``True`` is ``"true"``; the rest as it is."""
    # 1 and "1" are the same label or segment value to whoever writes YAML; True keeps YAML's own spelling.
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(as_text)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | int | float) else value


Values = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(min_length=1)]
