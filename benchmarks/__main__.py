"""Runs the measurements in this folder: ``python -m benchmarks [name ...] [options of the measurement]``.

A measurement is a file ``measure_NAME.py`` with ``main()``, which reads its own options from the command line.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from pathlib import Path

arguments = sys.argv[1:]
named = list(itertools.takewhile(lambda argument: not argument.startswith("-"), arguments))
sys.argv[1:] = arguments[len(named) :]
for name in named or sorted(path.stem for path in Path(__file__).parent.glob("measure_*.py")):
    module = importlib.import_module(f"benchmarks.{name if name.startswith('measure_') else 'measure_' + name}")
    print(f"== {module.__doc__.splitlines()[0]}", flush=True)
    module.main()
