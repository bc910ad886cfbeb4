"""The metric contract as people write it: one page, agreed before anyone sees the frontier."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from workbench.contract.limit_text import read_limit
from workbench.contract.part import Number, Part, Share, Text, Values, Whole, no_bool
from workbench.contract.payoff_terms import Payoff
from workbench.contract.payoff_terms import Terms as Terms
from workbench.errors import LimitError

Cell = Literal["TP", "FP", "FN", "TN"]
METRICS_ADVISED = 3
METRICS_MAX = 5
RESERVED_NAMES = ("score_column", "threshold", "tp", "fp", "fn", "tn", "payoff")


Weeks = Annotated[Whole, Field(ge=1, le=520)]


class Owner(Part):
    """The one accountable person."""

    name: str
    role: str = ""


class Baseline(Part):
    """What the decision is compared with: a score column, and the threshold it is used at today."""

    score: str
    threshold: Number | None = None


class PredictionColumns(Part):
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


class Volume(Part):
    """How many cases a period will bring, to turn rates into counts and money per period."""

    cases: Number = Field(gt=0)
    per: str = "year"


class Review(Part):
    """What it takes that a person looks at a case before anything is done: for a review band between two thresholds.

    ``cost`` is per case, in the currency. ``accuracy`` stands for both ``sensitivity`` (the share of events that are
    caught) and ``specificity`` (the share of other cases that are cleared). ``capacity`` is the most cases that can be
    reviewed ``per`` day, week or month, per value of the period column (``period``), or in all.
    """

    cost: Number = Field(ge=0)
    minutes: Number | None = Field(default=None, gt=0)
    accuracy: Share | None = None
    sensitivity: Share | None = None
    specificity: Share | None = None
    capacity: Number | None = Field(default=None, ge=0)
    per: Literal["all", "day", "week", "month", "period"] | None = None

    @property
    def share_caught(self) -> float | None:
        """The share of reviewed events that are caught."""
        return self.accuracy if self.sensitivity is None else self.sensitivity

    @property
    def share_cleared(self) -> float | None:
        """The share of the other reviewed cases that are cleared."""
        return self.accuracy if self.specificity is None else self.specificity


class Team(Part):
    """The people who work the alerts: what a limit or a list states per reviewer is shared evenly between them."""

    reviewers: Number = Field(gt=0)


class MetricSpec(Part):
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
    def chain(self) -> tuple[str, ...]:
        """The steps of ``so_what``, which are written with ``->`` or ``→`` between them; empty where it says nothing.

        >>> MetricSpec(name="fnr", so_what="A miss -> a claim → money").chain
        ('A miss', 'a claim', 'money')
        """
        return tuple(step for part in re.split(r"->|→", self.so_what) if (step := " ".join(part.split())))

    @property
    def effective_weight(self) -> float:
        """The weight in the score: as written, else 1 for the primary metric, 0.5 for a secondary one, else 0."""
        if self.role in ("guardrail", "diagnostic"):
            return 0.0
        return self.weight if self.weight is not None else (1.0 if self.role == "primary" else 0.5)


class Efficiency(Part):
    """A bar that is declared, not computed from predictions."""

    name: str
    limit: Number
    unit: str = ""
    measured: Number | None = None


class Alerts(Part):
    """When an audit should raise its hand."""

    relative_degradation: Number = Field(default=0.05, ge=0)
    score_drift_psi: Number = Field(default=0.2, ge=0)


class Signatures(Part):
    """The roles that must sign."""

    required: tuple[str, ...] = ("product", "engineering", "data science")


class Reviews(Part):
    """When the decision is looked at again."""

    validate_after_weeks: tuple[Weeks, ...] = (2, 6)
    audit_after_weeks: Weeks = 8


class ContractFile(Part):
    """The whole contract as it stands in a file.

    ``limits`` are limits as text beside those of the metrics. ``order`` has, for a segment column, its values from the least
    to the most strict: the thresholds of tiers rise along it.
    """

    version: Annotated[Literal[1], BeforeValidator(no_bool)] = 1
    title: str
    decision: str
    why: str = ""
    north_star: str | None = None
    owner: Owner | None = None
    predictions: PredictionColumns | None = None
    volume: Volume | None = None
    currency: str = ""
    payoff: dict[Cell, Payoff] = Field(default_factory=dict)
    review: Review | None = None
    team: Team | None = None
    metrics: tuple[MetricSpec, ...] = ()
    limits: tuple[str, ...] | None = None
    order: dict[str, tuple[Text, ...]] | None = None
    efficiency: Efficiency | None = None
    launch_minimum: dict[str, Number] = Field(default_factory=dict)
    alerts: Alerts = Alerts()
    signatures: Signatures = Signatures()
    reviews: Reviews = Reviews()

    @field_validator("limits", "order", mode="after")
    @classmethod
    def _or_none(cls, value: Any) -> Any:
        # What was left empty says as much as what was left out, and a contract without it keeps its SHA-256.
        return value or None

    @property
    def payoff_segment(self) -> str | None:
        """The one segment column that payoffs differ by; None where they are the same everywhere."""
        return next((terms.segment for terms in self.payoff.values() if terms.segment), None)

    @property
    def segment_columns(self) -> tuple[str, ...]:
        """The columns that metrics, payoffs, limits and orders look at segments of, each once."""
        columns = [column for metric in self.metrics for column in metric.where]
        columns += [self.payoff_segment] if self.payoff_segment else []
        columns += [column for text in self.limits or () if (column := _limit_column(text)) is not None]
        return tuple(dict.fromkeys([*columns, *(self.order or {})]))


def _limit_column(text: str) -> str | None:
    try:
        return read_limit(text).column
    except LimitError:
        return None  # what is wrong with it is a problem of its own
