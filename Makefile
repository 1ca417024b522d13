# Two commands are enough: `make demo` and `make test`. Settings: see README.md.
PYTHON ?= python3
RUN := .venv/bin/python -m

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: ## Make .venv and get Odoo 19 (the other commands do it when needed)
	@$(PYTHON) -m tools.bootstrap

demo: setup ## Start PostgreSQL, the Shopee simulator and Odoo with a connected store
	@exec $(RUN) tools.demo

test: setup ## Run all tests (PARTS="pure odoo kits system" chooses)
	@exec $(RUN) tools.testrun $(PARTS)

lint: setup ## Run the linters
	@exec $(RUN) tools.lint

bench: setup ## Measure throughput; writes build/bench.json
	@exec $(RUN) tools.bench

clean: ## Drop demo, databases and build results (.venv and .odoo stay)
	@$(PYTHON) -m tools.clean
