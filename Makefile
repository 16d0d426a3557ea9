# make run    set everything up and open the studio
# make test   set everything up and run the tests
# make check  lint, format, types and tests: what a change must pass

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
# One tested version. The package itself accepts torch 2.10 and newer.
TORCH ?= torch==2.14.1
BIN := .venv/bin

.PHONY: run test check lint types format bench clean

run: .venv/run.stamp
	$(BIN)/python -m morphospace_desktop

test: .venv/dev.stamp
	$(BIN)/python -m pytest

check: lint types test

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp
	$(BIN)/mypy

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/run.stamp
	$(BIN)/morphospace bench

.venv/base.stamp:
	@test -n "$(PYTHON)" || { echo "Morphospace needs Python 3.11, 3.12 or 3.13: install one, or give it with 'make run PYTHON=/path/to/python3.11'."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	@touch $@

.venv/run.stamp: .venv/base.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[faces,maps,video]'
	@touch $@

.venv/dev.stamp: .venv/base.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/run.stamp

clean:
	rm -rf .venv build dist var .mypy_cache .pytest_cache .ruff_cache .hypothesis
