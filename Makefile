# Treadle. Bare `make` explains itself. Needs Python 3.11+ and make; everything else is installed here.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Without bytecode every start would compile torch and vLLM anew.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
PORT ?= 8080
HOST ?= 127.0.0.1
UV_VERSION := 0.13.9

# A GPU that the driver can list, or GPU=1, chooses the gpu extra; GPU=0 forbids it.
GPU ?= $(shell nvidia-smi -L >/dev/null 2>&1 && echo 1 || echo 0)
KIND := $(if $(filter 1,$(GPU)),gpu,cpu)
SERVE_ENV := .venv-$(KIND)
DEV_ENV := .venv
BIN := $(DEV_ENV)/bin

.PHONY: help
help:  ## say what there is
	@echo "Treadle: TGI's and Fabric's contracts in front of one vLLM engine"; echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 20

.PHONY: serve
serve: $(SERVE_ENV)/installed  ## install what it needs and serve a real model on http://127.0.0.1:8080 (PORT=, HOST=, GPU=1)
	@exec $(SERVE_ENV)/bin/treadle serve --hostname $(HOST) --port $(PORT)

.PHONY: test
test: $(DEV_ENV)/installed  ## install what it needs and run every test, the real engine's included
	@scripts/clients $(BIN)/uv $(BIN)/python
	@scripts/test $(BIN)

# Part of `make test` too: the environments take half a minute from nothing, the programs a minute of CPU.
.PHONY: clients
clients: $(DEV_ENV)/installed  ## install other people's clients and run each against the real engine
	@scripts/clients $(BIN)/uv $(BIN)/python
	@$(BIN)/python -m pytest server/tests/real_clients

.PHONY: check
check: $(DEV_ENV)/installed $(DEV_ENV)/clients-typed  ## format, lint, types, contracts, generated code, fast tests (under a minute)
	@scripts/check $(BIN)

$(DEV_ENV)/clients-typed: $(wildcard generated/treadle_*/*.py generated/treadle_*/*/*.py generated/treadle_*/*/*/*.py) | $(DEV_ENV)/installed
	@$(BIN)/basedpyright generated/treadle_tgi generated/treadle_fabric
	@touch $@

.PHONY: generate
generate: $(DEV_ENV)/installed  ## write generated/ anew from spec/
	@PYTHONPATH=scripts:server $(BIN)/python -m generate

.PHONY: conformance
conformance: $(DEV_ENV)/installed  ## start the embedded server and hold it to every profile
	@$(BIN)/python scripts/conformance.py

KILLS ?= 200
DATABASE ?= sqlite
ENGINE ?= fake
.PHONY: crash
crash: $(DEV_ENV)/installed  ## kill servers at random moments and compare (KILLS=200, DATABASE=sqlite|postgres|URL, ENGINE=fake|real)
	@PYTHONPATH=server $(BIN)/python -m tests.fabric.crash.by_hand --kills $(KILLS) --database '$(DATABASE)' --engine $(ENGINE)

.PHONY: bench
bench: $(DEV_ENV)/installed  ## CPU per streamed token, ours and vLLM's own server side by side
	@$(BIN)/python scripts/bench/run.py

.PHONY: lock
lock: $(DEV_ENV)/uv  ## resolve every pin file in requirements/ again
	@scripts/lock $(DEV_ENV)/bin/uv

.PHONY: clean
clean:  ## remove the environments and caches that make built here
	rm -rf .venv .venv-cpu .venv-gpu .venv-clients-* server/tests/real_clients/node/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

# One recipe for every environment: uv from the registry that pip is set up for, then the pins as they stand.
# torch comes first and with what it needs: a CPU build needs nothing, the public one brings its CUDA libraries.
%/uv:
	@scripts/environment create $(@D) $(PYTHON) $(UV_VERSION)

$(DEV_ENV)/installed: requirements/dev.txt requirements/torch.txt pyproject.toml scripts/environment | $(DEV_ENV)/uv
	@scripts/environment install $(@D) requirements/torch.txt requirements/dev.txt

.venv-cpu/installed: requirements/cpu.txt requirements/torch.txt pyproject.toml scripts/environment | .venv-cpu/uv
	@scripts/environment install $(@D) requirements/torch.txt requirements/cpu.txt

.venv-gpu/installed: requirements/gpu.txt pyproject.toml scripts/environment | .venv-gpu/uv
	@scripts/environment install $(@D) requirements/gpu.txt
