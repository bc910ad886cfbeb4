"""What was measured on: processor, versions, and which of NumPy's sorts was in force."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from pathlib import Path

AVX512 = "AVX-512"
AVX2 = "AVX2"
PLAIN = "no vector sort"
PACKAGES = (
    "numpy",
    "pandas",
    "scikit-learn",
    "moocore",
    "fairlearn",
    "dcurves",
    "mapie",
    "yellowbrick",
    "explainerdashboard",
)


def sort_in_force() -> str:
    """Which vector instructions NumPy's sort of float64 uses in this process."""
    from numpy._core._multiarray_umath import __cpu_features__ as features

    if features.get("X86_V4"):
        return AVX512
    return AVX2 if features.get("X86_V3") else PLAIN


def describe() -> dict[str, str]:
    """Processor, Python and the versions of everything that is measured; a package that is not there is left out."""
    found = {"processor": _processor(), "Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def missing_packages() -> list[str]:
    """The packages of peers that are not installed."""
    return [name for name in PACKAGES if name not in describe()]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if sys.platform == "linux" and info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
