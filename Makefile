# What a person can do with a clone of this project. `make` alone prints it.

PYTHON  ?= python3
PORT    ?= 8501
ADDRESS ?= 127.0.0.1
VENV    ?= .venv
# pytest's arguments: make test TESTS="tests/test_recipe.py -x"
TESTS   ?=

BIN := $(VENV)/bin
# the environment's own Python once there is one: its version is what counts then
USED_PYTHON = $$(test -x $(BIN)/python && echo $(BIN)/python || echo $(PYTHON))
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# names that Chromium goes by; CHROMIUM=/path/to/it names another
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
# where Debian puts fonts with Chinese, Japanese and Korean; either will do
CJK_FONTS := /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

.DEFAULT_GOAL := help
.PHONY: help run test lint clean screenshots python port packages packages-dev browser
.SILENT:
.NOTPARALLEL:  # the checks come first

help:
	echo "make run          start the dashboard on http://$(ADDRESS):$(PORT)  (PORT=8600 and ADDRESS=0.0.0.0 change it)"
	echo "make test         ruff, mypy and every test, those in a real browser included  (TESTS=... for some of them)"
	echo "make lint         ruff and mypy alone"
	echo "make screenshots  the README's picture again, from the running app"
	echo "make clean        remove .venv and the tools' caches; data and results stay"
	echo "PYTHON=python3.12 names the Python (3.11 or newer) that .venv is made with."

# --- run ---------------------------------------------------------------------------------------------------------

run: python port packages
	test -d "$${NUMBA_CACHE_DIR:-$${EXPLORER_HOME:-$$HOME/.embedding-explorer}/numba}" || $(BIN)/python -m explorer compile
	echo "Embedding Explorer starts on http://$(ADDRESS):$(PORT)  (Ctrl-C ends it)"
	exec $(BIN)/python -m streamlit run streamlit_app.py --server.address $(ADDRESS) --server.port $(PORT)

# Both checks come before anything is installed, and run on any Python, however old.

define CHECK_PYTHON
import sys
if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed, and %s is %d.%d. %s" % (
        sys.argv[1], sys.version_info[0], sys.version_info[1],
        "Name a newer one: make PYTHON=python3.12 ..." if sys.argv[1] == sys.argv[2] else "Remove it: make clean"))
try:
    import ensurepip, venv
except ImportError:
    sys.exit("%s has no venv module. On Debian or Ubuntu: apt-get install python3-venv" % sys.argv[1])
endef
export CHECK_PYTHON

python:
	command -v "$(USED_PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) here. Name a Python, 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	"$(USED_PYTHON)" -c "$$CHECK_PYTHON" "$(USED_PYTHON)" "$(PYTHON)"

define CHECK_PORT
import errno, os, socket, sys
address, port = sys.argv[1:]
if not (port.isdigit() and 0 < int(port) < 65536):
    sys.exit("PORT=%s is not a port: give a whole number from 1 to 65535." % port)
server = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    server.bind((address, int(port)))
except (OSError, OverflowError) as problem:
    taken = getattr(problem, "errno", None) == errno.EADDRINUSE
    sys.exit("Port %s of %s is taken by another program. Choose another: make run PORT=%d" % (
        port, address, int(port) % 65535 + 1) if taken else "Cannot listen on %s:%s: %s" % (address, port, problem))
endef
export CHECK_PORT

port: python
	"$(USED_PYTHON)" -c "$$CHECK_PORT" "$(ADDRESS)" "$(PORT)"

# --- packages ----------------------------------------------------------------------------------------------------

# A copy of what was installed is kept in the environment: while it equals the file there is nothing to do.
packages: python
	"$(BIN)/python" -c "import pip" 2>/dev/null || $(PYTHON) -m venv "$(VENV)"
	cmp -s requirements.txt "$(VENV)/installed.txt" || { \
		echo "Installing the packages of requirements.txt into $(VENV): about 1 GB, once, a minute or two ..."; \
		$(PIP) install -r requirements.txt && cp requirements.txt "$(VENV)/installed.txt"; }

packages-dev: packages
	cat requirements.txt requirements-dev.txt | cmp -s - "$(VENV)/installed-dev.txt" || { \
		echo "Installing the packages of requirements-dev.txt into $(VENV) ..."; \
		$(PIP) install -r requirements-dev.txt && \
		cat requirements.txt requirements-dev.txt > "$(VENV)/installed-dev.txt"; }

# --- test --------------------------------------------------------------------------------------------------------

# The browser tests come after the others: two at a time, each with a browser and a server of its own, wait more than they
# compute. Only files that have some are read: all 260 cost each of the two half a minute of processor time before the first
# test. What fails there is run once more, alone: a fault fails twice, a machine that was too busy once doesn't.
WITH_BROWSER = tests/browser $(shell grep -rlE --include='test_*.py' 'mark[.]browser' tests)

test: packages-dev browser lint
	if [ -n '$(TESTS)' ]; then $(BIN)/python -m pytest $(TESTS); else \
		$(BIN)/python -m pytest -m "not browser" -n auto --maxprocesses 4 --dist loadfile && { \
			$(BIN)/python -m pytest -m browser -n 2 --dist loadfile $(WITH_BROWSER) || { \
				echo "What failed in the browser is run once more, alone."; \
				$(BIN)/python -m pytest -m browser --last-failed --last-failed-no-failures none $(WITH_BROWSER); }; }; fi

lint: packages-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

# On Debian this installs what is missing. Without the fonts one test is skipped; without Chromium there is no test.
browser:
	missing="chromium"; fonts=""; \
	for name in "$$CHROMIUM" $(BROWSERS); do command -v "$$name" >/dev/null 2>&1 && missing=""; done; \
	for font in $(CJK_FONTS); do test -e "$$font" && fonts=1; done; \
	test -n "$$fonts" || missing="$$missing fonts-wqy-zenhei"; \
	test -n "$$missing" || exit 0; \
	if grep -qx 'ID=debian' /etc/os-release 2>/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing for the browser tests:" $$missing "..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $$missing >/dev/null && exit 0; \
	fi; \
	case "$$missing" in chromium*) \
		echo "The browser tests need Chromium: apt-get install chromium, or CHROMIUM=/path/to/it make test" >&2; exit 1; \
	esac

screenshots: packages-dev browser
	$(BIN)/python -m tests.browser.screenshots

clean:
	test ! -f "$(VENV)/pyvenv.cfg" || rm -rf "$(VENV)"
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
