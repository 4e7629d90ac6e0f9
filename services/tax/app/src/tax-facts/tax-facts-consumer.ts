import {
  TAX_FACTS,
  type DistributionEvent,
  type LicenseeRegistered,
  type LicenseeRenamed,
  type OpeningStockCorrected,
  type OpeningStockDeclared,
  type PeriodJudged,
  type WantedBy,
} from '@esep/contracts';
import { latest, localDateOf, quarterOf, unreachable } from '@esep/kernel';
import { consumerOf, keepRulePack, type Consumer, type TypedFact } from '@esep/platform';
import { RATE_FINDINGS } from '@esep/tax-domain';
import type { EntityManager } from 'typeorm';

import { keepCostAnswer, keepCostDeclaration } from '../declare-costs/cost-declaration-list.js';
import { keepPrice, quartersPricedBy } from '../publish-prices/price-table.js';
import { keepPayment } from '../record-payment/payment-list.js';
import { keepRelease } from '../release-retained/release-list.js';
import {
  touchEverybody,
  touchQuarter,
  touchQuarters,
  touchQuartersOfRows,
} from './touch-quarters.js';

type TaxFactEvent = WantedBy<typeof TAX_FACTS>;
type FindingFact = Extract<TaxFactEvent, { readonly type: `Finding${string}` }>;

/** Inserts the facts that taxes depend on, and marks the quarters that they may change. */
export const taxFactsConsumer = (logs: readonly string[], onKept: () => void): Consumer =>
  consumerOf(TAX_FACTS, logs, async (facts, tx) => {
    // Most facts are distributions and judgements: a statement for each would be too slow where many
    // arrive at once.
    await keepDistributions(
      facts.flatMap(({ event, ...fact }) => (isOfDistribution(event) ? { ...fact, event } : [])),
      tx,
    );
    await keepJudgements(
      facts.flatMap(({ event, ...fact }) =>
        event.type === 'PeriodJudged' ? { ...fact, event } : [],
      ),
      tx,
    );
    for (const { event, ...fact } of facts)
      if (!isOfDistribution(event) && event.type !== 'PeriodJudged')
        await keep({ ...fact, event }, tx);
    return onKept;
  });

const DISTRIBUTIONS: readonly TaxFactEvent['type'][] = [
  'DistributionRecorded',
  'DistributionReplaced',
  'DistributionWithdrawn',
  'DistributionReversed',
] satisfies readonly DistributionEvent['type'][];

const isOfDistribution = (event: TaxFactEvent): event is DistributionEvent =>
  DISTRIBUTIONS.includes(event.type);

const keep = async (
  kept: TypedFact<Exclude<TaxFactEvent, DistributionEvent | PeriodJudged>>,
  tx: EntityManager,
): Promise<void> => {
  const { event, recordedAt } = kept;
  switch (event.type) {
    case 'LicenseeRegistered':
    case 'LicenseeRenamed':
      return keepLicensee(event, tx);
    case 'OpeningStockDeclared':
    case 'OpeningStockCorrected':
      return keepOpeningStock({ ...kept, event }, tx);
    case 'RulePackAdopted':
      await keepRulePack({ ...kept, event }, tx);
      return touchEverybody(recordedAt, tx);
    case 'PricePublished':
    case 'ExchangeRatePublished':
      await keepPrice({ ...kept, event }, tx);
      return touchEverybody(recordedAt, tx, quartersPricedBy(event.day));
    case 'CostDeclared':
      await keepCostDeclaration({ ...kept, event }, tx);
      return touchQuarter(event.licenseeId, event.quarter, recordedAt, tx);
    case 'CostAccepted':
    case 'CostRejected':
      await keepCostAnswer(event, tx);
      return touchQuarter(event.licenseeId, event.quarter, recordedAt, tx);
    case 'TaxPaid':
      return keepPayment({ ...kept, event }, tx);
    case 'RetainedReleased':
      return keepRelease({ ...kept, event }, tx);
    default:
      return keepFinding({ ...kept, event }, tx);
  }
};

// ── From licensing ──────────────────────────────────────────────────────────────────────────────

const keepLicensee = async (
  { licenseeId, name }: LicenseeRegistered | LicenseeRenamed,
  tx: EntityManager,
): Promise<void> => {
  // A person's name is encrypted; shown here, it would outlive the erasure of its key.
  await tx.query(
    `insert into licensees values ($1, $2)
     on conflict (licensee_id) do update set name = excluded.name`,
    [licenseeId, typeof name === 'string' ? name : null],
  );
};

