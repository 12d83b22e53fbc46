# Needs Go and make; `make check` also wants a C compiler, for the race detector. Go fetches and builds everything else.

# The linters and benchstat are pinned in a module of their own, so that the product's go.mod stays free of them.
TOOL     := go tool -modfile=.ci/tools.mod
LINTER   := $(TOOL) golangci-lint

FUZZTIME ?= 30s
SOAK     ?= 10
BENCH    ?= .
COUNT    ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo gallery build check lint fmt test golden cover fuzz soak bench clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## simulate one deployment and draw its picture
	bin/ecssim run scenarios/rolling-basic.toml --out out/rolling-basic
	@echo "The picture is out/rolling-basic/counts.png"

gallery: ## draw every shipped scenario into reports/gallery, with an index page
	go run ./reports/gallery -shown
	@echo "Open reports/gallery/index.html"

build: ## build bin/ecssim
	go build -trimpath -o bin/ecssim ./cmd/ecssim

check: ## all that a change must pass; CI runs just this
	$(LINTER) fmt --diff
	go mod tidy -diff
	go vet ./...
	$(LINTER) run ./...
	@command -v "$$(go env CC)" >/dev/null || echo "No C compiler here, so the tests run without the race detector."
	ECSSIM_UPDATE= go test $$(command -v "$$(go env CC)" >/dev/null && echo -race) -timeout 15m ./...

lint: ## run the linters
	$(LINTER) run ./...

fmt: ## format all Go files
	$(LINTER) fmt

test: ## run the tests, goldens included, without the race detector
	ECSSIM_UPDATE= go test ./...

golden: ## rewrite the goldens; then read their diff line by line
	ECSSIM_UPDATE=1 go test -count=1 ./...
	git status --short

cover: ## run the tests and say how much of the code they reach
	go test -coverpkg=./... -coverprofile=cover.out ./...
	@go tool cover -func=cover.out | tail -n 1

fuzz: ## run each fuzz target for FUZZTIME (30s)
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | tr ':' ' ' | sort | while read -r file _ name; do \
		echo "$$name in $$(dirname "$$file")"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x "$$(dirname "$$file")" </dev/null || exit 1; \
	done

soak: ## try random scenarios for SOAK (10) minutes
	ECSSIM_SOAK=$(SOAK) go test ./sim/ecs -run Soak -count=1 -timeout 0 -v

bench: ## run the benchmarks that match BENCH (all), COUNT (1) times
	@go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout 0 \
		$$(grep -rl --include='*_test.go' '^func Benchmark' . | xargs -r -n 1 dirname | sort -u)

clean: ## remove what the other targets made
	rm -rf bin out cover.out *.test *.prof reports/gallery/index.html reports/gallery/*/
