import { replay } from '@esep/kernel';
import {
  exchangeDecider,
  licenceDecider,
  licenseeDecider,
  poolDecider,
  walletDecider,
} from '@esep/licensing-domain';
import {
  licenseeIdOf,
  migratedDatabase,
  testContext,
  until,
  type TestClient,
  type TestContext,
} from '@esep/platform/testing';
import { Client } from 'pg';

import { licensingParts, startLicensing } from '../index.js';
import { LICENCES } from './licences.js';
import { LICENSEES } from './licensees.js';
import { EXCHANGES, POOLS } from './senders.js';

// An upgrade: the copy that is read was made by version 2, which kept all kinds in one table, and the
// release of that version goes on writing to it beside this one.

const FROM = '2025-12-31T19:00:00.000Z';
const UNTIL = '2026-01-31T19:00:00.000Z';
const [HOLDER, PERSON] = [licenseeIdOf('holder'), licenseeIdOf('person')];
const CIPHER = { enc: 'v1', subject: PERSON, nonce: 'bm9uY2U=', ct: 'Y2lwaGVy' } as const;

const sender = { lei: '5493001KJTIIGC8Y1R12', from: FROM } as const;
const licence = { licenceId: 'L-1', licenseeId: HOLDER, authority: 'AIFC' } as const;
const licensee = { type: 'LicenseeRegistered', partyId: 'p', registeredAt: FROM } as const;
const bound = { asset: 'BTC', address: '1Old', licenseeId: HOLDER, licenceId: 'L-1', from: FROM };

const IMPORTED = { type: 'LicenceImported', ...licence, issuedAt: FROM } as const;
const SUSPENDED = {
  type: 'LicenceSuspended',
  ...licence,
  from: FROM,
  until: UNTIL,
  ground: 'late',
  caseId: 'c',
} as const;
const REVOKED = { type: 'LicenceRevoked', ...licence, from: FROM, at: UNTIL, ground: 'g' } as const;

const OLD = {
  suspended: replay(licenceDecider, [IMPORTED, SUSPENDED]),
  revoked: replay(licenceDecider, [IMPORTED, SUSPENDED, REVOKED]),
  holder: replay(licenseeDecider, [
    {
      ...licensee,
      licenseeId: HOLDER,
      kind: 'legal-entity',
      bin: '990140000007',
      name: 'ТОО «Алма»',
    },
  ]),
  person: replay(licenseeDecider, [
    {
      ...licensee,
      licenseeId: PERSON,
      kind: 'individual-entrepreneur',
      bin: CIPHER,
      name: CIPHER,
    },
  ]),
  pool: replay(poolDecider, [
    {
      type: 'PoolApproved',
      poolId: 'p-1',
      name: 'One',
      ...sender,
      coinbaseTags: [],
      payoutAddresses: ['1A'],
    },
    { type: 'PoolApprovalWithdrawn', poolId: 'p-1', from: FROM, at: UNTIL, reason: 'r' },
  ]),
  proposed: poolDecider.initial,
  exchange: replay(exchangeDecider, [
    {
      type: 'ExchangeLicensed',
      exchangeId: 'x-1',
      name: 'X',
      ...sender,
      kind: 'DATF',
      depositAddresses: [],
    },
    {
      type: 'ExchangeLicenceWithdrawn',
      exchangeId: 'x-1',
      from: FROM,
      at: UNTIL,
      reason: 'r',
      correction: true,
    },
  ]),
  wallet: replay(walletDecider, [{ type: 'WalletBound', ...bound, proof: 'p' }]),
} as const;

let context: TestContext;
let client: TestClient;
let officer: string;
let pg: Client;

beforeAll(async () => {
  const migrations = licensingParts.migrations.filter(({ name }) => !name.startsWith('Expand'));
  const database = await migratedDatabase({ name: 'licensing', migrations });
  pg = new Client({ connectionString: database });
  await pg.connect();
  await pg.query(VERSION_2);
  for (const [kind, id, state] of [
    ['licence', 'L-1', OLD.suspended],
    ['licensee', HOLDER, OLD.holder],
    ['licensee', PERSON, OLD.person],
    ['pool', 'p-1', OLD.pool],
    ['pool', 'p-2', OLD.proposed],
    ['exchange', 'x-1', OLD.exchange],
    ['wallet', 'BTC-1Old', OLD.wallet],
  ] as const)
    await writtenBefore(kind, id, state);
  context = await testContext(licensingParts, { database });
  client = await context.serve(await startLicensing(context.context));
  officer = await context.token({
    subject: 'officer-1',
    organisation: 'aifc',
    roles: ['licensing-officer', 'supervision-analyst'],
  });
});
afterAll(async () => {
  await context.close();
  await pg.end();
});

