"""The contract: what is decided, by whom, by which few numbers and within which limits."""

from __future__ import annotations

import hashlib
import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import rfc8785
import yaml
from pydantic import BaseModel, ValidationError

from workbench.contract import model
from workbench.contract.model import METRICS_ADVISED, METRICS_MAX, ContractFile
from workbench.contract.safe_yaml import load_yaml
from workbench.errors import ContractError, InputError, Problem


class Contract(ContractFile):
    """A contract that has been read and found whole.

    ``Contract.read(path)`` and ``Contract.from_text(text)`` report every problem at once in one ContractError;
    ``warnings`` are sentences that do not stop anybody.
    """

    @classmethod
    def read(cls, path: str | Path) -> Contract:
        """The contract in a YAML or JSON file."""
        try:
            raw = Path(path).read_bytes()
        except OSError as error:
            raise InputError(f"The contract {str(path)!r} cannot be opened: {error.strerror or error}.") from None
        return cls.from_text(raw)

    @classmethod
    def from_text(cls, text: str | bytes) -> Contract:
        """The contract in YAML or JSON text."""
        if isinstance(text, bytes):
            try:
                text = text.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise ContractError([Problem(field="", message="The contract must be UTF-8 text.")]) from None
        return cls.from_dict(load_yaml(text))

    @classmethod
    def from_dict(cls, content: Any) -> Contract:
        """The contract in plain values, as they come from JSON."""
        if not isinstance(content, dict):
            raise ContractError([Problem(field="", message="A contract is a list of `key: value` lines; see `contract new`.")])
        try:
            contract = cls.model_validate(content)
        except ValidationError as error:
            raise ContractError([_explain(item) for item in error.errors()]) from None
        problems = _crossed(contract)
        if problems:
            raise ContractError(problems)
        return contract

    @property
    def sha256(self) -> str:
        """The SHA-256 of the contract's canonical JSON (RFC 8785)."""
        return hashlib.sha256(rfc8785.dumps(self.to_dict())).hexdigest()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a careful colleague would say about this contract."""
        said = []
        if len(self.metrics) > METRICS_ADVISED:
            said.append(f"There are {len(self.metrics)} metrics. People decide well on {METRICS_ADVISED}; can one go?")
        if self.metrics and not any(metric.role == "primary" for metric in self.metrics):
            said.append("No metric is the primary one. Name the one that matters most.")
        for name in (metric.name for metric in self.metrics if not metric.so_what):
            said.append(f"{name} has no so_what: who would do what differently if it moved?")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """The contract as plain JSON values, without what was left out."""
        return self.model_dump(mode="json", exclude_none=True)

    def to_yaml(self) -> str:
        """The contract as YAML that reads back equal."""
        return yaml.dump(self.to_dict(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)

    def to_json(self) -> str:
        """The contract as indented JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)


class _Dumper(yaml.SafeDumper):
    """Quotes every text that any YAML reader could take for something else."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    try:
        plain = load_yaml(value) == value and yaml.safe_load(value) == value
    except (ContractError, yaml.YAMLError, ValueError):
        plain = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else "'" if "\n" not in value else '"')


_Dumper.add_representer(str, _text)


def _crossed(contract: Contract) -> list[Problem]:
    problems = []
    if len(contract.metrics) > METRICS_MAX:
        problems.append(
            Problem(field="metrics", message=f"has {len(contract.metrics)}; at most {METRICS_MAX} can be weighed. Drop some.")
        )
    names = [metric.name for metric in contract.metrics]
    for index, name in enumerate(names):
        if name in names[:index]:
            problems.append(Problem(field=f"metrics[{index}].name", message=f"{name!r} is used twice; names must differ."))
    amounts = contract.predictions.amounts if contract.predictions else None
    for index, metric in enumerate(contract.metrics):
        here = f"metrics[{index}] ({metric.name})"
        if metric.role == "guardrail" and metric.limit is None:
            problems.append(Problem(field=f"{here}.limit", message="a guardrail needs a limit that must not be crossed."))
        if metric.worst is not None and metric.worst == metric.target:
            problems.append(Problem(field=f"{here}.target", message="must differ from worst."))
        elif metric.worst is not None and metric.target is not None and metric.goal:
            rising = metric.target > metric.worst
            if rising != (metric.goal == "maximise"):
                problems.append(
                    Problem(
                        field=f"{here}.goal",
                        message=f"is {metric.goal}, but going from worst {metric.worst:g} to target {metric.target:g} "
                        f"{'rises' if rising else 'falls'}. Swap worst and target, or change the goal.",
                    )
                )
        if metric.effective_weight and (metric.worst is None) != (metric.target is None):
            missing = "worst" if metric.worst is None else "target"
            problems.append(Problem(field=f"{here}.{missing}", message="is needed to weigh this metric."))
    if amounts is not None:
        for cell, payoff in contract.payoff.items():
            for name in payoff.amounts:
                if name not in amounts:
                    near = get_close_matches(name, ["each", *amounts], n=1)
                    hint = f" Did you mean {near[0]!r}?" if near else ""
                    known = ", ".join(amounts) or "there are none"
                    problems.append(
                        Problem(field=f"payoff.{cell}.{name}", message=f"is no amount of predictions.amounts ({known}).{hint}")
                    )
    for name in contract.launch_minimum:
        if name not in names:
            problems.append(Problem(field=f"launch_minimum.{name}", message=f"is no metric here ({', '.join(names)})."))
    return problems


def _explain(error: Any) -> Problem:
    parts = [part for part in error["loc"]]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    kind, found = error["type"], error.get("input")
    if kind == "missing":
        return Problem(field=path, message="is needed and is not there.")
    if kind == "extra_forbidden":
        near = get_close_matches(str(parts[-1]), _known_keys(parts[:-1]), n=1)
        hint = f" Did you mean {near[0]!r}?" if near else f" The keys here are {', '.join(_known_keys(parts[:-1]))}."
        return Problem(field=path, message=f"is not a key of a contract.{hint}")
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return Problem(field=path, message=f"must be {message}; found {found!r}.")


def _known_keys(path: list[Any]) -> list[str]:
    kind: Any = ContractFile
    for part in path:
        if isinstance(part, int):
            continue
        field = kind.model_fields.get(part) if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        if field is None:
            return sorted(model.Payoff.model_fields) if "payoff" in path else []
        kind = _inner_model(field.annotation) or kind
    return list(kind.model_fields)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found:
            return found
    return None
