# The station's commands. `make` alone lists them. After `make setup` and `make models` none needs a network.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup models run doctor calibrate mat report replay golden voice speech-check screenshots eval sensitivity bench report-bench latency fuzz soak soak-real check lint format type test faults test-tflite test-camera test-systemd test-arm power-cuts pi-accept install update uninstall clean

PYTHON ?= $(shell command -v python3.11 || echo python3)
MODEL_DIR ?= ../shared/models
CLIPS_DIR ?= ../shared/clips
ARGS ?=
FILE ?=
SUITE ?= bookworm
# The tests share every core; CORES= runs them in one process, for a debugger.
CORES ?= --numprocesses auto

PY := .venv/bin/python
PY_TFLITE := .venv-tflite/bin/python

# LANG is also the locale that most systems export; only `make voice LANG=…` is meant, and it must not change the locale.
SPOKEN := en
ifeq ($(origin LANG),command line)
SPOKEN := $(LANG)
override export LANG := C.UTF-8
endif

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.from-lock ## Install everything into .venv; again only when requirements.lock changes

.venv/.from-lock: requirements.lock
.venv-tflite/.from-lock: requirements-tflite.lock
.venv/.from-lock .venv-tflite/.from-lock:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or later is needed: name one with `make PYTHON=/path/to/python3.11`.' >&2; exit 1; }
	$(PYTHON) -m venv $(@D) \
		|| { echo 'No environment could be made: on Debian, `apt install python3-venv` first.' >&2; exit 1; }
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

models: setup ## Fetch the pose weights and check their digest (MODEL_DIR=folder to take them from)
	$(PY) -m kiosk models --from "$(MODEL_DIR)"

# Run and test begin with what can be had: without the weights the station shows a recording, and their tests are skipped.
FETCH := $(PY) -m kiosk models --from "$(MODEL_DIR)" || echo 'Going on without the pose weights; `make models` fetches them.' >&2

run: setup ## Start the station; needs no camera, screen or sound (ARGS=--help)
	@$(FETCH)
	$(PY) -m kiosk run $(ARGS)

doctor: setup ## Look at everything a session needs and say what to do (ARGS="--json --quiet")
	@$(PY) -m kiosk doctor $(ARGS)

calibrate: models ## Be led along the taped marks, to measure the floor line (ARGS=--help)
	$(PY) -m kiosk calibrate $(ARGS)

mat: setup ## Write mat.pdf, a floor mat to print at true size (ARGS="--paper letter")
	@$(PY) -m kiosk mat $(ARGS)

report: setup ## Write report.html, what the history tells of the last 90 days (ARGS="--all --csv tables")
	@$(PY) -m kiosk report $(ARGS)

replay: setup ## Run a journal through the core again (FILE=journal)
	$(if $(FILE),,$(error Name the journal: make replay FILE=path))
	$(PY) -m kiosk replay "$(FILE)" $(ARGS)

golden: setup ## Write what the core makes of the journals in tests/replays; read the diff before it lands
	$(PY) -m tests.replays.people

voice: setup ## Render the spoken cues from their texts; needs sox and flite or espeak-ng (LANG=en)
	$(PY) -m kiosk voice --language "$(SPOKEN)"

speech-check: setup ## Let a recogniser hear every English cue back, in quiet and in noise
	$(PY) -m kiosk speech-check $(ARGS)

screenshots: setup ## Paint every scene into build/screenshots, and the manual's pictures into assets/pictures
	$(PY) -m kiosk screenshots --into build/screenshots --manual assets/pictures

eval: models ## Score the station on recorded clips with known truth (CLIPS_DIR=folder)
	$(PY) -m kiosk eval --clips "$(CLIPS_DIR)" $(ARGS)

sensitivity: models ## Score the station with each threshold a fifth lower and higher; takes minutes (CLIPS_DIR=folder)
	$(PY) -m kiosk sensitivity --clips "$(CLIPS_DIR)" $(ARGS)

bench: models ## Time the model and the loop on this machine (CLIPS_DIR=folder)
	$(PY) -m kiosk bench --clips "$(CLIPS_DIR)" $(ARGS)

report-bench: setup ## Time a report over a simulated year of 20,000 sessions; a minute
	$(PY) -m tests.report_bench $(ARGS)

latency: models ## Play recorded sessions in real time and time what is heard (CLIPS_DIR=folder)
	$(PY) -m kiosk latency --clips "$(CLIPS_DIR)" $(ARGS)

fuzz: models ## Hand the station spoilt files of every kind and see that it says so; two minutes each (SECONDS=600)
	$(PY) -m tests.fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(ARGS)

soak: setup ## Live three days of the station's life in minutes and see that nothing grows (ARGS="--hours 240")
	$(PY) -m tests.soak $(ARGS)

soak-real: models ## Run the whole station for twenty minutes and see that nothing grows (ARGS="--minutes 60")
	$(PY) -m tests.soak --real $(ARGS)

check: lint type ## Check format, style and types

lint: setup ## Check format and style
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

format: setup ## Rewrite the source in the project's format
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

type: setup ## Check types
	$(PY) -m mypy

test: setup ## Run the tests (ARGS="tests/core -k rep")
	@$(FETCH)
	CLIPS_DIR="$(CLIPS_DIR)" $(PY) -m pytest $(CORES) $(ARGS)

faults: models ## Give the station every trouble it can have; a table of what it did
	@$(PY) -m tests.faults.table

test-tflite: setup .venv-tflite/.from-lock ## Run the tests below the screen on the second runtime, tflite-runtime (Python 3.11)
	@$(FETCH)
	CLIPS_DIR="$(CLIPS_DIR)" $(PY_TFLITE) -m pytest $(CORES) tests/vision tests/core tests/storage $(ARGS)

test-camera: models ## Run the Raspberry Pi camera's tests on the real class; builds its rig once, as root on Debian
	PYTHON="$(PYTHON)" tests/rig/build
	tests/rig/run $(ARGS)

test-systemd: models ## Boot a machine and install, break and update the station on it; as root on Debian, minutes (SUITE=trixie)
	SUITE="$(SUITE)" tests/boot/build
	SUITE="$(SUITE)" tests/boot/run

pi-accept: ## Measure the installed station on a real Raspberry Pi, right after a boot; a quarter of an hour
	tests/hardware/run $(ARGS)

power-cuts: setup ## Cut a station at every write, fail its disk at every call, and start it again; needs strace, minutes
	$(PY) -m tests.power_cuts
	$(PY) -m tests.disk_faults

test-arm: models ## Run the tests on emulated arm64 machines, Bookworm and Trixie; builds them once, as root on Debian, an hour (ARGS=--everything)
	tests/arm/build
	PYTHON="$(PY)" tests/arm/run $(ARGS)

install: ## Install the station on this machine and start it, as root (DESTDIR=folder: its files only)
	systemd/install.sh install

update: ## Take this version into use; the installed one goes on if this one does not pass its doctor
	systemd/install.sh update

uninstall: ## Remove the station; settings and data stay
	systemd/install.sh uninstall

clean: ## Remove caches and build products; environments and weights stay
	rm -rf build .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find kiosk tests -name __pycache__ -type d -prune -exec rm -rf {} +
