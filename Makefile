# Two commands matter: `make run` starts the program, `make test` runs every test. README.md names the others.
PYTHON ?= python3
ARGS ?=
# WHEELS=folder installs from the folder made by `make offline`, without a network.
WHEELS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq --require-hashes
SOURCES := $(if $(WHEELS),--no-index --find-links $(WHEELS))
RUNTIME := $(VENV)/.runtime.lock
DEV := $(VENV)/.dev.lock

.PHONY: run test setup check bench mutants lock offline
.DEFAULT_GOAL := run

run: $(RUNTIME)
	@exec $(BIN)/python manage.py run $(ARGS)

test: $(DEV)
	@exec $(BIN)/python scripts/run_tests.py $(ARGS)

setup: $(DEV)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(DEV)
	@$(BIN)/python scripts/run_benchmarks.py $(ARGS)

mutants: $(DEV)
	@$(BIN)/python scripts/mutants $(ARGS)

lock: $(DEV)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--upgrade --quiet -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --python-version 3.11 \
		--generate-hashes --no-header --upgrade --quiet -o requirements-dev.txt
	@! grep -n '://' requirements.txt requirements-dev.txt || { echo "锁文件里不得出现网址" >&2; exit 1; }

offline: $(RUNTIME)
	$(BIN)/python -m pip --disable-pip-version-check download --quiet --require-hashes --only-binary :all: \
		-r requirements.txt -d offline
	@echo "安装包已放入 offline/。在不联网的机器上（同一操作系统和 Python 版本）运行：make run WHEELS=offline"

# The stamp is a copy of the lock that is installed: a changed lock installs again, an unchanged one costs nothing.
$(RUNTIME): requirements.txt | $(BIN)/pip
	@cmp -s requirements.txt $@ || { echo "正在安装运行所需的程序包……"; $(PIP) $(SOURCES) -r requirements.txt; }
	@cp requirements.txt $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@cmp -s requirements-dev.txt $@ || { echo "正在安装测试所需的程序包……"; $(PIP) $(SOURCES) -r requirements-dev.txt; }
	@cp requirements-dev.txt $@

# pip is the last thing that venv writes, so a broken-off start is made good by the next one.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更高版本；可用 make PYTHON=/路径/python3 指定" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "建立 .venv 失败；Debian 请先安装 python3-venv" >&2; exit 1; }
