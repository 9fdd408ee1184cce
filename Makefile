# 厅声 Tingsheng. `make run` starts a demo: an office and a hall, on this machine only.

# Where Debian moves to another Python, the environment is made anew.
MADE := .venv/.made-$(notdir $(realpath $(shell command -v python3)))
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
HTMX := static/vendor/htmx.min.js
STROKES := static/vendor/strokes.bin
AXE := tests/vendor/axe.min.js
DRAWINGS := tests/vendor/drawings.json

RUNTIME := .venv/.runtime $(HTMX) $(STROKES)
TESTS := .venv/.tests $(AXE) $(DRAWINGS) $(RUNTIME)

.PHONY: run setup test test-postgresql check docs faults soak hostile mutate fuzz bench audit boot screenshots bundle release advisories roots messages lock clean
.NOTPARALLEL:

run: $(RUNTIME)
	@exec .venv/bin/python kiosk.py demo

# What a hall's computer needs, without starting anything.
setup: $(RUNTIME)

# Whole files are dealt out in their order: those of a folder share what it has started.
test: check $(TESTS)
	.venv/bin/python -m pytest -q --durations=40 -n auto --maxprocesses=4 --dist=loadfile \
		--no-loadscope-reorder tests

# All of them with offices on PostgreSQL; the others are what `test` tries there, too.
test-postgresql: $(TESTS)
	KIOSK_TEST_DATABASE=postgresql .venv/bin/python -m pytest -q --durations=40 -n auto \
		--maxprocesses=4 --dist=loadfile --no-loadscope-reorder tests

# To mypy, kiosk.py and kiosk/ have one name, so the script goes in as text.
check: .venv/.dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy --strict kiosk
	.venv/bin/mypy --strict -c "$$(cat kiosk.py)"

# The parts of docs/ that are made from the code: commands, addresses, refusals, tables.
docs: $(RUNTIME)
	.venv/bin/python -m tests.docs

# Every fault at the counts of a change: one table, at most ten minutes.
faults: $(TESTS)
	.venv/bin/python -m tests.faults.run
	.venv/bin/python -m tests.faults.outage --sample 0

# The same ten times as often, each harness on a broken program, every step of every upgrade, and a
# week of a busy hall.
soak: $(TESTS)
	.venv/bin/python -m tests.faults.run --planted
	.venv/bin/python -m tests.faults.run --times 10
	EVERY_KILL=1 .venv/bin/python -m pytest -q tests/test_migrations.py
	.venv/bin/python -m tests.faults.week

# Every attack, with and without what holds it off.
hostile: $(TESTS)
	deploy/setup.sh hostile
	.venv/bin/python -m tests.hostile.run

# Small faults are put into the program, SAMPLE of each group; another SEED draws others.
SAMPLE := 300
SEED := 1
mutate: $(TESTS)
	.venv/bin/python -m tests.mutate.run --sample $(SAMPLE) --seed $(SEED) --at-once 2

# Every decoder of what others have written, SECONDS each.
SECONDS := 600
fuzz: $(TESTS)
	deploy/setup.sh fuzz
	.venv/bin/python -m tests.fuzz.run --seconds $(SECONDS)

bench: $(TESTS)
	.venv/bin/python -m tests.bench.lobby
	.venv/bin/python -m tests.bench.publishing
	.venv/bin/python -m tests.bench.receiving
	.venv/bin/python -m tests.bench.ingest
	.venv/bin/python -m tests.bench.changes
	.venv/bin/python -m tests.bench.weight
	.venv/bin/python -m tests.bench.office
	.venv/bin/python -m tests.bench.nation.pages
	.venv/bin/python -m tests.bench.nation.walk
	.venv/bin/python -m tests.bench.typing
	.venv/bin/python -m tests.log.bench

audit: $(TESTS)
	EVERY_CASE=1 .venv/bin/python -m pytest -q --durations=10 tests/browser
	deploy/setup.sh audit
	.venv/bin/python -m tests.audit.run
	.venv/bin/python -m tests.audit.features
	.venv/bin/python -m tests.audit.old_browser

# A computer is switched on under qemu, and the lobby is on its display; the disk of another one
# fails, or lies, under taps. Needs root.
boot: $(TESTS)
	deploy/setup.sh boot
	.venv/bin/python -m tests.boot.run
	.venv/bin/python -m tests.boot.flakey
	.venv/bin/python -m tests.boot.flakey --planted --rounds 3

screenshots: $(TESTS)
	.venv/bin/python -m tests.browser.screenshots

# What deploy/install.sh installs from: `make bundle DEBIAN="12 13" ARCHITECTURE="amd64 arm64" TO=/media/usb`.
DEBIAN := $(shell . /etc/os-release && echo $$VERSION_ID)
ARCHITECTURE := $(shell dpkg --print-architecture)
TO := var/bundles
bundle: $(RUNTIME)
	deploy/setup.sh bundle
	set -e; for d in $(DEBIAN); do for a in $(ARCHITECTURE); do \
		deploy/installer/bundle.sh make $(TO) $$d $$a; done; done

# The program in one zip, what it is made of, and a signature: the same commit, the same bytes.
release: $(RUNTIME) .venv/.dev
	deploy/setup.sh release
	deploy/installer/release.sh make var/releases

# Known faults of what is locked, asked of PyPI; a package that it can't answer for is a failure.
advisories: .venv/.dev
	.venv/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.txt
	.venv/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.txt

# The installer in whole roots of Debian 12 and 13, without a network, about 10 minutes for each;
# then the hour of docs/install.md.
roots: $(TESTS)
	deploy/setup.sh bundle
	WHOLE_ROOTS=1 .venv/bin/python -m pytest -q -s tests/deploy/test_whole_roots.py
	.venv/bin/python -m tests.deploy.hour .venv/hour

# New and changed wording, from the code into the English catalogue.
messages: .venv/.runtime
	.venv/bin/pybabel -q extract -F babel.cfg -k lazy_gettext --no-location --sort-output \
		--project=Tingsheng -o .venv/messages.pot kiosk templates
	.venv/bin/pybabel update -i .venv/messages.pot -d kiosk/translations -l en --init-missing \
		--no-fuzzy-matching --ignore-pot-creation-date --no-wrap

# `make lock UPGRADE=--upgrade` moves to newer versions.
lock:
	deploy/setup.sh lock $(UPGRADE)

# Keeps var/, where the data is.
clean:
	rm -rf .venv static/vendor tests/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kiosk tests -name __pycache__ -prune -exec rm -rf {} +

$(MADE):
	deploy/setup.sh system
	python3 -m venv --clear .venv
	touch $@

.venv/.runtime: requirements.txt $(MADE)
	$(PIP) -r requirements.txt
	touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(PIP) -r requirements-dev.txt
	touch $@

.venv/.tests: .venv/.dev
	deploy/setup.sh browser
	deploy/setup.sh databases || echo 'going on: the tests of ODBC are skipped, and say so' >&2
	deploy/setup.sh golang || echo 'going on: Go does not check the log, and its tests say so' >&2
	touch $@

$(HTMX): package-lock.json static/vendor.lock | .venv/.runtime
	deploy/setup.sh assets

# The strokes are read by the program's own code.
$(STROKES): package-lock.json kiosk/files/typing/strokes.py | .venv/.runtime
	rm -f $@
	deploy/setup.sh assets

$(AXE) $(DRAWINGS): package-lock.json static/vendor.lock | .venv/.runtime
	deploy/setup.sh testassets
