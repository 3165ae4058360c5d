"""Independent calculation of the figures that the three recorded cases must show.

Reads the committed datasets, follows everything from the seeds in one simple forward pass, and prints
first-light.json. It shares no code with the product: python3 test/vectors/first-light.py > test/vectors/first-light.json
"""
import csv, json, collections, pathlib

DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
TORNADO = {"0xa160cdab225685da1d56aa342ad8841c3b53f291", "0x910cbd523d972eb0a6f4cae4618ad62622b39dbf"}
POOLS = {100_000, 1_000_000, 5_000_000, 50_000_000}


def half_up(n, t, v):
    """t*n/v rounded by the largest remainder over (n, v-n): a tie goes to what leaves."""
    q, r = divmod(t * n, v)
    return q + (1 if 2 * r >= v else 0)


class Fifo:
    def __init__(self): self.q = collections.deque()
    def add(self, amount, stolen):
        if amount: self.q.append([amount, stolen])
    def take(self, amount):
        out = []
        while amount:
            head = self.q[0]
            n = min(amount, head[0])
            out.append([n, head[1]])
            head[0] -= n
            amount -= n
            if not head[0]: self.q.popleft()
        return out
    def mark(self): self.q = collections.deque([n, True] for n, _ in self.q)
    def stolen(self): return sum(n for n, s in self.q if s)
    def clean(self): return sum(n for n, s in self.q if not s)


class Haircut:
    def __init__(self): self.v = self.t = 0
    def add(self, amount, stolen):
        self.v += amount
        self.t += amount if stolen else 0
    def take(self, amount):
        t = half_up(amount, self.t, self.v) if self.v else 0
        self.v -= amount
        self.t -= t
        return [[t, True], [amount - t, False]]
    def mark(self): self.t = self.v
    def stolen(self): return self.t
    def clean(self): return self.v - self.t


def ethereum(name, seed, make):
    rows = [r for r in csv.DictReader(open(DATA / name / "ethereum.csv")) if int(r["value"])]
    # Which addresses are ever reached: everybody who gets value from somebody reached.
    reached, grew = {seed}, True
    while grew:
        grew = False
        for r in rows:
            if r["from"] in reached and r["from"] not in TORNADO and r["to"] not in reached:
                reached.add(r["to"]); grew = True
    balance, opening = collections.Counter(), collections.Counter()
    for r in rows:
        v = int(r["value"])
        balance[r["from"]] -= v
        opening[r["from"]] = max(opening[r["from"]], -balance[r["from"]])
        balance[r["to"]] += v
    held = {a: make() for a in reached | TORNADO}
    marked = 0
    for a in reached - TORNADO:
        held[a].add(opening[a], False)
    marked += held[seed].clean(); held[seed].mark()
    deposits, depositors = 0, set()
    for r in rows:
        v = int(r["value"])
        lots = held[r["from"]].take(v) if r["from"] in reached - TORNADO else [[v, False]]
        if r["to"] in TORNADO and any(s and n for n, s in lots):
            deposits += 1; depositors.add(r["from"])
        if r["to"] in held:
            for n, s in lots: held[r["to"]].add(n, s)
        if r["to"] == seed:
            marked += held[seed].clean(); held[seed].mark()
    mixer = sum(held[a].stolen() for a in TORNADO)
    rest = {a: held[a].stolen() for a in reached - TORNADO if held[a].stolen()}
    assert mixer + sum(rest.values()) == marked
    return {"stolen": str(marked), "mixer": str(mixer), "deposits": deposits, "depositors": len(depositors),
            "unspent": str(sum(rest.values())), "opening": str(opening[seed]),
            "rest1250": sorted(a for a, n in rest.items() if n == 1250 * 10**18)}


def is_mix(tx):
    p = tx["vout"][0]["value"]
    extra = [i["prevout"]["value"] - p for i in tx["vin"]]
    return (p in POOLS and 5 <= len(tx["vin"]) <= 8 and len(tx["vin"]) == len(tx["vout"])
            and all(o["value"] == p for o in tx["vout"])
            and all(0 <= e <= 110_000 for e in extra) and 1 <= sum(e > 0 for e in extra) <= 4)


def whirlpool_fifo():
    txs = [json.loads(line) for line in open(DATA / "whirlpool-2024" / "bitcoin.ndjson")]
    seeds = {s["txid"] for s in json.load(open(DATA / "whirlpool-2024" / "cases.json"))[0]["seeds"]}
    coins, marked, fees, mixed, mixes = {}, 0, 0, 0, set()
    for tx in txs:
        queue = collections.deque()
        for i in tx["vin"]:
            key = (i["txid"], i["vout"])
            lots = coins.get(key)
            if lots and is_mix(tx):
                mixed += sum(n for n, s in lots if s)
                if any(s for _, s in lots): mixes.add(tx["txid"])
                del coins[key]
                lots = None
            elif lots:
                del coins[key]
            queue.extend(lots or [[i["prevout"]["value"], False]])
        for vout, o in enumerate(tx["vout"]):
            need, lots = o["value"], []
            while need:
                head = queue[0]
                n = min(need, head[0])
                lots.append([n, head[1]])
                head[0] -= n; need -= n
                if not head[0]: queue.popleft()
            if tx["txid"] in seeds:
                marked += sum(n for n, s in lots if not s)
                lots = [[n, True] for n, _ in lots]
            if any(s for _, s in lots): coins[(tx["txid"], vout)] = lots
        fees += sum(n for n, s in queue if s)
    unspent = sum(n for lots in coins.values() for n, s in lots if s)
    assert mixed + fees + unspent == marked
    return {"stolen": str(marked), "mixer": str(mixed), "mixes": len(mixes), "fees": str(fees), "unspent": str(unspent)}


RONIN = "0x098b716b8aaf21512996dc57eb0615e2383e2f96"
CRYPTO_COM = "0x6e1218c55f1acb588fc5e55b721f1183d7d29d3d"
print(json.dumps({
    "crypto-com-2022": {"fifo": ethereum("crypto-com-2022", CRYPTO_COM, Fifo), "haircut": ethereum("crypto-com-2022", CRYPTO_COM, Haircut)},
    "ronin-2022": {"fifo": ethereum("ronin-2022", RONIN, Fifo), "haircut": ethereum("ronin-2022", RONIN, Haircut)},
    "whirlpool-2024": {"fifo": whirlpool_fifo()},
}, indent=1))
