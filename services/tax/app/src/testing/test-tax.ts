import { setTimeout as sleep } from 'node:timers/promises';

import type {
  DistributionEvent,
  DistributionReversed,
  DistributionWithdrawn,
  FindingEvent,
  FindingType,
  OpeningStockDeclared,
  PeriodJudged,
} from '@esep/contracts';
import { periodsOf, type Instant, type Period } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import {
  DevelopmentClock,
  EventStore,
  LogDirectory,
  type DomainEvent,
  type Role,
} from '@esep/platform';
import { testContext } from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash, type RulePack } from '@esep/rulebook';

import { startTax, taxParts } from '../index.js';

// Tax on real databases: the other services' logs, in which a specification says what happened there,
// and tax behind HTTP. March 2026 was due the day before the clock starts.

export const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
export const OTHER = '019a0000-0000-7000-8000-00000000000b';
export const NOW: Instant = '2026-04-12T06:00:00.000Z';

type TestFinding = Exclude<FindingEvent['type'], 'FindingRevised'> | 'FindingDismissalConfirmed';

export type TestTax = Awaited<ReturnType<typeof startTestTax>>;

export const startTestTax = async (startAt: Instant = NOW) => {
  const clock = await DevelopmentClock.start({ startAt });
  const test = await testContext(taxParts, { clock });
  const [licensing, pools, supervision] = [
    await test.log('licensing'),
    await test.log('pool-reporting'),
    await test.log('supervision'),
  ];
  const start = async () => {
    // As a new process finds them: without what an earlier run of tax had added.
    const logs = new LogDirectory();
    for (const { store } of [licensing, pools, supervision]) logs.add(store);
    const app = await startTax({ ...test.context, logs });
    const close = app.close.bind(app);
    let closing: Promise<void> | undefined;
    // A specification may stop it before its context does.
    app.close = () => (closing ??= close());
    return { app, ...(await test.serve(app)), store: app.get(EventStore) };
  };
  let running = await start();

  const tokenOf = (role: Role, organisation = 'aifc', person = `${role}-of-${organisation}`) =>
    test.token({ subject: person, organisation, roles: [role] });
  /** A tax officer who is another person than the one whose token is taken where none is named. */
  const second = () => tokenOf('tax-officer', 'aifc', 'second-officer');
  const get = async (path: string, token?: string, headers: Record<string, string> = {}) =>
    answerOf(
      await running.call(`tax/v1/${path}`, {
        token: token ?? (await tokenOf('tax-officer')),
        headers,
      }),
    );
  const post = async (path: string, body: object, token?: string, headers = {}) =>
    answerOf(
      await running.call(`tax/v1/${path}`, {
        token: token ?? (await tokenOf('tax-officer')),
        body,
        headers,
      }),
    );

  /** Proposed by one officer and confirmed by another; the proposal's answer where it was refused. */
  const byTwo = async (path: string, body: object) => {
    const proposed = await post(path, body);
    const { proposalId } = proposed.body;
    if (proposalId === undefined) return proposed;
    return post(`proposals/${String(proposalId)}/confirm`, {}, await second());
  };

  const takeBack = (event: DistributionWithdrawn | DistributionReversed) =>
    pools.record(`distribution-dmp-1-${event.rowId}`, event);

  return {
    clock,
    tokenOf,
    second,
    get,
    post,
    byTwo,
    close: () => test.close(),
    async restart() {
      await running.app.close();
      running = await start();
    },

    // ── What other services say ──

    async register(licenseeId = LICENSEE) {
      await licensing.record(`licensee-${licenseeId}`, {
        type: 'LicenseeRegistered',
        licenseeId,
        kind: 'legal-entity',
        partyId: `party-of-${licenseeId}`,
        bin: '990040000003',
        name: 'Batys Mining LLP',
        registeredAt: clock.now(),
      } as DomainEvent);
    },
    holdOpeningStock(quantity: string, asset = 'BTC') {
      const event: OpeningStockDeclared = {
        type: 'OpeningStockDeclared',
        licenseeId: LICENSEE,
        asset,
        quantity,
        at: '2025-12-31T19:00:00.000Z',
      };
      return licensing.record(`licensee-${LICENSEE}`, event);
    },
    /** Two persons found that another quantity was held then. */
    correctOpeningStock(quantity: string) {
      return licensing.record(`licensee-${LICENSEE}`, {
        type: 'OpeningStockCorrected',
        licenseeId: LICENSEE,
        asset: 'BTC',
        quantity,
        at: '2025-12-31T19:00:00.000Z',
        reason: 'A digit too many',
      } as DomainEvent);
    },
    adopt(pack: RulePack = aifc2026, effectiveFrom = '2019-12-31T18:00:00.000Z') {
      return licensing.record('rule-packs', {
        type: 'RulePackAdopted',
        packId: pack.packId,
        hash: packHash(pack),
        bytes: canonicalPackBytes(pack),
        effectiveFrom,
      } as DomainEvent);
    },
    /** A distribution of `net` base units; another version of it under the same `rowId`. */
    mine(distributedAt: Instant, net: string, but: Partial<DistributionEvent> = {}) {
      const event = {
        type: 'DistributionRecorded',
        ...MINED,
        rowId: rowIdAt(distributedAt),
        reportId: 'report-1',
        version: 1,
        scheme: 'FPPS',
        gross: net,
        fee: '0',
        net,
        distributedAt,
        ...but,
      } as DistributionEvent;
      return pools.record(`distribution-dmp-1-${event.rowId}`, event);
    },
    /** A version of the report without the row. */
    leaveOut(rowId: string, version: number) {
      const row = { rowId, reportId: 'report-1', version, withdrawnAt: clock.now() };
      return takeBack({ type: 'DistributionWithdrawn', ...MINED, ...row });
    },
    /** The row's block was orphaned. */
    reverse(rowId: string) {
      const why = { cause: 'orphaned', reversedAt: clock.now() };
      return takeBack({ type: 'DistributionReversed', ...MINED, rowId, ...why });
    },
    judge(period: Period, mined: string, but: Partial<PeriodJudged> = {}) {
      return supervision.record(
        `judgement-${but.licenseeId ?? LICENSEE}-${but.asset ?? 'BTC'}-${period}`,
        judgement(period, mined, { asOf: clock.now(), knownAt: clock.now(), ...but }),
      );
    },
    /** As `judge`, of figures that no schema lets through. */
    judgeBeyondBounds(period: Period, mined: string) {
      const at = { asOf: clock.now(), knownAt: clock.now() };
      const stream = `judgement-${LICENSEE}-BTC-${period}`;
      return supervision.recordBroken(stream, judgement(period, mined, at));
    },
    find(type: TestFinding, findingType: FindingType = 'unapproved-pool') {
      const finding = {
        findingId: '019a0000-0000-7000-8000-0000000000f1',
        findingType,
        licenseeId: LICENSEE,
        asset: 'BTC',
        period: '2026-01',
        revision: 1,
        at: clock.now(),
      } as const;
      const content = {
        severity: 'high',
        quantity: BTC,
        facts: [],
        factCount: 1,
        factsId: '019a0000-0000-7000-8000-0000000000f2',
        rules: ['LIC-14'],
      } as const;
      const decided = { by: 'dana', reason: 'It was approved; the register was late.' };
      const decision = { ...decided, outcome: 'confirmed', revision: 1, at: clock.now() } as const;
      const { at, ...found } = finding;
      const confirmed = {
        proposalId: '019a0000-0000-7000-8000-0000000000f3',
        by: 'aset',
        confirmedAt: at,
      };
      const said = {
        FindingRaised: content,
        FindingReopened: content,
        FindingWithdrawn: {},
        FindingContradicted: { decision },
        FindingConfirmed: decided,
        FindingExplained: decided,
        FindingDismissed: decided,
      };
      const event =
        type === 'FindingDismissalConfirmed'
          ? { type, ...found, ...decided, ...confirmed }
          : { type, ...finding, ...said[type] };
      return supervision.record('finding-1', event as DomainEvent);
    },
    /** One bitcoin in January, and every month of the first quarter judged compliant. */
    async compliantQuarter() {
      await this.mine(JANUARY_5, BTC);
      for (const period of periodsOf('2026-Q1'))
        await this.judge(period, period === '2026-01' ? BTC : '0');
    },

    // ── What tax says ──

    price(day = '2026-01-05', amount = '7000000', currency = 'USD', asset = 'BTC') {
      return byTwo('prices', { asset, day, value: { amount, currency }, source: 'List 1' });
    },
    rate(day = '2026-01-05', amount = '51234') {
      const value = { amount, currency: 'KZT' };
      return byTwo('exchange-rates', { currency: 'USD', day, value, source: 'National Bank' });
    },
    approve(version = 1) {
      return post(`assessments/${LICENSEE}/2026-Q1/approve`, { version });
    },
    pay(amount: string, reference = 'KZ-1', but: object = {}, token?: string) {
      const money = { amount, currency: 'KZT' };
      const at = '2026-04-12T05:00:00Z';
      const body = { licenseeId: LICENSEE, quarter: '2026-Q1', money, at, reference, ...but };
      return post('payments', body, token);
    },
    /** Released by two persons; what was said where one of the two was refused. */
    release(but: object = {}) {
      return byTwo('releases', { licenseeId: LICENSEE, asset: 'BTC', period: '2026-01', ...but });
    },
    async assessment(query = '', licenseeId = LICENSEE) {
      return (await get(`assessments/${licenseeId}/2026-Q1${query}`)).body;
    },
    /** The assessment once it looks like this. */
    async assessed(like: Record<string, unknown>, licenseeId = LICENSEE) {
      for (const end = Date.now() + 20_000; ; await sleep(50)) {
        const body = await this.assessment('', licenseeId);
        if (Object.entries(like).every(([name, value]) => body[name] === value)) return body;
        if (Date.now() > end) throw new Error(`It stayed ${JSON.stringify(body)}`);
      }
    },
    /** Resolves when tax knows everything that was recorded until now. */
    async known() {
      const now = clock.now();
      for (const end = Date.now() + 20_000; ; await sleep(50)) {
        const { ledger } = (await get('assessments')).body as { ledger: { knownThrough: Instant } };
        if (ledger.knownThrough >= now) return;
        if (Date.now() > end) throw new Error('The sources do not tell their time.');
      }
    },
    /** All that tax has put on record. */
    async recorded(): Promise<Envelope[]> {
      return (await running.store.read(0, 10_000)).map(({ envelope }) => envelope);
    },
    /** What it has said of the quarter, in order. */
    async said(): Promise<string[]> {
      const stream = await running.store.readStream(`tax-${LICENSEE}-2026-Q1`);
      return stream.map(({ envelope: { type, body } }) =>
        [type, body['version'] ?? body['reason'] ?? ''].join(' ').trim(),
      );
    },
  };
};

