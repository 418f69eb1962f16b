# A fresh machine needs Python 3.11+ and make; everything else lands in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: run test torture bench check format lock clean

## run: the main job on the embedded default: install, migrate, sample data, start
run: $(VENV)/.run
	@$(BIN)/drumbeat run --sample

## test: every test, PostgreSQL included; many wait for processes and clocks, so three workers keep two cores busy
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

## torture: the long form of what is enumerated and thrown at it; TORTURE=2 doubles the counts
torture: $(VENV)/.dev
	TORTURE=$${TORTURE:-1} $(BIN)/python -m pytest -m torture -n 2 --timeout 3600

## bench: the short form of every benchmark; fails where a figure to reach is missed
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks --quick --strict --markdown benchmarks/latest.md

## check: format, lint, types, import rules
check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Drumbeat needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "Making .venv ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Drumbeat needs (once; about a minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@echo "Installing Drumbeat itself ..."
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

## lock: resolve pyproject.toml anew into the two lock files (needs uv)
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra build -o requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info
