# Everything a newcomer needs. `make` alone lists the targets.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
HOST ?= 127.0.0.1
PORT ?= 8000
# Test processes in parallel, extra arguments for pytest, and 1 to fail where something is missing instead of skipping.
JOBS ?= 2
ARGS ?=
STRICT ?=
# The PostgreSQL server for the second run of the tests. The named database is only a way in: it is not changed.
TEST_DATABASE_URL ?= postgres://$(shell id -un)@127.0.0.1:5432/postgres
# The oldest Python the portal must run on, Debian 12's: a newer one would lock packages that it cannot install.
LOCK_PYTHON ?= /usr/bin/python3.11
LOCK_TOOLS := pip==26.3 pip-tools==7.6.2

export STRICT
unexport TEST_DATABASE_URL

.DEFAULT_GOAL := help
.PHONY: help demo test test-sqlite test-postgresql snapshots check bench messages screenshots worker lock clean \
	install-production install-development catalogues

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: install-production ## Prepare the demonstration (SQLite, invented data) and serve it on HOST:PORT
	@set -e; unset DATABASE_URL TAKWIN_VAR_DIR; mkdir -p var; \
	state=$$(find lms courses attendance certificates cms locale requirements/production.txt \
		-type f ! -name '*.py[co]' ! -name '*.mo' -exec sha256sum {} + | sort | sha256sum); \
	if [ -s var/takwin.sqlite3 ] && [ "$$(cat var/demo-state 2>/dev/null)" = "$$state" ]; then \
		echo "The demonstration is ready since its last preparation; its data stay as they are."; \
	else \
		rm -f var/demo-state; \
		echo "1/3 Translations"; $(MANAGE) compile_catalogues >/dev/null; \
		echo "2/3 Database"; $(MANAGE) migrate --verbosity 0; $(MANAGE) createcachetable; \
		echo "3/3 Demonstration data"; $(MANAGE) load_demo --fast > var/demo-accounts.part; \
		mv var/demo-accounts.part var/demo-accounts.txt; \
		echo "$$state" > var/demo-state; \
	fi; \
	cat var/demo-accounts.txt; \
	printf '\nTakwin is at http://$(HOST):$(PORT)/  (Ctrl+C stops it)\n\n'; \
	PUBLIC_ADDRESS=http://$(HOST):$(PORT) exec $(MANAGE) runserver --noreload $(HOST):$(PORT)

# What no database changes (texts, layout, weight, who is answered what, pure rules) is looked at once, on SQLite: the
# whole run must stay short. Of the whole chain, one walk is enough.
SAME_ON_BOTH := $(addprefix --ignore tests/,architecture permissions e2e/test_accessibility.py e2e/test_weight.py \
	e2e/test_bad_input.py e2e/test_account_screens.py e2e/test_card_journey.py e2e/test_import_journey.py \
	e2e/test_merge_journey.py e2e/test_own_data_journey.py e2e/test_second_factor_journey.py cms/test_demo_pages.py \
	cms/test_demo_plan.py certificates/test_rendering.py core/test_stylesheet.py people/test_matching.py \
	people/test_names.py people/test_import_reading.py) \
	$(addprefix --deselect tests/e2e/test_journey.py::,test_learner_trainer_and_visitor_need_no_script \
	'test_a_module_is_published_followed_attended_certified_and_counted[fr]')

# A process that has run out of tests takes over half of what waits for another.
PYTEST := $(BIN)/pytest -n $(JOBS) --dist worksteal

test: test-sqlite test-postgresql ## Run the tests on SQLite and PostgreSQL; STRICT=1: nothing may be skipped for want of a tool

test-sqlite: install-development
	$(PYTEST) $(ARGS)

test-postgresql: install-development
	@if $(BIN)/python -c 'import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3)' \
		"$(TEST_DATABASE_URL)" 2>/dev/null; then \
		set -x; TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(PYTEST) $(SAME_ON_BOTH) $(ARGS); \
	elif [ "$(STRICT)" = 1 ]; then \
		echo "No PostgreSQL answers at TEST_DATABASE_URL, and STRICT=1 forbids to go without." >&2; exit 1; \
	else \
		echo "Skipped: no PostgreSQL answers at TEST_DATABASE_URL, so only SQLite was tested." >&2; \
	fi

# The databases that the tests start from, made in advance while something else is checked.
snapshots: install-development
	$(BIN)/python -m tests.snapshots
	TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(BIN)/python -m tests.snapshots

check: install-development ## Lint, types, import contracts, templates, migrations, Django's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --cache-dir var/import-linter
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates lms courses attendance certificates cms
	$(MANAGE) makemigrations --check --dry-run --settings lms.settings.test
	$(MANAGE) check --fail-level WARNING
	@echo "manage.py check --deploy, as in production"; \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		ALLOWED_HOSTS=takwin.example PUBLIC_ADDRESS=https://takwin.example \
		$(MANAGE) check --deploy --fail-level WARNING --settings lms.settings.production

bench: install-development catalogues ## Measure the main pages and one certificate; writes docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

messages: install-development ## Bring the French and Arabic catalogues up to date (needs gettext)
	@command -v msgmerge >/dev/null || { echo "GNU gettext is missing: apt install gettext" >&2; exit 1; }
	$(MANAGE) makemessages
	$(MANAGE) compile_catalogues

screenshots: install-development catalogues ## Take the README's pictures again (needs Chromium and poppler-utils)
	$(BIN)/python -m tests.screenshots

worker: install-production ## Run background tasks from the database (for TASKS=database)
	$(MANAGE) work

lock: ## Resolve the dependencies of pyproject.toml again into requirements/*.txt
	@$(LOCK_PYTHON) -c 'import sys; sys.exit(sys.version_info[:3] != (3, 11, 2))' || { \
		echo "Locks are resolved with Python 3.11.2, the oldest supported; name it with LOCK_PYTHON=…" >&2; exit 1; }
	$(LOCK_PYTHON) -m venv --clear var/lock-tools
	var/lock-tools/bin/pip install --quiet $(LOCK_TOOLS)
	@set -e; for name in production development; do \
		echo "requirements/$$name.txt (every file of every package is hashed: this takes minutes)"; \
		extra=; [ $$name = production ] || extra="--extra dev --constraint requirements/production.txt"; \
		CUSTOM_COMPILE_COMMAND="make lock" var/lock-tools/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
			--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
			--output-file requirements/$$name.txt $$extra pyproject.toml; \
	done; \
	if grep -nE '://|--(index|extra-index|find-links|trusted)|file:' requirements/*.txt; then \
		echo "A lock file names a host or a place." >&2; exit 1; \
	fi

clean: ## Remove the virtual environment and everything made under var/ (also the demonstration's data)
	rm -rf .venv var
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

catalogues:
	@$(MANAGE) compile_catalogues

install-production install-development: install-%:
	@set -e; lock=requirements/$*.txt; stamp=.venv/installed-$*; want=$$(sha256sum < $$lock); \
	if [ "$$(cat $$stamp 2>/dev/null)" = "$$want" ]; then exit 0; fi; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with PYTHON=…" >&2; exit 1; }; \
	[ -x $(BIN)/pip ] || $(PYTHON) -m venv --clear .venv \
		|| { echo "Python lacks its venv module: apt install python3-venv" >&2; exit 1; }; \
	echo "Installing $$lock into .venv (once, some minutes)"; \
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --no-input --require-hashes -r $$lock; \
	echo "$$want" > $$stamp
