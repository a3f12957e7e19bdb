# Every command a person needs. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PERIOD ?= 2026-10

.DEFAULT_GOAL := help
.PHONY: help setup report lab test check notebooks lock clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

setup: $(VENV)/.ready  ## make .venv with everything pinned, and .venv/bin/engagement

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed, found " + sys.version.split()[0] + ". Try: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/engagement lab --settings-only
	@echo "Ready: $(BIN)/engagement"
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-dev.lock
	@touch $@

report: setup  ## set up, run the example month and print where its index page lies
	$(BIN)/engagement report --period $(PERIOD)

lab: setup  ## open JupyterLab on the notebooks
	$(BIN)/engagement lab

test: $(VENV)/.ready-dev  ## set up, then run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.ready-dev  ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

notebooks: setup  ## record the report notebooks as they are now: no other is run (for maintainers)
	$(BIN)/python -c 'import json; from pathlib import Path; from engagement_lib.report import batch, run; found = sorted(batch.NOTEBOOKS.glob("*.ipynb")); Path("engagement_lib/report/notebooks.json").write_text(json.dumps({path.name: run.fingerprint(path) for path in found}, indent=1) + "\n")'

lock:  ## write the lock files anew from pyproject.toml (needs uv; for maintainers)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## remove the virtual environment and everything computed
	rm -rf $(VENV) reports/20* data/processed/*/
