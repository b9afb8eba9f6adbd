# 《现代循环神经网络》。在一台新机器上，make book 与 make test 两条命令就够了。
PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.stamp
MODULES := book/node_modules/.stamp
SITE    := book/_build/html
WORKERS ?= 2# make test 用几个进程；同一个文件的测试总在同一个进程里
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help book epub pdf lab format run sync times weights classic bench bundles lint test clean

help: ## 显示本帮助
	@echo "用法：make <目标>"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10 | sed 's/^/  /'

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "错误：需要 Python 3.11 或更新的版本，当前是 $$($(PYTHON) -V)。可用 make PYTHON=python3.12 指定。"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "错误：缺少 venv 模块。请先运行 sudo apt install python3-venv，再重试。"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[book,test]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps d2l==0.17.6
	touch $@

$(MODULES): book/package.json book/package-lock.json | $(STAMP)
	cd book && PATH="$(abspath $(BIN)):$$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts
	touch $@

book: $(STAMP) $(MODULES) sync ## 建成 HTML 书（book/_build/html）；只用已执行的笔记本，过期即报错
	$(BIN)/sphinx-build -q -W -n --keep-going -c book -d book/_build/doctrees -b html notebooks $(SITE)
	@echo "书已建成，用浏览器打开 $(SITE)/index.html"

epub: $(STAMP) $(MODULES) sync ## 建成 EPUB 电子书（book/_build/modern-rnn.epub），公式是 MathML，没有脚本
	rm -rf book/_build/epub
	$(BIN)/sphinx-build -q -W -n --keep-going -c book -d book/_build/doctrees -b epub notebooks book/_build/epub
	cp book/_build/epub/modern-rnn.epub book/_build/
	@echo "电子书已建成：book/_build/modern-rnn.epub"

pdf: $(STAMP) $(MODULES) sync ## 把全书印成一个带书签的 PDF（需要 Chromium）
	$(BIN)/python book/tools/pdf.py

lab: $(STAMP) ## 启动 JupyterLab（只监听本机，要口令，中文界面）
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.app_settings_dir=$(CURDIR)/book/lab --ServerApp.root_dir=$(CURDIR)/notebooks

bundles: $(MODULES) ## 打包交互图的脚本（改了 utils/interactive/src 之后）
	$(BIN)/node book/tools/bundle.mjs

format: $(STAMP) ## 把笔记本的 .md 改成规范写法
	$(BIN)/python book/tools/nb.py format

run: $(STAMP) ## 重新执行有改动的笔记本，写回 .ipynb；按篇幅更新 README 的阅读用时
	$(BIN)/python book/tools/nb.py build
	$(BIN)/python book/tools/nbtimes.py

sync: $(STAMP) ## 检查 .md 与 .ipynb 是否一致、输出是否过期
	$(BIN)/python book/tools/nb.py check

times: $(STAMP) ## 量各章与解答页的运行时间，更新首页与 README 的表
	$(BIN)/python book/tools/nb.py times

weights: $(STAMP) ## 重新训练随书附带的权重（utils/pretrained）
	OMP_NUM_THREADS=1 $(BIN)/python book/tools/train_weights.py

classic: $(STAMP) ## 在经典的英法数据上训练十个种子，更新第 5 章的那张表
	OMP_NUM_THREADS=1 $(BIN)/python book/tools/classic_translation.py

bench: $(STAMP) ## 与 d2l 同场比较，结果写进 notebooks/results/bench.json（约一小时，机器要安静）
	$(BIN)/python book/tools/bench.py $(PARTS)

lint: $(MODULES) ## 检查代码与中文排版
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/node book/node_modules/prettier/bin/prettier.cjs --log-level warn --check "utils/interactive/src/**" "book/tools/*.mjs"
	$(BIN)/python book/tools/prose.py

test: lint book ## 跑全部测试：单元、对拍、笔记本（nbval）、页面与 JupyterLab
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --nbval-lax --nbval-cell-timeout=600 tests notebooks

clean: ## 删除建成的书、虚拟环境与缓存（不动笔记本）
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache book/_build book/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
