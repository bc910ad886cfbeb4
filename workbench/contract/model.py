"""The metric contract as people write it: one page, agreed before anyone sees the frontier."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

Cell = Literal["TP", "FP", "FN", "TN"]
METRICS_ADVISED = 3
METRICS_MAX = 5
RESERVED_NAMES = ("score_column", "threshold", "tp", "fp", "fn", "tn", "payoff")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any) -> Any:
        # A key with nothing after it says as much as no key at all.
        if not isinstance(value, dict):
            return value
        return {key: item for key, item in value.items() if item is not None or key not in cls.model_fields}


def _no_bool(value: Any) -> Any:
    # Python counts true as 1; whoever writes `limit: true` did not mean 1.
    if isinstance(value, bool):
        raise ValueError("a number")
    return value


Number = Annotated[float, BeforeValidator(_no_bool)]
Whole = Annotated[int, BeforeValidator(_no_bool)]
Weeks = Annotated[Whole, Field(ge=1, le=520)]


def _as_text(value: Any) -> Any:
    # 1 and "1" are the same label or segment value to whoever writes YAML; True keeps YAML's own spelling.
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(_as_text)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | int | float) else value


Values = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(min_length=1)]


class Owner(_Part):
    """The one accountable person."""

    name: str
    role: str = ""


class Baseline(_Part):
    """What the decision is compared with: a score column, and the threshold it is used at today."""

    score: str
    threshold: Number | None = None


class PredictionColumns(_Part):
    """Which column of the predictions plays which part."""

    label: str
    positive: Text | None = None
    scores: tuple[str, ...] = ()
    flip: tuple[str, ...] = ()
    baseline: Baseline | None = None
    segments: tuple[str, ...] = ()
    amounts: dict[str, str] = Field(default_factory=dict)
    weight: str | None = None
    period: str | None = None
    id: str | None = None

    @field_validator("baseline", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return {"score": value} if isinstance(value, str) else value


class Volume(_Part):
    """How many cases a period will bring, to turn rates into counts and money per period."""

    cases: Number = Field(gt=0)
    per: str = "year"


class Payoff(_Part):
    """Money per case in one confusion cell: a constant plus a coefficient for each amount column."""

    each: Number = 0.0
    amounts: dict[str, Number] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any) -> Any:
        # People write {each: -5, eur: -1}: every key but these two is the coefficient of that amount.
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"each": value}
        if not isinstance(value, dict) or not isinstance(value.get("amounts", {}), dict):
            return value
        amounts = dict(value.get("amounts", {}))
        amounts.update({key: item for key, item in value.items() if key not in ("each", "amounts")})
        return {"each": value.get("each", 0.0), "amounts": amounts}


class MetricSpec(_Part):
    """One metric of the contract. Without a formula the name is that of a built-in metric."""

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    label: str | None = None
    layer: Literal["outcome", "action", "model"] = "model"
    role: Literal["primary", "secondary", "guardrail", "diagnostic"] = "diagnostic"
    weight: Number | None = Field(default=None, ge=0)
    goal: Literal["maximise", "minimise"] | None = None
    formula: str | None = None
    unit: str | None = None
    worst: Number | None = None
    target: Number | None = None
    limit: Number | None = None
    where: dict[str, Values] = Field(default_factory=dict)
    certify: Number | None = Field(default=None, gt=0, lt=1)
    so_what: str = ""

    @property
    def effective_weight(self) -> float:
        """The weight in the score: as written, else 1 for the primary metric, 0.5 for a secondary one, else 0."""
        if self.role in ("guardrail", "diagnostic"):
            return 0.0
        return self.weight if self.weight is not None else (1.0 if self.role == "primary" else 0.5)


class Efficiency(_Part):
    """A bar that is declared, not computed from predictions."""

    name: str
    limit: Number
    unit: str = ""
    measured: Number | None = None


class Alerts(_Part):
    """When an audit should raise its hand."""

    relative_degradation: Number = Field(default=0.05, ge=0)
    score_drift_psi: Number = Field(default=0.2, ge=0)


class Signatures(_Part):
    """The roles that must sign."""

    required: tuple[str, ...] = ("product", "engineering", "data science")


class Reviews(_Part):
    """When the decision is looked at again."""

    validate_after_weeks: tuple[Weeks, ...] = (2, 6)
    audit_after_weeks: Weeks = 8


class ContractFile(_Part):
    """The whole contract as it stands in a file."""

    version: Annotated[Literal[1], BeforeValidator(_no_bool)] = 1
    title: str
    decision: str
    why: str = ""
    owner: Owner | None = None
    predictions: PredictionColumns | None = None
    volume: Volume | None = None
    currency: str = ""
    payoff: dict[Cell, Payoff] = Field(default_factory=dict)
    metrics: tuple[MetricSpec, ...] = ()
    efficiency: Efficiency | None = None
    launch_minimum: dict[str, Number] = Field(default_factory=dict)
    alerts: Alerts = Alerts()
    signatures: Signatures = Signatures()
    reviews: Reviews = Reviews()
