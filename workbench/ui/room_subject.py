"""What a room judges, made once for all seats of a process from the study that the room is on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

from workbench.contract import Contract
from workbench.elicit.subject import Subject, make_subject
from workbench.errors import InputError
from workbench.explore import Lens
from workbench.metrics import Metric
from workbench.register import Study, data_dir
from workbench.rooms import RoomView
from workbench.rooms.said import set_up_of
from workbench.ui.loaded import lens_of
from workbench.ui.starting_view import known_axes
from workbench.ui.studies import contract_of, studies

SECONDS_KEPT = 5


@dataclass(frozen=True, kw_only=True)
class Matter:
    """The study of a room, how it is looked at, and what is judged in it."""

    study: Study
    contract: Contract | None
    lens: Lens
    subject: Subject


def watched_in(matter: Matter) -> tuple[dict[str, Metric], str]:
    """The metrics of the room's contract by name, and its currency: what a tripwire is said with."""
    currency = "" if matter.contract is None else matter.contract.currency
    return {metric.name: metric for metric in matter.lens.metrics}, currency


def matter_of(view: RoomView) -> Matter:
    """What the room was set up to judge. Raises InputError where it was not, or where the study no longer has it."""
    set_up = set_up_of(view.acts)
    if not set_up:
        raise InputError("The facilitator has not yet said what this room judges. Wait a moment.")
    moment = int(time.monotonic() // SECONDS_KEPT)
    return _matter(str(data_dir()), view.study_id, str(set_up.get("x")), str(set_up.get("y")), moment)


@lru_cache(maxsize=32)
def _matter(root: str, study_id: str, x_name: str, y_name: str, moment: int) -> Matter:
    """Read once in some seconds for all seats of a process, who ask every other second."""
    study = studies().load(study_id)
    if study is None:
        raise InputError("The study of this room is not in the register any more.")
    return matter_on(study, x_name, y_name)


def matter_on(study: Study, x_name: str, y_name: str) -> Matter:
    """The frontier of two metrics of a study as something to judge."""
    contract = contract_of(study)
    lens = lens_of(study, contract)
    known = known_axes(lens)
    x, y = known.get(x_name), known.get(y_name)
    if x is None or y is None:
        raise InputError(
            f"This room judges {x_name} against {y_name}, and the study no longer has both. Put them back on the Contract page."
        )

    def make() -> Subject:
        return make_subject(lens.frontier(lens.sweep, x, y), contract=contract, metrics=lens.metrics)

    return Matter(
        study=study, contract=contract, lens=lens, subject=lens.keep(f"{x_name} {y_name}", make, question="subject")
    )


def is_changed(view: RoomView, subject: Subject) -> bool:
    """Whether the study's frontier is another than the one that the room was set up on."""
    return set_up_of(view.acts).get("subject") not in (None, subject.mark)
