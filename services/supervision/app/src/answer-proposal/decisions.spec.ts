import type { DomainEvent } from '@esep/platform';
import { until } from '@esep/platform/testing';

import {
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from '../testing/test-supervision.js';

// Findings, waivers and sales: what takes one person, what takes two, and what figures say of it.

describe('What persons decide about figures', () => {
  let test: TestSupervision;
  beforeEach(async () => {
    test = await startTestSupervision();
  });
  afterEach(() => test.close());

  it('lets only a person decide, on the revision that was looked at', async () => {
    const wallet = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
    await test.mined('2026-03-05T07:00:00.000Z', 100, { wallet });
    await test.sold('2026-03-20T07:00:00.000Z', 75, { tradeId: 't-1', exchangeId: 'ex-9' });
    await until(async () => (await test.findings()).length > 0);
    const findingId = (await test.findings())[0]?.findingId ?? '';
    const found = await test.client.call(`supervision/v1/search?q=${findingId}`, {
      token: test.analyst,
    });
    expect(await found.json()).toMatchObject({
      items: [{ kind: 'finding', id: findingId, licenseeId: LICENSEE }],
    });
    const decide = (revision: number) =>
      test.client.call(`supervision/v1/findings/${findingId}/decide`, {
        token: test.analyst,
        body: { outcome: 'confirmed', revision, reason: 'The venue never held a licence.' },
      });
    expect((await decide(2)).status).toBe(422);
    expect((await decide(1)).status).toBe(201);
    await until(async () => (await test.findings())[0]?.state === 'confirmed');
    const flow = async (path: string) => {
      const answer = await test.client.call(`supervision/v1/flows/${path}`, {
        token: test.analyst,
      });
      return { status: answer.status, body: await answer.json() };
    };
    expect(await flow(`${LICENSEE}/BTC/2026-03`)).toMatchObject({
      status: 200,
      body: {
        from: [{ kind: 'pool', id: 'dmp-1', wallet, cause: 'mined', quantity: '100', facts: 1 }],
        to: [
          { kind: 'venue', id: 'ex-9', cause: 'sold-not-counted', quantity: '75', facts: 1 },
          { kind: 'after', id: null, cause: 'at-hand', quantity: '25', facts: 0 },
        ],
        total: '100',
        ledger: { complete: true },
      },
    });
    expect((await flow(`${LICENSEE}/BTC/2020-01`)).status).toBe(404);
  });

  it('FIGURES-5: says inconclusive while a pool is silent, until two persons waive it, and again when two take that back', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 0);
    await test.clock.moveTo('2026-05-20T00:00:00.000Z');
    await test.exchanges.record('completeness-ex-1', {
      type: 'ExchangeReportedThrough',
      exchangeId: 'ex-1',
      through: test.clock.now(),
    } as DomainEvent);
    await until(async () => (await test.judged('2026-03'))?.verdict === 'inconclusive');
    const body = { period: '2026-03', sender: 'dmp-1', reason: 'The pool is gone.' };
    const proposed = await test.client.call('supervision/v1/waivers', {
      token: test.analyst,
      body,
    });
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const confirm = `supervision/v1/proposals/${proposalId}/confirm`;
    expect((await test.client.call(confirm, { token: test.analyst, body: {} })).status).toBe(422);
    const second = await test.tokenOf('yerlan');
    expect((await test.client.call(confirm, { token: second, body: {} })).status).toBe(201);
    await until(async () => (await test.judged('2026-03'))?.verdict === 'compliant');
    expect(await test.row('2026-03')).toMatchObject({ waived: ['dmp-1'] });

    const before = (await test.known()).knownThrough;
    const revocation = { ...body, reason: 'The pool reports again.' };
    const taken = await test.client.call('supervision/v1/waivers/revocations', {
      token: test.analyst,
      body: revocation,
    });
    expect(taken.status).toBe(202);
    const { proposalId: revoking } = (await taken.json()) as { proposalId: string };
    const open = await test.client.call('supervision/v1/proposals?state=open', {
      token: test.analyst,
    });
    expect(await open.json()).toMatchObject({
      items: [{ proposalId: revoking, act: 'CompletenessWaiverRevocation', terms: revocation }],
    });
    const confirmRevocation = `supervision/v1/proposals/${revoking}/confirm`;
    expect(
      (await test.client.call(confirmRevocation, { token: test.analyst, body: {} })).status,
    ).toBe(422);
    expect((await test.client.call(confirmRevocation, { token: second, body: {} })).status).toBe(
      201,
    );
    await until(async () => (await test.row('2026-03')).verdict === 'inconclusive');
    expect(await test.row('2026-03')).toMatchObject({ state: 'provisional' });
    expect(await test.row('2026-03')).not.toHaveProperty('waived');
    await until(async () => (await test.judged('2026-03'))?.verdict === 'inconclusive');
    const waivers = async (query: string) => {
      const answer = await test.client.call(`supervision/v1/waivers?${query}`, {
        token: test.analyst,
      });
      return ((await answer.json()) as { items: object[] }).items;
    };
    expect(await waivers('period=2026-03')).toMatchObject([
      {
        ...{ sender: 'dmp-1', reason: body.reason, confirmedBy: 'yerlan' },
        revokedAt: expect.any(String),
        revokedWhy: revocation.reason,
      },
    ]);
    for (const none of ['inForce=true', 'period=2026-04', 'sender=dmp-2'])
      expect(await waivers(none)).toEqual([]);
    // What was known while it was waived stays what it was.
    expect(await test.row('2026-03', `knownAt=${before}`)).toMatchObject({
      verdict: 'compliant',
      waived: ['dmp-1'],
    });
  });

  it.each(['x', '01900000-0000-7000-8000-000000000000'])(
    'knows no proposal %s that nobody made',
    async (proposalId) => {
      for (const answer of ['confirm', 'decline']) {
        const path = `supervision/v1/proposals/${proposalId}/${answer}`;
        const refused = await test.client.call(path, { token: test.analyst, body: {} });
        expect(refused.status).toBe(404);
        expect(await refused.json()).toMatchObject({ type: 'urn:esep:problem:proposal-unknown' });
      }
    },
  );

  it('API-1: waives no period that the regime never had', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await test.rows()).some((found) => found.mined === '100'));
    const body = { period: '2023-12', sender: 'dmp-1', reason: 'silent' };
    const answer = await test.client.call('supervision/v1/waivers', { token: test.analyst, body });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:before-regime' });
  });

  it('lets a second person decline a waiver, and knows no proposal that nobody made', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 0);
    await test.clock.moveTo('2026-05-20T00:00:00.000Z');
    await until(async () => (await test.rows()).length > 0);
    const body = { period: '2026-03', sender: 'dmp-1', reason: 'The pool is gone.' };
    const proposed = await test.client.call('supervision/v1/waivers', {
      token: test.analyst,
      body,
    });
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const second = await test.tokenOf('yerlan');
    const answer = async (id: string, word: string) =>
      (
        await test.client.call(`supervision/v1/proposals/${id}/${word}`, {
          token: second,
          body: {},
        })
      ).status;
    expect(await answer(proposalId, 'decline')).toBe(201);
    expect(await answer(proposalId, 'confirm')).toBe(422);
    expect(await answer('x', 'confirm')).toBe(404);
  });

  it('FIGURES-13: counts nothing of a sale that two persons disqualified, as known before it counts', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 75, { tradeId: 't-1', exchangeId: 'ex-0' });
    await test.sold('2026-03-21T07:00:00.000Z', 75, { tradeId: 't-2' });
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.findings()).length === 3);
    const finding = (await test.findings()).find(({ type }) => type === 'under-sold');
    const second = await test.tokenOf('yerlan');
    const propose = async (what: string, but: object = {}) =>
      test.client.call(`supervision/v1/${what}`, {
        token: test.analyst,
        body: {
          findingId: finding?.findingId,
          revision: finding?.revision,
          fact: 'ex-1:t-2:sell',
          reason: 'Buyer and seller are one person.',
          ...but,
        },
      });

    expect((await propose('requalifications')).status).toBe(422);
    expect((await propose('disqualifications', { fact: 'ex-1:t-9:sell' })).status).toBe(422);
    expect((await propose('disqualifications', { revision: 9 })).status).toBe(409);
    expect((await propose('disqualifications', { findingId: LICENSEE })).status).toBe(404);
    const proposed = await propose('disqualifications');
    expect(proposed.status).toBe(202);
    expect(await test.row('2026-03')).toMatchObject({ soldInTime: '25' });
    expect(await test.answerTo(proposed.clone(), 'confirm', test.analyst)).toBe(422);
    const before = test.clock.now();
    await test.clock.moveTo('2026-04-13T00:00:00.000Z');
    expect(await test.answerTo(proposed, 'confirm', second)).toBe(201);
    await until(async () => (await test.row('2026-03')).soldInTime === '0');
    await until(async () => (await asItStands()).revision === 2);
    expect(await test.row('2026-03', `knownAt=${before}`)).toMatchObject({ soldInTime: '25' });

    expect(
      await test.answerTo(await propose('requalifications', await asItStands()), 'confirm', second),
    ).toBe(201);
    await until(async () => (await test.row('2026-03')).soldInTime === '25');

    async function asItStands() {
      const undersold = (await test.findings()).find(({ type }) => type === 'under-sold');
      return { revision: undersold?.revision };
    }
  });

  it('FIGURES-5: waives no sender that nobody waits for, and none that has reported', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 0);
    await test.complete('2026-05-20T00:00:00.000Z');
    const waive = (sender: string) =>
      test.client.call('supervision/v1/waivers', {
        token: test.analyst,
        body: { period: '2026-03', sender, reason: 'It says nothing.' },
      });
    for (const [sender, refusal] of [
      ['dmp-404', 'sender-not-asked'],
      ['ex-0', 'sender-not-asked'],
      ['dmp-1', 'sender-has-reported'],
      ['ex-1', 'sender-has-reported'],
    ] as const) {
      const answer = await waive(sender);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ type: `urn:esep:problem:${refusal}` });
    }
  });

  it('FIGURES-6: takes two persons to dismiss what a tax rate depends on', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100, { poolId: 'dmp-9' });
    await test.complete('2026-04-12T00:00:00.000Z');
    const found = async () =>
      (await test.findings()).find(({ type }) => type === 'unapproved-pool');
    await until(async () => (await found()) !== undefined);
    const { findingId } = (await found()) as { findingId: string };
    const path = `supervision/v1/findings/${findingId}`;
    const body = { revision: 1, reason: 'Its approval was recorded under another id.' };
    const alone = await test.client.call(`${path}/decide`, {
      token: test.analyst,
      body: { ...body, outcome: 'dismissed' },
    });
    expect(alone.status).toBe(422);
    expect(await alone.json()).toMatchObject({
      type: 'urn:esep:problem:dismissal-takes-two-persons',
    });
    const proposed = await test.client.call(`${path}/dismissals`, { token: test.analyst, body });
    expect(proposed.status).toBe(202);
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const confirm = `supervision/v1/proposals/${proposalId}/confirm`;
    expect((await test.client.call(confirm, { token: test.analyst, body: {} })).status).toBe(422);
    expect((await found())?.state).toBe('open');
    const second = await test.tokenOf('yerlan');
    expect((await test.client.call(confirm, { token: second, body: {} })).status).toBe(201);
    await until(async () => (await found())?.state === 'dismissed');
  });
});
