# make run     the dashboard, on a filled demonstration database
# make test    everything that must hold: style, types, layers, tests
# make fuzz    the tests that try made-up values, with new and many more of them
# make faults  what happens when things break (FAULTS=10 tries a tenth)
# make bench   how fast it is, written to bench/results
# make screens pictures of every page at three sizes
# make texts   the Chinese catalogue, brought up to the texts in the code
# make fonts   the bundled fonts, cut anew from Debian's
# make lock    requirements.txt and requirements-dev.txt from their .in files

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
UV := $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode --python $(BIN)/python
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
FAULTS ?= 100
PYTEST_ARGS ?= -n 2 --durations 20

# What one process has compiled is there for the next, whatever the machine is set to: there are a hundred.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test checks fuzz faults bench screens texts fonts lock system
.DELETE_ON_ERROR:

run: .venv/run.stamp
	$(BIN)/streamlit run streamlit_app.py

test: system
	@$(MAKE) --no-print-directory checks
	tests/postgres.sh $(BIN)/python -m pytest $(PYTEST_ARGS) --dist worksteal --ignore tests/browser
# Alone on the machine; one that passes only at its second try is named at the end: a fault to mend.
	$(BIN)/python -m pytest $(PYTEST_ARGS) --dist loadgroup --no-loadscope-reorder --reruns 1 -rR tests/browser

checks: .venv/dev.stamp
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fuzz: .venv/dev.stamp
	$(BIN)/python -m pytest $(PYTEST_ARGS) --hypothesis-profile fuzz -m hypothesis

faults: system
	@$(MAKE) --no-print-directory .venv/dev.stamp
	FAULTS=$(FAULTS) tests/postgres.sh $(BIN)/python -m pytest -s tests/faults tests/browser/test_nothing_lost.py \
		tests/jobs/test_backups.py tests/queries/test_audit.py

bench: system
	@$(MAKE) --no-print-directory .venv/dev.stamp
	PYTHONPATH=. $(BIN)/python bench/run.py $(BENCH)

screens: system
	@$(MAKE) --no-print-directory .venv/dev.stamp
	PYTHONPATH=. $(BIN)/python tests/browser/screens.py

texts: .venv/dev.stamp
	$(BIN)/python tests/i18n/texts.py

fonts: .venv/dev.stamp
	$(BIN)/python docs/fonts/make_fonts.py $(EMOJI)

lock: .venv/dev.stamp
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

# What a browser test and a database test need from the system; says so when it cannot be had.
system:
	@tests/system.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installing what the dashboard needs (a minute, once) ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need (a minute, once) ..."
# uv, itself pinned there, takes a third of the time; where it cannot reach the registry that pip is set up for, pip can.
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > .venv/uv.txt
	@$(PIP) -r .venv/uv.txt && $(UV) -r requirements-dev.txt || $(PIP) -r requirements-dev.txt
	@touch .venv/run.stamp $@
