"""Writes every sample study into its folder; running it again changes no byte.

    python -m sample_data.build               into this folder
    python -m sample_data.build --out FOLDER  somewhere else

A new study is a new module in ``sample_data/studies`` that defines ``STUDY``; nothing here needs to know its name.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def studies() -> list:
    """Every study there is, in the order the app shows them."""
    # `python sample_data/build.py` puts sample_data/ on the path, not the folder that holds it.
    if str(HERE.parent) not in sys.path:
        sys.path.insert(0, str(HERE.parent))
    names = sorted(path.stem for path in (HERE / "studies").glob("*.py") if not path.stem.startswith("_"))
    found = [importlib.import_module(f"sample_data.studies.{name}").STUDY for name in names]
    return sorted(found, key=lambda study: (study.order, study.slug))


def build(root: Path) -> list[Path]:
    """Write all studies below ``root`` and return their folders."""
    return [study.write(root) for study in studies()]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the sample studies.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into (default: sample_data itself)")
    for folder in build(parser.parse_args().out):
        print(folder.name)


if __name__ == "__main__":
    main()
