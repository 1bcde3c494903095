#!/usr/bin/env bash
# Measures 容衡 beside its floor and its peers, in a release build (see docs/benchmarks.md). What is absent (strace,
# PostgreSQL, the peers' scripts, Python) is a printed line, not an error. Everything lies below target/.
set -euo pipefail
cd "$(dirname "$0")/.."

target="${CARGO_TARGET_DIR:-$PWD/target}"
peers="${RONGHENG_PEERS:-$PWD/../shared/peers}"
python="${RONGHENG_PEERS_PYTHON:-$target/peers/bin/python}"

cargo build --release --locked --package rongheng

# The peers' own environment, made once. Without a network or without venv the bench says that the peer is absent.
if [ -f "$peers/wf_spiff.py" ] && ! "$python" -c 'import SpiffWorkflow, django, gunicorn, jieba, rank_bm25, bm25s, tantivy, whoosh' 2>/dev/null; then
    python="$target/peers/bin/python"
    if python3 -m venv "$target/peers" && timeout 300 "$target/peers/bin/pip" install --quiet SpiffWorkflow Django gunicorn jieba rank-bm25 bm25s tantivy Whoosh; then
        :
    else
        echo "the peer's Python could not be made below $target/peers; the peers will not be measured"
    fi
fi

exec "$target/release/rongheng" bench --peers "$peers" --python "$python" --scratch "$target/bench" "$@"
