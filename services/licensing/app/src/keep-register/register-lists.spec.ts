import {
  licenseeIdOf,
  testContext,
  until,
  type TestClient,
  type TestContext,
} from '@esep/platform/testing';
import { Client } from 'pg';

import { licensingParts, startLicensing } from '../index.js';

// Twenty thousand licences of 840 among as many licensees, put straight into the tables.

const [HOLDERS, LICENCES] = [840, 20_000];
/** `L-00042` is one of holder 42's; each tenth holder is an АО. */
const SEED = `
  set search_path to licence_register, public;
  insert into licensees (id, position, state, kind, bin, name)
    select '019a0000-0000-7000-8000-' || lpad(n::text, 12, '0'), n, '{}', 'legal-entity', (990140000000 + n)::text,
           case when n % 10 = 0 then 'АО' else 'ТОО' end || ' «Қазақ-Майнинг ' || n || '»'
      from generate_series(0, ${LICENCES - 1}) n;
  insert into licences (id, position, state, licensee_id, authority, validity, suspensions)
    select 'L-' || lpad(n::text, 5, '0'), n, '{}', '019a0000-0000-7000-8000-' || lpad((n % ${HOLDERS})::text, 12, '0'),
           'AIFC', '[{"from": "2024-01-01T00:00:00.000Z"}]', '[]'
      from generate_series(0, ${LICENCES - 1}) n;
  insert into exchanges (id, position, state, registered, approvals)
    select 'x-' || lpad(n::text, 5, '0'), n, '{}', n % 2 = 0,
           '[{"name": "X", "from": "2024-01-01T00:00:00.000Z"}]'
      from generate_series(0, ${LICENCES - 1}) n;
  analyze licensees; analyze licences; analyze exchanges;
`;

let context: TestContext;
let client: TestClient;
let officer: string;
let pg: Client;
let scannedBefore: object[];

beforeAll(async () => {
  context = await testContext(licensingParts);
  client = await context.serve(await startLicensing(context.context));
  officer = await context.token({
    subject: 'officer-1',
    organisation: 'aifc',
    roles: ['licensing-officer'],
  });
  pg = new Client({ connectionString: context.context.config.ESEP_DATABASE_URL });
  await pg.connect();
  await pg.query(SEED);
  scannedBefore = await scans();
});
afterAll(() => pg.end());

