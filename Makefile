# The two commands that matter: `make demo` and `make test`. Both set up all they need in .venv.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= auto

PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check
VSCODE := editors/vscode
PORT ?= 8000
VSIX_PARTS := $(VSCODE)/node_modules/.stamp $(VSCODE)/bundled/libs/.stamp
PLAYGROUND_PARTS := playground/node_modules/.stamp

# What the suite's many processes have compiled is for those after them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test lint types suite docs site serve vsix clean
# Half-made stamps would hide a failed installation.
.DELETE_ON_ERROR:

help: ## show these lines
	@echo "make [PYTHON=python3] TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)$$/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	    while IFS='|' read -r name words; do printf '  %-8s %s\n' "$$name" "$$words"; done

demo: $(VENV)/.stamp-run ## install cellophane and let it check examples/
	@echo '$$ cellophane check examples'
	@$(PY) -m cellophane check --isolated --no-cache --exit-zero examples
	@echo 'The files called *_wrong.py go wrong on purpose; the others show closures that are right.'
	@echo 'More: $(VENV)/bin/cellophane rule CEL101, and $(VENV)/bin/cellophane check --help'

test: $(VENV)/.stamp-venv ## every gate: lint, types, and the whole suite on each supported Python found
	@command -v npm > /dev/null && $(MAKE) --no-print-directory $(VSIX_PARTS) || \
	    echo 'The extension for VS Code cannot be built here: it needs npm, and a network once. Its tests are skipped.'
	@command -v npm > /dev/null && $(MAKE) --no-print-directory $(PLAYGROUND_PARTS) || \
	    echo 'The playground cannot be built here: it needs npm, and a network once. Tests of the site are skipped.'
	@MAKE='$(MAKE)' $(PY) -m tools.gates

lint: $(VENV)/.stamp-gates ## style, likely mistakes, and cellophane on itself
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m cellophane check --no-cache

types: $(VENV)/.stamp-gates $(VENV)/.stamp-test ## static types, strictly
	$(PY) -m mypy

suite: $(VENV)/.stamp-test ## the whole suite, on one Python
	$(PY) -m pytest -q -n $(WORKERS) --dist worksteal $(if $(MARKED),-m '$(MARKED)')

docs: $(VENV)/.stamp-run ## write the generated pages of docs/ anew
	$(PY) tools/generate_docs.py

site: $(VENV)/.stamp-site $(PLAYGROUND_PARTS) ## documentation and playground, in site/
	@$(PY) -m tools.site.building

serve: $(VENV)/.stamp-run ## show site/ to the browsers of this machine, at PORT=8000
	@$(PY) -m tools.site.serving '$(PORT)'

vsix: $(VENV)/.stamp-run $(VSIX_PARTS) ## the extension for VS Code, in dist/
	@$(PY) -m tools.vsix

clean: ## remove all that these commands made
	rm -rf .venv .venv-* build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf playground/node_modules $(VSCODE)/node_modules $(VSCODE)/bundled/libs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	    "cellophane needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + \
	    ": name another with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# Editable, so that a change in src/ needs no new installation; without build isolation, so that the
# pinned backend is the one that builds.
$(VENV)/.stamp-run: $(VENV)/.stamp-venv pyproject.toml requirements/build.txt requirements/run.txt
	$(INSTALL) -r requirements/build.txt -r requirements/run.txt
	$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-run requirements/server.txt requirements/site.txt requirements/test.txt \
    requirements/watch.txt
	$(INSTALL) -r requirements/test.txt
	@touch $@

$(VENV)/.stamp-gates: $(VENV)/.stamp-run requirements/gates.txt requirements/watch.txt
	$(INSTALL) -r requirements/gates.txt
	@touch $@

$(VENV)/.stamp-site: $(VENV)/.stamp-run requirements/site.txt
	$(INSTALL) -r requirements/site.txt
	@touch $@

# For all Pythons and all machines: what any of them would have to compile is refused.
$(VSCODE)/bundled/libs/.stamp: requirements/bundled.txt requirements/server.txt | $(VENV)/.stamp-venv
	rm -rf $(@D)
	$(INSTALL) --target $(@D) --no-deps --only-binary :all: --platform any --implementation py --abi none \
	    --python-version 3.11 -r $<
	@touch $@

# Scripts of packages are not run: none is needed, and nobody has read them.
%/node_modules/.stamp: %/package.json
	@command -v npm > /dev/null || { echo 'error: npm cannot be found: install Node.js 20 or newer, which brings it' \
	    '(https://nodejs.org/, or a package of your system)' >&2; exit 2; }
	cd $* && npm install --ignore-scripts --no-package-lock --no-audit --no-fund --silent --fetch-retries=1
	@touch $@
