import { eventToAppend } from '@esep/platform';
import { licenseeIdOf, until } from '@esep/platform/testing';

import { startTestPoolReporting, type TestPoolReporting } from './testing/test-pool-reporting.js';

// What every service answers about its log and its consumers, asked of one of them.

const AT = '2026-03-04T07:00:00.000Z';
const [ALPHA, BETA] = [licenseeIdOf('alpha'), licenseeIdOf('beta')];

let pool: TestPoolReporting;
let auditor: string;

beforeAll(async () => {
  pool = await startTestPoolReporting();
  auditor = await pool.tokenOf('aifc', 'auditor');
  for (const name of ['alpha', 'beta']) await pool.license(`L-${name}`, name);
  for (const [reportId, name] of [
    ['r-1', 'alpha'],
    ['r-2', 'beta'],
    ['r-3', 'alpha'],
  ] as const)
    await pool.send('distributions', {
      ...{ reportId, version: 1, poolId: 'dmp-1' },
      rows: [row(`${reportId}-good`, name), { ...row(`${reportId}-bad`, name), net: '1' }],
    });
});
afterAll(() => pool.close());

describe('The log', () => {
  it('is read from its end, by type, stream, licensee and time', async () => {
    const all = await events('');
    expect(await events('order=newest')).toEqual(all.toReversed());
    expect(await events('type=RowRejected&order=newest')).toMatchObject([
      { body: { reportId: 'r-3' } },
      { body: { reportId: 'r-2' } },
      { body: { reportId: 'r-1' } },
    ]);
    expect(await events(`licenseeId=${ALPHA}`)).toMatchObject([
      { body: { rowId: 'r-1-good' } },
      { body: { rowId: 'r-3-good' } },
    ]);
    const stream = all[0]?.stream ?? '';
    expect(await events(`stream=${encodeURIComponent(stream)}`)).toEqual(
      all.filter((event) => event.stream === stream),
    );
    expect(await events('since=2026-03-05T07:00:00.000Z')).toEqual(all);
    expect(await events('until=2026-03-05T07:00:00.000Z')).toEqual([]);
  });

  it('is read page by page, each event once', async () => {
    const pages: object[] = [];
    for (let from: number | null = 0; from !== null;) {
      const answer = await answerOf(`events?type=DistributionRecorded&limit=1&from=${from}`);
      const { events, next } = answer as { events: object[]; next: number | null };
      expect(events.length).toBeLessThanOrEqual(1);
      pages.push(...events);
      from = next;
    }
    expect(pages).toHaveLength(3);
  });

  it.each([
    'from=x',
    'type=a b',
    'order=sideways',
    'since=yesterday',
    `licenseeId=${'x'.repeat(36)}`,
  ])('refuses %s', async (query) =>
    expect((await pool.get(`pool-reporting/v1/events?${query}`, auditor)).status).toBe(400),
  );
});

describe('The timeline of a licensee', () => {
  it('has what was recorded about it, the newest first, with who did it and the proof', async () => {
    const { items, next } = await timeline(ALPHA, 'limit=1');
    expect(items).toEqual([
      {
        eventId: expect.any(String),
        type: 'DistributionRecorded',
        at: AT,
        recordedAt: expect.stringMatching(/^2026-03-05T07:00/),
        by: 'pool-of-dmp-1',
        organisation: 'dmp-1',
        stream: expect.stringContaining('r-3-good'),
        position: expect.any(Number),
        body: expect.objectContaining({ rowId: 'r-3-good', licenseeId: ALPHA }),
        receipt: `/pool-reporting/v1/receipts/${items[0]?.eventId}`,
      },
    ]);
    expect(await timeline(ALPHA, `limit=1&cursor=${next}`)).toMatchObject({
      items: [{ body: { rowId: 'r-1-good' } }],
      next: null,
    });
    expect(await timeline(ALPHA, 'type=PayoutReported')).toEqual({ items: [], next: null });
  });

  it('is of oneself for a licensee, and for no other sender', async () => {
    const token = await pool.tokenOf(BETA, 'licensee');
    const path = (id: string) => `pool-reporting/v1/licensees/${id}/timeline`;
    const own = await pool.get(path(BETA), token);
    expect(own.body).toMatchObject({ items: [{ body: { rowId: 'r-2-good' } }] });
    expect((await pool.get(path(ALPHA), token)).status).toBe(403);
    expect((await pool.get(path(ALPHA))).status).toBe(403);
  });
});