describe('Licences', () => {
  it('are listed in the order of their ids, page by page, each once', async () => {
    const ids: string[] = [];
    for (let path: string | undefined = 'licences?limit=500'; path !== undefined;) {
      const { items, next }: Answer = await listed(path);
      ids.push(...items.map(({ licenceId }) => licenceId));
      path = next === null ? undefined : `licences?limit=500&cursor=${next}`;
    }
    expect(ids).toEqual(Array.from({ length: LICENCES }, (_, n) => idOf(n)));
  });

  it('are those of one holder', async () => {
    const { items } = await listed(`licences?licenseeId=${holderOf(7)}`);
    expect(items.map(({ licenceId }) => licenceId)).toEqual(ofHolder(7));
    expect((await listed(`licences?licenseeId=${licenseeIdOf('nobody')}`)).items).toEqual([]);
    expect((await listed(`licences?licenseeId=${'-'.repeat(36)}`)).items).toEqual([]);
  });

  it.each([
    ['the beginning of its id', 'L-0004', Array.from({ length: 10 }, (_, n) => idOf(40 + n))],
    ['the BIN of its holder', '990140000838', ofHolder(838)],
    ['the beginning of that', '99014000083', range(830, 839).flatMap(ofHolder).toSorted()],
    ['words of the name of its holder', 'майнинг 839', ofHolder(839)],
    ['the name as it is written', 'ТОО «Қазақ-Майнинг 839»', ofHolder(839)],
    ['the beginnings of words, in any order', '839 ҚАЗ', ofHolder(839)],
    ['no part of a word', '39 айнинг', []],
    ['words of which one is not there', 'майнинг 839 юг', []],
    ['nothing that is a word', "'", []],
    ['it, among signs that mean something to the database', `839:* | '\\ & !%_`, ofHolder(839)],
  ])('are found by %s', async (_, search, found) => {
    const { items } = await listed(`licences?limit=500&search=${encodeURIComponent(search)}`);
    expect(items.map(({ licenceId }) => licenceId)).toEqual(found);
  });

  it('are found in pages too, and of one holder', async () => {
    const search = `licences?limit=20&search=${encodeURIComponent('ао')}`;
    const first = await listed(search);
    const second = await listed(`${search}&cursor=${first.next}`);
    const ids = [...first.items, ...second.items].map(({ licenceId }) => licenceId);
    expect(ids).toEqual(Array.from({ length: 40 }, (_, n) => idOf(10 * n)));
    const own = await listed(`${search}&licenseeId=${holderOf(20)}`);
    expect(own.items.map(({ licenceId }) => licenceId)).toEqual(ofHolder(20).slice(0, 20));
  });

  it('of a person are found by no name, and keep neither name nor number in plain', async () => {
    const [name, iin] = ['Сейтқали Айгерім', '900101300017'];
    const answer = await client.call('licensing/v1/licences/import', {
      token: officer,
      body: {
        licenceId: 'P-1',
        licenseeBin: iin,
        name,
        kind: 'individual-entrepreneur',
        authority: 'AIFC',
        issuedAt: '2024-01-01T00:00:00+05:00',
      },
    });
    expect(answer.status).toBe(201);
    const { licenseeId } = (await answer.json()) as { licenseeId: string };
    const found = await listed(`licences?search=P-`);
    expect(found.items).toMatchObject([{ licenceId: 'P-1', licenseeId }]);
    expect((await listed(`licences?search=${encodeURIComponent(name)}`)).items).toEqual([]);
    const { rows } = await pg.query<{ row: string }>(
      `select licensees::text || licences::text as row
         from licensees join licences on licensee_id = licensees.id where licensees.id = $1`,
      [licenseeId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).toContain('individual-entrepreneur');
    expect(rows[0]?.row).not.toMatch(/Сейтқали|Айгерім|сейтқали|айгерім|900101300017/);
  });

  it('name their holder to staff, and to nobody else', async () => {
    const holder = { name: 'АО «Қазақ-Майнинг 0»', bin: '990140000000' };
    expect((await listed('licences?limit=1')).items).toMatchObject([holder]);
    const [shown] = (await listed('register?limit=1')).items;
    expect(shown).toMatchObject({ licenceId: idOf(0) });
    expect(Object.keys(shown ?? {})).not.toEqual(expect.arrayContaining(['name']));
    expect(Object.keys(shown ?? {})).not.toEqual(expect.arrayContaining(['bin']));
    const person = { licenceId: 'P-1', name: null, bin: null };
    expect((await listed('licences?search=P-')).items).toMatchObject([person]);
    expect(await (await ask('licences/P-1')).json()).toMatchObject(person);
  });

  it('are not searched by the number of a person', async () => {
    const answer = await ask('licences?search=900101300017');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ pointer: '/search', code: 'identity-number-in-text' }],
    });
  });

  it('are not searched in the public register', async () => {
    expect((await ask('register?search=L-0004')).status).toBe(400);
  });
});

describe('Exchanges', () => {
  it('are listed once they were licensed', async () => {
    const { items, next } = await listed('exchanges?limit=2');
    expect(items.map(({ id }) => id)).toEqual(['x-00000', 'x-00002']);
    expect((await listed(`exchanges?limit=2&cursor=${next}`)).items).toMatchObject([
      { id: 'x-00004' },
      { id: 'x-00006' },
    ]);
  });
});

describe('A list of the register', () => {
  it('reads no whole table', async () => {
    // What was scanned is told when the connections end.
    await context.close();
    await until(async () => {
      const { rowCount } = await pg.query(
        'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      return rowCount === 0;
    });
    expect(await scans()).toEqual(scannedBefore);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Answer {
  readonly items: readonly { readonly licenceId: string; readonly id: string }[];
  readonly next: string | null;
}

/** How often a table was read from its beginning to its end; indexes are made so too. */
async function scans(): Promise<object[]> {
  await pg.query('select pg_stat_force_next_flush()');
  const { rows } = await pg.query<object>(
    `select relname, seq_scan::int from pg_stat_user_tables
      where schemaname = 'licence_register' and relname in ('exchanges', 'licences', 'licensees')
      order by relname`,
  );
  return rows;
}
function ask(path: string): Promise<Response> {
  return client.call(`licensing/v1/${path}`, { token: officer });
}
async function listed(path: string): Promise<Answer> {
  const answer = await ask(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}
function idOf(n: number): string {
  return `L-${String(n).padStart(5, '0')}`;
}
function holderOf(n: number): string {
  return `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}
function ofHolder(holder: number): string[] {
  return range(0, LICENCES - 1)
    .filter((n) => n % HOLDERS === holder)
    .map(idOf);
}
function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
