import { DevelopmentClock, EventStore, type DomainEvent, type Role } from '@esep/platform';
import { testContext, until } from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';

import { startSupervision, supervisionParts } from '../index.js';

export const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
/** As whom the exchanges know it. */
export const PARTY = 'party-of-batys-mining';
export const GO_LIVE = '2025-12-31T19:00:00.000Z';

// ── What licensing says ─────────────────────────────────────────────────────────────────────────

export const lawAdopted = {
  type: 'RulePackAdopted',
  packId: aifc2026.packId,
  hash: packHash(aifc2026),
  bytes: canonicalPackBytes(aifc2026),
  effectiveFrom: GO_LIVE,
} as DomainEvent;

export const exchangeLicensed = (
  exchangeId: string,
  depositAddresses: readonly string[] = [],
): DomainEvent => {
  const name = exchangeId;
  const licence = { exchangeId, name, kind: 'DATF', from: GO_LIVE, depositAddresses };
  return { type: 'ExchangeLicensed', ...licence } as DomainEvent;
};

export const poolApproved = (
  poolId: string,
  payoutAddresses: readonly string[] = [],
): DomainEvent => {
  const approval = { poolId, name: 'One', from: GO_LIVE, coinbaseTags: [], payoutAddresses };
  return { type: 'PoolApproved', ...approval } as DomainEvent;
};

export const licenseeRegistered = {
  type: 'LicenseeRegistered',
  licenseeId: LICENSEE,
  kind: 'legal-entity',
  partyId: PARTY,
  bin: '990040000003',
  name: 'Batys Mining LLP',
  registeredAt: GO_LIVE,
} as DomainEvent;

// ── A service that knows one licensee ───────────────────────────────────────────────────────────

export interface FoundRow {
  readonly period: string;
  readonly verdict: string;
  readonly soldInTime: string;
  readonly mined: string;
  readonly restatement: number;
}

export interface Found {
  readonly findingId: string;
  readonly type: string;
  readonly state: string;
  readonly revision: number;
  readonly quantity: string;
  readonly facts: readonly string[];
}

/**
 * The supervision of a specification: behind HTTP, on PostgreSQL, beside the logs that it reads. Its
 * licensee mines bitcoin at `dmp-1` from March 2026 on, and sells at `exchanges`.
 */
export type TestSupervision = Awaited<ReturnType<typeof startTestSupervision>>;

