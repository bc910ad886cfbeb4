"""Studies: everything one decision is being worked out from, as the register's entries add it up."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from workbench.errors import InputError, StudyConflict, VersionConflict
from workbench.register.chain import Entry
from workbench.register.change import Change, difference
from workbench.register.register import Register

PREFIX = "study:"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")
# Two people who add to these do not take back what the other added.
_ADDED_TO = ("amendments", "signatures", "frontier_shown", "decision_signatures", "tripwires")
_BY_KEY = ("draft", "view")
# Each time at least one of those who write at once gets through.
_TRIES = 100


@dataclass(frozen=True, kw_only=True)
class Study:
    """A study as it stands.

    ``version`` rises by one with each change. ``columns`` are the parts as ``Columns`` has them; ``contract`` is the
    contract's content. ``point`` and ``pins`` are policies by ``score`` and ``threshold`` (null flags nobody).
    ``seal``, ``amendments``, ``signatures``, ``frontier_shown`` and ``blind_skipped`` are what ``Agreement`` is made of;
    ``decision_signatures`` are those of the saved decision; ``tripwires`` are those of the next one.
    """

    id: str
    version: int = 0
    title: str = ""
    created_at: str = ""
    upload_sha256: str = ""
    file_name: str = ""
    sample: str | None = None
    synthetic_note: str | None = None
    columns: Mapping[str, Any] | None = None
    exclude_bad_scores: bool = False
    contract: Mapping[str, Any] | None = None
    seal: Mapping[str, Any] | None = None
    amendments: tuple[Mapping[str, Any], ...] = ()
    signatures: tuple[Mapping[str, Any], ...] = ()
    frontier_shown: tuple[Mapping[str, Any], ...] = ()
    blind_skipped: Mapping[str, Any] | None = None
    view: Mapping[str, Any] = field(default_factory=dict)
    point: Mapping[str, Any] | None = None
    pins: tuple[Mapping[str, Any], ...] = ()
    tripwires: tuple[Mapping[str, Any], ...] = ()
    draft: Mapping[str, Any] = field(default_factory=dict)
    decision: Mapping[str, Any] | None = None
    decision_signatures: tuple[Mapping[str, Any], ...] = ()
    read_as: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def content(self) -> dict[str, Any]:
        """What is recorded of it: every field that says something, as plain values."""
        left_out = ("id", "version", "read_as")
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in left_out}
        return {name: _plain(value) for name, value in values.items() if value not in (None, "", (), {}, False)}


class Studies:
    """The studies of a register.

    Of two people who change different parts of a study both are kept. Where both changed the same part, or one changed what the
    other's change stands on, the second is refused and told the difference.
    """

    def __init__(self, register: Register) -> None:
        self.register = register

    def load(self, study_id: str) -> Study | None:
        """The study, or None where there is none of this name."""
        state = self.register.read(_stream(study_id))
        return None if state.version == 0 else _study(study_id, state.version, state.fields)

    def save(
        self,
        study: Study,
        *,
        op_id: str,
        at: str,
        actor: str = "",
        kind: str = "study changed",
        stands_on: Collection[str] = (),
    ) -> Study:
        """Record what is different in ``study`` since it was read, and return it as it stands then; see ``record``."""
        if self.record(study, op_id=op_id, at=at, actor=actor, kind=kind, stands_on=stands_on) is None:
            return study
        saved = self.load(study.id)
        assert saved is not None
        return saved

    def record(
        self,
        study: Study,
        *,
        op_id: str,
        at: str,
        actor: str = "",
        kind: str = "study changed",
        stands_on: Collection[str] = (),
    ) -> Entry | None:
        """Record what is different in ``study`` since it was read, and return the entry; None where nothing is.

        ``stands_on`` names fields that must not have changed since either.

        Raises StudyConflict, with nothing written, where somebody else changed the same part first.
        """
        mine = _change(study, kind=kind, at=at, actor=actor)
        if not mine.payload and study.version:
            return None
        version = study.version
        for _ in range(_TRIES):
            try:
                return self.register.commit(op_id, version, mine)
            except VersionConflict:
                version = self._agree(study, mine, stands_on)
        raise StudyConflict(
            "So many people change this study at once that this change was not saved. Make it again.",
            theirs={},
            mine={},
        )

    def recent(self, *, most: int = 20) -> list[Study]:
        """The studies written last, newest first."""
        loaded = (self.load(name.removeprefix(PREFIX)) for name in self.register.recent(prefix=PREFIX, most=most))
        return [study for study in loaded if study is not None]

    def first_shown(self, upload_sha256: str) -> str:
        """When the frontier of these predictions was first on a screen, in whichever study; empty where in none."""
        shown = (
            self.register.everywhere("frontier_shown", prefix=PREFIX, containing=upload_sha256) if upload_sha256 else []
        )
        return min(
            (each["at"] for one in shown for each in one if each["predictions_sha256"] == upload_sha256), default=""
        )

    def entries(self, study_id: str) -> list[Entry]:
        """What was recorded of a study, oldest first."""
        return self.register.entries(_stream(study_id))

    def take_in(self, folder: Path) -> None:
        """Record the studies that earlier versions kept as files in ``folder``; a study that is there already stays.

        The files stay where they are, and a damaged one is left out. Earlier versions showed the frontier to everybody, so it counts as
        seen.
        """
        for path in sorted(folder.glob("*.json")):
            if not _ID.fullmatch(path.stem) or self.load(path.stem) is not None:
                continue
            try:
                change = _taken_in(path.stem, json.loads(path.read_bytes()))
                self.register.commit(f"take-in-{path.stem}", 0, change)
            except (ValueError, TypeError, AttributeError, OSError, InputError, VersionConflict):
                # Damaged, or another process was first. Neither may keep the program from starting.
                continue

    def _agree(self, study: Study, mine: Change, stands_on: Collection[str]) -> int:
        """The version on which the change can be made after all."""
        since = self.register.entries(mine.stream, after_version=study.version)
        version = since[-1].version if since else study.version
        theirs = {name for entry in since for name in entry.content.get("set", {})}
        added = {name for entry in since for name in entry.content.get("append", {})}
        both = {name for name in mine.set if any(_overlap(name, other) for other in theirs | added)}
        both |= {name for name in mine.append if name in theirs}
        both |= {name for name in stands_on if any(_overlap(name, other) for other in theirs | added)}
        now = self.register.read(mine.stream)
        told = {name: (_at(now.fields, name), mine.set.get(name, mine.append.get(name))) for name in sorted(both)}
        differing = {name: pair for name, pair in told.items() if pair[0] != pair[1] or name in stands_on}
        if differing:
            raise StudyConflict(
                "Somebody else changed the same part of this study while you worked on it, so your last change was not saved. "
                "The newer state is shown now; make your change again where it is still wanted.",
                theirs={name: pair[0] for name, pair in differing.items()},
                mine={name: pair[1] for name, pair in differing.items()},
            )
        # Not now.version: what came after the entries that were looked at is looked at in the next round.
        return version


def _change(study: Study, *, kind: str, at: str, actor: str) -> Change:
    before, after = study.read_as, study.content
    added = {}
    for name in _ADDED_TO:
        old, new = before.get(name, []), after.get(name, [])
        if len(new) == len(old) + 1 and new[: len(old)] == old:
            added[name] = new[-1]
    rest = {name: value for name, value in after.items() if name not in added}
    changed = difference({name: value for name, value in before.items() if name not in added}, rest, by_key=_BY_KEY)
    return Change(stream=_stream(study.id), kind=kind, at=at, actor=actor, set=changed, append=added)


def _taken_in(study_id: str, content: Mapping[str, Any]) -> Change:
    known = {item.name for item in fields(Study)} - {"id", "version", "read_as"}
    kept = {key: value for key, value in content.items() if key in known and value is not None}
    at = str(kept.get("created_at", ""))
    if kept.get("upload_sha256"):
        kept.setdefault("frontier_shown", [{"predictions_sha256": kept["upload_sha256"], "at": at}])
    kept.setdefault("blind_skipped", {"at": at, "by": "made before there was a blind mode"})
    return Change(stream=_stream(study_id), kind="study taken in", at=at, set=_study(study_id, 0, kept).content)


def _study(study_id: str, version: int, content: Mapping[str, Any]) -> Study:
    tuples = {item.name for item in fields(Study) if str(item.type).startswith("tuple")}
    known = {item.name for item in fields(Study)} - {"id", "version", "read_as"}
    values: dict[str, Any] = {
        name: tuple(value) if name in tuples else value for name, value in content.items() if name in known
    }
    blank = Study(id=study_id, **values)
    return replace(blank, version=version, read_as=blank.content)


def _plain(value: Any) -> Any:
    """As JSON has it, so that what is written equals what is read."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _at(content: Mapping[str, Any], name: str) -> Any:
    outer, is_inner, inner = name.partition("/")
    return (content.get(outer) or {}).get(inner) if is_inner else content.get(outer)


def _stream(study_id: str) -> str:
    if not _ID.fullmatch(study_id):
        raise InputError("This link names no study. Open one from the Predictions page.")
    return f"{PREFIX}{study_id}"