// The tests tell one story and build on each other.
describe('The register beside the release before', () => {
  it('has what that one wrote before this one came, as this one would have written it', async () => {
    expect(await rowsOf('licences')).toEqual([asRow('L-1', LICENCES.columnsOf(OLD.suspended))]);
    expect(await rowsOf('licensees')).toEqual(
      [
        asRow(HOLDER, LICENSEES.columnsOf(OLD.holder)),
        asRow(PERSON, LICENSEES.columnsOf(OLD.person)),
      ].toSorted(byId),
    );
    expect(await rowsOf('pools')).toEqual([
      asRow('p-1', POOLS.columnsOf(OLD.pool)),
      asRow('p-2', POOLS.columnsOf(OLD.proposed)),
    ]);
    expect(await rowsOf('exchanges')).toEqual([asRow('x-1', EXCHANGES.columnsOf(OLD.exchange))]);
    expect(await rowsOf('wallets')).toEqual([{ id: 'BTC-1Old' }]);
  });

  it('shows what that one writes meanwhile', async () => {
    const path = 'licensing/v1/licences?search=алма';
    expect(await itemsOf(path)).toMatchObject([{ licenceId: 'L-1', status: 'active' }]);
    await writtenBefore('licence', 'L-1', OLD.revoked);
    expect(await itemsOf(path)).toMatchObject([{ licenceId: 'L-1', status: 'revoked' }]);
    expect(await rowsOf('licences')).toEqual([asRow('L-1', LICENCES.columnsOf(OLD.revoked))]);
  });

  it('leaves that one what this one writes', async () => {
    await imported('L-2');
    const [kept] = await kinds('licence', 'L-2');
    const { rows } = await pg.query(
      `select 'licence' as kind, id, licensee_id::uuid, state, position from licence_register.licences where id = 'L-2'`,
    );
    expect(kept).toEqual(rows[0]);
    await writtenBefore('licence', 'L-2', kept.state, kept.position);
    expect(await kinds('licence', 'L-2')).toHaveLength(1);
  });

  it('is built anew without its table, and answers the same', async () => {
    // What no log says would be lost.
    await pg.query(`delete from licence_register.register where id <> 'L-2' and kind = 'licence'`);
    for (const table of ['licences', 'licensees', 'pools', 'exchanges', 'wallets'])
      await pg.query(`delete from licence_register.${table} where state = any($1::jsonb[])`, [
        Object.values(OLD).map((state) => JSON.stringify(state)),
      ]);
    const list = await itemsOf('licensing/v1/licences');
    expect(list).toMatchObject([{ licenceId: 'L-2' }]);

    await copies('rebuild');
    await until(async () => {
      const { items } = await answerOf<{
        items: { name: string; logs: { live: number; next: number }[] }[];
      }>('licensing/v1/projections');
      const register = items.find(({ name }) => name === 'licence_register');
      return register?.logs.every(({ live, next }) => live === next) ?? false;
    });
    const { tables } = await copies<{ tables: { equal: boolean }[] }>('compare');
    expect(tables.filter(({ equal }) => !equal)).toMatchObject([{ table: 'register', next: null }]);
    await copies('switch', { changed: 'a table for each kind' });
    expect(await itemsOf('licensing/v1/licences')).toEqual(list);
    await imported('L-3');
    expect(await itemsOf('licensing/v1/licences')).toHaveLength(2);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const VERSION_2 = `
  create schema licence_register;
  create table licence_register.register (
    kind text not null,
    id text collate "C" not null,
    licensee_id uuid,
    state jsonb not null,
    position bigint not null,
    primary key (kind, id)
  );
  create index on licence_register.register (licensee_id);
  insert into subscriptions.copies (projection, place, version) values ('licence_register', 'live', 2);
`;

/** What version 2 said for each fact. */
async function writtenBefore(
  kind: string,
  id: string,
  state: unknown,
  position = 1,
): Promise<void> {
  await pg.query(
    `insert into licence_register.register (kind, id, licensee_id, state, position) values ($1, $2, $3, $4, $5)
     on conflict (kind, id) do update
       set state = excluded.state, position = excluded.position,
           licensee_id = coalesce(excluded.licensee_id, register.licensee_id)`,
    [kind, id, null, JSON.stringify(state), position],
  );
}

async function kinds(kind: string, id: string) {
  const { rows } = await pg.query(
    'select * from licence_register.register where kind = $1 and id = $2',
    [kind, id],
  );
  return rows;
}

/** The columns of a kind's own, without those that come of others. */
async function rowsOf(table: string): Promise<object[]> {
  const { rows } = await pg.query<{ state: unknown; position: unknown; words?: unknown }>(
    `select * from licence_register.${table} order by id`,
  );
  return rows.map(({ state: _, position: __, words: ___, ...row }) => row);
}

function asRow(id: string, columns: object): { id: string } {
  const named = Object.entries(columns).map(([name, value]: [string, unknown]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name === 'revokedAt' && value !== null ? new Date(value as string) : value,
  ]);
  return { id, ...(Object.fromEntries(named) as object) };
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

async function answerOf<Answer>(path: string, body?: object): Promise<Answer> {
  const answer = await client.call(path, { token: officer, body });
  const read = (await answer.json()) as Answer;
  expect([path, answer.ok, read]).toEqual([path, true, read]);
  return read;
}

async function itemsOf(path: string): Promise<object[]> {
  return (await answerOf<{ items: object[] }>(path)).items;
}

function copies<Answer>(act: string, body: object = {}): Promise<Answer> {
  return answerOf(`licensing/v1/projections/licence_register/${act}`, body);
}

async function imported(licenceId: string): Promise<void> {
  const answer = await client.call('licensing/v1/licences/import', {
    token: officer,
    body: {
      licenceId,
      licenseeBin: '990140000007',
      name: 'Batys Mining LLP',
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: '2024-01-01T00:00:00+05:00',
    },
  });
  expect(answer.status).toBe(201);
  // The list waits until the register has it.
  await itemsOf('licensing/v1/licences');
}