const keepOpeningStock = async (
  { position, event }: TypedFact<OpeningStockDeclared | OpeningStockCorrected>,
  tx: EntityManager,
): Promise<void> => {
  const { licenseeId, asset, quantity, at } = event;
  await tx.query(
    `insert into opening_stock (position, licensee_id, asset, quantity, at)
     values ($1, $2, $3, $4, $5)`,
    [position, licenseeId, asset, quantity, at],
  );
};

// ── From pool-reporting ─────────────────────────────────────────────────────────────────────────

const keepDistributions = async (
  kept: readonly TypedFact<DistributionEvent>[],
  tx: EntityManager,
): Promise<void> => {
  if (kept.length === 0) return;
  const rows = kept.map(({ event, ...fact }) => ({ ...fact, ...event, ...valued(event) }));
  await tx.query(
    `insert into distributions (position, event_id, recorded_at, licensee_id, pool_id, row_id, asset, day, net, version)
     select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                          $7::text[], $8::text[], $9::numeric[], $10::integer[])`,
    [
      rows.map(({ position }) => position),
      rows.map(({ eventId }) => eventId),
      rows.map(({ recordedAt }) => recordedAt),
      rows.map(({ licenseeId }) => licenseeId),
      rows.map(({ poolId }) => poolId),
      rows.map(({ rowId }) => rowId),
      rows.map(({ asset }) => asset),
      rows.map(({ day }) => day),
      rows.map(({ net }) => net),
      rows.map(({ version }) => version),
    ],
  );
  const last = latest(rows.map(({ recordedAt }) => recordedAt));
  await touchQuartersOfRows(rows, last, tx);
};

/** The local day on which the coins are valued, and their quantity; null once the row is taken back. */
const valued = (event: DistributionEvent) => {
  switch (event.type) {
    case 'DistributionRecorded':
    case 'DistributionReplaced':
      return { day: localDateOf(event.distributedAt), net: event.net, version: event.version };
    case 'DistributionWithdrawn':
      return { day: null, net: null, version: event.version };
    case 'DistributionReversed':
      return { day: null, net: null, version: null };
    default:
      return unreachable(event);
  }
};

// ── From supervision ────────────────────────────────────────────────────────────────────────────

const keepJudgements = async (
  kept: readonly TypedFact<PeriodJudged>[],
  tx: EntityManager,
): Promise<void> => {
  if (kept.length === 0) return;
  const events = kept.map(({ event }) => event);
  await tx.query(
    `insert into judgements (position, event_id, recorded_at, licensee_id, asset, period, revision, state, verdict, mined, retained)
     select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                          $7::integer[], $8::text[], $9::text[], $10::numeric[], $11::numeric[])`,
    [
      kept.map(({ position }) => position),
      kept.map(({ eventId }) => eventId),
      kept.map(({ recordedAt }) => recordedAt),
      events.map(({ licenseeId }) => licenseeId),
      events.map(({ asset }) => asset),
      events.map(({ period }) => period),
      events.map(({ revision }) => revision),
      events.map(({ state }) => state),
      events.map(({ verdict }) => verdict),
      events.map(({ figures }) => figures.mined),
      events.map(({ figures }) => figures.retained),
    ],
  );
  const quarters = events.map(({ licenseeId, period }) => ({
    licenseeId,
    quarter: quarterOf(period),
  }));
  await touchQuarters(quarters, latest(kept.map(({ recordedAt }) => recordedAt)), tx);
};

/** Only findings that the lower rate may depend on (TAX-1). */
const keepFinding = async (
  { position, recordedAt, event }: TypedFact<FindingFact>,
  tx: EntityManager,
): Promise<void> => {
  const { findingId, findingType, licenseeId, asset, period } = event;
  if (!RATE_FINDINGS.has(findingType)) return;
  await tx.query('insert into findings values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    position,
    findingId,
    findingType,
    licenseeId,
    asset,
    period,
    stands(event),
    recordedAt,
  ]);
  await touchQuarter(licenseeId, quarterOf(period), recordedAt, tx);
};

/**
 * Contradicted: a person confirmed it, and supervision does not find it any more (SUP-8). What one person
 * alone explains or dismisses is not among the wanted events: a rate takes two persons.
 */
const stands = (event: FindingFact): boolean => {
  switch (event.type) {
    case 'FindingRaised':
    case 'FindingRevised':
    case 'FindingReopened':
    case 'FindingConfirmed':
      return true;
    case 'FindingContradicted':
    case 'FindingWithdrawn':
    case 'FindingDismissalConfirmed':
      return false;
    default:
      return unreachable(event);
  }
};
