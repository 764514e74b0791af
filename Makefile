# Each target sets up what it needs in .venv: Python 3.11 or newer, git and make are enough.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/
READY := $(VENV)/.ready

.PHONY: demo test lint format bench chaos attack docs lock clean

demo: $(READY)
	$(RUN)quarterdeck demo

test: $(READY)
	$(RUN)pytest -n auto --dist loadfile

lint: $(READY)
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports

format: $(READY)
	$(RUN)ruff check --fix .
	$(RUN)ruff format .

bench: $(READY)
	@$(RUN)python -m benchmarks

chaos: $(READY)
	@$(RUN)python -m benchmarks.chaos

attack: $(READY)
	@$(RUN)python -m benchmarks.attack

docs: $(READY)
	$(RUN)python -m bot.settings_page

lock: $(READY)
	$(RUN)uv pip compile --quiet --universal --generate-hashes --upgrade --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quarterdeck needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@test -x $(RUN)python || $(PYTHON) -m venv $(VENV)
	@test -x $(RUN)uv || $(RUN)python -m pip install --quiet --disable-pip-version-check uv
	$(RUN)uv pip sync --quiet --python $(RUN)python requirements.lock
	$(RUN)uv pip install --quiet --python $(RUN)python --no-deps --no-build-isolation --editable .
	@touch $(READY)
