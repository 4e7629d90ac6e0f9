import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { JsonObject } from '@esep/ledger-format';
import type { Pool } from 'pg';

import { meta } from './testing/event-store.contract.js';
import type { StoredEvent } from './event-store/event-store.js';
import { KafkaClient } from './kafka/kafka-client.js';
import { factMessage, markMessage } from './kafka/kafka-message.js';
import { LANES, partsOf, topicsOf } from './kafka/kafka-topics.js';
import { fileWitness, LedgerKey } from './transparency/ledger-key.js';
import { PERSONAL_SCHEMA } from './event-store/personal-data.js';
import { PostgresEventStore } from './event-store/postgres-event-store.js';
import { restore, restoreLog, RestoreRefused } from './restore-log.js';
import { Sealer, type SealedHead } from './transparency/sealer.js';
import { kafkaObstacle, TestKafka } from './testing/testing-kafka.js';
import { testLedger, testPool } from './testing/testing.js';

const clock = { now: () => new Date().toISOString() };
const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(`A log that was set back${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const key = new LedgerKey(generateKeyPairSync('ed25519').privateKey);
  let broker: TestKafka;
  let kafka: KafkaClient;
  let log: string;
  let events: readonly StoredEvent[];
  let head: SealedHead;
  let receipt: string;
  let closing: (() => Promise<unknown>)[];

  beforeAll(async () => {
    broker = await TestKafka.start();
    kafka = new KafkaClient({ brokers: broker.brokers, clientId: 'restoring' });
  }, 180_000);
  afterAll(() => broker.close());
  beforeEach(() => {
    closing = [];
    log = `esep/exchange-settlement/${randomUUID()}`;
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('is given back what was published of it, and leads to the head that was signed', async () => {
    await signed([
      submission(),
      fill('a'),
      fill('b'),
      submission(),
      fill('a'),
      fill('c'),
      fill('a'),
    ]);
    await publish(events);
    const pool = await copyWith(2);
    expect(await restoreHere(pool)).toEqual({ from: 2, to: 7, unsigned: 0 });
    expect(await bytesIn(pool)).toEqual(events.map(({ bytes }) => bytes));
    // As the service does at its start.
    const witness = { last: async () => head, keep: async () => undefined };
    const sealer = await Sealer.open({ log, pool, clock, key: key.privateKey, witness });
    expect((await sealer.seal()).root.toString('hex')).toBe(head.root);
    expect(await restoreHere(pool)).toEqual({ from: 7, to: 7, unsigned: 0 });
  });

  it('goes on where it was, with a time that is not before what was promised', async () => {
    await signed([fill('a'), fill('b')]);
    const promised = '2999-01-01T00:00:00.000Z';
    await publish(events, { mark: promised });
    const pool = await copyWith(1);
    await restoreHere(pool);
    const store = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
    closing.push(() => store.close());
    const { stream, ...event } = fill('c');
    const appended = await store.append({
      writes: [{ stream, expectedVersion: 0, events: [event] }],
      meta,
    });
    expect(appended).toMatchObject({ appended: true, firstPosition: 2, recordedAt: promised });
  });

  it('is given what was published after the last signed head as well, and says so', async () => {
    await signed([fill('a'), fill('b')], [fill('c'), submission()]);
    await publish(events);
    const pool = await copyWith(1);
    expect(await restoreHere(pool)).toEqual({ from: 1, to: 4, unsigned: 2 });
    expect(await bytesIn(pool)).toEqual(events.map(({ bytes }) => bytes));
  });

  it.each([1, 3])('is given nothing when a fact was altered, at position %i', async (altered) => {
    await signed([fill('a'), fill('b'), fill('c'), fill('d')]);
    const other = events.map((event, i) =>
      i === altered ? { ...event, bytes: event.bytes.replace('"100"', '"101"') } : event,
    );
    expect(other).not.toEqual(events);
    await publish(other);
    const pool = await copyWith(1);
    await expect(restoreHere(pool)).rejects.toThrow(
      /does not lead to the head that was signed at 4 events/,
    );
    expect(await bytesIn(pool)).toHaveLength(1);
  });

  it('is given nothing when a message was damaged on its way, and says which', async () => {
    await signed([fill('a'), fill('b'), fill('c')]);
    await publish(events, { damaged: 1 });
    await refused(await copyWith(1), /1 of the 2 missing events .* \(position 1\)/);
  });

  it('is given nothing when a private fact is missing, and says where', async () => {
    await signed([fill('a'), submission(), rejected(), rejected(), fill('b'), rejected()]);
    await publish(events);
    await refused(
      await copyWith(1),
      /3 of the 5 missing events .* \(position 2–3, 5\): they are private to the service.* WAL/,
    );
  });

  it('is given a private fact that an auditor kept', async () => {
    await signed([fill('a'), submission(), rejected(), fill('b')]);
    await publish(events);
    const pool = await copyWith(1);
    const kept = events.slice(0, 3);
    expect(await restoreLog({ log, pool, kafka, clock, key, head, kept })).toMatchObject({ to: 4 });
    expect(await bytesIn(pool)).toEqual(events.map(({ bytes }) => bytes));
  });

  it('is given nothing when the end was signed and never published', async () => {
    await signed([fill('a'), fill('b'), fill('c')]);
    await publish(events.slice(0, 2));
    await refused(await copyWith(1), /\(position 2\)/);
  });

  it('is given nothing when it was written to after it had been set back', async () => {
    await signed([fill('a'), fill('b'), fill('c')]);
    await publish(events);
    const [, second] = events as [StoredEvent, StoredEvent];
    await publish([{ ...second, bytes: second.bytes.replace('"100"', '"7"') }]);
    await refused(await copyWith(1), /Two different events were told at position 1 /);
  });

  it('is given nothing of persons whose keys are gone', async () => {
    const name = { enc: 'v1', subject: 'somebody', nonce: 'bm9uY2U', ct: 'Y3Q' };
    await signed([fill('a'), { ...fill('b'), body: { licenseeId: 'b', name } }]);
    await publish(events);
    const pool = await copyWith(1);
    await refused(pool, /keys of 1 persons were made after the copy/);
    await pool.query(`insert into personal.keys (subject, wrapped) values ('somebody', '\\x00')`);
    expect(await restoreHere(pool)).toMatchObject({ to: 2 });
  });

  describe('by the command', () => {
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'esep-restore-'));
      closing.push(() => rm(directory, { recursive: true, force: true }));
      await signed([fill('a'), fill('b'), fill('c')]);
      await publish(events);
    });

    it('is held against the head that the service kept', async () => {
      await fileWitness(directory, 'exchange-settlement').keep(head);
      const { code, said } = await command({ ESEP_HEADS_DIRECTORY: directory });
      expect([code, said]).toEqual([
        0,
        [
          `${log} was given back 2 events, from position 1 to 2.`,
          'It leads to the head that was signed at 3 events.',
        ],
      ]);
    });

    it('is held against the receipt of a sender when no head was kept', async () => {
      expect((await command({})).said.join()).toContain('No signed head of');
      const file = join(directory, 'receipt.json');
      await writeFile(file, JSON.stringify({ event: '', proof: receipt, verifierKey: '' }));
      expect(await command({}, '--checkpoint', file)).toMatchObject({ code: 0 });
    });

    it('takes what an auditor kept of its events, page by page', async () => {
      await fileWitness(directory, 'exchange-settlement').keep(head);
      const file = join(directory, 'kept.ndjson');
      const pages = events.map(({ position, bytes }) => ({ log, events: [{ position, bytes }] }));
      await writeFile(file, `${pages.map((page) => JSON.stringify(page)).join('\n')}\n`);
      const env = { ESEP_HEADS_DIRECTORY: directory };
      expect(await command(env, '--events', file)).toMatchObject({ code: 0 });
      await writeFile(file, '{"log":');
      const { said } = await command(env, '--events', file);
      expect(said).toEqual([expect.stringContaining('kept.ndjson holds no events')]);
    });

    it('is not held against a head of another key', async () => {
      const file = join(directory, 'receipt.json');
      await writeFile(file, receipt.replace(/[A-Za-z0-9+/]{8}=*\n$/, 'AAAAAAA=\n'));
      const { code, said } = await command({}, '--checkpoint', file);
      expect([code, said.join()]).toEqual([1, expect.stringContaining('holds no signed head')]);
    });

    const command = async (env: NodeJS.ProcessEnv, ...parameters: readonly string[]) => {
      await writeFile(
        join(directory, 'key.pem'),
        key.privateKey?.export({ type: 'pkcs8', format: 'pem' }) ?? '',
      );
      const said: string[] = [];
      const code = await restore(
        ['exchange-settlement', ...parameters],
        {
          ...env,
          ESEP_DEPLOYMENT: log.split('/')[2],
          ESEP_DATABASE_URL: await copy(1),
          ESEP_ISSUER: 'https://id.test',
          ESEP_KAFKA_BROKERS: broker.brokers.join(','),
          ESEP_LOGS: 'licensing=http://127.0.0.1:1',
          ESEP_SERVICE_TOKEN_FILE: '/none',
          ESEP_LEDGER_KEY_FILE: join(directory, 'key.pem'),
          ESEP_PERSONAL_MASTER_KEY_FILE: '/none',
          ESEP_PERSONAL_INDEX_KEY_FILE: '/none',
        },
        (line) => said.push(line),
      );
      return { code, said };
    };
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  interface RecordedEvent {
    readonly stream: string;
    readonly eventId: string;
    readonly type: string;
    readonly schemaVersion: number;
    readonly validAt: string;
    readonly body: JsonObject;
  }

  /** The log as it was before anything happened to its database. */
  async function signed(
    sealed: readonly RecordedEvent[],
    after: readonly RecordedEvent[] = [],
  ): Promise<void> {
    const pool = testPool((await testLedger()).url);
    const store = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
    closing.push(() => store.close().then(() => pool.end()));
    const sealer = await Sealer.open({ log, pool, clock, key: key.privateKey });
    const append = (told: readonly RecordedEvent[]) =>
      store.append({
        writes: told.map(({ stream, ...event }) => ({
          stream,
          expectedVersion: 0,
          events: [event],
        })),
        meta,
      });
    await append(sealed);
    const { size, root } = await sealer.seal();
    head = { size, root: root.toString('hex') };
    receipt = await sealer.prove(0);
    if (after.length > 0) await append(after);
    events = await store.read(0, 1_000);
  }

  interface Publishing {
    readonly mark?: string;
    /** Position of a fact whose bytes are others when they arrive. */
    readonly damaged?: number;
  }

  async function publish(
    published: readonly StoredEvent[],
    { mark = clock.now(), damaged }: Publishing = {},
  ): Promise<void> {
    await kafka.ensureTopics(topicsOf(log));
    const producer = await kafka.producer();
    const next = (published.at(-1)?.position ?? -1) + 1;
    await producer.send([
      ...published
        .flatMap((event) => partsOf(event.envelope).map((part) => factMessage(event, part, -1)))
        .map((message) =>
          message.headers['position'] === String(damaged)
            ? { ...message, value: message.value.replace('"100"', '"999"') }
            : message,
        ),
      ...LANES.map((lane) => markMessage(log, lane, { next, recordedAt: mark, last: {} })),
    ]);
    await producer.close();
  }

  /** URL of a copy of the database, from when it had this many events. */
  async function copy(size: number): Promise<string> {
    const { owner, url } = await testLedger();
    const pool = testPool(owner);
    await pool.query(PERSONAL_SCHEMA);
    await pool.query(
      'grant usage on schema personal to public; grant all on personal.keys to public',
    );
    await pool.query('insert into ledger.head (log, next, recorded_at) values ($1, $2, $3)', [
      log,
      size,
      '2026-03-05T07:00:00.000Z',
    ]);
    for (const { position, envelope, bytes } of events.slice(0, size))
      await pool.query(
        'insert into ledger.events (position, event_id, stream, version, bytes) values ($1, $2, $3, $4, $5)',
        [position, envelope.eventId, envelope.stream, envelope.version, bytes],
      );
    await pool.end();
    return url;
  }

  async function copyWith(size: number): Promise<Pool> {
    const pool = testPool(await copy(size));
    closing.push(() => pool.end());
    return pool;
  }

  function restoreHere(pool: Pool) {
    return restoreLog({ log, pool, kafka, clock, key, head });
  }

  async function refused(pool: Pool, why: RegExp): Promise<void> {
    const before = await bytesIn(pool);
    const outcome = restoreHere(pool);
    await expect(outcome).rejects.toThrow(RestoreRefused);
    await expect(outcome).rejects.toThrow(why);
    expect(await bytesIn(pool)).toEqual(before);
  }

  async function bytesIn(pool: Pool): Promise<string[]> {
    const { rows } = await pool.query<{ bytes: string }>(
      'select bytes from ledger.events order by position',
    );
    return rows.map(({ bytes }) => bytes);
  }
});

const told = (type: string, body: JsonObject) => {
  const eventId = randomUUID();
  const validAt = '2026-03-05T07:00:00.000Z';
  return { stream: `s-${eventId}`, eventId, type, schemaVersion: 1, validAt, body };
};
const fill = (licenseeId: string) => told('FillRecorded', { licenseeId, quantity: '100' });
const submission = () => told('SubmissionRecorded', { reportId: 'r' });
const rejected = () => told('RowRejected', { rowId: 'x' });
