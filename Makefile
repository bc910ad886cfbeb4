# The two commands a newcomer needs are `make run` and `make test`; the rest is for people who change the code.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
HEADLESS ?= 0
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
EVERYTHING := $(VENV)/.everything-installed
PEERS := $(VENV)/.peers-installed
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

.PHONY: setup run test bench soak mutate docs-images lock lint clean

setup: $(EVERYTHING)

$(BIN)/uv: requirements-installer.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; found " + sys.version.split()[0] + ". Say which one to use: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-installer.txt
	@touch $@

$(RUNTIME): $(BIN)/uv requirements.txt
	@echo "Installing what the workbench needs (once) ..."
	@$(UV) --require-hashes -r requirements.txt
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "decision_workbench_checkout.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
	@touch $@

$(EVERYTHING): $(RUNTIME) requirements-test.txt pyproject.toml
	@echo "Installing the test tools (once) ..."
	@$(UV) --require-hashes -r requirements-test.txt
	@$(UV) --no-deps --no-build-isolation -e .
	@touch $@

$(PEERS): $(EVERYTHING) requirements-bench.txt
	@echo "Installing the peers to measure against (once) ..."
	@$(UV) --require-hashes -r requirements-bench.txt
	@touch $@

run: $(RUNTIME)
	@$(BIN)/python -m workbench app --port $(PORT) $(if $(filter 1,$(HEADLESS)),--headless)

test: $(EVERYTHING)
	@$(BIN)/python tests/browser/get_chromium.py
	@$(BIN)/python tests/run.py

bench: $(PEERS)
	@$(BIN)/python tests/browser/get_chromium.py
	@$(BIN)/python -m benchmarks

soak: $(EVERYTHING)
	@$(BIN)/python tests/browser/get_chromium.py
	@WORKBENCH_SOAK=1 $(BIN)/python -m pytest

mutate: $(EVERYTHING)
	@$(BIN)/python tests/mutation
	@$(BIN)/python tests/mutation/report.py

docs-images: $(EVERYTHING)
	@$(BIN)/python tests/browser/get_chromium.py
	@$(BIN)/python docs/make_images.py

lint: $(EVERYTHING)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

lock: $(BIN)/uv
	@$(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt
	@$(BIN)/uv pip compile --quiet pyproject.toml --group test --universal --python-version 3.11 --generate-hashes --no-header -o requirements-test.txt
	@$(BIN)/uv pip compile --quiet pyproject.toml --group bench -c requirements-test.txt --universal --python-version 3.11 --generate-hashes --no-header -o requirements-bench.txt

clean:
	@rm -rf $(VENV) *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
