import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import { ServiceConfig } from '../runtime/config.js';
import { openDatabase, type Database, type DatabaseOptions } from './database.js';
import { Ledger1769990400000 } from '../event-store/ledger-migration.js';
import { freePort, testDatabase } from '../testing/testing.js';

@Entity('licences')
class LicenceRow {
  @PrimaryColumn() id!: string;
  @Column() status!: string;
}

class Licences1769990400010 implements MigrationInterface {
  readonly name = 'Licences1769990400010';

  async up(runner: QueryRunner): Promise<void> {
    // Slow enough for two replicas to meet.
    await runner.query('select pg_sleep(0.2)');
    await runner.query('create table licences (id text primary key, status text not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table licences');
  }
}

const options: DatabaseOptions = {
  service: 'licensing',
  entities: [LicenceRow],
  migrations: [Licences1769990400010],
};

const configOf = (url: string, ownerUrl?: string): ServiceConfig =>
  Object.assign(new ServiceConfig(), {
    ESEP_DATABASE_URL: url,
    ...(ownerUrl === undefined ? {} : { ESEP_DATABASE_OWNER_URL: ownerUrl }),
  });

describe('The database of a service', () => {
  const opened: Database[] = [];
  const open = async (config: ServiceConfig, but: Partial<DatabaseOptions> = {}) => {
    const database = await openDatabase(config, { ...options, ...but });
    opened.push(database);
    return database;
  };

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
  });

  it('is migrated and open, for entities and for the pool', async () => {
    const { dataSource, pool } = await open(configOf(await testDatabase()));
    await dataSource.getRepository(LicenceRow).save({ id: 'l-1', status: 'active' });
    const { rows } = await pool.query(
      `select status, current_setting('application_name') as name, current_setting('statement_timeout') as most from licences`,
    );
    expect(rows).toEqual([{ status: 'active', name: 'esep-licensing', most: '30s' }]);
  });

  it('is migrated once, however many replicas start at the same time', async () => {
    const config = configOf(await testDatabase());
    const databases = await Promise.all([open(config), open(config), open(config)]);
    const { rows } = await databases[0].pool.query('select name from migrations');
    expect(rows).toEqual([{ name: 'Licences1769990400010' }]);
  });

  it('of a newer release is left alone', async () => {
    class Later1769990400020 implements MigrationInterface {
      readonly name = 'Later1769990400020';
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('alter table licences add column more text');
      }
      async down(): Promise<void> {
        throw new Error('Not needed.');
      }
    }
    const config = configOf(await testDatabase());
    await open(config, { migrations: [Licences1769990400010, Later1769990400020] });
    await expect(openDatabase(config, options)).rejects.toThrow(
      'The database of licensing was migrated by another release (Later1769990400020). Start that release or a later one',
    );
  });

  it('leaves nothing of a migration that fails', async () => {
    class Broken1769990400030 implements MigrationInterface {
      readonly name = 'Broken1769990400030';
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('create table half (id text)');
        await runner.query('create table half (id text)');
      }
      async down(): Promise<void> {
        throw new Error('Not needed.');
      }
    }
    const config = configOf(await testDatabase());
    await expect(
      openDatabase(config, { ...options, migrations: [Broken1769990400030] }),
    ).rejects.toThrow('already exists');
    const { pool } = await open(config);
    const { rows } = await pool.query(`select to_regclass('half') as half`);
    expect(rows).toEqual([{ half: null }]);
  });

  it('gives a role of its own what it needs, and nothing that could change the log', async () => {
    const ownerUrl = await testDatabase();
    const url = new URL(ownerUrl);
    url.username = `esep_service_${process.pid}`;
    const owner = new Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`create role ${url.username} login password '${url.password}'`);
    await owner.end();

    const { dataSource, pool } = await open(configOf(url.href, ownerUrl), {
      migrations: [Ledger1769990400000, Licences1769990400010],
    });
    await dataSource.getRepository(LicenceRow).save({ id: 'l-1', status: 'active' });
    await pool.query('select * from ledger.events');
    for (const forbidden of [
      'update ledger.events set bytes = bytes',
      'delete from ledger.events',
      'truncate ledger.events',
      'drop trigger append_only on ledger.events',
      'create table mine (id text)',
    ])
      await expect(pool.query(forbidden)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('is waited for while nobody answers', async () => {
    const real = new URL(await testDatabase());
    const port = await freePort();
    const gone = new URL(real);
    gone.port = String(port);
    const waited: string[] = [];
    const opening = open(configOf(gone.href), { onWaiting: (message) => waited.push(message) });
    await sleep(300);
    const door = await forward(port, Number(real.port));
    try {
      expect((await (await opening).pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      expect(waited[0]).toBe(
        'The database of licensing does not answer yet; trying again in 100 ms.',
      );
    } finally {
      await Promise.all(opened.splice(0).map((database) => database.close()));
      await new Promise((resolve) => door.close(resolve));
    }
  });

  it('is waited for only so long', async () => {
    const config = configOf(`postgres://esep@127.0.0.1:${await freePort()}/licensing`);
    await expect(openDatabase(config, { ...options, patienceMs: 150 })).rejects.toThrow(
      /did not answer within 0.15 s: .*Is it running where ESEP_DATABASE_URL says\?/,
    );
  });

  it('that does not exist is not waited for', async () => {
    const url = new URL(await testDatabase());
    url.pathname = '/no_such_database';
    const waits: string[] = [];
    const told = { ...options, onWaiting: (message: string) => waits.push(message) };
    await expect(openDatabase(configOf(url.href), told)).rejects.toThrow(
      'The database of licensing refuses the connection: database "no_such_database" does not exist.',
    );
    expect(waits).toEqual([]);
  });
});

/** A door on one port to another. */
const forward = async (from: number, to: number): Promise<Server> => {
  const { connect } = await import('node:net');
  const server = createServer((client: Socket) => {
    const target = connect(to, '127.0.0.1');
    client.pipe(target).pipe(client);
    for (const socket of [client, target]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(from, '127.0.0.1', resolve));
  return server;
};
