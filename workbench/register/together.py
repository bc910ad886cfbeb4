"""Writers of one process who come at once share a transaction: one wait for the disk instead of one each."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakSet

# A transaction with more would keep other processes waiting for too long.
MOST = 100
_ALL: WeakSet[Together] = WeakSet()


@dataclass(frozen=True)
class Outcome:
    """What became of one piece of work: its value, or the error that it alone ended with."""

    value: Any = None
    error: BaseException | None = None


class _Ticket:
    def __init__(self, work: Any) -> None:
        self.work = work
        self.outcome: Outcome | None = None


class Together:
    """Does the work of all who wait, one batch after the other, and gives each its own outcome.

    ``run`` does some pieces of work and returns their outcomes in the same order, after all of it was committed; what it raises is
    raised to everybody in the batch. Whoever gets the turn first does the work of the others; nobody waits for a batch to fill.
    """

    def __init__(self, run: Callable[[list[Any]], list[Outcome]]) -> None:
        self._run = run
        self.unlock()
        _ALL.add(self)

    def unlock(self) -> None:
        """Forget who waits: in a process that was forked off nobody does."""
        self._turn, self._queue_lock = Lock(), Lock()
        self._waiting: list[_Ticket] = []

    def do(self, work: Any) -> Any:
        """What the work returns, or raises, once its batch was committed."""
        own = _Ticket(work)
        with self._queue_lock:
            self._waiting.append(own)
        with self._turn:
            if own.outcome is None:
                self._settle(self._batch_with(own))
        assert own.outcome is not None
        if own.outcome.error is not None:
            raise own.outcome.error
        return own.outcome.value

    def _batch_with(self, own: _Ticket) -> list[_Ticket]:
        with self._queue_lock:
            # It is not among those who wait where the one who took it along was stopped; then it is done now.
            others = [ticket for ticket in self._waiting if ticket is not own]
            self._waiting = others[MOST - 1 :]
        return [own, *others[: MOST - 1]]

    def _settle(self, batch: list[_Ticket]) -> None:
        try:
            outcomes = self._run([ticket.work for ticket in batch])
        except Exception as error:
            outcomes = [Outcome(error=error)] * len(batch)
        for ticket, outcome in zip(batch, outcomes, strict=True):
            ticket.outcome = outcome


def _unlock_all() -> None:
    for each in list(_ALL):
        each.unlock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_all)
