# Each target does all its own set-up, from a fresh clone onwards; stamp files say what is done.

SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/pip install -qq --disable-pip-version-check
INSTALLED := .venv/.installed
READY_TO_TEST := .venv/.ready-to-test
VENDOR := static/vendor/.made
BROWSER_TESTS := node_modules/.for-tests
FOR_TESTS = .ci/system-packages; $(MAKE) --silent $(BROWSER_TESTS) || echo "Going on without axe."

.DEFAULT_GOAL := help
.PHONY: help run setup assets test coverage check fix docs bench
MAKEFLAGS += --no-print-directory

help: ## Show this list.
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: setup ## Serve the demonstration on http://127.0.0.1:8000 (or PORT=8123 make run).
	@$(MAKE) --silent $(VENDOR) 2>/dev/null || \
		echo "Going on without the map and with the system's own letters; \`make assets\` says why."
	@$(BIN)/lily demo

setup: $(INSTALLED) ## Make .venv with LILY in it, and no more.
	@:

assets: $(VENDOR) ## Fetch the typeface and the map library into static/vendor.
	@:

test: $(READY_TO_TEST) ## Run all the tests; PYTEST="-k search" runs some.
	@$(FOR_TESTS)
	@$(BIN)/pytest -n auto --dist loadgroup $(PYTEST)

coverage: $(READY_TO_TEST) ## Run all the tests and show the lines and branches none reaches.
	@$(FOR_TESTS)
	@$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term-missing:skip-covered $(PYTEST)

check: $(READY_TO_TEST) ## Check format, lint, types, imports, templates and generated pages.
	@.ci/check

fix: $(READY_TO_TEST) ## Put right what a machine can: format, lint, templates.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/djlint templates --reformat --quiet

docs: $(READY_TO_TEST) ## Write docs/reference anew from the code.
	@$(BIN)/python docs/generate.py

bench: $(READY_TO_TEST) ## Measure search beside SQLite FTS5 and PostgreSQL, and print the tables.
	@.ci/system-packages
	@$(BIN)/lily bench

.venv/bin/pip:
	@.ci/make-venv

$(INSTALLED): pyproject.toml .venv/bin/pip
	@echo "Installing LILY into .venv: less than a minute where the packages are at hand."
	@$(PIP) --editable .
	@touch $@

$(READY_TO_TEST): $(INSTALLED)
	@echo "Installing what the tests and checks need into .venv."
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENDOR): assets.py package.json package-lock.json $(INSTALLED)
	@command -v npm >/dev/null || $(PIP) '.[assets]'
	@$(BIN)/python assets.py
	@touch $@

$(BROWSER_TESTS): assets.py package.json package-lock.json $(READY_TO_TEST)
	@$(BIN)/python assets.py --tests
	@touch $(VENDOR) $@
