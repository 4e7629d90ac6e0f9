import {
  ceilDiv,
  instantIn,
  instantOf,
  isIinOrBin,
  millisOf,
  periodOf,
  plusPeriods,
  startOfDay,
  type Instant,
} from '@esep/kernel';
import { aifc2026, dueUnder, reconciliationRules } from '@esep/rulebook';
import {
  noFacts,
  reconcile,
  type GrowingFacts,
  type Reconciliation,
} from '@esep/supervision-domain';

import { plannedMonthsOf, timeOf, type PlannedMonth } from './acts.js';
import type { ReportKind, ReportRows } from './caller.js';
import { expectationOn } from './found-row.js';
import { randomSector } from './random-sector.js';
import { daysOf, type Day } from './sector-days.js';
import type { Expectation, Sector } from './sector-plan.js';
import { demonstrationSector } from './sector.js';

const rules = reconciliationRules(aifc2026);

describe.each<{ name: string; sector: Sector }>([
  { name: 'The demonstration', sector: demonstrationSector },
  {
    name: 'A random sector',
    sector: randomSector({ seed: 7, licensees: 25, months: 2, creditsPerDay: 3 }),
  },
])('$name', ({ sector }) => {
  const days = daysOf(sector);
  const plannedMonths = plannedMonthsOf(sector);

  describe('as a plan', () => {
    it('names everyone by a number of their own that could exist', () => {
      const bins = sector.licensees.map(({ bin }) => bin);
      const related = sector.licensees.flatMap(({ relatedParties = [] }) => relatedParties);
      const all = [...bins, ...related.map(({ bin }) => bin)];
      expect(all.filter((bin) => !isIinOrBin(bin))).toEqual([]);
      expect(new Set(all).size).toBe(all.length);
    });

    it('credits what is gross less the fee', () => {
      const rows = sent(days, 'distributions');
      expect(rows.length).toBeGreaterThan(0);
      for (const { row } of rows) {
        expect(BigInt(row.gross) - BigInt(row.fee)).toBe(BigInt(row.net));
        expect(BigInt(row.fee)).toBeGreaterThan(0n);
      }
    });

    it('credits to everyone what must be found mined', () => {
      const credited = Map.groupBy(
        sent(days, 'distributions'),
        ({ row }) => `${row.licenceId} ${row.asset} ${row.distributedAt.slice(0, 7)}`,
      );
      for (const planned of plannedMonths) {
        const { licensee, holding, month } = planned;
        const rows = credited.get(`${licensee.licenceId} ${holding.asset} ${month.period}`) ?? [];
        const mined = rows.reduce((total, { row }) => total + BigInt(row.net), 0n);
        expect([nameOf(planned), mined]).toEqual([nameOf(planned), month.expected.mined]);
      }
    });

    it.each(expectations(sector))('$name: the figures add up', ({ expected }) => {
      const { mined, required, soldInTime, soldLate, verdict, findings } = expected;
      expect(required).toBe(ceilDiv(mined * 75n, 100n));
      const shortfall = required - soldInTime;
      const underSold = findings.filter(({ type }) => type === 'under-sold');
      if (shortfall === 0n) {
        expect(['compliant', 'inconclusive']).toContain(verdict);
        expect(underSold).toEqual([]);
      } else {
        expect(verdict).toBe(soldLate === shortfall ? 'breach-cured-late' : 'breach');
        expect(underSold).toEqual([{ type: 'under-sold', quantity: shortfall }]);
      }
    });

    it('pays out no more than was credited, and each coin once', () => {
      for (const { licensee, holding } of plannedMonths) {
        const isOwn = (row: { licenceId: string; asset: string }) =>
          row.licenceId === licensee.licenceId && row.asset === holding.asset;
        const credited = sum(sent(days, 'distributions'), isOwn, ({ net }) => net);
        const paid = sum(sent(days, 'payouts'), isOwn, ({ amount }) => amount);
        expect(paid).toBeGreaterThan(0n);
        expect(paid).toBeLessThanOrEqual(credited);
      }
      const places = [...sent(days, 'payouts'), ...sent(days, 'deposits')].map(
        ({ row: { txid, vout } }) => `${txid}:${vout}`,
      );
      expect(new Set(places).size).toBe(places.length);
    });

    it('reports nothing before it has happened', () => {
      for (const { day, now, senders } of days) {
        const rows = senders.flatMap(({ reports }) => reports).flatMap((report) => report.rows);
        const times = [
          ...rows.map(({ row }) => timeIn(row)),
          ...senders.map(({ through }) => through),
        ];
        const early = times.filter((time) => time !== undefined && instantIn(time) > now);
        expect({ day, early }).toEqual({ day, early: [] });
      }
    });

    it('gives every report and every row of a sender an id of its own', () => {
      const reports = days.flatMap(({ senders }) =>
        senders.flatMap(({ sender, reports: own }) =>
          own.map(({ kind, reportId }) => `${kind} ${sender} ${reportId}`),
        ),
      );
      expect(new Set(reports).size).toBe(reports.length);
      for (const kind of [
        'distributions',
        'payouts',
        'fills',
        'deposits',
        'withdrawals',
      ] as const) {
        const ids = sent(days, kind).map(({ sender, row }) => `${sender} ${idIn(row)}`);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.filter((id) => !/^\S+ [A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(id))).toEqual([]);
      }
    });

    it('is checked when the month before has fallen due, and at its end', () => {
      expect(sector.checkedOn.at(-1)).toBe(sector.closesOn);
      const checked = days.filter(({ isChecked }) => isChecked);
      expect(checked).toHaveLength(sector.checkedOn.length);
      for (const { now } of checked)
        expect(dueUnder(rules, plusPeriods(periodOf(now), -1)) < now).toBe(true);
    });
  });

  describe('by the reconciliation', () => {
    const checks = sector.checkedOn.flatMap((day) =>
      [false, true].map((hasChain) => ({
        day,
        hasChain,
        chain: hasChain ? 'with' : 'without',
        knownAt: instantIn(timeOf(day, 21)),
      })),
    );

    it.each(checks)(
      'comes to what it must on $day $chain a chain',
      ({ day, hasChain, knownAt }) => {
        for (const planned of plannedMonths.filter(
          ({ month }) => month.period < periodOf(knownAt),
        )) {
          const facts = { licenseeParty: planned.licensee.bin, ...factsOf(planned, sector, days) };
          const seen = { ...facts, outflows: hasChain ? facts.outflows : [] };
          const found = reconcile(seen, rules, knownAt, knownAt);
          expect({ name: nameOf(planned), ...foundIn(found, planned) }).toEqual({
            name: nameOf(planned),
            ...wantedOf(expectationOn(planned.month, day, hasChain)),
          });
        }
      },
    );

    it('finds what was right before the news, when it is asked what was known then', () => {
      const closing = instantIn(timeOf(sector.closesOn, 21));
      for (const planned of plannedMonths) {
        const { expectedBefore } = planned.month;
        if (expectedBefore === undefined) continue;
        const before = instantOf(millisOf(startOfDay(expectedBefore.knownOn)));
        const facts = { licenseeParty: planned.licensee.bin, ...factsOf(planned, sector, days) };
        const then = foundIn(reconcile(facts, rules, before, before), planned);
        const now = foundIn(reconcile(facts, rules, closing, closing), planned);
        expect(then.verdict).toBe(expectedBefore.verdict);
        expect(now.verdict).not.toBe(then.verdict);
      }
    });
  });
});

