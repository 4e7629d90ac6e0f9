"""A second count of a batch: the standard library and pyarrow, and nothing of this repository.

python3 recount.py FOLDER reads readings.ndjson and register.json there and counts them by the rules,
counts the chunks (*.parquet) as they are, writes the rows as Arrow streams, and prints both counts.
"""

import json
import sys
from collections import defaultdict
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SUMS = [
    "readings", "seconds", "accepted", "stale", "rejected", "hashrateSeconds", "energy",
    "meteredSeconds",
]


class Count:
    def __init__(self):
        self.sums = defaultdict(lambda: dict.fromkeys(SUMS, 0))
        self.machines = defaultdict(set)

    def add(self, machine, parties, start, seconds, accepted, stale, rejected, hashrate, power):
        key = (*parties, start - start % 3600)
        values = [1, seconds, accepted, stale, rejected, hashrate * seconds]
        metered = [0, 0] if power is None else [power * seconds, seconds]
        for name, value in zip(SUMS, values + metered):
            self.sums[key][name] += value
        self.machines[key].add(machine)

    def rows(self):
        return [
            {
                "licensee": licensee, "dataCentre": centre, "hour": hour,
                "machines": len(self.machines[licensee, centre, hour]),
                **{name: str(value) for name, value in sums.items()},
            }
            for (licensee, centre, hour), sums in sorted(self.sums.items())
        ]


def second_of(text):
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())


def count_body(rows, register):
    """Row by row: too high a hash rate is refused, and what overlaps with an earlier line."""
    count, covered = Count(), set()
    for row in rows:
        number, licensee, centre, nominal = register[row["machineId"]]
        hashrate = int(row["hashrate"] * 100)
        if hashrate * 2 > nominal * 3:
            continue
        start = second_of(row["intervalStart"])
        seconds = {(number, second) for second in range(start, start + row["intervalSeconds"])}
        if seconds & covered:
            continue
        covered |= seconds
        count.add(
            number, (licensee, centre), start, row["intervalSeconds"], row["accepted"],
            row["stale"], row["rejected"], hashrate, row.get("powerW"),
        )
    return count


def count_chunks(folder, register):
    count = Count()
    by_number = {number: (licensee, centre) for number, licensee, centre, _ in register.values()}
    for path in sorted(folder.glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            start = int(row["start"].replace(tzinfo=timezone.utc).timestamp())
            count.add(
                row["machine"], by_number[row["machine"]], start, row["seconds"], row["accepted"],
                row["stale"], row["rejected"], row["hashrate"], row["power"],
            )
    return count


def write_streams(rows, folder):
    columns = {
        "machineId": pa.array([row["machineId"] for row in rows]),
        "intervalStart": pa.array(
            [second_of(row["intervalStart"]) * 1_000_000_000 for row in rows], pa.int64()
        ).cast(pa.timestamp("ns", "UTC")),
        **{
            name: pa.array([row[name] for row in rows], pa.int64())
            for name in ("intervalSeconds", "accepted", "stale", "rejected")
        },
        "hashrate": pa.array([row["hashrate"] for row in rows], pa.decimal128(12, 2)),
        "temperatureC": pa.array([float(row["temperatureC"]) if "temperatureC" in row else None for row in rows]),
        "powerW": pa.array([row.get("powerW") for row in rows], pa.int32()),
    }
    plain = pa.table(columns)
    ids = plain.column("machineId").dictionary_encode()
    large = plain.set_column(0, "machineId", plain.column("machineId").cast(pa.large_string()))
    for name, table, compression in [
        ("plain", plain, None),
        ("dictionary", plain.set_column(0, "machineId", ids), None),
        ("zstd", plain.set_column(0, "machineId", ids), "zstd"),
        ("large", large, "zstd"),
        ("lz4", plain, "lz4"),
    ]:
        options = pa.ipc.IpcWriteOptions(compression=compression)
        with pa.ipc.new_stream(str(folder / f"{name}.arrows"), table.schema, options=options) as writer:
            writer.write_table(table, max_chunksize=5_000)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    register = json.loads((folder / "register.json").read_text())
    lines = (folder / "readings.ndjson").read_text().splitlines()
    rows = [json.loads(line, parse_float=Decimal) for line in lines]
    for row in rows:
        row["hashrate"] = Decimal(row["hashrate"])
    write_streams(rows, folder)
    counts = {
        "body": count_body(rows, register).rows(),
        "chunks": count_chunks(folder, register).rows(),
    }
    print(json.dumps(counts))
