# Each target sets up what it needs: a virtual environment inside this checkout, through pip.
PYTHON ?= python3
BIN := .venv/bin
# FULL=1 runs the tests at their full sample sizes and lets no test skip.
export FULL ?=
export HYPOTHESIS_STORAGE_DIRECTORY ?= .hypothesis
# What `make coverage` has to reach, in percent, and the tests it can do without: they take ways that
# other tests take too, with many more cases or in programs of their own. What only runs at a terminal
# (work, the one screen, the signs) is tested in forked programs, which are not traced: that is the
# difference to 95.
COVERED := 93
AGAIN := test_a_day or test_benchmarks or test_conformity or test_copies or test_docs or test_durability or \
	test_floors or test_it_must_show or test_linear or test_odd_shapes or test_packaging or \
	test_properties or test_read_only or test_simulated_years or test_trapped

.PHONY: help demo test lint coverage lowest clients bench docs wheel clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/	/'

.venv/ready: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "hrcli needs Python 3.10 or newer (set PYTHON=...)"; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "This Python cannot make virtual environments (Debian: apt install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: .venv/ready  ## the whole cycle, visibly, on example cases in a temporary folder
	@$(BIN)/hrcli demo

test: lint  ## style, types and every test (FULL=1: all samples, no skips)
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/ready  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

coverage: .venv/ready  ## how much of hrcli the tests reach, branch by branch, and no less than COVERED
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not client" -k "not ($(AGAIN))" \
		--cov --cov-report=term-missing:skip-covered --cov-fail-under=$(COVERED)

lowest: .lowest/ready  ## a sample of the tests on the oldest libraries that setup.cfg lets in (Python 3.10, 3.11)
	.lowest/bin/python -m pytest -n auto --dist worksteal -m "library and not client"

.lowest/ready: setup.cfg tools/lowest.py
	$(PYTHON) -m venv .lowest
	$(PYTHON) -m tools.lowest > .lowest/bounds.txt
	.lowest/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint .lowest/bounds.txt --editable '.[dev]'
	@touch $@

clients:  ## the real programs that tests talk to (Debian packages, npm)
	sh tests/clients/install.sh

bench: .venv/ready  ## measure, side by side with peers, and write docs/performance.md
	$(BIN)/python -m benchmarks

docs: .venv/ready  ## write the reference anew from the code
	$(BIN)/python -m tools.build_docs

wheel: .venv/ready  ## build the package
	$(BIN)/python -m build

clean:  ## take away what was made here
	rm -rf .venv .lowest build dist .clients *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
