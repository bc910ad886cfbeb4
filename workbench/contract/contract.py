"""The contract: what is decided, by whom, by which few numbers and within which limits."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import rfc8785
import yaml
from pydantic import ValidationError

from workbench.contract.as_written import as_written
from workbench.contract.digits import every_digit
from workbench.contract.model import METRICS_ADVISED, ContractFile
from workbench.contract.problems import crossed
from workbench.contract.readable import readable
from workbench.contract.safe_yaml import BYTES_MAX, load_yaml
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
            with Path(path).open("rb") as file:
                raw = file.read(BYTES_MAX + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise InputError(f"The contract {str(path)!r} cannot be opened: {reason}.") from None
        return cls.from_text(raw)

    @classmethod
    def from_text(cls, text: str | bytes) -> Contract:
        """The contract in YAML or JSON text."""
        if isinstance(text, bytes):
            try:
                text = text[: BYTES_MAX + 1].decode(
                    "utf-8-sig", errors="strict" if len(text) <= BYTES_MAX else "replace"
                )
            except UnicodeDecodeError:
                raise ContractError([Problem(field="", message="The contract must be UTF-8 text.")]) from None
        return cls.from_dict(load_yaml(text))

    @classmethod
    def from_dict(cls, content: Any) -> Contract:
        """The contract in plain values, as they come from JSON."""
        if not isinstance(content, dict):
            raise ContractError(
                [Problem(field="", message="A contract is a list of `key: value` lines; see `contract new`.")]
            )
        try:
            contract = cls.model_validate(content)
        except ValidationError:
            raise ContractError([as_written(problem, content) for problem in readable(content)[1]]) from None
        problems = crossed(contract)
        if problems:
            raise ContractError([as_written(problem, content) for problem in problems])
        try:
            contract.sha256  # noqa: B018
        except rfc8785.CanonicalizationError:
            raise ContractError(
                [Problem(field="", message="Some text has broken characters. Type it again.")]
            ) from None
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
        for metric in self.metrics:
            if not metric.so_what:
                said.append(f"{metric.name} has no so_what: who would do what differently if it moved?")
            if metric.certify is not None:
                said.append(
                    f"{metric.name} asks to be certified at {metric.certify:.0%}. This version measures its limit on the "
                    "predictions and certifies nothing."
                )
            if metric.weight and not metric.effective_weight:
                said.append(
                    f"{metric.name} is a {metric.role} metric, so its weight of {every_digit(metric.weight)} counts for nothing."
                )
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
    breaks_lines = len(f"-{value}-".splitlines()) > 1
    style = None if plain else '"' if breaks_lines else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
