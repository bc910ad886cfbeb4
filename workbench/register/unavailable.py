"""What to say where the database does not do as it was asked."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from workbench.errors import RegisterUnavailable

_NOTHING = "Nothing was recorded."
# Of the names that SQLite gives its errors, the beginnings; what happened, and what to do.
_SQLITE = {
    "SQLITE_BUSY": ("is held by others for too long", "Try again."),
    "SQLITE_LOCKED": ("is held by others for too long", "Try again."),
    "SQLITE_FULL": ("has no room: the disk is full", "Make room and try again."),
    "SQLITE_READONLY": (
        "may be read but not written to",
        "Give this user the right to write to the file and its folder, or name another folder with WORKBENCH_DATA_DIR.",
    ),
    "SQLITE_CANTOPEN": (
        "cannot be opened: its file is gone, or this user may not write to its folder",
        "Put the file back or give the right to it, then start the workbench again.",
    ),
    "SQLITE_NOTADB": ("is no register: the file holds something else", "Put the file back from a backup."),
    "SQLITE_CORRUPT": ("is damaged", "Put the file back from a backup, and check the disk."),
    "SQLITE_IOERR": ("cannot be read or written: the disk reports an error", "Check the disk and try again."),
}
# After these SQLite has written nothing, also where it was COMMIT that failed.
_CERTAIN = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_READONLY")


def is_certain(error: SQLAlchemyError) -> bool:
    """Whether nothing was written, even if the error came in place of a COMMIT's answer."""
    return _name(error).startswith(_CERTAIN)


def unavailable(error: SQLAlchemyError, engine: Engine, *, is_known: bool = True) -> RegisterUnavailable:
    """The refusal for a database's error, without its password.

    ``is_known`` is False where the database was told to commit and its answer never came.
    """
    place = where(engine)
    written = (
        _NOTHING
        if is_known or is_certain(error)
        else "Whether this was recorded is not known; tried again, it is recorded once."
    )
    if isinstance(error, NoConnectionFree):
        return RegisterUnavailable(f"The register ({place}) is busy: too many ask at once. {written} Try again.")
    name = _name(error)
    for begins, (what, to_do) in _SQLITE.items():
        if name.startswith(begins):
            return RegisterUnavailable(f"The register ({place}) {what}. {written} {to_do}")
    reason = (str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return RegisterUnavailable(
        f"The register ({place}) does not answer: {reason}. {written} Check the database and try again."
    )


def where(engine: Engine) -> str:
    """The database's place, as it may be shown: the file, or host and name."""
    url = engine.url
    return str(url.database) if engine.dialect.name == "sqlite" else f"{url.host or 'localhost'}/{url.database}"


def _name(error: SQLAlchemyError) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