describe('The demonstration', () => {
  it('shows every verdict that a final month can have, and a month that nobody can judge', () => {
    const verdicts = plannedMonthsOf(demonstrationSector).map(
      ({ month }) => month.expected.verdict,
    );
    expect(new Set(verdicts)).toEqual(
      new Set(['compliant', 'breach', 'breach-cured-late', 'inconclusive']),
    );
  });

  it('has five pools, two licensed exchanges and one that lost its licence, and twelve licensees', () => {
    const { pools, exchanges, licensees } = demonstrationSector;
    expect(pools).toHaveLength(5);
    expect(exchanges.filter(({ withdrawn }) => withdrawn === undefined)).toHaveLength(2);
    expect(exchanges.filter(({ withdrawn }) => withdrawn !== undefined)).toHaveLength(1);
    expect(licensees).toHaveLength(12);
  });
});

describe('A random sector', () => {
  const options = { seed: 3, licensees: 8, months: 1 };

  it('is the same for the same seed', () =>
    expect(randomSector(options)).toEqual(randomSector(options)));

  it('is another for another seed', () =>
    expect(randomSector({ ...options, seed: 4 })).not.toEqual(randomSector(options)));

  it('sends as many rows a day as it is asked for', () => {
    const [day] = daysOf(randomSector({ ...options, creditsPerDay: 5 }));
    expect(sent([day as Day], 'distributions')).toHaveLength(40);
  });

  it('sends what is too much for one report in several', () => {
    const [day] = daysOf(randomSector({ seed: 3, licensees: 1, months: 1, creditsPerDay: 5_001 }));
    const reports = day?.senders.flatMap(({ reports: own }) => own) ?? [];
    expect(reports.map(({ reportId, rows }) => [reportId, rows.length])).toEqual([
      ['credits-2026-01-01.1', 5_000],
      ['credits-2026-01-01.2', 1],
    ]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function nameOf({ licensee, holding, month }: PlannedMonth): string {
  return `${licensee.name}, ${holding.asset}, ${month.period}`;
}

function expectations(sector: Sector): { name: string; expected: Expectation }[] {
  return plannedMonthsOf(sector).flatMap((planned) => {
    const { expected, expectedBefore } = planned.month;
    const name = nameOf(planned);
    return [
      { name, expected },
      ...(expectedBefore ? [{ name: `${name}, before the news`, expected: expectedBefore }] : []),
    ];
  });
}

interface Sent<Kind extends ReportKind> {
  readonly sender: string;
  readonly recordedAt: Instant;
  readonly row: ReportRows[Kind];
}

/** Every row of a kind, recorded a moment after the evening's clock was set. */
function sent<Kind extends ReportKind>(days: readonly Day[], kind: Kind): Sent<Kind>[] {
  return days.flatMap(({ now, senders }) =>
    senders.flatMap(({ sender, reports }) =>
      reports
        .filter((report) => report.kind === kind)
        .flatMap(({ rows }) => rows)
        .map(({ row }) => ({
          sender,
          recordedAt: instantOf(millisOf(now) + 1),
          row: row as ReportRows[Kind],
        })),
    ),
  );
}

function sum<Row>(
  rows: readonly { row: Row }[],
  isOwn: (row: Row) => boolean,
  quantityIn: (row: Row) => string,
): bigint {
  return rows
    .filter(({ row }) => isOwn(row))
    .reduce((total, { row }) => total + BigInt(quantityIn(row)), 0n);
}

function idIn(row: ReportRows[ReportKind]): string {
  return 'rowId' in row ? row.rowId : row.tradeId;
}

function timeIn(row: ReportRows[ReportKind]): string | undefined {
  if ('distributedAt' in row) return row.distributedAt;
  if ('paidAt' in row) return row.paidAt;
  if ('executedAt' in row) return row.executedAt;
  return 'creditedAt' in row ? row.creditedAt : undefined;
}

/** What the ledger would know of a licensee's coins at the end. */
function factsOf(
  { licensee, holding }: PlannedMonth,
  sector: Sector,
  days: readonly Day[],
): GrowingFacts {
  const { licenceId, bin } = licensee;
  const { asset } = holding;
  const at = (text: string) => instantIn(text);
  const recordedAt = startOfDay(sector.opensOn);
  const facts = noFacts();
  for (const { id, approvedFrom } of sector.pools)
    facts.pools.push({ recordedAt, id, approvedFrom: startOfDay(approvedFrom), approvedTo: null });
  for (const { id, licensedFrom, withdrawn } of sector.exchanges)
    facts.venues.push({
      recordedAt,
      id,
      licensedFrom: startOfDay(licensedFrom),
      licensedTo: withdrawn ? startOfDay(withdrawn.from) : null,
    });
  const from = startOfDay(licensee.licensedFrom);
  facts.licence.push({ recordedAt, licence: licenceId, status: 'active', from, to: null });
  for (const pool of holding.pools)
    facts.affiliations.push({ recordedAt, pool, licence: licenceId, from: recordedAt, to: null });
  for (const { bin: party } of licensee.relatedParties ?? [])
    facts.relatedParties.push({ recordedAt, party, from, to: null });
  if (holding.openingStock !== undefined)
    facts.openingStock.push({ recordedAt, quantity: holding.openingStock, at: recordedAt });

  for (const { sender, recordedAt: known, row } of sent(days, 'distributions'))
    if (row.licenceId === licenceId && row.asset === asset)
      facts.distributions.push({
        recordedAt: known,
        id: `${sender}:${row.rowId}`,
        version: 1,
        pool: sender,
        licence: licenceId,
        at: at(row.distributedAt),
        gross: BigInt(row.gross),
        fee: BigInt(row.fee),
        net: BigInt(row.net),
      });
  for (const { sender: venue, recordedAt: known, row } of sent(days, 'fills'))
    if (row.licenseeBin === bin && row.asset === asset)
      facts.fills.push({
        recordedAt: known,
        venue,
        tradeId: row.tradeId,
        side: row.side,
        at: at(row.executedAt),
        quantity: BigInt(row.quantity),
        quote: row.quote.currency,
        ...(row.counterpartyBin === undefined ? {} : { counterparty: row.counterpartyBin }),
      });
  for (const { sender: venue, recordedAt: known, row } of sent(days, 'busts'))
    facts.busts.push({ recordedAt: known, venue, tradeId: row.tradeId });
  for (const { now, senders, unreported } of days) {
    const known = instantOf(millisOf(now) + 1);
    for (const { sender, through } of senders)
      if (through !== undefined)
        facts.completeness.push({ recordedAt: known, sender, through: at(through) });
    for (const movement of unreported)
      if (movement.id.includes(`${licenceId} ${asset} `))
        facts.outflows.push({
          recordedAt: known,
          ref: `${movement.id.replaceAll(' ', '-')}:0`,
          at: movement.at,
          amount: movement.amount,
        });
  }
  return facts;
}

function foundIn({ rows, findings }: Reconciliation, { month: { period } }: PlannedMonth) {
  const row = rows.find((found) => found.period === period);
  if (row === undefined) throw new Error(`There is no row for ${period}.`);
  const { mined, required, soldInTime, soldLate, surplus, verdict } = row;
  const own = findings
    .filter((finding) => finding.period === period)
    .map(({ type, quantity }) => `${type} ${quantity}`);
  return { mined, required, soldInTime, soldLate, surplus, verdict, findings: own.sort() };
}

function wantedOf(expected: Expectation) {
  const { mined, required, soldInTime, soldLate, surplus, verdict } = expected;
  const findings = expected.findings.map(({ type, quantity }) => `${type} ${quantity}`).sort();
  return { mined, required, soldInTime, soldLate, surplus, verdict, findings };
}
