"""The hash chain: each entry's SHA-256 covers its content and the one before it, so that nothing can be changed unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from workbench.errors import InputError

GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was recorded.

    ``seq`` counts all entries from 1, ``version`` those of the ``stream``. ``at`` is UTC in ISO 8601. ``payload`` is JSON
    text, ``previous`` the ``sha256`` of the entry before, 64 zeros for the first.
    """

    seq: int
    op_id: str
    stream: str
    version: int
    kind: str
    at: str
    actor: str
    payload: str
    previous: str
    sha256: str

    @property
    def content(self) -> dict[str, Any]:
        """The payload as plain values."""
        return json.loads(self.payload)


def chained(**content: Any) -> Entry:
    """The entry with its hash: all fields but ``sha256`` are given."""
    return Entry(**content, sha256=entry_sha256(content))


def entry_sha256(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the compact JSON array of an entry's fields, in their order, without ``sha256``.

    >>> entry_sha256(dict(seq=1, op_id="a", stream="study:x", version=1, kind="opened", at="2026-11-23T00:00:00Z",
    ...     actor="", payload="{}", previous=GENESIS))[:16]
    'b397708a5f96a1d2'
    """
    covered = [content[field.name] for field in fields(Entry) if field.name != "sha256"]
    return hashlib.sha256(json_text(covered).encode()).hexdigest()


def json_text(value: Any) -> str:
    """Compact JSON with sorted keys; the same values always give the same text.

    Raises InputError for what JSON cannot hold: NaN, infinity, broken characters, values of other kinds.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(f"This cannot be recorded: {error}. Type it again with plain text and numbers.") from None
    return text


def faults_of(entries: Iterable[Entry]) -> Iterator[str]:
    """A sentence for each place where the chain does not hold; none where it is whole."""
    previous, seq = GENESIS, 0
    versions: dict[str, int] = {}
    for entry in entries:
        if entry.seq != seq + 1:
            yield f"Entry {seq + 1} is missing: the next one there is {entry.seq}."
        if entry.previous != previous:
            yield f"Entry {entry.seq} does not follow the one before it."
        if entry.sha256 != _sha256_again(entry):
            yield f"Entry {entry.seq} ({entry.kind}, {entry.stream}) was changed after it was recorded."
        if entry.version != versions.get(entry.stream, 0) + 1:
            yield f"Entry {entry.seq} is version {entry.version} of {entry.stream}, which was at {versions.get(entry.stream, 0)}."
        previous, seq, versions[entry.stream] = entry.sha256, entry.seq, entry.version


def _sha256_again(entry: Entry) -> str | None:
    try:
        return entry_sha256({field.name: getattr(entry, field.name) for field in fields(Entry)})
    except InputError:  # what is no text was never recorded so
        return None
