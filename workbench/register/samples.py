"""The sample studies that ship with the workbench."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One folder of ``sample_data``: predictions, contract, and where they come from."""

    slug: str
    title: str
    pitch: str
    is_synthetic: bool
    folder: Path

    @property
    def predictions(self) -> Path:
        return self.folder / "predictions.csv"

    @property
    def contract(self) -> Path:
        return self.folder / "contract.yaml"

    @property
    def provenance(self) -> str:
        return (self.folder / "provenance.md").read_text(encoding="utf-8")


def list_samples(folder: Path = SAMPLES) -> list[Sample]:
    """The samples in the order they name; none where the folder is not there."""
    found = []
    for path in sorted(folder.glob("*/study.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        sample = Sample(
            slug=path.parent.name,
            title=facts["title"],
            pitch=facts["pitch"],
            is_synthetic=bool(facts["synthetic"]),
            folder=path.parent,
        )
        found.append((facts.get("order", 99), sample))
    return [sample for _, sample in sorted(found, key=lambda pair: pair[0])]
