#!/usr/bin/env bash
# All that must hold, in the order in which it fails fastest. The last line counts: a test that could not run because a
# tool is missing says so in $RONGHENG_SKIPPED (one line each) and counts as skipped; with CI=true it fails instead.
set -uo pipefail
cd "$(dirname "$0")/.."

export RONGHENG_SKIPPED="$PWD/.deps/skipped"
mkdir -p .deps
: >"$RONGHENG_SKIPPED"
failures=0
log=.deps/test.log
: >"$log"

stage() {
    echo
    echo "== $1" | tee -a "$log"
    shift
    "$@" 2>&1 | tee -a "$log"
    local status=${PIPESTATUS[0]}
    if [ "$status" -ne 0 ]; then
        failures=$((failures + 1))
        echo "FAILED ($status): $*"
    fi
}

stage "tools" ./scripts/deps.sh
stage "format" cargo fmt --all --check
stage "lints" cargo clippy --locked --workspace --all-targets -- -D warnings
if command -v cargo-deny >/dev/null; then
    stage "licences and bans (cargo deny)" cargo deny --offline check licenses bans sources
else
    echo
    echo "cargo deny is not installed; the test every_licence_is_allowed reads the same list and runs below"
fi
stage "licences and arrows" cargo test --locked -p rongheng --test it -- licences:: walls::

if command -v cargo-nextest >/dev/null; then
    stage "tests" cargo nextest run --locked --workspace --no-fail-fast
else
    stage "tests" cargo test --locked --workspace --no-fail-fast --lib --bins --tests
fi
stage "examples that must not compile" cargo test --locked --workspace --doc --no-fail-fast
stage "stories" cargo run --locked --quiet --bin rongheng -- rehearse demo/article_*.toml demo/refused_*.toml demo/path_*.toml

# The stage of licences and arrows runs tests that the whole run contains: they are counted once.
read -r passed failed skipped < <(sed -e 's/\x1b\[[0-9;]*m//g' "$log" | awk '
    /^== /            { counts = ($2 == "tests" || $2 == "examples") }
    !counts           { next }
    /^ *Summary \[/   { for (i = 1; i < NF; i++) {
                            if ($(i + 1) ~ /^passed/) passed += $i
                            if ($(i + 1) ~ /^failed/) failed += $i
                            if ($(i + 1) ~ /^skipped/) skipped += $i } }
    /^test result:/   { passed += $4; failed += $6; skipped += $8 }
    END               { print passed + 0, failed + 0, skipped + 0 }')
quiet=$(sort -u "$RONGHENG_SKIPPED" | wc -l)
passed=$((passed - quiet))
skipped=$((skipped + quiet))
[ "$quiet" -eq 0 ] || { echo; echo "skipped:"; sort -u "$RONGHENG_SKIPPED" | sed 's/^/  /'; }
[ "$failures" -eq 0 ] || [ "$failed" -gt 0 ] || failed=$failures
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failures" -eq 0 ]
