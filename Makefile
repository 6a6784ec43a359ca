# Two commands matter: `make demo` and `make test`. Both start from nothing but Python ≥ 3.11 and pip.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# The sources as they lie here; nothing of ours is installed into the environment.
export PYTHONPATH := $(CURDIR)/site:$(CURDIR)
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard site/motcua/locale*/*/LC_MESSAGES/django.po))

.PHONY: demo test lint format lock bench-search bench-forms bench-batch bench-queue

demo: .venv/run $(CATALOGUES)  ## both offices with believable content, on http://localhost:8000
	@DEMO=true exec $(BIN)/python site/manage.py demo --port $(PORT)

test: .venv/dev $(CATALOGUES)  ## everything; with CI=true nothing may be skipped
	@$(BIN)/python -m tests.run

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEMO=true $(BIN)/mypy site/motcua home services forms search
	$(BIN)/djhtml --check --tabwidth 2 templates

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 templates

bench-search: .venv/dev  ## our search beside the stock engine, 10,000 entries, both databases
	@$(BIN)/python -m tests.search.bench_search

bench-forms: .venv/dev  ## submissions a second beside stock Wagtail and bare Django, both databases
	@$(BIN)/python -m tests.forms.bench_forms

bench-queue: .venv/dev  ## the queue's lists at a million cases beside stock Wagtail, both databases
	@$(BIN)/python -m tests.forms.queue.bench_queue

bench-batch: .venv/dev  ## a school's batch of 2,000 students, both databases
	@$(BIN)/python -m tests.forms.batch.bench_batch

lock: .venv/dev  ## resolves pyproject.toml anew, for every platform and Python from 3.11 on
	$(BIN)/pip install --quiet uv
	$(LOCK) -o site/requirements/run.txt
	$(LOCK) --extra s3 -o site/requirements/s3.txt
	$(LOCK) --extra s3 --extra dev -o site/requirements/dev.txt

# Debian splits venv from Python: where it is missing, pip brings its equal.
.venv/bin/python:
	@echo "Preparing .venv …"
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; $(PYTHON) -m pip install --quiet --user --break-system-packages virtualenv && $(PYTHON) -m virtualenv --quiet .venv; }

.venv/run: .venv/bin/python site/requirements/run.txt
	@echo "Installing what the site runs on (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r site/requirements/run.txt
	@touch $@

.venv/dev: .venv/bin/python site/requirements/dev.txt
	@echo "Installing what the tests need (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r site/requirements/dev.txt
	@touch $@

# Compiled without gettext: a fresh machine has no msgfmt.
%.mo: %.po | .venv/bin/python
	@test -e .venv/run -o -e .venv/dev || $(MAKE) --no-print-directory .venv/run
	@$(BIN)/python -c "import polib; polib.pofile('$<').save_as_mofile('$@')"
