#!/usr/bin/env bash
# Finds the tools that the tests and the benchmarks need besides Rust. Installs what is missing where it may
# (root, or sudo without a password), else lists it. Quick when all is there. What is missing at the end stands in
# .deps/missing; with CI=true that is an error. RONGHENG_NO_INSTALL=1 only looks.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p .deps

AXE=4.14.1
AXE_SHA512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5

# tool · Debian package
TOOLS="
chromium chromium
chromedriver chromium-driver
strace strace
wrk wrk
sqlite3 sqlite3
pdftotext poppler-utils
unzip unzip
strings binutils
soffice libreoffice-writer-nogui
initdb postgresql
noto-cjk fonts-noto-cjk
python3-venv python3-venv
"

present() {
    case "$1" in
        initdb) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        noto-cjk) compgen -G '/usr/share/fonts/opentype/noto/NotoS*CJK*' >/dev/null ;;
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        api-tools) [ -x .deps/api/bin/schemathesis ] && cmp -s scripts/api-tools.txt .deps/api/tools.txt ;;
        axe-core) [ -s .deps/node_modules/axe-core/axe.min.js ] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ -z "${RONGHENG_NO_INSTALL:-}" ] && command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

packages=()
while read -r tool package; do
    [ -z "$tool" ] || present "$tool" || packages+=("$package")
done <<<"$TOOLS"

if [ "${#packages[@]}" -gt 0 ] && may_install; then
    echo "installing: ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -q >.deps/apt.log 2>&1
    # PostgreSQL's package would start a cluster of its own; the tests start theirs in temporary folders.
    as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    for package in "${packages[@]}"; do
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" \
            >>.deps/apt.log 2>&1 || echo "could not install $package (see .deps/apt.log)"
    done
fi

# axe-core is somebody else's code: it stays in .deps, which git ignores.
if ! present axe-core && [ -z "${RONGHENG_NO_INSTALL:-}" ] && command -v curl >/dev/null; then
    archive=".deps/axe-core-$AXE.tgz"
    if curl -fsSL --max-time 60 -o "$archive" "https://registry.npmjs.org/axe-core/-/axe-core-$AXE.tgz" &&
        echo "$AXE_SHA512  $archive" | sha512sum --check --quiet -; then
        mkdir -p .deps/node_modules/axe-core
        tar -xzf "$archive" -C .deps/node_modules/axe-core --strip-components=1 package/axe.min.js package/LICENSE package/package.json
    else
        echo "could not fetch axe-core $AXE"
    fi
    rm -f "$archive"
fi

# What tries the JSON API from outside: Python programs in a folder of their own.
if ! present api-tools && [ -z "${RONGHENG_NO_INSTALL:-}" ] && present python3-venv; then
    if python3 -m venv .deps/api && .deps/api/bin/pip install -q --disable-pip-version-check -r scripts/api-tools.txt \
        >.deps/pip.log 2>&1; then
        cp scripts/api-tools.txt .deps/api/tools.txt
    else
        echo "could not install scripts/api-tools.txt (see .deps/pip.log)"
    fi
fi

: >.deps/missing
while read -r tool package; do
    [ -z "$tool" ] || present "$tool" || echo "$package" >>.deps/missing
done <<<"$TOOLS"
present axe-core || echo "axe-core" >>.deps/missing
present api-tools || echo "schemathesis" >>.deps/missing

if [ -s .deps/missing ]; then
    while read -r package; do
        echo "missing: $package (what needs it is skipped and counted)"
    done <.deps/missing
    [ "${CI:-}" != true ] || exit 1
else
    echo "deps: all there"
fi
