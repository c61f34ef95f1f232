# make run: the whole pipeline on the sample reports · make test: everything that CI runs
# make explore: the web pages · make dev: the Dagster UI
# The first Python of this machine that all packages know; dagster-dbt knows none after 3.13 yet.
KNOWN := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c '$(KNOWN)' 2> /dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export GK_HOME ?= $(CURDIR)/data
# Where an environment forbids to keep compiled modules, each of the many processes compiles all that it imports anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run test dev explore lint style types layers queries lock clean
.DEFAULT_GOAL := run

setup: $(READY)

# Everything comes from the hash-pinned lock; uv itself too, it only makes the rest fast.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(KNOWN)' || \
		{ echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=/path/to/python3.13" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

run: setup
	$(BIN)/gk run --samples

# Lint goes on beside the tests, since each leaves a processor idle at times. What it finds is shown as soon as it ends.
test: setup
	@found=$(VENV)/lint.txt; \
	{ $(MAKE) --no-print-directory lint > $$found 2>&1 || { cat $$found >&2; exit 1; }; } & lint=$$!; \
	$(BIN)/pytest; tests=$$?; \
	wait $$lint && exit $$tests

lint: style types layers queries

style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-cache

queries: setup
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests dbt_project/macros

dev: setup
	$(BIN)/gk dev

explore: setup
	$(BIN)/gk explore

# Names no package host: the lock works with whatever index is configured.
lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra dev --extra ocr --extra shared pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) data build dist
