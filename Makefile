# Needs Go and make; `make check` also wants a C compiler, for the race detector. Go fetches and builds everything else.

# The linters and benchstat are pinned in a module of their own, so that the product's go.mod stays free of them.
TOOL     := go tool -modfile=.ci/tools.mod
LINTER   := $(TOOL) golangci-lint

# Drawing is ten times as slow under the race detector, and what draws has no goroutines: those of the command are in
# what an interrupt has to do with.
RACE     = $$(command -v "$$(go env CC)" >/dev/null && echo -race)

FUZZTIME ?= 30s
SOAK     ?= 10
BENCH    ?= .
COUNT    ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo gallery build man check lint fmt test golden cover fuzz soak bench vendor-js clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## simulate one deployment and draw its picture
	bin/ecssim run scenarios/rolling-basic.toml --out out/rolling-basic
	@echo "The picture is out/rolling-basic/counts.png, and the whole report out/rolling-basic/report.html"

gallery: ## draw every shipped scenario into reports/gallery, with an index page
	go run ./reports/gallery -shown
	@echo "Open reports/gallery/index.html"

build: ## build bin/ecssim
	go build -trimpath -o bin/ecssim ./cmd/ecssim

man: ## write the manual pages into bin/man, dated by the last commit
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 0)} ECSSIM_MAN=$(CURDIR)/bin/man \
		go test -count=1 -run '^TestManPages$$' ./cmd/ecssim
	@echo "Read one with: man -l bin/man/ecssim.1"

check: ## all that a change must pass; CI runs just this
	$(LINTER) fmt --diff
	go mod tidy -diff
	go vet ./...
	$(LINTER) run ./...
	ECSSIM_UPDATE= go test -timeout 15m ./bench/... ./cmd/... ./docs/... ./reports/...
	@command -v "$$(go env CC)" >/dev/null || echo "No C compiler here, so the tests run without the race detector."
	ECSSIM_UPDATE= go test $(RACE) -timeout 15m ./scenarios/... ./sim/...
	ECSSIM_UPDATE= go test $(RACE) -timeout 15m -run Interrupt ./cmd/ecssim

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

# From the npm registry, whose versions don't change; SHA256SUMS says that they haven't.
UPLOT    := 1.6.32
AXE      := 4.14.1

vendor-js: ## take the scripts of the HTML report and of its tests from npm again
	npm pack --silent --pack-destination reports/html/vendor uplot@$(UPLOT)
	tar xzf reports/html/vendor/uplot-$(UPLOT).tgz -C reports/html/vendor --strip-components=2 package/dist/uPlot.iife.min.js package/dist/uPlot.min.css
	tar xzf reports/html/vendor/uplot-$(UPLOT).tgz -C reports/html/vendor --strip-components=1 package/LICENSE
	npm pack --silent --pack-destination reports/html/vendor axe-core@$(AXE)
	tar xzf reports/html/vendor/axe-core-$(AXE).tgz -C reports/html/testdata/axe --strip-components=1 package/axe.min.js package/LICENSE package/LICENSE-3RD-PARTY.txt
	rm reports/html/vendor/*.tgz
	cd reports/html/vendor && sha256sum -c SHA256SUMS
	cd reports/html/testdata/axe && sha256sum -c SHA256SUMS

clean: ## remove what the other targets made
	rm -rf bin out cover.out *.test *.prof reports/gallery/index.html reports/gallery/*/
