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
from multiprocessing import Pool

sys.dont_write_bytecode = True  # the checkout stays clean

from almaty import due_of, end_of, period_name, period_of, start_of, wire_instant
from facts import (
    Facts,
    holds_at,
    holds_for,
    holds_within,
    last_end_within,
    outflow_order,
    utf8,
)

# §8 and V-17: the rule that each finding cites.
RULES = {
    "under-sold": "SALE-1",
    "unsourced-sale": "SALE-5",
    "unlicensed-venue": "SALE-6",
    "self-trade": "SALE-7",
    "not-a-conversion": "SALE-8",
    "early-release": "SALE-3",
    "unexplained-outflow": "SUP-1",
    "unapproved-pool": "LIC-14",
    "undeclared-pool": "LIC-14",
    "mined-while-suspended": "LIC-11",
    "mined-without-licence": "LIC-1",
}

# §5: `soldBps` may pass 10 000, but it is a JSON number, at most 2^53 - 1.
GREATEST_JSON_NUMBER = 2**53 - 1

# §4: the order of events at the same instant. Buys and distributions only add, so their order
# among themselves cannot matter; sells and outflows carry a tie-break of their own.
OPENING, DISTRIBUTION, BUY, SELL, OUTFLOW = range(5)


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
    if fill["quote"] not in facts.quote_currencies(fill["at"]) or fill["quoteAmount"] == 0:
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
            bought += max(0, event["quantity"] - event["baseFee"])
        elif kind == SELL:
            sourced = min(event["quantity"], max(0, stock))
            stock -= sourced
            rest = event["quantity"] - sourced
            from_bought = min(rest, bought)
            bought -= from_bought
            # Then its fee leaves; what neither covers is nothing.
            fee = event["baseFee"]
            fee_from_stock = min(fee, max(0, stock))
            stock -= fee_from_stock
            bought -= min(fee - fee_from_stock, bought)
            sales.append(
                {
                    "fill": event,
                    "sourced": sourced,
                    "unsourced": rest - from_bought,
                    "why_not": why_not_counting(facts, event),
                    "disqualified": event["id"] in facts.disqualified,
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
        if sale["why_not"] or sale["disqualified"]:
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
        elif not holds_for(facts.declared.get(row["pool"], {}), row["licenceId"], at):
            kinds.append("undeclared-pool")
        if holds_for(facts.licence.get("suspended", {}), row["licenceId"], at):
            kinds.append("mined-while-suspended")
        elif not holds_for(facts.licence.get("active", {}), row["licenceId"], at):
            kinds.append("mined-without-licence")
        for kind in kinds:
            findings.append(finding(kind, period_of(at), row["net"], [row["id"]]))
    return findings


def finding_order(one):
    """V-15: by period, type, facts."""
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
