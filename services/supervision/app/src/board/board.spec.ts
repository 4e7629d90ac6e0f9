import type { DomainEvent } from '@esep/platform';
import { until } from '@esep/platform/testing';

import {
  GO_LIVE,
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from '../testing/test-supervision.js';

// What a page shows of everybody: one licensee is an organisation that sells too little, the other is
// an individual entrepreneur.

const PERSON = '019a0000-0000-7000-8000-00000000000b';
/** Of a person, as licensing publishes it. */
const HIDDEN = { enc: 'v1', subject: 'a-person', nonce: 'AAAA', ct: 'AAAA' };
const MONTHS = 'asset=BTC&from=2026-02&until=2026-04';

let test: TestSupervision;
beforeAll(async () => {
  test = await startTestSupervision();
  await test.licensing.record(`licensee-${PERSON}`, {
    ...{ type: 'LicenseeRegistered', licenseeId: PERSON, kind: 'individual-entrepreneur' },
    ...{ partyId: 'party-of-a-person', bin: HIDDEN, name: HIDDEN, registeredAt: GO_LIVE },
  } as DomainEvent);
  const own = { licenseeId: PERSON, licenceId: 'DM-2' };
  const atPool = { poolId: 'dmp-1', asset: 'BTC', from: '2026-02-28T19:00:00.000Z' };
  await test.licensing.record(
    'licence-DM-2',
    { type: 'LicenceImported', ...own, authority: 'AIFC', issuedAt: GO_LIVE } as DomainEvent,
    { type: 'PoolAffiliationDeclared', ...own, ...atPool } as DomainEvent,
  );
  await test.mined('2026-03-05T07:00:00.000Z', 100);
  await test.sold('2026-03-20T07:00:00.000Z', 60);
  await test.clock.moveTo('2026-04-05T07:00:00.000Z');
  // The last month of it is none before its beginning is known.
  await until(async () => {
    const answer = await call();
    await answer.text();
    return answer.status === 200;
  });
  await until(async () => (await board()).changedAt.length > 0);
  // It is judged while reports are still missing, and again once they are there.
  await test.clock.moveTo('2026-04-12T00:00:00.000Z');
  for (const licenseeId of [LICENSEE, PERSON])
    await until(
      async () => (await ask<Changes>(`changes?licenseeId=${licenseeId}`)).items.length === 1,
    );
  await test.complete('2026-04-12T00:00:00.000Z');
  await until(async () => (await test.findings()).length === 1);
  await until(async () => (await ask<Changes>(`changes?licenseeId=${PERSON}`)).items.length === 2);
});
afterAll(() => test.close());

describe('The board', () => {
  it('has a line for each licensee and a cell for each month', async () => {
    const { periods, licensees } = await board();
    expect(periods).toEqual(['2026-02', '2026-03', '2026-04']);
    expect(licensees).toMatchObject([
      {
        ...{ licenseeId: LICENSEE, name: 'Batys Mining LLP', displayName: 'Batys Mining LLP' },
        cells: [
          null,
          {
            ...{ period: '2026-03', verdict: 'breach', state: 'final', restatement: 0 },
            ...{ mined: '100', required: '75', sold: '60', shortfall: '15' },
          },
          { period: '2026-04', verdict: 'pending', mined: '0' },
        ],
      },
      { licenseeId: PERSON, cells: [null, { verdict: 'compliant' }, { verdict: 'pending' }] },
    ]);
  });

  it('names an individual entrepreneur by the licence, as rows and findings do', async () => {
    const named = { displayName: 'Individual entrepreneur · licence DM-2', licences: ['DM-2'] };
    expect((await board()).licensees[1]).toMatchObject({ name: null, ...named });
    const { items } = await ask<{ items: object[] }>(`reconciliations?licenseeId=${PERSON}`);
    expect(items[0]).toMatchObject({ name: null, ...named });
    expect(await test.findings()).toMatchObject([
      { displayName: 'Batys Mining LLP', licences: ['L-1'] },
    ]);
  });

  it('says when it changed, and is at each of these instants what it was then', async () => {
    const { changedAt, changedBefore } = await board();
    expect([changedAt.length > 1, changedBefore]).toEqual([true, 0]);
    expect(changedAt).toEqual(changedAt.toSorted());
    const verdicts: (string | undefined)[] = [];
    for (const at of changedAt) {
      const then = await board(`${MONTHS}&knownAt=${at}`);
      verdicts.push(then.licensees[0]?.cells[1]?.verdict);
      expect(then.changedAt).toEqual(changedAt.filter((one) => one <= at));
    }
    expect(verdicts[0]).not.toBe('breach');
    expect(verdicts.at(-1)).toBe('breach');
    const others = 'asset=BTC&from=2026-05&until=2026-06';
    expect(await board(others)).toMatchObject({ licensees: [], changedAt: [], changedBefore: 0 });
  });

  it('is not sent to whoever has it', async () => {
    const answer = await call();
    const tag = answer.headers.get('etag') ?? '';
    const again = (etag: string) => call(MONTHS, test.analyst, { 'if-none-match': etag });
    const known = await again(`"other", ${tag}`);
    expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', tag]);
    expect((await again('"other"')).status).toBe(200);
    expect((await again(tag.toLowerCase())).status).toBe(200);
    const less = await call('asset=BTC&from=2026-03&until=2026-04');
    expect(less.headers.get('etag')).not.toBe(tag);
  });

  it('shows a licensee its own line, and others none', async () => {
    const own = await board(MONTHS, await licensee(LICENSEE));
    expect(own.licensees.map(({ licenseeId }) => licenseeId)).toEqual([LICENSEE]);
    expect(own.changedAt.length).toBeGreaterThan(1);
    const stranger = await licensee('019a0000-0000-7000-8000-00000000000f');
    expect(await board(MONTHS, stranger)).toMatchObject({ licensees: [], changedAt: [] });
    const pool = await test.context.token({
      ...{ subject: 'robot', organisation: 'dmp-1', roles: ['pool'] },
    });
    expect((await call(MONTHS, pool)).status).toBe(403);
  });

  it.each(['from=2026-04&until=2026-03', 'from=2020-01&until=2025-01'])(
    'is not of the months %s',
    async (months) => {
      const answer = await call(`asset=BTC&${months}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:periods-invalid' });
    },
  );
});

describe('The trend of the sector', () => {
  it.each(['', '&asset=BTC', '&knownAt=2026-04-05T07:00:00.000Z'])(
    'is what the months are one by one%s',
    async (query) => {
      const { periods, ledger, ...all } = await ask<Trend>(
        `sector/trend?from=2026-02&until=2026-04${query}`,
      );
      expect(periods.map(({ period }) => period)).toEqual(['2026-02', '2026-03', '2026-04']);
      expect(periods[1]?.assets).toMatchObject([{ asset: 'BTC', mined: '100', licensees: 2 }]);
      const moment = query.includes('knownAt') ? query : `&knownAt=${ledger.knownThrough}`;
      for (const one of periods)
        expect(await ask(`sector?period=${one.period}${moment}`)).toMatchObject({ ...one, ...all });
    },
  );

  it('is empty of an asset that nobody mines', async () => {
    const { periods } = await ask<Trend>('sector/trend?from=2026-03&until=2026-03&asset=LTC');
    expect(periods).toEqual([{ period: '2026-03', conversions: [], assets: [] }]);
  });
});

describe('What changed', () => {
  it('is the verdicts that became others, and what became of findings, latest first', async () => {
    const { items } = await ask<Changes>('changes');
    const raised = items.find(({ type }) => type === 'FindingRaised');
    expect(raised).toMatchObject({
      ...{ licenseeId: LICENSEE, displayName: 'Batys Mining LLP', asset: 'BTC', period: '2026-03' },
      judged: null,
      finding: { findingType: 'under-sold', severity: 'critical', quantity: '15', state: 'open' },
    });
    const judged = items.filter(({ type }) => type === 'PeriodJudged');
    expect(
      judged.map((one) => [one.licenseeId, one.judged?.verdictBefore, one.judged?.verdict]),
    ).toEqual(
      expect.arrayContaining([
        [LICENSEE, 'pending', 'inconclusive'],
        [LICENSEE, 'inconclusive', 'breach'],
        [PERSON, 'pending', 'inconclusive'],
        [PERSON, 'inconclusive', 'compliant'],
      ]),
    );
    // A month that ended is no other verdict.
    expect(judged.filter((one) => one.judged?.verdict === one.judged?.verdictBefore)).toEqual([]);
    const positions = items.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => b - a));
  });

  it('is told since an event, since an instant, by type, and page by page', async () => {
    const { items } = await ask<Changes>('changes');
    const [last, before] = items;
    expect(await ask(`changes?sincePosition=${before?.position}`)).toMatchObject({ items: [last] });
    expect(await ask(`changes?sincePosition=${last?.position}`)).toMatchObject({ items: [] });
    expect(await ask(`changes?since=${last?.recordedAt}`)).toMatchObject({ items: [] });
    expect(await ask('changes?since=2026-03-01T00:00:00Z')).toMatchObject({ items });
    expect(await ask('changes?type=FindingRaised&asset=BTC')).toMatchObject({
      items: [{ type: 'FindingRaised' }],
    });
    const paged: object[] = [];
    for (let cursor = ''; paged.length < items.length;) {
      const page = await ask<Changes & { next: string | null }>(`changes?limit=1${cursor}`);
      paged.push(...page.items);
      cursor = `&cursor=${page.next}`;
    }
    expect(paged).toEqual(items);
  });

  it('is told to a licensee as far as it is its own', async () => {
    const token = await licensee(PERSON);
    const own = await ask<Changes>(`changes?licenseeId=${LICENSEE}`, token);
    expect(own.items.map(({ licenseeId }) => licenseeId)).toEqual([PERSON, PERSON]);
  });
});

describe('What falls due', () => {
  it('is what is short in months whose deadline is still to come', async () => {
    const before = '&knownAt=2026-04-05T07:00:00.000Z';
    const { items } = await ask<Page>(`due?asset=BTC${before}`);
    expect(items).toEqual([
      {
        ...{ licenseeId: LICENSEE, name: 'Batys Mining LLP', displayName: 'Batys Mining LLP' },
        ...{ licences: ['L-1'], asset: 'BTC', period: '2026-03', state: 'provisional' },
        ...{ mined: '100', required: '75', soldInTime: '60', shortfall: '15' },
        due: '2026-04-10T19:00:00.000Z',
      },
    ]);
    expect(await ask(`due?until=2026-04-10T18:59:59.999Z${before}`)).toMatchObject({ items: [] });
    expect(await ask(`due?until=2026-04-10T19:00:00.000Z${before}`)).toMatchObject({ items });
    expect(await ask(`due?asset=LTC${before}`)).toMatchObject({ items: [] });
    // March has fallen due, and nothing was mined in April.
    expect(await ask('due')).toMatchObject({ items: [] });
  });

  it('is told to a licensee as far as it is its own', async () => {
    const before = 'due?knownAt=2026-04-05T07:00:00.000Z';
    expect((await ask<Page>(before, await licensee(LICENSEE))).items).toHaveLength(1);
    expect((await ask<Page>(before, await licensee(PERSON))).items).toEqual([]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Board {
  readonly periods: readonly string[];
  readonly licensees: readonly {
    readonly licenseeId: string;
    readonly cells: readonly ({ readonly verdict: string } | null)[];
  }[];
  readonly changedAt: readonly string[];
  readonly changedBefore: number;
}

interface Page {
  readonly items: readonly object[];
}

interface Changes {
  readonly items: readonly {
    readonly position: number;
    readonly type: string;
    readonly recordedAt: string;
    readonly licenseeId: string;
    readonly judged: { readonly verdict: string; readonly verdictBefore: string } | null;
  }[];
}

interface Trend {
  readonly periods: readonly { readonly period: string; readonly assets: readonly object[] }[];
  readonly ledger: { readonly knownThrough: string };
}

function call(query = MONTHS, token = test.analyst, headers = {}): Promise<Response> {
  return test.client.call(`supervision/v1/board?${query}`, { token, headers });
}

async function board(query = MONTHS, token = test.analyst): Promise<Board> {
  const answer = await call(query, token);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Board;
}

async function ask<Answer>(path: string, token = test.analyst): Promise<Answer> {
  return (await (await test.client.call(`supervision/v1/${path}`, { token })).json()) as Answer;
}

function licensee(organisation: string): Promise<string> {
  return test.context.token({ subject: 'director', organisation, roles: ['licensee'] });
}