/** A bitcoin in base units. */
export const BTC = '100000000';
export const JANUARY_5: Instant = '2026-01-05T07:00:00.000Z';

/** How `mine` calls the row of an instant, unless it is told. */
export const rowIdAt = (distributedAt: Instant): string => `r-${distributedAt}`;

const MINED = { poolId: 'dmp-1', licenseeId: LICENSEE, licenceId: 'L-1', asset: 'BTC' };

const judgement = (
  period: Period,
  mined: string,
  but: Partial<PeriodJudged> & Pick<PeriodJudged, 'asOf' | 'knownAt'>,
): PeriodJudged => {
  const required = ((BigInt(mined) * 3n + 3n) / 4n).toString();
  const retained = (BigInt(mined) - BigInt(required)).toString();
  return {
    type: 'PeriodJudged',
    licenseeId: LICENSEE,
    asset: 'BTC',
    period,
    revision: 1,
    restatement: 0,
    state: 'final',
    verdict: 'compliant',
    figures: {
      mined,
      required,
      soldInTime: required,
      soldLate: '0',
      shortfall: '0',
      outstanding: '0',
      surplus: '0',
      dischargedBps: 7_500,
      soldBps: 7_500,
      retained,
      due: '2026-04-10T19:00:00.000Z',
    },
    sources: {},
    rulePackHash: packHash(aifc2026),
    ...but,
  };
};

const answerOf = async (response: Response) => {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body = (isJson ? JSON.parse(text) : { text }) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
};
