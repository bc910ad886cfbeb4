"""A decision: the chosen operating point, its rationale, its owner, and everything needed to answer for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from workbench.errors import InputError

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision record as plain JSON values; it reads back equal from its file."""

    content: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the record's canonical JSON (RFC 8785)."""
        return hashlib.sha256(rfc8785.dumps(dict(self.content))).hexdigest()

    def to_json(self) -> str:
        """The record as indented JSON; floats read back equal."""
        return json.dumps(self.content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def __getitem__(self, key: str) -> Any:
        return self.content[key]


def read_decision(source: str | Path | bytes) -> Decision:
    """The decision in a file that ``decide`` or the app wrote.

    Raises InputError where it is not a decision record of a version this program knows.
    """
    try:
        raw = source if isinstance(source, bytes) else Path(source).read_bytes()
        content = json.loads(raw, parse_constant=_no_constant)
    except OSError as error:
        raise InputError(f"The decision {str(source)!r} cannot be opened: {error.strerror or error}.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"This is not a decision record (it is not JSON: {error}). Export one as JSON first."
        ) from None
    if not isinstance(content, dict) or content.get("kind") != "decision":
        raise InputError('This is not a decision record: it must be JSON with "kind": "decision".')
    if content.get("version") != VERSION:
        raise InputError(
            f"The decision record has version {content.get('version')!r}; this program reads version {VERSION}."
        )
    missing = [key for key in ("policy", "operating_point", "predictions", "owner", "rationale") if key not in content]
    if missing:
        raise InputError(f"The decision record lacks {', '.join(missing)}. Export it again.")
    broken = [key for key in ("policy", "operating_point", "predictions") if not isinstance(content[key], dict)]
    if broken:
        raise InputError(f"The decision record has no usable {', '.join(broken)}. Export it again.")
    return Decision(content=content)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
