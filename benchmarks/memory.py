"""Peak memory of one sweep above its input, in a process that does nothing else."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.data import Rows, draw_rows

EVERY_THRESHOLD = "sweep_score, every threshold"
AT_EDGES = "sweep_binned, 16,384 edges"
WHOLE_SWEEP = "Sweep, as the app keeps it"
# What is run, and on which columns.
KINDS = {
    f"{EVERY_THRESHOLD}, unweighted": (EVERY_THRESHOLD, "unweighted"),
    f"{AT_EDGES}, unweighted": (AT_EDGES, "unweighted"),
    f"{AT_EDGES}, three amounts": (AT_EDGES, "amounts"),
    f"{WHOLE_SWEEP}, unweighted": (WHOLE_SWEEP, "unweighted"),
    f"{WHOLE_SWEEP}, weighted": (WHOLE_SWEEP, "weighted"),
    f"{WHOLE_SWEEP}, three amounts": (WHOLE_SWEEP, "amounts"),
}


def measure_memory(rows_count: int) -> dict[str, float]:
    """Peak bytes a row above the input, by kind. Each kind has a process of its own, which reads its rows from a file.

    Empty where the kernel is not Linux, which is asked for its high-water mark.
    """
    found: dict[str, float] = {}
    if sys.platform != "linux":
        return found
    with tempfile.TemporaryDirectory() as folder:
        for columns in {columns for _, columns in KINDS.values()}:
            _save(draw_rows(rows_count, columns=columns), Path(folder) / columns)
        for name, (_, columns) in KINDS.items():
            command = [sys.executable, "-m", "benchmarks.memory", name, str(Path(folder) / columns)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found[name] = float(said) / rows_count
    return found


def peak_above_input(kind: str, folder: Path) -> int:
    """Bytes between what is held once the rows are loaded and the most that was held while it ran."""
    from benchmarks.peers import ours

    run = {
        EVERY_THRESHOLD: ours.count_every_threshold,
        AT_EDGES: ours.count_at_edges,
        WHOLE_SWEEP: lambda rows: ours.to_sweep(rows).counts(),
    }[KINDS[kind][0]]
    run(draw_rows(1_000, columns=KINDS[kind][1]))  # what is loaded on first use is not of the sweep
    rows = _load(folder)
    return peak_while(lambda: run(rows))


def peak_while(run: Callable[[], object]) -> int:
    """The most bytes that this process held while ``run`` ran, above what it held before; Linux only.

    The kernel's own high-water mark, set back first: the one of ``getrusage`` also knows what the process held while
    it loaded its modules, and what its parent held.
    """
    Path("/proc/self/clear_refs").write_text("5")
    before = _most_held_bytes()
    result = run()
    peak = _most_held_bytes()
    del result
    return peak - before


def _most_held_bytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("The kernel does not say how much memory this process has held.")


def _save(rows: Rows, folder: Path) -> None:
    folder.mkdir()
    arrays = {"score": rows.score, "label": rows.label, "segment_code": rows.segment_code, "weight": rows.weight}
    arrays |= {f"amount.{name}": values for name, values in (rows.amounts or {}).items()}
    for name, values in arrays.items():
        if values is not None:
            np.save(folder / f"{name}.npy", values)


def _load(folder: Path) -> Rows:
    found = {path.stem: np.load(path) for path in sorted(folder.glob("*.npy"))}
    amounts = {name.removeprefix("amount."): values for name, values in found.items() if name.startswith("amount.")}
    return Rows(
        score=found["score"],
        label=found["label"],
        segment_code=found["segment_code"],
        weight=found.get("weight"),
        amounts=amounts or None,
    )


if __name__ == "__main__":
    print(peak_above_input(sys.argv[1], Path(sys.argv[2])))
