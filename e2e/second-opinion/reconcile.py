#!/usr/bin/env python3
"""The reconciliation a second time, in another language, from the page alone.

Every step below is a literal transcription of `domain/RECONCILIATION.md` (cited as §n) and of the
README of the reconciliation vectors (cited as V-n). It is meant to be read beside the page, so it
prefers the words of the page to speed. Standard library only.

Standard input: JSON lines, each an object with a `case` (other members, such as `expected`, are
ignored). Standard output: for each line, in the same order, the expected answer as canonical JSON
(sorted keys, no spaces) on one line.

    python3 reconcile.py [--processes N] < cases.jsonl > answers.jsonl
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from multiprocessing import Pool
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# §8 and V-12: the rule that each finding cites.
RULES = {
    "under-sold": "SALE-1",
    "unsourced-sale": "SALE-5",
    "unlicensed-venue": "SALE-6",
    "self-trade": "SALE-7",
    "not-a-conversion": "SALE-8",
    "early-release": "SALE-3",
    "unexplained-outflow": "SUP-1",
    "unapproved-pool": "LIC-14",
    "mined-while-suspended": "LIC-11",
    "mined-without-licence": "LIC-1",
}

# §5: `soldBps` may pass 10 000, but it is a JSON number, at most 2^53 - 1.
GREATEST_JSON_NUMBER = 2**53 - 1

# §4: the order of events at the same instant. Buys and distributions only add, so their order
# among themselves cannot matter; sells and outflows carry a tie-break of their own.
OPENING, DISTRIBUTION, BUY, SELL, OUTFLOW = range(5)

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
DAY = timedelta(days=1)


# ---- Instants and the zone (§1, §2) --------------------------------------------------------------


class FixedAlmaty(tzinfo):
    """Asia/Almaty of IANA 2024a for machines without zone data: +06:00 (since the end of summer
    time in 2004) until 2024-02-29T18:00Z, then +05:00."""

    CHANGE_UTC = datetime(2024, 2, 29, 18)
    CHANGE_LOCAL = datetime(2024, 2, 29, 23)  # the hour from 23:00 happens twice

    def utcoffset(self, local):
        wall = local.replace(tzinfo=None)
        after = wall >= self.CHANGE_LOCAL + timedelta(hours=1) or (
            wall >= self.CHANGE_LOCAL and local.fold == 1
        )
        return timedelta(hours=5 if after else 6)

    def fromutc(self, utc):
        moment = utc.replace(tzinfo=None)
        if moment < self.CHANGE_UTC:
            return utc + timedelta(hours=6)
        second_time = moment < self.CHANGE_UTC + timedelta(hours=1)
        return (utc + timedelta(hours=5)).replace(fold=1 if second_time else 0)

    def dst(self, local):
        return timedelta(0)

    def tzname(self, local):
        return "Asia/Almaty"


def almaty():
    try:
        zone = ZoneInfo("Asia/Almaty")
    except ZoneInfoNotFoundError:
        return FixedAlmaty()
    # Zone data older than 2024a still believes in +06:00.
    knows_the_change = datetime(2024, 6, 1, tzinfo=zone).utcoffset() == timedelta(hours=5)
    return zone if knows_the_change else FixedAlmaty()


ALMATY = almaty()


@lru_cache(maxsize=200_000)
def instant(text):
    """ISO 8601 with an offset, as whole milliseconds since 1970 UTC (V-2)."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"instant without an offset: {text}")
    milliseconds, finer = divmod(moment - EPOCH, MILLISECOND)
    if finer:
        raise ValueError(f"instant finer than a millisecond: {text}")
    return milliseconds


def optional_instant(text):
    return None if text is None else instant(text)


@lru_cache(maxsize=10_000)
def wire_instant(milliseconds):
    """UTC with milliseconds (V-8)."""
    moment = EPOCH + milliseconds * MILLISECOND
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


