"""The command ``python tests/mutation``."""

import sys
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    # Other projects install a package called tests too; here it is always the folder above.
    folder = Path(__file__).resolve().parents[1]
    sys.modules["tests"] = ModuleType("tests")
    sys.modules["tests"].__path__ = [str(folder)]
    sys.path[0] = str(folder.parent)
    from tests.mutation.run import main

    sys.exit(main())
