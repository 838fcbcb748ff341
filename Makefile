# The few commands that a contributor types. `make ask` and `make test` set up all they need.
SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
Q ?= How many members of Tren de Aragua arrived?
export Q

.PHONY: ask setup test test-all check format clean eval

# Sets up the environment, then asks the shipped corpus: make ask Q="your question"
ask: setup
	@$(BIN)/policy-debate ask "$$Q"

# Sets up the environment, lints, type-checks and tests, and holds the answers to the gold
# questions against the committed thresholds.
test: setup check
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/policy-debate eval --systems ours --fail-under eval/thresholds.toml

# The whole scoreboard, with the obvious alternatives beside ours.
eval: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[baselines]"
	$(BIN)/policy-debate eval

test-all: setup check
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(VENV)/.installed

# The stamp is written last, so that an interrupted installation is taken up again.
$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, and $(PYTHON) is " + sys.version.split()[0] + "; name another with PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (one to three minutes, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache *.egg-info