export const startTestSupervision = async ({ exchanges: venues = ['ex-1'] } = {}) => {
  const clock = await DevelopmentClock.start({ startAt: GO_LIVE });
  const context = await testContext(supervisionParts, { clock });
  const licensing = await context.log('licensing');
  const pools = await context.log('pool-reporting');
  const exchanges = await context.log('exchange-settlement');
  const tax = await context.log('tax');
  const app = await startSupervision(context.context);
  const client = await context.serve(app);

  /** Of a person of the regulator. */
  const tokenOf = (subject: string, role: Role = 'supervision-analyst') =>
    context.token({ subject, organisation: 'aifc', roles: [role] });
  const analyst = await tokenOf('dana');

  await licensing.record('rule-packs', lawAdopted);
  for (const venue of venues) await licensing.record(`exchange-${venue}`, exchangeLicensed(venue));
  await licensing.record('pool-dmp-1', poolApproved('dmp-1'));
  await licensing.record(`licensee-${LICENSEE}`, licenseeRegistered);
  const licence = { licenceId: 'L-1', licenseeId: LICENSEE };
  const atPool = { poolId: 'dmp-1', asset: 'BTC', from: '2026-02-28T19:00:00.000Z' };
  await licensing.record(
    'licence-L-1',
    { type: 'LicenceImported', ...licence, authority: 'AIFC', issuedAt: GO_LIVE } as DomainEvent,
    { type: 'PoolAffiliationDeclared', ...licence, ...atPool } as DomainEvent,
  );

  const jsonOf = async <Answer>(path: string, token = analyst): Promise<Answer> =>
    (await (await client.call(`supervision/v1/${path}`, { token })).json()) as Answer;
  const figures = (query = '') =>
    jsonOf<{
      rows?: readonly FoundRow[];
      ledger: { knownThrough: string; complete: boolean };
    }>(`reconciliations/${LICENSEE}/BTC?${query}`);
  const known = async () => (await figures()).ledger ?? { knownThrough: '', complete: false };

  return {
    ...{
      context,
      client,
      store: app.get(EventStore),
      clock,
      licensing,
      pools,
      exchanges,
      tax,
      analyst,
      tokenOf,
      figures,
      known,
    },
    close: () => context.close(),

    async mined(
      distributedAt: string,
      net: number,
      {
        fee = 0,
        poolId = 'dmp-1',
        wallet,
      }: { fee?: number; poolId?: string; wallet?: string } = {},
    ) {
      await clock.moveTo(distributedAt);
      await pools.record(`distribution-${poolId}-d-1`, {
        type: 'DistributionRecorded',
        ...{ poolId, rowId: 'd-1', reportId: 'r-1', version: 1 },
        ...{ licenseeId: LICENSEE, licenceId: 'L-1', asset: 'BTC', scheme: 'FPPS' },
        ...{ gross: String(net + fee), fee: String(fee), net: String(net) },
        distributedAt,
        ...(wallet !== undefined && { wallet }),
      } as DomainEvent);
    },
    async sold(
      executedAt: string,
      quantity: number,
      { tradeId = `t-${executedAt}`, exchangeId = 'ex-1', tiyn = 1 } = {},
    ) {
      await clock.moveTo(executedAt);
      await exchanges.record(`fill-${exchangeId}-${tradeId.replaceAll(/[:.]/g, '')}-sell`, {
        type: 'FillRecorded',
        ...{ exchangeId, tradeId, side: 'sell', licenseeId: LICENSEE, asset: 'BTC' },
        quantity: String(quantity),
        quote: { amount: String(tiyn), currency: 'KZT' },
        executedAt,
      } as DomainEvent);
    },
    /** All senders have said everything up to then, and supervision knows it. */
    async complete(through: string) {
      await clock.moveTo(through);
      const pool = { type: 'PoolReportedThrough', poolId: 'dmp-1', through: clock.now() };
      await pools.record('completeness-dmp-1', pool as DomainEvent);
      for (const exchangeId of venues) {
        const venue = { type: 'ExchangeReportedThrough', exchangeId, through: clock.now() };
        await exchanges.record(`completeness-${exchangeId}`, venue as DomainEvent);
      }
      const said = clock.now();
      await until(async () => (await known()).knownThrough > said);
    },
    async rows() {
      return (await figures()).rows ?? [];
    },
    async row(period: string, query = ''): Promise<Partial<FoundRow>> {
      const { rows = [] } = await figures(query);
      return rows.find((row) => row.period === period) ?? { verdict: 'none' };
    },
    async findings(query = ''): Promise<readonly Found[]> {
      return (await jsonOf<{ items: readonly Found[] }>(`findings?${query}`)).items;
    },
    /** What supervision said last of a period. */
    async judged(period: string) {
      const auditor = await tokenOf('a', 'auditor');
      const { events } = await jsonOf<{ events: { bytes: string }[] }>('events', auditor);
      return events
        .map(({ bytes }) => JSON.parse(bytes) as { type: string; body: Record<string, unknown> })
        .filter(({ type, body }) => type === 'PeriodJudged' && body['period'] === period)
        .at(-1)?.body;
    },
    async answerTo(proposed: Response, word: 'confirm' | 'decline', token: string) {
      const { proposalId } = (await proposed.json()) as { proposalId: string };
      const path = `supervision/v1/proposals/${proposalId}/${word}`;
      return (await client.call(path, { token, body: {} })).status;
    },
  };
};
