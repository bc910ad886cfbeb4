"""Studies: everything one decision is being worked out from, kept as one small file each."""

from __future__ import annotations

import fcntl
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from workbench.errors import InputError, StudyConflict
from workbench.register.durable_files import write_durably

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


@dataclass(frozen=True, kw_only=True)
class Study:
    """A study as it stands.

    ``version`` rises by one with each save. ``columns`` are the parts as ``Columns`` has them; ``contract`` is the
    contract's content. ``point`` and ``pins`` are policies by ``score`` and ``threshold`` (null flags nobody).
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
    view: Mapping[str, Any] = field(default_factory=dict)
    point: Mapping[str, Any] | None = None
    pins: tuple[Mapping[str, Any], ...] = ()
    draft: Mapping[str, Any] = field(default_factory=dict)
    decision: Mapping[str, Any] | None = None


class Studies:
    """The studies below a data directory. Saving needs the version that was read: of two writers the second is refused."""

    def __init__(self, root: Path) -> None:
        self.root = root / "studies"

    def load(self, study_id: str) -> Study | None:
        """The study, or None where there is none of this name."""
        path = self._path(study_id)
        if not path.exists():
            return None
        content = json.loads(path.read_bytes())
        known = {item.name for item in fields(Study)}
        content = {key: value for key, value in content.items() if key in known}
        return Study(**{**content, "pins": tuple(content.get("pins", ()))})

    def save(self, study: Study) -> Study:
        """Store the study and return it with its next version.

        Raises StudyConflict, with nothing written, where somebody else saved since ``study`` was read.
        """
        path = self._path(study.id)
        with self._locked():
            stored = self.load(study.id)
            if (stored.version if stored else 0) != study.version:
                raise StudyConflict(
                    "Somebody else changed this study while you worked on it, so your last change was not saved. "
                    "The newer state is shown now; make your change again."
                )
            saved = replace(study, version=study.version + 1)
            write_durably(path, json.dumps(asdict(saved), ensure_ascii=False, allow_nan=False).encode())
        return saved

    def recent(self, *, most: int = 20) -> list[Study]:
        """The studies saved last, newest first."""
        if not self.root.exists():
            return []
        files = sorted(self.root.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        loaded = (self.load(path.stem) for path in files[:most])
        return [study for study in loaded if study is not None]

    def _path(self, study_id: str) -> Path:
        if not _ID.fullmatch(study_id):
            raise InputError("This link names no study. Open one from the Predictions page.")
        return self.root / f"{study_id}.json"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
