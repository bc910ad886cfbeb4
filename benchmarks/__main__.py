"""Runs every measurement in this folder: ``python -m benchmarks [name ...]``. A measurement is a file with ``main()``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

names = sys.argv[1:] or sorted(path.stem for path in Path(__file__).parent.glob("measure_*.py"))
for name in names:
    module = importlib.import_module(f"benchmarks.{name if name.startswith('measure_') else 'measure_' + name}")
    print(f"== {module.__doc__.splitlines()[0]}", flush=True)
    module.main()
