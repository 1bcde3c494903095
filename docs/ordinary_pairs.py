#!/usr/bin/env python3
"""Counts which two characters stand side by side in our own texts, for crates/domain/src/redaction/ordinary.txt.

Run at the root of the project: python3 docs/ordinary_pairs.py
"""
import collections
import pathlib
import re

OUT = pathlib.Path("crates/domain/src/redaction/ordinary.txt")
NAMES = [
    name
    for name in re.findall(r'name = "([^"]{2,4})"', pathlib.Path("demo/district.toml").read_text())
    if not re.search("[局办委会部室组社]", name)
]


def texts():
    """All that people read of us, without tests and without what the redaction is measured by."""
    for top in ("crates", "policy", "docs", "demo"):
        for path in sorted(pathlib.Path(top).rglob("*")):
            apart = "tests" in path.parts or "redaction" in path.parts or "test" in path.name
            if path.suffix in (".rs", ".md", ".toml", ".html", ".txt") and not apart:
                yield path.read_text(errors="ignore").split("#[cfg(test)]\nmod tests {")[0]


def main():
    pairs = collections.Counter()
    for text in texts():
        for name in NAMES:
            text = text.replace(name, "\n")
        for run in re.findall("[\u4e00-\u9fff]+", text):
            pairs.update(zip(run, run[1:]))
    after = collections.defaultdict(list)
    for (first, following), count in pairs.items():
        if count > 1:
            after[first].append(following)
    lines = (first + "".join(sorted(following)) for first, following in sorted(after.items()))
    OUT.write_text("\n".join(lines) + "\n")


main()
