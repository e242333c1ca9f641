# Verbs shared by people and CI. Needs Python ≥ 3.11 and make; everything else is set up in .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CORES  ?= 2
export PYTHONDONTWRITEBYTECODE := # compiled modules are kept: tests start the program hundreds of times
SAY    := @b= e=; if [ -t 1 ]; then b='\033[1m' e='\033[0m'; fi; printf "$$b%s$$e\n"

.PHONY: help setup demo test test-fast lint types layers unit soak mutants bench docker-check package lock clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/runtime: requirements/runtime.lock pyproject.toml
	$(SAY) "설치하는 중 (처음 한 번)…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found: $$($(PYTHON) -V). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(VENV)/runtime ## install the program into .venv
demo: $(VENV)/runtime ## run the main job on a bundled sample day, offline
	@$(BIN)/digest demo

test: lint types layers unit ## the whole gate

lint: $(VENV)/dev ## ruff: rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev ## mypy --strict
	@$(BIN)/mypy

layers: $(VENV)/dev ## import contracts
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

unit: $(VENV)/dev ## pytest, on two cores
	@$(BIN)/pytest -q -n $(CORES) --dist loadfile --no-loadscope-reorder

test-fast: $(VENV)/dev ## the inner loop: no other programs, no renderers, no generated inputs
	@$(BIN)/pytest -q -n $(CORES) -m "not slow"

soak: $(VENV)/dev ## the long tests: kills, a simulated year, hours in minutes, more generated inputs
	@$(BIN)/pytest -q -m "soak or generated" --hypothesis-profile soak --timeout 3600

mutants: $(VENV)/dev ## change the deciders a little and see whether their tests notice (an hour; ROOMS=choose for one)
	@test -x .mutants/bin/cosmic-ray || { $(PYTHON) -m venv .mutants && .mutants/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/mutants.txt; }
	@nice $(BIN)/python scripts/mutants.py $(ROOMS)

bench: $(VENV)/dev ## measured figures (docs/benchmarks.md says what they mean)
	@for each in $(filter-out %/render_slack_preview.py %/recorded.py,$(wildcard benchmarks/*.py benchmarks/*/run.py)); do echo "== $$each"; $(BIN)/python $$each || exit 1; done

looks: $(VENV)/dev ## the archive in a real Chromium: pictures, search by typing, accessibility (npm)
	@$(BIN)/python scripts/looks.py

docker-check: ## every step of the Dockerfile in a plain Debian root (as root, no engine)
	@$(PYTHON) scripts/check_dockerfile.py

package: $(VENV)/dev ## wheel and source archive in dist/, checked and tried in an empty environment
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@$(BIN)/python scripts/check_package.py dist $(PACKAGE)

lock: $(VENV)/dev ## pin all dependencies anew, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@for name in runtime dev ci ci-nodeps; do $(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate $$([ $$name = ci-nodeps ] && echo --no-deps) -o requirements/$$name.lock requirements/$$name.in; done

clean: ## remove what was set up and made
	rm -rf $(VENV) .mutants demo dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
