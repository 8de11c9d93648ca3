# make lab    sets up .venv on first use and opens the course in JupyterLab
# make test   sets up .venv on first use and runs every test
# make build  builds the notebooks from their sources
# make bench  prints how fast checks answer, and layers and loops beside Keras's
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: lab test build bench style

lab: .venv/lab-ready
	$(BIN)/dlcourse lab

test: .venv/test-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m pytest

build: .venv/test-ready
	$(BIN)/dlcourse build

bench: .venv/test-ready
	$(BIN)/python benchmarks/checks.py
	$(BIN)/python benchmarks/run.py

style: .venv/test-ready
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.venv/lab-ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/test-ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable '.[test]'
	touch $@
