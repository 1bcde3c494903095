# Thin on purpose: each target calls cargo or one script.
.PHONY: demo test deps bench check

demo:
	cargo run --locked --bin rongheng -- demo

test:
	bash scripts/test.sh

deps:
	bash scripts/deps.sh

bench:
	bash scripts/bench.sh

check:
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
