# Sansfaute. Every target makes what it needs: `make demo` and `make test` work on a bare checkout.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_CACHE_DIR ?= 1

.PHONY: demo test check bench parity conformance soak mutants generate setup clean

# Whatever is not a user's own work has a data folder inside the checkout.
test check parity conformance soak mutants generate: export SANSFAUTE_HOME := $(CURDIR)/build/test-home

demo: $(VENV)/.ready
	SANSFAUTE_HOME="$${SANSFAUTE_HOME:-$(CURDIR)/demo-data}" $(BIN)/python -m sansfaute.project demo

test: $(VENV)/.ready-dev
	$(BIN)/python tools/run_tests.py

check: $(VENV)/.ready-dev
	$(BIN)/ruff check src tests tools conftest.py
	$(BIN)/ruff format --check src tests tools conftest.py
	$(BIN)/mypy src/sansfaute
	$(BIN)/lint-imports --config .importlinter
	$(BIN)/python tools/make_migrations.py --check --dry-run
	$(BIN)/python tools/make_docs.py --check
	$(BIN)/pytest -n 2 -m "not slow and not browser"

bench: $(VENV)/.ready
	$(BIN)/python -m sansfaute.project bench issue --count 2000

parity: $(VENV)/.ready-dev
	$(BIN)/python tools/parity.py

# How many mutants the figures of parity in docs/conformance.md come from.
MUTANTS ?= 20000
conformance: $(VENV)/.ready-dev
	mkdir -p build
	$(BIN)/python tools/parity.py $(MUTANTS) --json > build/parity.json || test -s build/parity.json
	$(BIN)/python tools/conformance.py

soak: $(VENV)/.ready-dev
	SANSFAUTE_SOAK=1 $(BIN)/pytest tests/endurance src/sansfaute/masterdata/tests/test_sequences.py
	SANSFAUTE_ALL_LOOKS=1 $(BIN)/pytest tests/browser

mutants: $(VENV)/.ready-dev
	$(BIN)/python tools/mutants.py

generate: $(VENV)/.ready-dev
	$(BIN)/python tools/make_codelists.py
	$(BIN)/python tools/make_packs.py
	$(BIN)/python tools/make_structure.py
	$(BIN)/python tools/make_messages.py
	$(BIN)/python tools/make_docs.py
	$(BIN)/ruff format src tests tools conftest.py

setup: $(VENV)/.ready-dev

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sansfaute needs Python 3.11 or newer; name it: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@

clean:
	rm -rf build demo-data $(VENV)
