# Two commands set everything up: `make demo` and `make test`.
# Each makes its own virtual environment in .venv from pyproject.toml and constraints.txt.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if "$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; \
	then command -v "$$p"; break; fi; done)
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= build/demo
DEMO_OPTIONS ?=
CONSTRAINTS ?= constraints.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint $(CONSTRAINTS)

.PHONY: help demo desktop-entry test test-lowest hunt test-kernel lint words bench pictures firmware fast-tools fast-firmware test-firmware clean

help:
	@echo "make demo    a simulated patient plays; session recorded, streamed and summed up in $(OUT)"
	@echo "make desktop-entry  put Balance Arcade into the desktop's menu (Linux); starts without a terminal"
	@echo "make test    the whole test suite, with the same examples every time"
	@echo "make test-lowest  what may break with the lowest versions that pyproject.toml declares"
	@echo "make hunt    the properties with new examples, HUNT=20 times as many; every game looked at for a minute and a half"
	@echo "make test-kernel  the Wii driver on Linux's own driver, in a guest (needs QEMU)"
	@echo "make lint    ruff, mypy, import-linter"
	@echo "make words   bring the catalogues of translations up to date with the code, and compile them"
	@echo "make bench   the benchmark tables"
	@echo "make pictures  draw the pictures in docs/pictures again, and film each game (needs ffmpeg)"
	@echo "make firmware       build the firmware of the Arduino board (Debian's AVR packages) and of the fast one (make fast-tools)"
	@echo "make fast-tools     fetch the fast board's compiler (PyPI's ziglang) and emulator (npm's rp2040js) into build/"
	@echo "make test-firmware  run those images on an emulated ATmega328P (Debian's simavr) and an emulated RP2040"

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Balance Arcade needs Python 3.11 to 3.14: install it, or say make PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module: install the system package python3-venv." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.base: $(VENV)/.made pyproject.toml $(CONSTRAINTS)
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml $(CONSTRAINTS)
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.base

# No screen (and none is expected on macOS): the demo runs headless and says what it did.
demo: $(VENV)/.base
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/balance-arcade demo --out $(OUT) $(DEMO_OPTIONS); \
	else \
		echo "No display: the demo runs headless."; $(BIN)/balance-arcade demo --headless --out $(OUT) $(DEMO_OPTIONS); \
	fi

desktop-entry: $(VENV)/.base
	$(BIN)/balance-arcade start --desktop-entry

# Compiled once before the four processes begin, each of which would compile it for itself.
test: $(VENV)/.dev
	$(BIN)/balance-arcade warmup
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder -q

# The lowest versions that pyproject.toml declares: what hangs on them. Every dependency is at work
# here (files, stream, page, boards, kernels, window, LSL); the numbers and the games, which hang on
# our own code, are tried with the newest, and so are Chromium and the emulated hardware.
LOWEST := tests/golden tests/contract tests/emulation/test_arduino_pty.py tests/emulation/test_wii_pairing.py \
	$(addprefix tests/unit/,app core files records server window) \
	$(addprefix tests/system/test_,server_stream.py station_http.py serve_lsl.py recording_crash.py examples.py)
test-lowest:
	@$(MAKE) --no-print-directory VENV=.venv-lowest CONSTRAINTS=constraints-lowest.txt run-lowest

.PHONY: run-lowest
run-lowest: $(VENV)/.dev
	$(BIN)/python .ci/check_versions.py
	NUMBA_CACHE_DIR=$(CURDIR)/$(VENV)/numba $(BIN)/balance-arcade warmup
	NUMBA_CACHE_DIR=$(CURDIR)/$(VENV)/numba $(BIN)/python -m pytest -n 4 --dist loadfile -q \
	  --ignore-glob='*/contract/test_metric_contract*.py' --ignore=tests/contract/test_game_contract.py \
	  --ignore=tests/unit/window/test_pictures_ready.py --ignore=tests/unit/window/test_words_on_screens.py \
	  --ignore=tests/unit/window/test_seen_frames.py \
	  --ignore=tests/unit/window/test_music_bed.py --ignore=tests/unit/app/test_replaying.py $(LOWEST)

HUNT ?= 20
hunt: $(VENV)/.dev
	BALANCE_ARCADE_HUNT=$(HUNT) $(BIN)/python -m pytest -n 4 -q -m hypothesis --timeout 3600
	BALANCE_ARCADE_HUNT=$(HUNT) $(BIN)/python -m pytest -n 4 -q --timeout 3600 tests/unit/window/test_seen_frames.py
	BALANCE_ARCADE_HUNT=$(HUNT) $(BIN)/python -m pytest -q --timeout 3600 tests/unit/records/clinic/test_records_killed.py

test-kernel: $(VENV)/.dev
	$(BIN)/python -m pytest -q tests/kernel

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

words: $(VENV)/.dev
	@$(BIN)/python -m balance_arcade.testing.words

bench: $(VENV)/.dev
	@for b in benchmarks/bench_*.py; do echo; OMP_NUM_THREADS=1 $(BIN)/python $$b || exit 1; done
	@echo; mkdir -p build; $(BIN)/python benchmarks/plot_cost.py build/cost.svg

pictures: $(VENV)/.base
	$(BIN)/python docs/make_pictures.py docs/pictures

firmware:
	@$(MAKE) --no-print-directory -C hardware_docs/arduino_board/firmware
	@if $(MAKE) -s --no-print-directory -C $(FAST_FIRMWARE) check 2>/dev/null; then $(MAKE) --no-print-directory fast-firmware; \
	else echo "fast_board: not built, its compiler is missing: make fast-tools" >&2; fi

FAST_FIRMWARE := hardware_docs/fast_board/firmware
fast-tools:
	@$(MAKE) --no-print-directory -C $(FAST_FIRMWARE) tools PYTHON=$(PYTHON)

fast-firmware:
	@$(MAKE) --no-print-directory -C $(FAST_FIRMWARE) PYTHON=$(PYTHON)

EMULATED_MINUTES ?= 5
test-firmware: firmware $(VENV)/.dev
	@$(MAKE) --no-print-directory -C tests/emulator
	BALANCE_ARCADE_EMULATED_MINUTES=$(EMULATED_MINUTES) $(BIN)/python -m pytest -q -p no:randomly -m "not slow" tests/emulator tests/fast_emulator

clean:
	rm -rf build dist .venv .venv-lowest .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
