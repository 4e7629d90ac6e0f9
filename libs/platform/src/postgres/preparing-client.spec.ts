import { PreparingClient } from './preparing-client.js';
import { testDatabase } from '../testing/testing.js';

describe('A client that prepares', () => {
  let client: PreparingClient;

  beforeEach(async () => {
    client = new PreparingClient({ connectionString: await testDatabase(), pipeline: true });
    await client.connect();
    await client.query('create table coins (id int primary key, quantity int)');
    await client.query('insert into coins values (1, 75), (2, 25)');
  });
  afterEach(() => client.end());

  const soldOf = async (id: number): Promise<unknown> => {
    const { rows } = await client.query('select * from coins where id = $1', [id]);
    return rows[0];
  };

  const prepared = async (): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_prepared_statements where statement like '%from coins%'`,
    );
    return rows[0]?.count ?? 0;
  };

  it('has a statement planned once, however often it is asked with other values', async () => {
    expect(await soldOf(1)).toEqual({ id: 1, quantity: 75 });
    expect(await soldOf(2)).toEqual({ id: 2, quantity: 25 });
    expect(await prepared()).toBe(1);
  });

  it('plans anew when a table has other columns than before', async () => {
    await soldOf(1);
    await client.query('alter table coins add column asset text');
    expect(await soldOf(1)).toEqual({ id: 1, quantity: 75, asset: null });
  });

  it('fails in a transaction that saw both, and not in the next', async () => {
    await soldOf(1);
    await client.query('begin');
    await client.query('alter table coins alter column quantity type text');
    await expect(soldOf(1)).rejects.toThrow('cached plan must not change result type');
    await client.query('rollback');
    await client.query('alter table coins alter column quantity type text');
    expect(await soldOf(1)).toEqual({ id: 1, quantity: '75' });
  });

  it('finds the tables that stand in the place of others', async () => {
    await client.query('create schema live');
    await client.query('set search_path to live, public');
    await client.query('create table live.coins as select 1 as id, 7500 as quantity');
    expect(await soldOf(1)).toEqual({ id: 1, quantity: 7500 });
    await client.query('alter schema live rename to old');
    expect(await soldOf(1)).toEqual({ id: 1, quantity: 75 });
  });

  it('tells what is wrong with a statement each time', async () => {
    for (let tries = 1; tries <= 2; tries += 1)
      await expect(client.query('select * from nothing where id = $1', [1])).rejects.toThrow(
        'relation "nothing" does not exist',
      );
    expect(await soldOf(1)).toEqual({ id: 1, quantity: 75 });
  });

  it('does not keep statements without end whose text is made anew each time', async () => {
    for (let n = 0; n < 600; n += 1)
      await client.query(`select ${n} from coins where id = $1`, [1]);
    expect(await prepared()).toBe(500);
    expect(await soldOf(2)).toEqual({ id: 2, quantity: 25 });
  });
});
