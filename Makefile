# Two commands: `make play` and `make test`. Everything they need is installed by build/setup.sh into .venv.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: play test test-neural golden format clean

play: .venv/ready
	$(BIN)/evershow play

test: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

# The neural families on the CPU, with tiny models of the real classes: needs some 1.3 GB more in .venv (with CUDA 3 GB more again).
test-neural: .venv/ready-neural
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/neural

golden: .venv/ready
	$(BIN)/python build/golden.py

format: .venv/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/ready: pyproject.toml build/setup.sh
	PYTHON=$(PYTHON) sh build/setup.sh play

.venv/ready-dev: pyproject.toml build/setup.sh
	PYTHON=$(PYTHON) sh build/setup.sh test

.venv/ready-neural: .venv/ready-dev pyproject.toml build/setup.sh
	PYTHON=$(PYTHON) sh build/setup.sh neural

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
