# The only commands a newcomer needs. `make help` lists them.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
LOCKS := requirements.lock requirements-dev.lock

.PHONY: help install demo test check bench drill lock

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

install: $(STAMP) ## make the virtual environment with every locked dependency

# Hashes are checked for all that is downloaded, the build backend included: nothing comes unlocked.
$(STAMP): $(LOCKS) pyproject.toml
	@python="$$(tools/find-python)" && "$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "Installed. Try $(BIN)/sharewell --help"

demo: install ## start Sharewell with an invented partnership, and say where and whom to sign in as
	@$(BIN)/sharewell demo $(if $(PORT),--port $(PORT))

test: install ## run every test, in a real browser and on a real database
	@tools/find-browser > /dev/null
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: install ## style, types and import rules
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/bandit --quiet --recursive src --configfile pyproject.toml
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install ## measure speed and run the large generated comparisons
	@$(BIN)/python -m bench.agree
	@$(BIN)/python -m bench.decide
	@$(BIN)/python -m bench.ledger_trees
	@$(BIN)/python -m bench.linkage $(if $(PUBLIC),$(PUBLIC) docs/measurements.md)
	@$(BIN)/python -m bench.spark $(PUBLIC)
	@$(BIN)/python -m bench.bulk $${INDEX:-1000000} docs/measurements.md
	@$(BIN)/python -m bench.families docs/measurements.md
	@$(BIN)/python -m bench.joined docs/measurements.md
	@$(BIN)/python -m bench.index $${INDEX:-1000000} docs/measurements.md
	@$(BIN)/python -m bench.find $(if $(SHAREWELL_BENCH_DATA),$(or $(INDEX),1000000),10000) docs/measurements.md
	@$(BIN)/python -m bench.segment $${INDEX:-1000000} docs/measurements.md
	@$(BIN)/python -m bench.load docs/measurements.md
	@$(BIN)/python -m bench.fuzz $${SHAREWELL_POSTS:-100000}
	@$(BIN)/python -m bench.ledger

drill: install ## kill every part of the running service, two hundred times: nothing it acknowledged is lost
	@SHAREWELL_KILLS=$${SHAREWELL_KILLS:-200} $(BIN)/python -m pytest tests/project/test_drill.py -s --timeout 7200
	@SHAREWELL_LOAD_KILLS=$${SHAREWELL_KILLS:-200} $(BIN)/python -m pytest tests/project/test_index_commands.py -s -k killed --timeout 7200
	@SHAREWELL_CASES=$${SHAREWELL_CASES:-20000} $(BIN)/python -m pytest tests/api/test_described.py --timeout 7200
	@$(BIN)/python -m bench.injections $${SHAREWELL_LEVEL:-3}
	@SHAREWELL_SEARCH=1 $(BIN)/python -m pytest -n 2 --dist loadfile tests/domain tests/texts tests/children tests/ui
	@SHAREWELL_RACES=$${SHAREWELL_RACES:-300} $(BIN)/python -m pytest tests/witness -k "at_once or killed"

# --universal: one lock for every platform and Python version, and never the address of a registry.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

lock: install ## resolve the dependencies anew (add UPGRADE=--upgrade for newer ones) and write the locks
	@$(COMPILE) $(UPGRADE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) $(UPGRADE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	@$(COMPILE) $(UPGRADE) --group spark --constraint requirements.lock --output-file requirements-spark.lock
