# The two commands of the README are `make demo` and `make test`; both do all their set-up.

SHELL := /bin/bash
TOOLS := $(CURDIR)/.tools
BINARY := $(CURDIR)/bin/tend
GOLANGCI_LINT_VERSION := v2.15.0
GOVULNCHECK_VERSION := v1.9.0
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)

# Packages that link the embedded Temporal server: the race detector is for our own code.
HEAVY := ./cmd/tend ./engine/embedded
LIGHT = $(shell go list ./... | grep -v -e /cmd/tend$$ -e /engine/embedded$$)

.PHONY: demo build test check-tools lint vulncheck format bench bench-core fuzz clean

demo: build ## play the story of examples/quickstart
	$(BINARY) demo

build: $(BINARY) ## build bin/tend; the first build takes about five minutes

# Go's own build cache decides what has to be built again.
.PHONY: $(BINARY)
$(BINARY):
	@command -v go >/dev/null || { echo "install Go 1.26 or newer (https://go.dev/dl), then run make again" >&2; exit 1; }
	go build -ldflags '$(LDFLAGS)' -o $@ ./cmd/tend

test: check-tools lint vulncheck build ## everything that must hold: lint, unit, property, script and end-to-end tests
	TEND_BINARY=$(BINARY) go test -race -timeout 15m $(LIGHT)
	TEND_BINARY=$(BINARY) go test -timeout 15m $(HEAVY)

# What the tests need beside Go: a C compiler for the race detector, promtool for the metrics.
check-tools:
	@bash .ci/tools gcc:build-essential promtool:prometheus

lint: $(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION) ## vet, import rules between the rooms, formatting
	$< run ./...

vulncheck: $(TOOLS)/govulncheck-$(GOVULNCHECK_VERSION) ## known vulnerabilities in what the code calls
	@bash .ci/vulncheck $<

format: $(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION) ## gofumpt
	$< fmt ./...

$(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv $(TOOLS)/golangci-lint $@

$(TOOLS)/govulncheck-$(GOVULNCHECK_VERSION):
	GOBIN=$(TOOLS) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
	mv $(TOOLS)/govulncheck $@

bench: build ## compare a playbook with a hand-written Temporal workflow, and the cores with plain loops
	TEND_BINARY=$(BINARY) go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./engine/workflow/...
	go test -run '^$$' -bench . ./dsl/... ./engine/store/...
	$(MAKE) bench-core

bench-core: ## events, sweeps and accounts of the customer core; builds no Temporal and takes two minutes
	go test -run '^$$' -bench . ./engine/customer
	go test -run '^$$' -bench Sweep -benchtime 10x ./engine

FUZZTIME ?= 20s
FUZZ = go test -run '^$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
fuzz: ## look for input that panics, hangs or fills the memory, FUZZTIME for each door (a release: FUZZTIME=10m)
	@git grep -oE '^func Fuzz[A-Za-z]+' -- '*_test.go' | while IFS=: read -r file target; do \
		echo "$${target#func }" && $(FUZZ) -fuzz "^$${target#func }$$" "./$$(dirname "$$file")" || exit 1; \
	done

clean:
	rm -rf bin $(TOOLS)
