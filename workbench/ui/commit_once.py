"""An operation of a person that must happen once, wholly or not at all, however often its button is pressed.

Nothing here calls Streamlit, which may stop a page at any call.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection

from workbench.contract.names import recorded_name
from workbench.errors import WorkbenchError
from workbench.register import Entry, Studies, Study


def commit_once(
    studies: Studies,
    study: Study,
    change: Callable[[Study], Study],
    *,
    op_id: str,
    told: Collection[str],
    kind: str,
    actor: str,
    at: str,
    stands_on: Collection[str],
) -> Entry:
    """Record what ``change`` makes of the study as it is now, and return the register's entry for it.

    ``op_id`` is that of the button, ``told`` the words that it was pressed with: both together are the operation, since
    another person at the same screen is another one, and the same person who presses twice is not. ``stands_on``
    are the fields that must not change meanwhile.

    Raises what ``change`` raises, and StudyConflict; in both cases nothing was written.
    """
    text = json.dumps([op_id, kind, *(" ".join(each.split()) for each in told)])
    own = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    register = studies.register
    stored = register.entry_of(own)
    if stored is not None:
        return stored
    try:
        changed = change(studies.load(study.id) or study)
        entry = studies.record(changed, op_id=own, at=at, actor=recorded_name(actor), kind=kind, stands_on=stands_on)
    except WorkbenchError:
        # A second press that ran beside this one may have been recorded first.
        stored = register.entry_of(own)
        if stored is None:
            raise
        return stored
    assert entry is not None  # what a person does is never a change of nothing
    return entry
