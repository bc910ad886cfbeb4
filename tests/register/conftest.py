"""What tests of the register ask for beside the databases that all tests may have."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from workbench.register import Change
from workbench.register.database import open_engine

AT = "2026-11-23T09:00:00Z"


@pytest.fixture
def change() -> Callable[..., Change]:
    """A change of the stream ``a``; ``change(title="x")`` sets a field."""

    def make(*, stream: str = "a", kind: str = "changed", append: dict | None = None, **fields: object) -> Change:
        return Change(stream=stream, kind=kind, at=AT, actor="Ann", set=fields, append=append or {})

    return make


@pytest.fixture
def tamper(url: URL) -> Callable[[str], None]:
    """Do to the database what somebody who owns it could: take the triggers away, and run a statement."""

    def run(statement: str) -> None:
        with open_engine(url).connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("DROP TRIGGER IF EXISTS entry_only_added ON entry"))
            else:
                for name in ("update", "delete", "replace"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS entry_no_{name}"))
            assert connection.exec_driver_sql(statement).rowcount > 0, "the statement changed nothing"

    return run
