# Everything runs in .venv, which ci/environment makes; no need to activate it, and nothing else is installed.
.DEFAULT_GOAL := help
.PHONY: help serve test test-long check law bench bench-quick vendor lock clean run-environment test-environment

PYTHON ?=
BIN := .venv/bin
# As many test processes as cores; `make test WORKERS=0` runs in one, for a debugger.
WORKERS ?= auto
# The day of `make law`, as ON=2026-01-01; today where empty.
ON ?=

help:  ## this list / danh sách này
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: run-environment  ## the service with a demonstration programme / chạy thử với chương trình giả định
	@LOANS_DEMO=1 $(BIN)/loans demo
	@LOANS_DEMO=1 exec $(BIN)/loans serve

check: test-environment  ## formatting, lint, types, import contracts / định dạng, lỗi, kiểu, tầng
	@echo '== ruff format'
	$(BIN)/ruff format --check .
	@echo '== ruff check'
	$(BIN)/ruff check .
	@echo '== mypy'
	$(BIN)/mypy
	@echo '== import contracts'
	$(BIN)/lint-imports

test: check  ## check, then every test but the long ones / kiểm tra và chạy mọi phép thử ngắn
	@echo '== pytest'
	@$(BIN)/python -m pytest -m 'not long' -n $(WORKERS)

# In one process: kill and timing tests must not share the cores. No test collected is a failure (pytest's 5).
test-long: test-environment  ## kill, fault, large, browser and office tests / các phép thử dài
	@echo '== pytest, long'
	@$(BIN)/python -m pytest -m long

law: run-environment  ## the numbers of the law in force, ON=day / các con số của luật, theo ngày
	@$(BIN)/loans law $(if $(ON),--on $(ON))

bench: test-environment  ## every target measured, into docs/performance.md / đo tốc độ, ghi docs/performance.md
	$(BIN)/python -m bench

bench-quick: test-environment  ## the same at small sizes, nothing written / đo thử, cỡ nhỏ
	$(BIN)/python -m bench --quick $(if $(OUT),--out $(OUT))

vendor:  ## fetch the vendored files of the pages again (needs npm) / tải lại thư viện của trang
	python3 ci/vendor.py

lock: run-environment  ## lock the dependencies of setup.cfg again, UPGRADE=1 to the newest / khóa lại phiên bản
	$(BIN)/python ci/lock.py $(if $(UPGRADE),--upgrade)

clean:  ## remove what was made, except instance/ / dọn dẹp, giữ instance/
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

run-environment:
	@PYTHON='$(PYTHON)' ci/environment run

test-environment:
	@PYTHON='$(PYTHON)' ci/environment test
