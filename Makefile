# 《现代循环神经网络》。在一台新机器上,make book 与 make test 两条命令就够了。
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
KATEX  := book/node_modules/.stamp
SITE   := book/_build/html
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help book lab test run sync lint pdf times bench clean

help: ## 显示本帮助
	@echo "用法:make <目标>"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10 | sed 's/^/  /'

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "错误:需要 Python 3.11 或更新的版本,当前是 $$($(PYTHON) -V)。可用 make PYTHON=python3.12 指定。"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "错误:缺少 venv 模块。请先运行 sudo apt install python3-venv,再重试。"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[book,test]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps d2l==0.17.6
	touch $@

$(KATEX): book/package.json book/package-lock.json | $(STAMP)
	cd book && PATH="$(abspath $(BIN)):$$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts
	touch $@
