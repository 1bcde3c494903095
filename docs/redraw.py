#!/usr/bin/env python3
"""Repeats a draw of 案件质量评查: python3 redraw.py SEED PERCENT < numbers.txt (one case number a line, UTF-8)."""
import sys


def sm3(data: bytes) -> str:
    rol = lambda x, n: ((x << n % 32) | (x >> (32 - n) % 32)) & 0xFFFFFFFF if n % 32 else x
    v = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    data += b"\x80" + b"\0" * ((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for at in range(0, len(data), 64):
        w = [int.from_bytes(data[at + 4 * i:at + 4 * i + 4], "big") for i in range(16)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)
            w.append(x ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            s1 = rol((rol(a, 12) + e + rol(t, j)) & 0xFFFFFFFF, 7)
            s2 = s1 ^ rol(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            t1, t2 = (ff + d + s2 + (w[j] ^ w[j + 4])) & 0xFFFFFFFF, (gg + h + s1 + w[j]) & 0xFFFFFFFF
            d, c, b, a, h, g, f, e = c, rol(b, 9), a, t1, g, rol(f, 19), e, t2 ^ rol(t2, 9) ^ rol(t2, 17)
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return "".join(f"{x:08x}" for x in v)


seed, percent = sys.argv[1], int(sys.argv[2])
numbers = {line.strip() for line in sys.stdin.buffer.read().decode().splitlines() if line.strip()}
order = sorted(numbers, key=lambda number: sm3(f"{seed}\n{number}".encode()))
print("\n".join(order[:min(len(order), max(1, -(-len(order) * percent // 100)))]))
