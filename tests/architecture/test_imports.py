"""Who may import whom. Imports point back up the way of the data; a broken rule fails here, by name."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The way of the data: each may import those before it.
WAY = [
    "predictions",
    "sweep",
    "metrics",
    "frontier",
    "policy",
    "evidence",
    "stress",
    "wording",
    "decision",
    "exporters",
]
# Packages beside it, and what they may import. None of the way imports them, but for READS_CONTRACT and DRAWS.
BESIDE = {
    "contract": {"errors"},
    "charts": {"errors", "wording", "metrics"},
    "explore": {"errors", "contract", "wording", *WAY[: WAY.index("decision")]},
    "engines": {"errors", "contract", "predictions", "sweep", "metrics"},
    "elicit": {"errors", "contract", *WAY[: WAY.index("decision")]},
    "register": {"errors", "contract", *WAY},
    "rooms": {"errors", "elicit", "register"},
    "api": {"errors", "contract", "charts", "engines", "explore", *WAY},
    "cli": None,  # anything but ui: it launches the app as a subprocess
    "ui": None,
}
READS_CONTRACT = WAY[WAY.index("metrics") :]
DRAWS = {"exporters"}
DOMAIN = [*WAY, "contract", "charts", "explore", "elicit", "workshop"]


def python_files(package: str) -> list[Path]:
    return sorted((ROOT / "workbench" / package).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """The full names of all modules that a file imports when it runs, at any depth."""
    found = set()
    skipped = {id(node) for block in ast.walk(tree(path)) if is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; write the whole name"
            found.add(node.module)
            if node.module == "workbench":
                found |= {f"workbench.{alias.name}" for alias in node.names}
    return found


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def packages_used(path: Path) -> set[str]:
    """The packages (or modules) directly under workbench that a file imports."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("workbench.")}


def may_import(package: str) -> set[str]:
    if package in WAY:
        allowed = {"errors", package, *WAY[: WAY.index(package)]}
        return (
            allowed
            | ({"contract"} if package in READS_CONTRACT else set())
            | ({"charts"} if package in DRAWS else set())
        )
    return {package, *BESIDE[package]}


def test_every_package_has_its_place():
    """A new package must be put into WAY or BESIDE above, and into docs/ARCHITECTURE.md."""
    there = {path.parent.name for path in (ROOT / "workbench").glob("*/__init__.py")}
    assert there <= {*WAY, *BESIDE}


@pytest.mark.parametrize("package", [name for name in (*WAY, *BESIDE) if name not in ("ui", "cli")])
def test_imports_point_back_up(package):
    for path in python_files(package):
        extra = packages_used(path) - may_import(package)
        assert not extra, f"{path.relative_to(ROOT)} imports {sorted(extra)}; {package} may not"


def test_errors_import_nothing():
    assert packages_used(ROOT / "workbench" / "errors.py") == set()


def test_nobody_imports_the_ui_but_the_app():
    for path in (ROOT / "workbench").rglob("*.py"):
        if path.relative_to(ROOT / "workbench").parts[0] != "ui":
            assert "ui" not in packages_used(path), path


def test_only_the_ui_imports_streamlit():
    for path in [*(ROOT / "workbench").rglob("*.py"), *(ROOT / "sample_data").rglob("*.py")]:
        if path.relative_to(ROOT).parts[:2] == ("workbench", "ui"):
            continue
        assert not {name for name in imports(path) if name.split(".")[0] == "streamlit"}, path


@pytest.mark.parametrize("package", [*WAY, "contract", "charts", "explore", "elicit", "rooms"])
def test_only_the_register_knows_a_database(package):
    for path in python_files(package):
        assert not {name.split(".")[0] for name in imports(path)} & {"sqlalchemy", "alembic", "sqlite3", "psycopg"}, (
            path
        )


CLOCKS = {"now", "utcnow", "today", "getlogin", "urandom", "times"}
CLOCK_MODULES = {"time", "random", "secrets", "getpass", "uuid"}


def impure(path: Path) -> list[str]:
    """Calls that read the clock, draw at random without a seed, or ask who is there."""
    found = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        parts = ast.unparse(node.func).split(".")
        owner, name = parts[0], parts[-1]
        is_clock = owner in CLOCK_MODULES or (owner in ("datetime", "date", "dt", "os") and name in CLOCKS)
        is_unseeded = name == "default_rng" and not (node.args or node.keywords)
        is_global_draw = "random" in parts[:-1] and name not in ("default_rng", "Generator", "SeedSequence", "PCG64")
        if is_clock or is_unseeded or is_global_draw:
            found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
    return found


@pytest.mark.parametrize("package", [*DOMAIN, "rooms"])
def test_time_chance_and_the_user_are_arguments(package):
    assert [call for path in python_files(package) for call in impure(path)] == []


def test_the_search_for_clocks_finds_them(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "x.py"
    path.write_text("datetime.now(); time.time(); np.random.rand(3); np.random.default_rng(); getpass.getuser()")
    assert len(impure(path)) == 5
    path = tmp_path / "y.py"
    path.write_text("np.random.default_rng(seed); datetime.fromisoformat(x); value.time(); random_rows()")
    assert impure(path) == []


VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def test_no_module_is_called_by_nothing():
    named = [path for top in ("workbench", "pages", "sample_data") for path in (ROOT / top).rglob("*.py")]
    assert [path for path in named if VAGUE & {path.stem, path.parent.name}] == []


def test_no_module_is_longer_than_300_lines():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "workbench").rglob("*.py")}
    assert {path: length for path, length in lengths.items() if length > 300} == {}


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return {name.split(".")[0] for name in done.stdout.split()}


HEAVY = {"streamlit", "sqlalchemy", "sklearn", "psycopg", "duckdb", "pyspark", "mlflow"}


def test_importing_workbench_loads_no_screen_no_database_and_no_learner():
    loaded = loaded_after("import workbench")
    assert not loaded & HEAVY
    assert not loaded & {"pandas", "numpy", "altair"}, "the public names load on first use"


def test_no_package_of_the_domain_loads_them_either():
    there = [name for name in DOMAIN if python_files(name)]
    assert not loaded_after("\n".join(f"import workbench.{name}" for name in there)) & HEAVY
