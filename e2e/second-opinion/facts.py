"""The facts that are known at K and not later than T, and the register's intervals (§1)."""

import json
from datetime import date

from almaty import instant, local_midnight, optional_instant


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
    by_subject = {}
    for who, licences in intervals_by_licence(records, known_at, subject, begins, ends).items():
        by_subject[who] = [span for spans in licences.values() for span in spans]
    return by_subject


def intervals_by_licence(records, known_at, subject, begins, ends):
    """V-5: the same by subject, and by licence within it (None: a record that names none). Those of
    different licences never replace each other."""
    in_force = {}
    for record in sorted(known(records, known_at), key=recording_order):
        since, until = instant(record[begins]), optional_instant(record[ends])
        in_force[record[subject], record.get("licenceId"), since] = until
    by_subject = {}
    for (who, licence, since), until in in_force.items():
        if until is None or since < until:
            by_subject.setdefault(who, {}).setdefault(licence, []).append((since, until))
    return by_subject


def holds_for(by_licence, licence, at):
    """V-5: a distribution that names a licence is tested against that one only, another against
    all of them."""
    if licence is not None:
        return holds_at(by_licence.get(licence, []), at)
    return any(holds_at(spans, at) for spans in by_licence.values())


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
            "licenceId": row.get("licenceId"),
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


# V-8: what a correction may carry.
CORRECTED_FIELDS = ("at", "quantity", "quote", "quoteAmount", "baseFee", "counterpartyBin")


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
                for field in CORRECTED_FIELDS:
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
                # V-7: absent: above 0, and no fee.
                "quoteAmount": int(content.get("quoteAmount", 1)),
                "baseFee": int(content.get("baseFee", 0)),
                "counterpartyBin": content.get("counterpartyBin"),
            }
        )
    return in_force


def disqualified_fills(case, known_at):
    """V-9: of the decisions about a fill that are known at K the last recorded holds, whatever T is."""
    decided = {}
    for decision in sorted(known(case.get("disqualifications", []), known_at), key=recording_order):
        fill = f"{decision['venue']}:{decision['tradeId']}:{decision['side']}"
        decided[fill] = decision["disqualified"]
    return {fill for fill, disqualified in decided.items() if disqualified}


def opening_stock(case, known_at):
    """V-10: of several with the same `at` the last recorded that is known holds; others add up."""
    by_instant = {}
    for stock in sorted(known(case["openingStock"], known_at), key=recording_order):
        by_instant[instant(stock["at"])] = int(stock["quantity"])
    return [{"at": at, "quantity": quantity} for at, quantity in by_instant.items()]


def outflows_known(case, known_at):
    """§1: an outflow is its `txid:vout`, so one output counts once; observed again (in another block,
    after a reorganisation) it is what was recorded last."""
    by_ref = {}
    for out in sorted(known(case["outflows"], known_at), key=recording_order):
        by_ref[out["ref"]] = out
    return [
        {"id": ref, "at": instant(out["at"]), "amount": int(out["amount"])}
        for ref, out in by_ref.items()
    ]


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
        self.licence = intervals_by_licence(case["licence"], known_at, "status", "from", "to")
        affiliations = case["affiliations"]
        self.declared = intervals_by_licence(affiliations, known_at, "pool", "from", "to")
        self.affiliations = intervals(affiliations, known_at, "pool", "from", "to")
        self.related = intervals(case["relatedBins"], known_at, "bin", "from", "to")

        # §1: what is known at K decides what is in force; only then facts after T are left out.
        def until_t(facts):
            return [fact for fact in facts if fact["at"] <= as_of]

        versions = distribution_versions(case, known_at)
        self.all_versions = until_t(versions)
        self.distributions = until_t(distributions_in_force(versions, case, known_at))
        self.fills = until_t(fills_in_force(case, known_at))
        self.disqualified = disqualified_fills(case, known_at)
        self.opening = until_t(opening_stock(case, known_at))
        self.outflows = until_t(outflows_known(case, known_at))
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

    def quote_currencies(self, at):
        """§4 and V-11: those in force at the trade; before the first entry there are none."""
        entries = self.pack["quoteCurrencies"]
        if all(isinstance(entry, str) for entry in entries):
            return entries
        in_force = []
        for entry in sorted(entries, key=lambda entry: entry["from"]):
            if local_midnight(date.fromisoformat(entry["from"])) <= at:
                in_force = entry["currencies"]
        return in_force

    def complete_through(self, sender, moment):
        return sender in self.through and self.through[sender] >= moment