@lru_cache(maxsize=10_000)
def local_midnight(day):
    """The instant at which the local date `day` begins."""
    return (datetime(day.year, day.month, day.day, tzinfo=ALMATY) - EPOCH) // MILLISECOND


@lru_cache(maxsize=200_000)
def period_of(at):
    """§2: `period(t)` is the month that contains t, here as a number: year * 12 + month - 1."""
    local = (EPOCH + at * MILLISECOND).astimezone(ALMATY)
    return local.year * 12 + local.month - 1


@lru_cache(maxsize=10_000)
def first_day(period):
    return date(period // 12, period % 12 + 1, 1)


def period_name(period):
    return f"{period // 12:04d}-{period % 12 + 1:02d}"


def start_of(period):
    return local_midnight(first_day(period))


def end_of(period):
    return local_midnight(first_day(period + 1))


def due_of(period, pack):
    """§2: the local midnight that ends the due day."""
    due_day = first_day(period + 1) + (pack["graceDays"] - 1) * DAY
    while due_day.weekday() >= 5 or due_day.isoformat() in pack["holidays"]:
        due_day += DAY
    return local_midnight(due_day + DAY)


# ---- Facts known at K (§1, V-3 to V-7) -----------------------------------------------------------


def utf8(text):
    """§1: text sorts by UTF-8 bytes."""
    return text.encode("utf-8")


def known(facts, known_at):
    return [fact for fact in facts if instant(fact["recordedAt"]) <= known_at]


def recording_order(fact):
    """By `recordedAt`. The page leaves two records of the same instant open; their content decides,
    so that the order of the list still cannot."""
    return instant(fact["recordedAt"]), json.dumps(fact, sort_keys=True)


def intervals(records, known_at, subject, begins, ends):
    """V-4: half-open intervals by subject. A record with the same subject and start replaces the
    earlier one; an interval that is then empty is none."""
    in_force = {}
    for record in sorted(known(records, known_at), key=recording_order):
        since, until = instant(record[begins]), optional_instant(record[ends])
        in_force[record[subject], since] = until
    by_subject = {}
    for (who, since), until in in_force.items():
        if until is None or since < until:
            by_subject.setdefault(who, []).append((since, until))
    return by_subject


def holds_at(spans, at):
    return any(since <= at and (until is None or at < until) for since, until in spans)


def holds_within(spans, start, end):
    """The intervals that have at least one moment in `[start, end)`."""
    return [
        (since, until) for since, until in spans if since < end and (until is None or start < until)
    ]


def last_end_within(spans, end):
    """The end of the last of these intervals, not later than `end`."""
    return max(end if until is None else min(until, end) for _, until in spans)


def distribution_versions(case, known_at):
    """All known versions, of rows in force or not."""
    return [
        {
            "id": row["id"],
            "version": row["version"],
            "pool": row["pool"],
            "at": instant(row["at"]),
            "net": int(row["net"]),
            "order": (row["version"], recording_order(row)),
        }
        for row in known(case["distributions"], known_at)
    ]


def distributions_in_force(versions, case, known_at):
    """§1: the last version of its row, by version, then `recordedAt`, unless the row was reversed."""
    reversed_rows = {reversal["id"] for reversal in known(case["reversals"], known_at)}
    last = {}
    for row in sorted(versions, key=lambda row: row["order"]):
        last[row["id"]] = row
    return [row for row in last.values() if row["id"] not in reversed_rows]


def fills_in_force(case, known_at):
    """§1: not busted; corrections in order of `recordedAt`, each replacing only what it carries.
    Both name (venue, tradeId), act on every side, and may be recorded before the fill (V-6)."""
    busted = {(bust["venue"], bust["tradeId"]) for bust in known(case["busts"], known_at)}
    corrections = sorted(known(case["corrections"], known_at), key=recording_order)
    recorded = {}
    for fill in sorted(known(case["fills"], known_at), key=recording_order):
        recorded.setdefault((fill["venue"], fill["tradeId"], fill["side"]), fill)
    in_force = []
    for (venue, trade_id, side), fill in recorded.items():
        if (venue, trade_id) in busted:
            continue
        content = dict(fill)
        for correction in corrections:
            if (correction["venue"], correction["tradeId"]) == (venue, trade_id):
                for field in ("at", "quantity", "quote", "counterpartyBin"):
                    if field in correction:
                        content[field] = correction[field]
        in_force.append(
            {
                "id": f"{venue}:{trade_id}:{side}",
                "venue": venue,
                "side": side,
                "at": instant(content["at"]),
                "quantity": int(content["quantity"]),
                "quote": content["quote"],
                "counterpartyBin": content.get("counterpartyBin"),
            }
        )
    return in_force


def outflow_order(outflow):
    """§1: by txid as text, then vout as number."""
    txid, vout = outflow["id"].rsplit(":", 1)
    return utf8(txid), int(vout)


class Facts:
    """What is known at K and not later than T, with the register's intervals."""

    def __init__(self, case):
        self.known_at = known_at = instant(case["knownAt"])
        self.as_of = as_of = instant(case["asOf"])
        if as_of > known_at:
            raise ValueError("asOf is later than knownAt")
        self.licensee_bin = case["licenseeBin"]
        self.pack = case["rulePack"]

        # The register.
        self.venues = intervals(case["venues"], known_at, "id", "licensedFrom", "licensedTo")
        self.pools = intervals(case["pools"], known_at, "id", "approvedFrom", "approvedTo")
        self.licence = intervals(case["licence"], known_at, "status", "from", "to")
        self.affiliations = intervals(case["affiliations"], known_at, "pool", "from", "to")
        self.related = intervals(case["relatedBins"], known_at, "bin", "from", "to")

        # §1: what is known at K decides what is in force; only then facts after T are left out.
        def until_t(facts):
            return [fact for fact in facts if fact["at"] <= as_of]

        versions = distribution_versions(case, known_at)
        self.all_versions = until_t(versions)
        self.distributions = until_t(distributions_in_force(versions, case, known_at))
        self.fills = until_t(fills_in_force(case, known_at))
        self.opening = until_t(
            [
                {"at": instant(stock["at"]), "quantity": int(stock["quantity"])}
                for stock in known(case["openingStock"], known_at)
            ]
        )
        self.outflows = until_t(
            [
                {"id": out["ref"], "at": instant(out["at"]), "amount": int(out["amount"])}
                for out in known(case["outflows"], known_at)
            ]
        )
        self.releases = until_t(
            [
                {
                    "period": release["period"],
                    "at": instant(release["at"]),
                    "quantity": int(release["quantity"]),
                }
                for release in known(case["releases"], known_at)
            ]
        )
        self.through = {}
        for report in known(case["completeness"], known_at):
            through = instant(report["through"])
            self.through[report["sender"]] = max(through, self.through.get(report["sender"], through))

        self.shares = sorted(
            (local_midnight(date.fromisoformat(share["from"])), share["bps"])
            for share in self.pack["shareBps"]
        )

    def share_bps(self, at):
        """§3: the share in force on the day of the distribution, 0 before the first."""
        in_force = 0
        for since, bps in self.shares:
            if since <= at:
                in_force = bps
        return in_force

    def complete_through(self, sender, moment):
        return sender in self.through and self.through[sender] >= moment


# ---- §2 Periods ----------------------------------------------------------------------------------


def row_periods(facts):
    beginnings = [version["at"] for version in facts.all_versions]
    beginnings += [stock["at"] for stock in facts.opening]
    beginnings += [fill["at"] for fill in facts.fills if fill["side"] == "sell"]
    beginnings += [
        since
        for spans in facts.affiliations.values()
        for since, _ in spans
        if since <= facts.as_of
    ]
    if not beginnings:
        return []
    return list(range(period_of(min(beginnings)), period_of(facts.as_of) + 1))


# ---- §3 Mined and required -----------------------------------------------------------------------


def mined_and_required(facts, period, at):
    """`mined(P, t)` and `required(P, t)`; with t = T they are `mined(P)` and `required(P)`."""
    mined = 0
    weighted = 0
    for row in facts.distributions:
        if period_of(row["at"]) == period and row["at"] <= at:
            mined += row["net"]
            weighted += row["net"] * facts.share_bps(row["at"])
    return mined, -(-weighted // 10_000)  # rounded up, once per period


# ---- §4 What a sale is made of -------------------------------------------------------------------


def why_not_counting(facts, fill):
    """The findings that say why a sell fill does not count; none: it counts."""
    reasons = []
    if not holds_at(facts.venues.get(fill["venue"], []), fill["at"]):
        reasons.append("unlicensed-venue")
    if fill["quote"] not in facts.pack["quoteCurrencies"]:
        reasons.append("not-a-conversion")
    counterparty = fill["counterpartyBin"]
    if counterparty is not None:
        if counterparty == facts.licensee_bin or holds_at(
            facts.related.get(counterparty, []), fill["at"]
        ):
            reasons.append("self-trade")
    return reasons


def walk_stock(facts):
    """Gives what each sell took from stock, what each outflow took, and what is at hand at T."""
    events = [(stock["at"], OPENING, (), stock) for stock in facts.opening]
    events += [(row["at"], DISTRIBUTION, (), row) for row in facts.distributions]
    for fill in facts.fills:
        kind = SELL if fill["side"] == "sell" else BUY
        events.append((fill["at"], kind, (utf8(fill["id"]),), fill))
    events += [(out["at"], OUTFLOW, outflow_order(out), out) for out in facts.outflows]
    events.sort(key=lambda event: event[:3])

    stock = bought = 0
    sales = []
    outflows = []
    for at, kind, _, event in events:
        if kind == OPENING:
            stock += event["quantity"]
        elif kind == DISTRIBUTION:
            stock += event["net"]
        elif kind == BUY:
            bought += event["quantity"]
        elif kind == SELL:
            sourced = min(event["quantity"], max(0, stock))
            stock -= sourced
            rest = event["quantity"] - sourced
            from_bought = min(rest, bought)
            bought -= from_bought
            sales.append(
                {
                    "fill": event,
                    "sourced": sourced,
                    "unsourced": rest - from_bought,
                    "why_not": why_not_counting(facts, event),
                }
            )
        else:
            from_bought = min(event["amount"], bought)
            bought -= from_bought
            mined_out = event["amount"] - from_bought
            # §7 step 1 asks what stock there was before.
            covered = min(mined_out, max(0, stock))
            outflows.append({"outflow": event, "mined_out": mined_out, "covered": covered})
            stock -= mined_out
    return sales, outflows, stock, bought


# ---- §5 Discharge --------------------------------------------------------------------------------


def discharge(facts, rows, sales):
    """`rows` (by period) receive the sums; `sales` come in time order, then identity."""
    for sale in sales:
        if sale["why_not"]:
            continue
        at = sale["fill"]["at"]
        q = sale["sourced"]
        rows[period_of(at)]["sold"] += q
        in_time = [row for row in rows.values() if row["start"] <= at < row["due"]]
        overdue = [row for row in rows.values() if row["due"] <= at]
        for row in in_time + overdue:
            a = min(q, row["open"])
            if a == 0:
                continue
            row["open"] -= a
            q -= a
            row["paid_by"].append(sale["fill"]["id"])
            if at < row["due"]:
                row["sold_in_time"] += a
            else:
                row["sold_late"] += a
            if row["open"] == 0:
                row["paid_off_at"] = at
        rows[period_of(at)]["surplus"] += q


# ---- §6 State and verdict ------------------------------------------------------------------------


def pools_complete(facts, period):
    start, end = start_of(period), end_of(period)
    reported = {}
    for version in facts.all_versions:
        if period_of(version["at"]) == period:
            reported.setdefault(version["pool"], []).append(version["at"])
    affiliated = {}
    for pool, spans in facts.affiliations.items():
        spans_in_period = holds_within(spans, start, end)
        if spans_in_period:
            affiliated[pool] = last_end_within(spans_in_period, end)
    for pool in {*reported, *affiliated}:
        needed = end
        if pool in affiliated:
            last_end = affiliated[pool]
            if last_end < end and all(at < last_end for at in reported.get(pool, [])):
                needed = last_end
        if not facts.complete_through(pool, needed):
            return False
    return True


def venues_complete(facts, period, due):
    for venue, spans in facts.venues.items():
        spans_there = holds_within(spans, start_of(period), due)
        if spans_there and not facts.complete_through(venue, last_end_within(spans_there, due)):
            return False
    return True


def state_and_verdict(facts, row):
    if facts.as_of < row["end"]:
        return "open", "pending"
    if facts.as_of < row["due"]:
        return "provisional", "pending"
    if not (
        pools_complete(facts, row["period"]) and venues_complete(facts, row["period"], row["due"])
    ):
        return "provisional", "inconclusive"
    if row["shortfall"] == 0:
        return "final", "compliant"
    if row["outstanding"] > 0:
        return "final", "breach"
    return "final", "breach-cured-late"


# ---- §7 The free part, and what left the wallets -------------------------------------------------


def retained_so_far(facts, at):
    so_far = sum(stock["quantity"] for stock in facts.opening if stock["at"] <= at)
    for period in {period_of(row["at"]) for row in facts.distributions}:
        if start_of(period) <= at:
            mined, required = mined_and_required(facts, period, at)
            so_far += mined - required
    return so_far


def retained_in_all(facts, period_text):
    if period_text == "opening":
        return sum(stock["quantity"] for stock in facts.opening)
    year, month = period_text.split("-")
    mined, required = mined_and_required(facts, int(year) * 12 + int(month) - 1, facts.as_of)
    return mined - required


def released(facts, at):
    granted = {}
    for release in facts.releases:
        if release["at"] <= at:
            granted[release["period"]] = granted.get(release["period"], 0) + release["quantity"]
    return sum(
        min(quantity, retained_in_all(facts, period)) for period, quantity in granted.items()
    )


def judge_outflows(facts, outflows):
    used = early = unexplained = 0
    findings = []
    for entry in outflows:
        outflow, at = entry["outflow"], entry["outflow"]["at"]
        c = entry["covered"]
        uncovered = entry["mined_out"] - c
        room = max(0, retained_so_far(facts, at) - used - early)
        free = min(c, room, max(0, released(facts, at) - used - early))
        e = min(c - free, room - free)
        rest = uncovered + c - free - e
        used += free
        early += e
        unexplained += rest
        if e > 0:
            findings.append(finding("early-release", period_of(at), e, [outflow["id"]]))
        if rest > 0:
            findings.append(finding("unexplained-outflow", period_of(at), rest, [outflow["id"]]))
    return used, early, unexplained, findings


# ---- §8 Findings ---------------------------------------------------------------------------------


def finding(kind, period, quantity, facts):
    return {
        "type": kind,
        "period": period_name(period),
        "quantity": str(quantity),
        "facts": sorted(set(facts), key=utf8),
        "rules": [RULES[kind]],
    }


def under_sold_findings(facts, rows):
    findings = []
    for row in rows.values():
        if row["verdict"] not in ("breach", "breach-cured-late"):
            continue
        mined_there = [
            one["id"] for one in facts.distributions if period_of(one["at"]) == row["period"]
        ]
        raised = finding(
            "under-sold", row["period"], row["shortfall"], mined_there + row["paid_by"]
        )
        if row["verdict"] == "breach-cured-late":
            raised["curedAt"] = wire_instant(row["paid_off_at"])
        findings.append(raised)
    return findings


def sale_findings(sales):
    findings = []
    for sale in sales:
        fill = sale["fill"]
        period = period_of(fill["at"])
        for kind in sale["why_not"]:
            findings.append(finding(kind, period, fill["quantity"], [fill["id"]]))
        if sale["unsourced"] > 0:
            findings.append(finding("unsourced-sale", period, sale["unsourced"], [fill["id"]]))
    return findings


def distribution_findings(facts):
    findings = []
    for row in facts.distributions:
        at, kinds = row["at"], []
        if not holds_at(facts.pools.get(row["pool"], []), at):
            kinds.append("unapproved-pool")
        if holds_at(facts.licence.get("suspended", []), at):
            kinds.append("mined-while-suspended")
        elif not holds_at(facts.licence.get("active", []), at):
            kinds.append("mined-without-licence")
        for kind in kinds:
            findings.append(finding(kind, period_of(at), row["net"], [row["id"]]))
    return findings


def finding_order(one):
    """V-10: by period, type, facts."""
    return utf8(one["period"]), utf8(one["type"]), [utf8(fact) for fact in one["facts"]]


# ---- The whole -----------------------------------------------------------------------------------


def basis_points(part, mined):
    """§5: rounded down; null when nothing was mined."""
    return None if mined == 0 else min(10_000 * part // mined, GREATEST_JSON_NUMBER)


def wire_row(row):
    figures = {
        name: str(row[field])
        for name, field in (
            ("mined", "mined"),
            ("required", "required"),
            ("soldInTime", "sold_in_time"),
            ("soldLate", "sold_late"),
            ("shortfall", "shortfall"),
            ("outstanding", "outstanding"),
            ("surplus", "surplus"),
        )
    }
    return {
        "period": period_name(row["period"]),
        **figures,
        "dischargedBps": basis_points(row["sold_in_time"], row["mined"]),
        "soldBps": basis_points(row["sold"], row["mined"]),
        "retained": str(row["mined"] - row["required"]),
        "state": row["state"],
        "verdict": row["verdict"],
        "due": wire_instant(row["due"]),
    }


def reconcile(case):
    """The `expected` object of a case in the shape of the vectors."""
    facts = Facts(case)
    rows = {}
    for period in row_periods(facts):
        mined, required = mined_and_required(facts, period, facts.as_of)
        rows[period] = {
            "period": period,
            "start": start_of(period),
            "end": end_of(period),
            "due": due_of(period, facts.pack),
            "mined": mined,
            "required": required,
            "open": required,
            "sold": 0,
            "sold_in_time": 0,
            "sold_late": 0,
            "surplus": 0,
            "paid_by": [],
            "paid_off_at": None,
        }

    sales, outflows, stock, bought = walk_stock(facts)
    discharge(facts, rows, sales)
    for row in rows.values():
        row["shortfall"] = row["required"] - row["sold_in_time"]
        row["outstanding"] = row["shortfall"] - row["sold_late"]
        row["state"], row["verdict"] = state_and_verdict(facts, row)
    used, early, unexplained, outflow_findings = judge_outflows(facts, outflows)

    findings = under_sold_findings(facts, rows) + sale_findings(sales)
    findings += distribution_findings(facts) + outflow_findings
    return {
        "rows": [wire_row(row) for row in rows.values()],
        "findings": sorted(findings, key=finding_order),
        "used": str(used),
        "early": str(early),
        "unexplained": str(unexplained),
        "stockAtEnd": str(stock),
        "boughtAtEnd": str(bought),
    }


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def answer_line(line):
    return canonical(reconcile(json.loads(line)["case"]))


def main(arguments):
    if arguments and (len(arguments) != 2 or arguments[0] != "--processes"):
        sys.exit(__doc__)
    processes = int(arguments[1]) if arguments else 1
    source = open(sys.stdin.fileno(), encoding="utf-8", newline="\n", closefd=False)
    target = open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False)
    lines = (line for line in source if line.strip())
    with target:
        if processes == 1:
            for line in lines:
                target.write(answer_line(line) + "\n")
            return
        with Pool(processes) as pool:
            for answer in pool.imap(answer_line, lines, chunksize=50):
                target.write(answer + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
