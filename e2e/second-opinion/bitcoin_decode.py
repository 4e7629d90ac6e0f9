"""A second reading of raw Bitcoin blocks, from the wire format and the BIPs alone.

    bitcoin_decode.py [--watch ADDRESS]… [--movements-only] FILE…

prints one line of JSON per block: its header, its transactions, and the movements of the watched
addresses over all blocks in the order given. Only Python's own library is used, and nothing is
shared with the ledger. It trusts the bytes: what a block must keep is checked elsewhere.
"""

import argparse
import hashlib
import json

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def sha256d(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        piece = self.data[self.at : self.at + count]
        assert len(piece) == count, f"the bytes end at {len(self.data)}"
        self.at += count
        return piece

    def number(self, count):
        return int.from_bytes(self.take(count), "little")

    def count(self):
        first = self.number(1)
        return first if first < 0xFD else self.number({0xFD: 2, 0xFE: 4, 0xFF: 8}[first])

    def text(self):
        return self.take(self.count())


def base58check(version, payload):
    data = bytes([version]) + payload
    data += sha256d(data)[:4]
    value, text = int.from_bytes(data, "big"), ""
    while value:
        value, digit = divmod(value, 58)
        text = BASE58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def polymod(values):
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> i & 1:
                checksum ^= generator
    return checksum


def segwit(prefix, version, program):
    """BIP 173, and BIP 350 for versions above 0."""
    bits = "".join(f"{byte:08b}" for byte in program)
    bits += "0" * (-len(bits) % 5)
    words = [version] + [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = polymod(expanded + words + [0] * 6) ^ (1 if version == 0 else 0x2BC830A3)
    words += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(BECH32[word] for word in words)


def address(script):
    if len(script) == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return base58check(0x00, script[3:23])
    if len(script) == 23 and script[:2] == b"\xa9\x14" and script[22:] == b"\x87":
        return base58check(0x05, script[2:22])
    if 4 <= len(script) <= 42 and script[1] == len(script) - 2:
        if script[0] == 0 and len(script) in (22, 34):
            return segwit("bc", 0, script[2:])
        if 0x51 <= script[0] <= 0x60:
            return segwit("bc", script[0] - 0x50, script[2:])
    return None


def transaction(reader):
    version = reader.take(4)
    body = reader.at
    has_witness = reader.data[reader.at] == 0
    if has_witness:
        assert reader.take(2) == b"\0\1", "an unknown kind of transaction"
        body = reader.at
    inputs = []
    for _ in range(reader.count()):
        spent, vout = reader.take(32)[::-1].hex(), reader.number(4)
        script = reader.text()
        reader.take(4)
        inputs.append({"txid": spent, "vout": vout, "script": script.hex()})
    outputs = []
    for vout in range(reader.count()):
        value = reader.number(8)
        script = reader.text()
        outputs.append(
            {"vout": vout, "value": str(value), "script": script.hex(), "address": address(script)}
        )
    end = reader.at
    if has_witness:
        for _ in inputs:
            for _ in range(reader.count()):
                reader.text()
    locktime = reader.take(4)
    txid = sha256d(version + reader.data[body:end] + locktime)[::-1].hex()
    return {"txid": txid, "inputs": inputs, "outputs": outputs}


def block(data):
    reader = Reader(data)
    header = reader.take(80)
    transactions = [transaction(reader) for _ in range(reader.count())]
    assert reader.at == len(data), "bytes follow the block"
    coinbase = transactions[0]
    push = bytes.fromhex(coinbase["inputs"][0]["script"])
    return {
        "hash": sha256d(header)[::-1].hex(),
        "previousHash": header[4:36][::-1].hex(),
        "time": int.from_bytes(header[68:72], "little"),
        "bits": int.from_bytes(header[72:76], "little"),
        "height": int.from_bytes(push[1 : 1 + push[0]], "little"),
        "scriptSig": push.hex(),
        "transactions": transactions,
    }


def movements(transactions, watched, coins):
    """`coins`: every output at a watched address so far, by (txid, vout)."""
    for entry in transactions:
        is_coinbase = entry is transactions[0]
        inputs = [] if is_coinbase else entry["inputs"]
        own_inputs = [i for i in inputs if (i["txid"], i["vout"]) in coins]
        own_outputs = [o for o in entry["outputs"] if o["address"] in watched]
        for o in own_outputs:
            coins[entry["txid"], o["vout"]] = o["address"], int(o["value"])
        if not own_inputs and not own_outputs:
            continue
        spent = [(i, *coins[i["txid"], i["vout"]]) for i in own_inputs]
        told = entry["outputs"] if own_inputs else own_outputs
        out = sum(int(o["value"]) for o in entry["outputs"])
        is_known = own_inputs and len(own_inputs) == len(inputs)
        yield {
            "txid": entry["txid"],
            "inputs": [
                {"txid": i["txid"], "vout": i["vout"], "address": a, "amount": str(value)}
                for i, a, value in spent
            ],
            "foreignInputs": len(inputs) - len(own_inputs),
            "outputs": [
                {"vout": o["vout"], "address": o["address"], "amount": o["value"]} for o in told
            ],
            "fee": str(sum(value for _, _, value in spent) - out) if is_known else None,
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--watch", action="append", default=[])
    parser.add_argument("--movements-only", action="store_true")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    watched, coins = set(arguments.watch), {}
    for path in arguments.files:
        with open(path, "rb") as file:
            read = block(file.read())
        read["movements"] = list(movements(read["transactions"], watched, coins))
        if arguments.movements_only:
            del read["transactions"]
        print(json.dumps(read))


if __name__ == "__main__":
    main()