describe('The search', () => {
  it('knows a transaction and an event, for whom they concern', async () => {
    const txid = 'c'.repeat(64);
    const append = await pool.store.append({
      writes: [
        {
          stream: `chain-movement-${txid}`,
          expectedVersion: 0,
          events: [
            eventToAppend({
              ...{ type: 'ChainMovementObserved', asset: 'BTC', txid, hash: 'd'.repeat(64) },
              ...{ height: 7, blockTime: AT, holders: [ALPHA], foreignInputs: 0 },
              ...{ inputs: [], outputs: [] },
            }),
          ],
        },
      ],
      meta: { actor: 'x', organisation: 'x', correlationId: ALPHA, causationId: ALPHA },
    });
    const { eventId } = append as { eventId: string };
    const found = async (q: string, licenseeId: string) =>
      (
        await pool.get(
          `pool-reporting/v1/search?q=${q}`,
          await pool.tokenOf(licenseeId, 'licensee'),
        )
      ).body;
    const where = `/pool-reporting/v1/receipts/${eventId}`;
    expect(await found(txid.toUpperCase(), ALPHA)).toMatchObject({
      items: [{ kind: 'transaction', id: txid, where }],
    });
    expect(await found(eventId, ALPHA)).toMatchObject({ items: [{ kind: 'event', where }] });
    for (const q of [txid, eventId, 'no-such']) expect(await found(q, BETA)).toEqual({ items: [] });
    expect((await timeline(ALPHA, 'limit=1')).items).toMatchObject([{ eventId }]);
  });
});

describe('The consumers of a service', () => {
  it('say how far they are in each log that they read', async () => {
    await until(async () => (await sources()).every(({ behind }) => behind === 0));
    expect(await sources()).toMatchObject([
      { subscription: 'register_v1', log: 'esep/licensing/test', position: 2, head: 2 },
      { subscription: 'submissions_v1', log: 'esep/pool-reporting/test' },
    ]);
    for (const source of await sources())
      expect(source).toMatchObject({ parked: 0, parkedSince: null, state: 'reading' });
  });

  it('say what they have parked, since when', async () => {
    // Nobody knows from when: the register cannot take it in.
    await pool.licensing.recordBroken('wallet-BTC-bc1qalpha', {
      ...{ type: 'WalletReleased', asset: 'BTC', address: 'bc1qalpha', licenseeId: ALPHA },
      to: '2026-03-01T00:00:00.000Z',
    });
    await until(async () => (await sources()).some(({ parked }) => parked > 0));
    expect((await sources())[0]).toMatchObject({
      parked: 1,
      parkedSince: expect.stringMatching(/^2026-03-05T07:00/),
      state: 'reading',
      behind: 0,
    });
  });

  it('are not shown to senders', async () =>
    expect((await pool.get('pool-reporting/v1/subscriptions')).status).toBe(403));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Logged {
  readonly stream: string;
  readonly body: object;
}

interface Timeline {
  readonly items: readonly { readonly eventId: string }[];
  readonly next: string | null;
}

interface Source {
  readonly behind: number | null;
  readonly parked: number;
}

function row(rowId: string, name: string) {
  return {
    ...{ rowId, licenceId: `L-${name}`, asset: 'BTC', scheme: 'FPPS' },
    ...{ gross: '1000', fee: '20', net: '980', distributedAt: AT },
  };
}

async function answerOf(path: string): Promise<unknown> {
  const { status, body } = await pool.get(`pool-reporting/v1/${path}`, auditor);
  expect([path, status]).toEqual([path, 200]);
  return body;
}

async function events(query: string): Promise<Logged[]> {
  const { events } = (await answerOf(`events?${query}`)) as { events: { bytes: string }[] };
  return events.map(({ bytes }) => JSON.parse(bytes) as Logged);
}

async function timeline(licenseeId: string, query: string): Promise<Timeline> {
  return (await answerOf(`licensees/${licenseeId}/timeline?${query}`)) as Timeline;
}

async function sources(): Promise<Source[]> {
  return ((await answerOf('subscriptions')) as { items: Source[] }).items;
}
