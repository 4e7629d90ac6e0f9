import type { Schemas } from '@esep/client';
import { startOf, type Period } from '@esep/kernel';
import { aifc2026, reconciliationRules } from '@esep/rulebook';
import { factsOf, reconcile, toWire, type WireReconciliationFacts } from '@esep/supervision-domain';

import type { MatrixSize } from './matrix.js';

// Answers of GET /supervision/v1/rule-packs/effects/inputs as large as one wants them. Everybody mined
// every day and sold twice a week: 36 facts a month.

const MINED_DAYS = 28;
const SALES = 8;
const LAST_MONTH = Date.UTC(2026, 2);
const KNOWN_AT = '2026-05-20T00:00:00.000Z';
/** As many facts as one answer gives. */
const FACTS_PER_PAGE = 10_000;

export interface InputsPages {
  readonly pages: readonly string[];
  readonly facts: number;
}

export const inputsOf = ({ licensees, months }: MatrixSize): InputsPages => {
  const last = new Date(LAST_MONTH);
  const periods = Array.from({ length: months }, (_, i) =>
    new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - months + 1 + i))
      .toISOString()
      .slice(0, 'YYYY-MM'.length),
  );
  const facts = factsIn(periods);
  const by = { knownAt: KNOWN_AT, asOf: KNOWN_AT, packId: aifc2026.packId };
  const rules = reconciliationRules(aifc2026);
  const { rows } = reconcile(factsOf(facts), rules, KNOWN_AT, KNOWN_AT);
  const item = { licences: ['DM-2025-01'], rows: toWire(rows).map(knownRow), facts };
  const each = facts.distributions.length + facts.fills.length;
  const perPage = Math.floor(FACTS_PER_PAGE / each);
  const pages = Array.from({ length: Math.ceil(licensees / perPage) }, (_, page) => {
    const first = page * perPage;
    const items = Array.from({ length: Math.min(perPage, licensees - first) }, (_item, nth) => {
      const name = `Licensee ${String(first + nth).padStart(3, '0')} Compute LLP`;
      const id = String(first + nth).padStart(12, '0');
      const licenseeId = `01890000-0000-7000-8000-${id}`;
      return { licenseeId, name, displayName: name, ...item };
    });
    const next = first + perPage < licensees ? String(page + 1) : null;
    return JSON.stringify({ items, next, by: { ...by, rules } });
  });
  return { pages, facts: licensees * each };
};

type KnownRow = Schemas['supervision']['KnownRowBody'];
const knownRow = (row: KnownRow): KnownRow => {
  const { period, verdict, state, mined, required, soldInTime, soldLate, shortfall } = row;
  return { period, verdict, state, mined, required, soldInTime, soldLate, shortfall };
};

/** By turns 75 %, 76 % … 82 % of a month are sold, so that a step of the share flips some verdicts. */
const factsIn = (periods: readonly Period[]): WireReconciliationFacts => {
  const from = startOf(periods[0] ?? '');
  let position = 0;
  const recorded = (recordedAt: string) => ({ recordedAt, position: (position += 1) });
  const ever = { ...recorded(from), from, to: null };
  const day = (period: Period, of: number) => `${period}-${String(of).padStart(2, '0')}`;
  const complete = (sender: string) => ({ sender, through: KNOWN_AT, ...recorded(KNOWN_AT) });
  return {
    licenseeBin: '0',
    venues: [{ id: 'ex-1', licensedFrom: from, licensedTo: null, ...recorded(from) }],
    pools: [{ id: 'dmp-1', approvedFrom: from, approvedTo: null, ...recorded(from) }],
    licence: [{ licenceId: 'DM-2025-01', status: 'active', ...ever }],
    affiliations: [{ pool: 'dmp-1', licenceId: 'DM-2025-01', ...ever }],
    relatedBins: [],
    openingStock: [],
    distributions: periods.flatMap((period) =>
      Array.from({ length: MINED_DAYS }, (_, nth) => {
        const at = `${day(period, nth + 1)}T02:00:00.000Z`;
        const amounts = { gross: '10200000', fee: '200000', net: '10000000' };
        const row = { id: `dmp-1:${at}`, version: 1, pool: 'dmp-1', licenceId: 'DM-2025-01' };
        return { ...row, at, ...amounts, ...recorded(at) };
      }),
    ),
    withdrawals: [],
    reversals: [],
    fills: periods.flatMap((period, month) =>
      Array.from({ length: SALES }, (_, nth) => {
        const at = `${day(period, nth * 3 + 4)}T09:00:00.000Z`;
        const quantity = String((MINED_DAYS * 100_000 * (75 + (month % 8))) / SALES);
        const trade = { venue: 'ex-1', tradeId: at, side: 'sell' as const, quote: 'KZT' };
        return { ...trade, at, quantity, quoteAmount: '4738450000', ...recorded(at) };
      }),
    ),
    busts: [],
    corrections: [],
    disqualifications: [],
    outflows: [],
    releases: [],
    completeness: [complete('dmp-1'), complete('ex-1')],
    waivers: [],
  };
};
