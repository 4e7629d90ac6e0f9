import { DevelopmentClock } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';

import { licensingParts, startLicensing } from './index.js';

// What one officer alone can do to a licence, a venue, a pool or a licensee, and what takes two. Over
// HTTP, on a real database, on a clock that is moved.

const NOW = '2026-05-20T07:00:00.000Z';
const FROM = '2024-01-01T00:00:00+05:00';

describe('What one person may not do alone', () => {
  let context: TestContext;
  let client: TestClient;
  let clock: DevelopmentClock;
  let officer: string;
  let second: string;
  let serial = 0;

  beforeAll(async () => {
    clock = await DevelopmentClock.start({ startAt: NOW });
    context = await testContext(licensingParts, { clock });
    client = await context.serve(await startLicensing(context.context));
    const role = {
      organisation: 'aifc',
      roles: ['licensing-officer', 'enforcement-officer'] as const,
    };
    officer = await context.token({ ...role, subject: 'officer-1' });
    second = await context.token({ ...role, subject: 'officer-2' });
    for (const id of ['dmp-1', 'dmp-2'])
      await confirmed(await good('pools', { id, name: `Pool ${id}`, approvedFrom: FROM }, 202));
    const exchange = { id: 'ex-1', name: 'Exchange', approvedFrom: FROM };
    await confirmed(await good('exchanges', exchange, 202));
  });
  afterAll(() => context.close());

  describe('FIGURES-1: an import', () => {
    const validUntil = '2027-01-01T00:00:00+05:00';

    it('happens once: the same again is no change, another end is refused', async () => {
      const { body, licenceId } = await licensed({ validUntil });
      const again = await post('licences/import', body);
      expect(again.status).toBe(201);
      const sooner = { ...body, validUntil: '2026-05-21T00:00:00+05:00' };
      const later = { ...body, validUntil: '2036-01-01T00:00:00+05:00' };
      const renewed = { ...body, issuedAt: validUntil, validUntil: '2030-01-01T00:00:00+05:00' };
      for (const changed of [sooner, later, renewed])
        expect(await problem('licences/import', changed)).toBe('licence-already-imported');
      expect(await licence(licenceId)).toMatchObject({ validUntil: utc(validUntil) });
    });

    it('adds nothing by the way: no pool, no related party, no stock', async () => {
      const { body } = await licensed();
      const from = FROM;
      const more = [
        [{ affiliations: [{ poolId: 'dmp-2', asset: 'BTC', from }] }, 'licence-already-imported'],
        [
          { relatedParties: [{ bin: '120540000011', relation: 'parent', from }] },
          'related-party-needs-declaration',
        ],
        [
          { openingStock: [{ asset: 'BTC', quantity: '1', at: from }] },
          'opening-stock-already-declared',
        ],
      ] as const;
      for (const [part, reason] of more)
        expect(await problem('licences/import', { ...body, ...part })).toBe(reason);
    });

    it('is followed by terms that two persons give', async () => {
      const { licenceId } = await licensed({ validUntil });
      const until = '2029-12-31T00:00:00+05:00';
      const proposed = await good(
        `licences/${licenceId}/renew`,
        { until, ground: 'asked for' },
        202,
      );
      expect(await licence(licenceId)).toMatchObject({ validUntil: utc(validUntil) });
      await confirmed(proposed);
      expect(await licence(licenceId)).toMatchObject({ validUntil: utc(until) });
      const path = `licences/${licenceId}/renew`;
      expect(await problem(path, { until: '2026-01-01T00:00:00+05:00', ground: 'g' })).toBe(
        'effective-before-published',
      );
      const wrong = { until: '2026-03-01T00:00:00+05:00', ground: 'g', correction: true };
      const correction = await good(path, wrong, 202);
      expect(correction['periods']).toEqual(['2026-03', '2026-04', '2026-05']);
    });
  });

  describe.each([
    ['pools', 'pool-approved-before'],
    ['exchanges', 'exchange-licensed-before'],
  ])('FIGURES-2: the approval of %s', (plural, approvedBefore) => {
    const reason = 'no reports';
    let sender: { id: string; name: string; approvedFrom: string };
    beforeAll(async () => {
      const id = `withdrawn-${plural}`;
      sender = { id, name: id, approvedFrom: FROM };
    });

    it('begins in the past by two persons, with the months, and until then not at all', async () => {
      const proposed = await good(plural, sender, 202);
      expect(proposed['periods']).toEqual(expect.arrayContaining(['2024-01', '2026-05']));
      expect(await listed()).toBeUndefined();
      const confirm = `proposals/${String(proposed['proposalId'])}/confirm`;
      expect(await problem(confirm, {})).toBe('second-person-required');
      await confirmed(proposed);
      expect(await listed()).toMatchObject({ approved: true, from: utc(FROM) });
      const again = await good(plural, sender);
      expect(again['proposalId']).toBeUndefined();
    });

    it('begins from now on, or from yesterday, by one', async () => {
      const id = `fresh-${plural}`;
      const approvedFrom = new Date(Date.parse(clock.now()) - 23 * 3_600_000).toISOString();
      const publicKey = 'key of the sender';
      await good(plural, { id, name: id, approvedFrom, publicKey });
      const end = { at: approvedFrom, reason: 'in error', correction: true };
      await confirmed(await good(`${plural}/${id}/withdraw-approval`, end, 202));
    });

    it('takes the key that it signs with when it is confirmed', async () => {
      const id = `signing-${plural}`;
      const publicKey = `key of ${id}`;
      const before = await recorded('SenderKeyRegistered');
      const body = { id, name: id, approvedFrom: FROM, publicKey };
      const proposed = await good(plural, body, 202);
      expect(await recorded('SenderKeyRegistered')).toBe(before);
      await confirmed(proposed);
      expect((await eventsOf('SenderKeyRegistered')).at(-1)).toMatchObject({
        sender: id,
        publicKey,
        from: utc(FROM),
      });
    });

    it('is withdrawn by two persons, and not before it is published', async () => {
      const path = `${plural}/${sender.id}/withdraw-approval`;
      const past = { at: '2026-03-15T00:00:00+05:00', reason };
      expect(await problem(path, past)).toBe('effective-before-published');
      const ahead = { at: '2026-07-01T00:00:00+05:00', reason };
      const proposed = await good(path, ahead, 202);
      expect(await listed()).toMatchObject({ until: null, correction: false });
      const confirm = `proposals/${String(proposed['proposalId'])}/confirm`;
      expect(await problem(confirm, {})).toBe('second-person-required');
      await confirmed(proposed);
      expect(await listed()).toMatchObject({ until: utc(ahead.at), correction: false });
    });

    it('is withdrawn for a time that has passed only as a correction, with the months', async () => {
      const path = `${plural}/${sender.id}/withdraw-approval`;
      const wrong = { at: '2026-03-15T00:00:00+05:00', reason, correction: true };
      const proposed = await good(path, wrong, 202);
      expect(proposed['periods']).toEqual(['2026-03', '2026-04', '2026-05']);
      await confirmed(proposed);
      expect(await listed()).toMatchObject({ until: utc(wrong.at), correction: true });
    });

    it('is not given back by one person', async () => {
      expect(await problem(plural, sender)).toBe(approvedBefore);
      const approvedFrom = '2026-12-01T00:00:00+05:00';
      expect(await problem(plural, { ...sender, approvedFrom })).toBe(approvedBefore);
      const { name } = sender;
      const again = await good(`${plural}/${sender.id}/approvals`, { name, approvedFrom }, 202);
      await confirmed(again);
    });

    async function listed() {
      const { items } = await get(`${plural}?asOf=2024-06-01T00:00:00Z`);
      return (items as { id: string }[]).find(({ id }) => id === sender.id);
    }
  });

  describe('FIGURES-4: a sanction', () => {
    const months = { from: '2026-07-01T00:00:00+05:00', until: '2026-09-01T00:00:00+05:00' };
    const ground = 'late reports';

    it.each([
      [
        'ten months back',
        { from: '2025-07-20T00:00:00+05:00', until: '2025-09-20T00:00:00+05:00' },
        'effective-before-published',
      ],
      ['for an hour', { ...months, until: '2026-07-01T01:00:00+05:00' }, 'suspension-too-short'],
      ['for ten years', { ...months, until: '2036-07-01T00:00:00+05:00' }, 'suspension-too-long'],
      ['without end', { from: months.from }, 'suspension-too-long'],
      [
        'without notice',
        { from: '2026-05-21T00:00:00+05:00', until: months.until },
        'notice-too-short',
      ],
    ])('is not imposed %s', async (_, terms, reason) => {
      const { licenceId } = await licensed();
      expect(await problem(`licences/${licenceId}/suspend`, { ...terms, ground })).toBe(reason);
    });

    it('does not revoke back to last year', async () => {
      const { licenceId } = await licensed();
      const from = '2025-06-01T00:00:00+05:00';
      expect(await problem(`licences/${licenceId}/revoke`, { from, ground })).toBe(
        'effective-before-published',
      );
    });

    it('may be urgent, and then begins when the second person confirms', async () => {
      const { licenceId } = await licensed();
      const from = new Date(Date.parse(clock.now()) + 1_000).toISOString();
      const urgent = { from, until: '2026-07-20T00:00:00+05:00', ground, urgent: true };
      const proposed = await good(`licences/${licenceId}/suspend`, urgent, 202);
      await clock.moveTo(new Date(Date.parse(clock.now()) + 3_600_000).toISOString());
      const before = clock.now();
      await confirmed(proposed);
      const { suspensions } = await licence(licenceId);
      const [suspension] = suspensions as { from: string }[];
      expect(String(suspension?.from) >= before).toBe(true);
    });

    it('bars the number from a new licence', async () => {
      const { licenceId, body } = await licensed();
      const revoked = await good(
        `licences/${licenceId}/revoke`,
        { from: months.from, ground },
        202,
      );
      await confirmed(revoked);
      const anew = { ...body, licenceId: `${licenceId}-anew` };
      expect(await problem('licences/import', anew)).toBe('licensee-barred');
    });

    it('is not confirmed when its proposal has expired, and not by the proposer at all', async () => {
      const { licenceId } = await licensed();
      const path = `licences/${licenceId}/suspend`;
      const { proposalId } = await good(path, { ...months, ground }, 202);
      const confirm = `proposals/${String(proposalId)}/confirm`;
      expect(await problem(confirm, {})).toBe('second-person-required');
      await clock.moveTo(new Date(Date.parse(clock.now()) + 14 * 86_400_000).toISOString());
      expect(await problem(confirm, {}, second)).toBe('proposal-expired');
    });
  });

  describe('FIGURES-9: opening stock', () => {
    it('is declared once, at go-live, and corrected by two persons with a reason', async () => {
      const { licenseeId } = await licensed({
        openingStock: [{ asset: 'BTC', quantity: '50', at: FROM }],
      });
      const path = `licensees/${licenseeId}/opening-stock`;
      const stock = { asset: 'BTC', quantity: '1000000', at: FROM };
      expect((await post(path, stock)).status).toBe(400);
      const proposed = await good(path, { ...stock, reason: 'The audit found more.' }, 202);
      expect(proposed['periods']).toContain('2026-05');
      expect(await recorded('OpeningStockCorrected')).toBe(0);
      await confirmed(proposed);
      expect(await recorded('OpeningStockCorrected')).toBe(1);
    });
  });

  describe('FIGURES-18: an affiliation', () => {
    it('names a pool that exists', async () => {
      const { licenceId, licenseeId, body } = await licensed();
      const from = '2026-08-01T00:00:00+05:00';
      const affiliation = { poolId: 'nobody', asset: 'BTC', from, licenceId };
      expect(await problem(`licensees/${licenseeId}/affiliations`, affiliation)).toBe(
        'pool-unknown',
      );
      const affiliations = [{ poolId: 'nobody', asset: 'BTC', from }];
      const other = { ...body, licenceId: 'other', affiliations };
      expect(await problem('licences/import', other)).toBe('pool-unknown');
    });

    it('begins from now on, or is a correction of two persons with the months it reaches', async () => {
      const { licenceId, licenseeId } = await licensed();
      const path = `licensees/${licenseeId}/affiliations`;
      const ahead = { poolId: 'dmp-1', asset: 'BTC', from: '2026-12-01T00:00:00+05:00', licenceId };
      await good(path, ahead);
      const past = { ...ahead, from: '2026-04-02T00:00:00+05:00' };
      expect(await problem(path, past)).toBe('effective-before-published');
      const proposed = await good(`${path}/corrections`, { ...past, reason: 'forgotten' }, 202);
      expect((proposed['periods'] as string[]).slice(0, 2)).toEqual(['2026-04', '2026-05']);
      await confirmed(proposed);
      const { affiliations } = await licence(licenceId);
      expect(affiliations).toContainEqual({
        poolId: 'dmp-1',
        asset: 'BTC',
        from: utc(past.from),
        until: null,
      });
    });
  });

  describe('FIGURES-10: a wallet', () => {
    const address = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2';
    const proof = { method: 'custodian-statement', content: 'a'.repeat(64) };
    const binding = { asset: 'BTC', address, from: FROM, proof };

    it('is not bound on trust', async () => {
      const { licenceId } = await licensed();
      const path = `licences/${licenceId}/wallets`;
      expect((await post(path, { ...binding, proof: 'trust me' })).status).toBe(400);
      const unnamed = { ...binding, proof: { method: 'trust', content: 'me' } };
      expect((await post(path, unnamed)).status).toBe(400);
      const empty = { ...binding, proof: { method: 'signed-message', content: 'trust me' } };
      expect(await problem(path, empty)).toBe('proof-malformed');
    });

    it('that two claim is whose two persons decide', async () => {
      const [one, other] = [await licensed(), await licensed()];
      for (const { licenceId } of [one, other])
        await confirmed(await good(`licences/${licenceId}/wallets`, binding, 202));
      const path = `licences/${other.licenceId}/wallets/${address}`;
      expect(await problem(`${path}/release`, { to: FROM })).toBe('effective-before-published');
      const decision = { to: FROM, reason: 'The first one signed.' };
      const proposed = await good(`${path}/corrections`, decision, 202);
      const before = await recorded('WalletReleased');
      await confirmed(proposed);
      expect(await recorded('WalletReleased')).toBe(before + 1);
      expect((await eventsOf('WalletReleased')).at(-1)).toMatchObject({
        licenseeId: other.licenseeId,
        to: utc(FROM),
      });
    });

    it('is bound for a time that has passed by two persons, with the months', async () => {
      const { licenceId } = await licensed();
      const own = { ...binding, address: '3CDJNfdWX8m2NwuGUV3nhXHXEeLygMXoAj', asset: 'LTC' };
      const path = `licences/${licenceId}/wallets`;
      const before = await recorded('WalletBound');
      const proposed = await good(path, own, 202);
      expect(proposed['periods']).toEqual(expect.arrayContaining(['2024-01', '2026-05']));
      expect(await recorded('WalletBound')).toBe(before);
      await confirmed(proposed);
      expect((await eventsOf('WalletBound')).at(-1)).toMatchObject({ licenceId, from: utc(FROM) });
      // From now on one person is enough.
      await good(path, { ...own, asset: 'BTC', address, from: clock.now() });
    });

    it('is not bound to a licence that was revoked', async () => {
      const { licenceId } = await licensed();
      const from = new Date(Date.parse(clock.now()) + 6 * 86_400_000).toISOString();
      await confirmed(await good(`licences/${licenceId}/revoke`, { from, ground: 'g' }, 202));
      await clock.moveTo(new Date(Date.parse(from) + 60_000).toISOString());
      expect(await problem(`licences/${licenceId}/wallets`, binding)).toBe('licence-revoked');
    });
  });

  describe('FIGURES-15: affiliations of two licences', () => {
    it('with the same pool and start do not touch each other', async () => {
      const affiliations = [{ poolId: 'dmp-1', asset: 'BTC', from: FROM }];
      const first = await licensed({ affiliations });
      const other = { ...first.body, licenceId: `${first.licenceId}-b` };
      await good('licences/import', other);
      const proposed = await good(
        `licensees/${first.licenseeId}/affiliations/corrections`,
        { ...affiliations[0], until: FROM, licenceId: first.licenceId, reason: 'never so' },
        202,
      );
      await confirmed(proposed);
      const ends = await Promise.all(
        [first.licenceId, other.licenceId].map(async (id) => {
          const [affiliation] = (await licence(id))['affiliations'] as { until: string | null }[];
          return affiliation?.until;
        }),
      );
      expect(ends).toEqual([utc(FROM), null]);
      const events = await eventsOf('PoolAffiliationEnded');
      expect(events.map(({ licenceId }) => licenceId)).toEqual(
        [first.licenceId, other.licenceId].slice(0, 1),
      );
    });
  });

  describe('FIGURES-23: the number of a person', () => {
    it('is not imported as that of a legal entity, and a BIN not as that of a person', async () => {
      const iin = licenceBody({ licenseeBin: '791028302728' });
      expect(await problem('licences/import', iin)).toBe('kind-disagrees-with-number');
      const bin = licenceBody({ kind: 'individual-entrepreneur' });
      expect(await problem('licences/import', bin)).toBe('kind-disagrees-with-number');
      expect(await log()).not.toContain('791028302728');
    });
  });

  it('FIGURES-25: is no licence of an authority that issues none', async () => {
    const body = licenceBody({ authority: 'KZ-MINISTRY' });
    expect(await problem('licences/import', body)).toBe('authority-not-issuing');
  });

  describe('FIGURES-24: what changes about a licensee', () => {
    it('is the name, by two persons', async () => {
      const { licenseeId, body } = await licensed();
      const renaming = { name: 'Zhana Mining LLP', from: NOW, ground: 're-registration' };
      const proposed = await good(`licensees/${licenseeId}/name`, renaming, 202);
      expect(await lookup(body.licenseeBin)).toMatchObject({ name: body.name });
      await confirmed(proposed);
      expect(await lookup(body.licenseeBin)).toMatchObject({ name: renaming.name });
    });

    it('is a number that was recorded wrongly, by two persons', async () => {
      const { licenseeId, body } = await licensed();
      const bin = numberOf((serial += 1));
      const other = await licensed();
      const path = `licensees/${licenseeId}/number`;
      const ground = 'two digits exchanged';
      expect(await problem(path, { bin: other.body.licenseeBin, ground })).toBe(
        'number-of-another-licensee',
      );
      await confirmed(await good(path, { bin, ground }, 202));
      expect(await lookup(bin)).toMatchObject({ licenseeId });
      expect((await post('licensees/lookup', { bin: body.licenseeBin })).status).toBe(404);
    });

    it('is the holder of a licence, by two persons', async () => {
      const [one, other] = [await licensed(), await licensed()];
      const from = '2026-12-01T00:00:00+05:00';
      const terms = { toLicenseeId: other.licenseeId, from, ground: 'merger' };
      const proposed = await good(`licences/${one.licenceId}/transfer`, terms, 202);
      expect(await licence(one.licenceId)).toMatchObject({ licenseeId: one.licenseeId });
      await confirmed(proposed);
      expect(await licence(one.licenceId)).toMatchObject({ licenseeId: other.licenseeId });
      const { items } = await get(`licences?licenseeId=${other.licenseeId}`);
      expect(items).toHaveLength(2);
    });
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function licenceBody(but: object = {}) {
    const licenseeBin = numberOf((serial += 1));
    return {
      licenceId: `P-${serial}`,
      licenseeBin,
      name: `Miner ${serial} LLP`,
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: FROM,
      ...but,
    };
  }
  /** A licence of a licensee of its own. */
  async function licensed(but: object = {}) {
    const body = licenceBody(but);
    const { licenseeId } = await good('licences/import', body);
    return { body, licenceId: body.licenceId, licenseeId: String(licenseeId) };
  }
  function post(path: string, body: object, token = officer) {
    return client.call(`licensing/v1/${path}`, { token, body });
  }
  async function good(path: string, body: object, status = 201, token = officer) {
    const answer = await post(path, body, token);
    const said = (await answer.json()) as Record<string, unknown>;
    expect({ ...said, status: answer.status }).toMatchObject({ status });
    return said;
  }
  function confirmed({ proposalId }: Record<string, unknown>) {
    return good(`proposals/${String(proposalId)}/confirm`, {}, 201, second);
  }
  async function problem(path: string, body: object, token = officer) {
    const answer = await post(path, body, token);
    const { type = '' } = (await answer.json()) as { type?: string };
    return type.replace('urn:esep:problem:', '') || `answered ${answer.status}`;
  }
  async function get(path: string) {
    const answer = await client.call(`licensing/v1/${path}`, { token: officer });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  }
  function licence(id: string) {
    return get(`licences/${id}?asOf=${FROM.replace('+', '%2B')}`);
  }
  async function lookup(bin: string) {
    return (await post('licensees/lookup', { bin })).json();
  }
  async function log() {
    const roles = ['auditor'] as const;
    const token = await context.token({ subject: 'a', organisation: 'aifc', roles });
    return (await client.call('licensing/v1/events?limit=1000', { token })).text();
  }
  async function eventsOf(type: string) {
    const { events } = JSON.parse(await log()) as { events: { bytes: string }[] };
    return events
      .map(({ bytes }) => JSON.parse(bytes) as { type: string; body: Record<string, unknown> })
      .filter((event) => event.type === type)
      .map(({ body }) => body);
  }
  async function recorded(type: string) {
    return (await eventsOf(type)).length;
  }
  function utc(instant: string) {
    return new Date(instant).toISOString();
  }
});

/** The `n`th BIN of March 2012 that could exist. */
function numberOf(n: number): string {
  const first = Array.from(`12034${String(n).padStart(6, '0')}`, Number);
  const sum = (weights: readonly number[]) =>
    first.reduce((total, digit, i) => total + digit * (weights[i] as number), 0) % 11;
  const check = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const again = check === 10 ? sum([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) : check;
  return again === 10 ? numberOf(n + 500_000) : `${first.join('')}${again}`;
}
