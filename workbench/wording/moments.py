"""Times of the register as people read them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(at: str) -> str:
    """A time in UTC, to the minute; a text that is no time stays as it is.

    >>> moment("2026-11-14T09:05:30Z"), moment("some day")
    ('14 Nov 2026, 09:05 UTC', 'some day')
    """
    found = _read(at)
    return at if found is None else f"{found.day} {found:%b %Y, %H:%M} UTC"


def day(at: str) -> str:
    """The day and month of a time in UTC.

    >>> day("2026-11-14T09:05:30Z")
    '14 Nov'
    """
    found = _read(at)
    return at if found is None else f"{found.day} {found:%b}"


def _read(at: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
