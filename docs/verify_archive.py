"""核对一份案卷包，不需要容衡系统，只用 Python 3 标准库。一步一步的说明见 archive.md。
用法：python3 verify_archive.py 案卷.zip（或者解开后的文件夹） [--key 另外取得的公钥]"""
import hashlib, json, pathlib, struct, sys, zipfile
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, START = -121665 * pow(121666, -1, P) % P, bytes.fromhex("7380166f4914b2b9172442d7da8a0600a96f30bc163138aae38dee4db0fb0e4e")
class OwnSm3:  # GB/T 32905-2016，本机 OpenSSL 没有 SM3 时用
    def __init__(self):
        self.v, self.rest, self.size = struct.unpack(">8I", START), b"", 0
    def update(self, data):
        self.size, data = self.size + len(data), self.rest + data
        for at in range(0, len(data) - 63, 64): self.block(list(struct.unpack_from(">16I", data, at)))
        self.rest = data[len(data) // 64 * 64:]
    def block(self, w):
        rol = lambda x, n: ((x << n | x >> (32 - n)) & 0xFFFFFFFF)
        for j in range(16, 68):
            w.append((x := w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)) ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = self.v
        for j in range(64):
            s = rol((rol(a, 12) + e + rol(0x79CC4519 if j < 16 else 0x7A879D8A, j % 32)) & 0xFFFFFFFF, 7)
            t = ((a ^ b ^ c if j < 16 else a & b | a & c | b & c) + d + (s ^ rol(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            u = ((e ^ f ^ g if j < 16 else e & f | ~e & g) + h + s + w[j]) & 0xFFFFFFFF
            a, b, c, d, e, f, g, h = t, a, rol(b, 9), c, u ^ rol(u, 9) ^ rol(u, 17), e, rol(f, 19), g
        self.v = [x ^ y for x, y in zip(self.v, (a, b, c, d, e, f, g, h))]
    def digest(self):
        return self.update(b"\x80" + bytes((55 - self.size) % 64) + struct.pack(">Q", self.size * 8)) or struct.pack(">8I", *self.v)
def new_sm3(): return hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else OwnSm3()
def sm3(*parts): return (digest := new_sm3()).update(b"".join(parts)) or digest.digest()
def padded(key, by): return bytes(k ^ by for k in key.ljust(64, b"\0"))
def hmac(key, data): return sm3(padded(key, 0x5C), sm3(padded(key, 0x36), data))
def add(a, b):  # Ed25519（RFC 8032）：点相加、倍点、解点、验签
    k, x, y = D * a[0] * b[0] * a[1] * b[1] % P, a[0] * b[1] + b[0] * a[1], a[1] * b[1] + a[0] * b[0]
    return x * pow(1 + k, -1, P) % P, y * pow(1 - k, -1, P) % P
def times(n, a): return add(times(n // 2, add(a, a)), a if n & 1 else (0, 1)) if n else (0, 1)
def point(octets):
    y, sign = int.from_bytes(octets, "little") % 2**255, octets[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = next(x for x in (pow(xx, (P + 3) // 8, P) * root % P for root in (1, pow(2, (P - 1) // 4, P))) if x * x % P == xx)
    return (x if x % 2 == sign else P - x), y
def signed(key, text, signature):
    h, s = hashlib.sha512(signature[:32] + key + text).digest(), int.from_bytes(signature[32:], "little")
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return s < L and times(s, base) == add(point(signature[:32]), times(int.from_bytes(h, "little") % L, point(key)))
def fields(envelope, at=1):
    while at < len(envelope):
        at, size = at + 4, int.from_bytes(envelope[at:at + 4], "big")
        yield envelope[at:(at := at + size)]
def root_of(leaf, at, size, path):  # RFC 9162 第 2.1.3.2 节
    last = size - 1
    for beside in path:
        leaf = sm3(b"\1", beside, leaf) if (right := at & 1 or at == last) else sm3(b"\1", leaf, beside)
        while right and not at & 1 and at: at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return leaf if last == 0 else None
def check(opened, names, trusted):
    read, hexed, wrong, named = lambda name: opened(name).read(), bytes.fromhex, [], {}
    need = lambda good, says: None if good else wrong.append(says)
    sums = {name: pair for *pair, name in (line.split("  ", 2) for line in read("checksums.txt").decode().splitlines())}
    odd = sorted((set(sums) | {"checksums.txt", "proofs/seal.txt", "proofs/seal.sig"}) ^ names)
    need(not odd, "多了或者少了文件：%s" % odd)
    for name in sorted(set(sums) & names):
        sha, sm, stream = hashlib.sha256(), new_sm3(), opened(name)
        for piece in iter(lambda: stream.read(1 << 20), b""): sha.update(piece), sm.update(piece)
        need([sha.hexdigest(), sm.digest().hex()] == sums[name], "内容与校验和不符：" + name)
    key, point_text, seal = hexed(read("proofs/public_key.txt").decode()), read("proofs/checkpoint.txt"), read("proofs/seal.txt")
    need(trusted in (None, key.hex()), "包内的公钥不是另外取得的公钥")
    need(signed(key, point_text, hexed(read("proofs/checkpoint.sig").decode())), "检查点的签名不对")
    need(signed(key, seal, hexed(read("proofs/seal.sig").decode())), "封签的签名不对")
    index, lines = json.loads(read("index.json")), dict(line.split(" ", 1) for line in point_text.decode().splitlines()[1:])
    stream, events, size = index["case"]["stream"].encode(), index["events"], int(lines["size"])
    sealed = ["case " + stream.decode(), "events %d" % len(events), "checksums " + sm3(read("checksums.txt")).hex()]
    need(seal.decode().splitlines()[1:] == sealed, "封签写的案件、条数或者校验和清单不是这一份")
    def kept(value):  # 记录里写明的附件哈希值
        if isinstance(value, dict) and {"id", "hash"} <= set(value): named[value["id"]] = value["hash"]
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else (): kept(inner)
    before = sm3(b"rongheng/genesis/1\0", stream)
    for version, event in enumerate(events, 1):
        envelope, content, event_key = read(event["envelope"]), read(event["content"]), hexed(event["key"])
        part, link, says = list(fields(envelope)), sm3(envelope), "第 %d 条：" % version
        need(part[1] == stream and int.from_bytes(part[2], "big") == version, says + "不是本案的这一条")
        need(part[12] == before, says + "与上一条接不上（有改动、抽去或者调换）")
        leaf = sm3(b"\0", struct.pack(">I", len(stream)), stream, struct.pack(">Q", version), link)
        need(root_of(leaf, event["leaf"], size, map(hexed, event["proof"])) == hexed(lines["root"]), says + "不在检查点之内")
        need(sm3(b"rongheng/key/1\0", event_key) == part[11], says + "钥匙不是当时的钥匙")
        header = envelope[:1] + b"".join(struct.pack(">I", len(f)) + f for f in part[:10] + [b""] + part[11:])
        nonce = hmac(hmac(b"", event_key), b"rongheng/nonce/1\0" + sm3(sm3(header), content) + b"\1")
        need(nonce[:12] == part[10][:12], says + "明文不是当时记下的内容")
        before = kept(json.loads(content)) or link
    for one in index["attachments"]:
        found = {named.get(one["id"], one["sm3"]), sums.get(one["path"], ("", ""))[1] if "path" in one else one["sm3"]}
        need(found == {one["sm3"]}, "附件被改过，或者与记录里的哈希值不符：" + one["name"])
    return wrong, "完整：%s，%d 条记录，%d 个附件" % (index["case"]["number"], len(events), len(index["attachments"]))
if __name__ == "__main__":
    place, trusted = pathlib.Path(sys.argv[1]), sys.argv[3].lower() if sys.argv[2:3] == ["--key"] else None
    try:
        pack = None if place.is_dir() else zipfile.ZipFile(place)
        names = pack.namelist() if pack else [p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()]
        names = {name for name in names if not name.endswith("/")}
        wrong, says = check(pack.open if pack else lambda name: (place / name).open("rb"), names, trusted)
    except Exception as error: wrong, says = ["读不了，或者缺了东西：%r" % error], ""
    sys.exit(print("\n".join(["不完整：共 %d 处" % len(wrong), *wrong] if wrong else [says])) or bool(wrong))
