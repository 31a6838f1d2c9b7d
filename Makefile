# Two commands are enough: `make run` and `make test`. Both begin with `make setup`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SYSTEM_STAMP := $(VENV)/.system
KERNELS_STAMP := $(VENV)/.kernels
ENGINE := $(wildcard playground/engines/*.py playground/engines/kernels/*.py) playground/activations.py playground/batches.py

.PHONY: setup run test test-interop fuzz soak check format bench bundle docs screenshots
.PHONY: install-desktop clean

setup: $(STAMP) $(SYSTEM_STAMP) $(KERNELS_STAMP)

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python tools/setup.py packages
	@touch $(STAMP)

$(SYSTEM_STAMP): tools/setup.py | $(STAMP)
	@$(BIN)/python tools/setup.py system
	@touch $(SYSTEM_STAMP)

$(KERNELS_STAMP): $(ENGINE) | $(STAMP)
	@$(BIN)/python tools/setup.py kernels
	@touch $(KERNELS_STAMP)

run: setup
	@$(BIN)/python tools/run.py

test: setup
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# What receives our files: onnxruntime, PyTorch, scikit-learn, pandas.
test-interop: setup
	@$(BIN)/python tools/interop.py $(ARGS)

# Broken files by the thousand, and kills during saves.
fuzz: setup
	@$(BIN)/python -m tests.fuzz $(ARGS)

# A monkey at the window, half an hour of training, a busy thread; hours in all.
soak: setup
	@$(BIN)/python -m tests.soak $(ARGS)

bench: setup
	@$(BIN)/python tools/bench.py $(ARGS)

# The program as a folder that needs no Python: dist/network-playground.
bundle: setup
	@$(BIN)/python tools/bundle.py $(ARGS)

# The guide, the lessons and the reference as pages: site/index.html.
docs: setup
	@$(BIN)/python tools/docs.py $(ARGS)

# The pictures of the guide and of the README, taken from the real window.
screenshots: setup
	@$(BIN)/python tools/screenshots.py $(ARGS)

# A menu entry for this checkout, and .playground files that open with it.
install-desktop: setup
	@packaging/install-desktop.sh $(ARGS) $(BIN)/playground

clean:
	rm -rf $(VENV) build dist out site .pytest_cache .mypy_cache .ruff_cache
