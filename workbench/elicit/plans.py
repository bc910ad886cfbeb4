"""What is done about a failure: a stress that turns it into numbers, a mitigation, an owner and a tripwire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.elicit.reading import read_flag, read_number, read_object, read_one_of, read_text
from workbench.errors import InputError

STRESS_KINDS = ("prevalence", "mix", "noise", "cost", "drift")
TRIPWIRE_KEYS = ("metric", "level", "at_most", "window", "owner")
_MORE_OF_TRIPWIRES = ("formula", "mitigation", "story", "unit")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The plan for one cluster, named by any of its stories; what is not decided yet is None or empty.

    ``stress`` is a plain object whose ``kind`` is one of STRESS_KINDS; its other parts are for whoever works it out. ``tripwire`` has
    the metric, the level, whether it must stay at most (else at least) there, over which window, and who answers for it.
    """

    story: str
    stress: Mapping[str, Any] | None = None
    mitigation: str = ""
    owner: str = ""
    tripwire: Mapping[str, Any] | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not decided yet."""
        return tuple(name for name in ("stress", "mitigation", "owner", "tripwire") if not getattr(self, name))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "story": self.story,
            "stress": _copied(self.stress),
            "mitigation": self.mitigation,
            "owner": self.owner,
            "tripwire": _copied(self.tripwire),
        }

    @classmethod
    def from_dict(cls, content: Any) -> Plan:
        """Read back; all but the story may be left out. Raises InputError in a sentence."""
        found = read_object(content, "A plan", ("story",), optional=("stress", "mitigation", "owner", "tripwire"))
        return cls(
            story=read_text(found["story"], "The story of a plan"),
            stress=None if found.get("stress") is None else read_stress(found["stress"]),
            mitigation=read_text(found.get("mitigation", ""), "A mitigation", may_be_empty=True),
            owner=read_text(found.get("owner", ""), "The owner of a plan", may_be_empty=True),
            tripwire=None if found.get("tripwire") is None else read_tripwire(found["tripwire"]),
        )


def read_stress(content: Any) -> dict[str, Any]:
    """A stress as a plain object. Raises InputError for an unknown kind, or content that JSON cannot hold."""
    if not isinstance(content, Mapping) or "kind" not in content:
        raise InputError(f"A stress must be an object with its kind, one of {', '.join(STRESS_KINDS)}.")
    read_one_of(content["kind"], "The kind of a stress", STRESS_KINDS)
    try:
        return json.loads(json.dumps(dict(content), allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            "A stress must be made of texts, finite numbers, lists and objects, and this is not."
        ) from error


def read_tripwire(content: Any) -> dict[str, Any]:
    """A tripwire as a plain object with TRIPWIRE_KEYS, and perhaps a formula, unit, mitigation or story. Raises InputError in a sentence."""
    found = read_object(content, "A tripwire", TRIPWIRE_KEYS, optional=_MORE_OF_TRIPWIRES)
    more = {
        name: read_text(found[name], f"The {name} of a tripwire", may_be_empty=True)
        for name in _MORE_OF_TRIPWIRES
        if name in found
    }
    return {
        "metric": read_text(found["metric"], "The metric of a tripwire"),
        "level": read_number(found["level"], "The level of a tripwire"),
        "at_most": read_flag(found["at_most"], "Whether a tripwire's level is the most"),
        "window": read_text(found["window"], "The window of a tripwire"),
        "owner": read_text(found["owner"], "The owner of a tripwire"),
        **more,
    }


def _copied(content: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if content is None else json.loads(json.dumps(dict(content)))
