# Thin on purpose: each target calls cargo or one script.
.PHONY: demo test deps bench check handbook

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

# The pictures of the handbook anew, taken by the journeys through a real Chromium.
handbook:
	rm -f docs/handbook/pictures/*.webp
	RONGHENG_HANDBOOK=1 cargo test --locked --workspace --bins journey
