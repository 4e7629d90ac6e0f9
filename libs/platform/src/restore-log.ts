import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { envelopeOf, openCheckpoint, parseProof, verifierKeyOf } from '@esep/ledger-format';
import { Pool, type PoolClient } from 'pg';

import type { Clock } from './runtime/clock.js';
import { readConfig } from './runtime/config.js';
import type { StoredEvent } from './event-store/event-store.js';
import type { KafkaClient } from './kafka/kafka-client.js';
import { readMessage } from './kafka/kafka-message.js';
import { topicsOf } from './kafka/kafka-topics.js';
import type { Watermark } from './subscriptions/lane.js';
import { fileWitness, LedgerKey } from './transparency/ledger-key.js';
import { logOf } from './event-store/log-directory.js';
import { LogRewound, Sealer, type SealedHead } from './transparency/sealer.js';
import { readSecret } from './runtime/read-secret.js';
import type { EventsAnswer } from './subscriptions/remote-log.js';
import { ProcessConfig } from './service/process-config.js';
import { kafkaOf } from './service/process-context.js';

// Gives a log that was restored from an older copy back what was published of it since. The topics
// hold exactly the bytes that were hashed; the last signed head says whether all of them are there.
// Run where the service runs, with its environment, while the service is stopped:
//
//   node libs/platform/dist/restore-log.js exchange-settlement [--checkpoint FILE] [--events FILE]
//
// All is put back or nothing. docs/operations.md says when this is the way and when it is not.

export interface LogRestoration {
  readonly log: string;
  readonly pool: Pool;
  readonly kafka: KafkaClient;
  readonly clock: Clock;
  readonly key: LedgerKey;
  /** The greatest head known to have been signed for the log. */
  readonly head: SealedHead;
  /** What somebody kept of the log beside the topics, private facts as well. */
  readonly kept?: readonly StoredEvent[];
}

export interface RestoredLog {
  /** Positions that were put back: from the first to before the second. */
  readonly from: number;
  readonly to: number;
  /** What was published after the last signed head, which nothing but the topics vouches for. */
  readonly unsigned: number;
}

/** The log cannot be put together again. Nothing was written. The message says what is missing. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

const WAL = 'The archive of the database’s WAL has it: restore to its last moment.';

export const restoreLog = async (restoration: LogRestoration): Promise<RestoredLog> => {
  const { pool, log, head } = restoration;
  const recovered = await recoverEvents(restoration, await sizeOf(pool));
  const client = await pool.connect();
  try {
    await client.query('begin');
    const restored = await putBack(client, restoration, recovered);
    await client.query('commit');
    return { ...restored, unsigned: Math.max(0, restored.to - Math.max(restored.from, head.size)) };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (!(error instanceof LogRewound)) throw error;
    throw new RestoreRefused(
      `What was found of ${log} does not lead to the head that was signed at ${head.size} events: something in it, or in the copy of the database, was altered. ${WAL}`,
    );
  } finally {
    client.release();
  }
};

// ── What is found ───────────────────────────────────────────────────────────────────────────────

interface RecoveredEvents {
  /** What the database lacks. */
  readonly events: ReadonlyMap<number, StoredEvent>;
  readonly next: number;
  /** The latest time that was promised: nothing may be recorded before it any more. */
  readonly recordedAt: string;
}

const recoverEvents = async (
  { kafka, log, kept }: LogRestoration,
  size: number,
): Promise<RecoveredEvents> => {
  const events = new Map<number, StoredEvent>();
  let [next, recordedAt] = [0, ''];
  let fork: number | undefined;
  const take = (event: StoredEvent): void => {
    const { position, bytes, envelope } = event;
    promise({ next: position + 1, recordedAt: envelope.recordedAt });
    if (position < size) return;
    const known = events.get(position);
    if (known && known.bytes !== bytes) fork = position;
    events.set(position, event);
  };
  const promise = (mark: Watermark): void => {
    next = Math.max(next, mark.next);
    if (mark.recordedAt > recordedAt) recordedAt = mark.recordedAt;
  };
  kept?.forEach(take);
  await kafka.readAll(topicsOf(log), `esep.${log.split('/')[1]}.restore`, (message) => {
    const read = readMessage(log, message);
    if (read?.what === 'mark') promise(read.mark);
    else if (read) take(read.record);
  });
  if (fork !== undefined)
    throw new RestoreRefused(
      `Two different events were told at position ${fork} of ${log}: it was written to after it had been set back. People must decide what becomes of both.`,
    );
  return { events, next, recordedAt };
};

// ── Putting back ────────────────────────────────────────────────────────────────────────────────

const putBack = async (
  client: PoolClient,
  { log, clock, key, head }: LogRestoration,
  recovered: RecoveredEvents,
): Promise<{ from: number; to: number }> => {
  // Whoever appends waits for this, and then finds that its swap misses.
  const { rows } = await client.query<{ log: string; next: string }>(
    'select log, next from ledger.head for update',
  );
  if (rows[0]?.log !== log)
    throw new RestoreRefused(
      rows[0]
        ? `This database holds the log ${rows[0].log}, not ${log}.`
        : 'The database is empty.',
    );
  const from = Number(rows[0].next);
  const to = Math.max(from, head.size, recovered.next);
  const missing = eventsBetween(log, from, to, recovered);
  await refuseWithoutKeys(client, missing);
  for (let at = 0; at < missing.length; at += ROWS)
    await insert(client, missing.slice(at, at + ROWS));
  await client.query(
    'update ledger.head set next = $1, recorded_at = greatest(recorded_at, $2::timestamptz)',
    [to, recovered.recordedAt || null],
  );
  // The same question that the service asks at its start, before anything is committed.
  const witness = { last: async () => head, keep: async () => undefined };
  await Sealer.open({ log, pool: client, clock, key: key.privateKey, witness });
  return { from, to };
};

const ROWS = 1_000;

const eventsBetween = (
  log: string,
  from: number,
  to: number,
  recovered: RecoveredEvents,
): StoredEvent[] => {
  const positions = Array.from({ length: to - from }, (_, i) => from + i);
  const absent = positions.filter((position) => !recovered.events.has(position));
  if (absent.length > 0)
    throw new RestoreRefused(
      `${absent.length} of the ${positions.length} missing events of ${log} were not found (position ${rangesOf(absent)}): they are private to the service, older than the topics, or were never published. ${WAL}`,
    );
  return positions.map((position) => recovered.events.get(position) as StoredEvent);
};

/** A few ranges, as people read them: `5, 8–11, …`. */
const rangesOf = (positions: readonly number[]): string => {
  const ranges: [first: number, last: number][] = [];
  for (const position of positions) {
    const range = ranges.at(-1);
    if (range && range[1] === position - 1) range[1] = position;
    else ranges.push([position, position]);
  }
  const shown = ranges
    .slice(0, 5)
    .map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return [...shown, ...(ranges.length > 5 ? ['…'] : [])].join(', ');
};

/** A personal field that nobody can read any more would be erased without anybody's decision. */
const refuseWithoutKeys = async (
  client: PoolClient,
  events: readonly StoredEvent[],
): Promise<void> => {
  const subjects = new Set(
    events.flatMap(({ bytes }) => [...bytes.matchAll(ENCRYPTED)].map(([, subject]) => subject)),
  );
  if (subjects.size === 0) return;
  const { rows } = await client.query<{ subject: string }>(
    `select s.subject from unnest($1::text[]) s(subject)
      where not exists (select from personal.keys k where k.subject = s.subject)`,
    [[...subjects]],
  );
  if (rows.length > 0)
    throw new RestoreRefused(
      `The keys of ${rows.length} persons were made after the copy of the database, and are in no topic: what the log says of them could never be read again. ${WAL}`,
    );
};

/** As it is written canonically, with its fields in the order of the alphabet. */
const ENCRYPTED = /"enc":"v1","nonce":"[\w-]+","subject":"([^"\\]+)"/g;

const insert = async (client: PoolClient, events: readonly StoredEvent[]): Promise<void> => {
  await client.query(
    `insert into ledger.events (position, event_id, stream, version, bytes)
     select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::int[], $5::text[])`,
    [
      events.map(({ position }) => position),
      events.map(({ envelope }) => envelope.eventId),
      events.map(({ envelope }) => envelope.stream),
      events.map(({ envelope }) => envelope.version),
      events.map(({ bytes }) => bytes),
    ],
  );
};

const sizeOf = async (pool: Pool): Promise<number> => {
  const { rows } = await pool.query<{ next: string }>('select next from ledger.head');
  return Number(rows[0]?.next ?? 0);
};

// ── The command ─────────────────────────────────────────────────────────────────────────────────

/** Runs one command line in the environment of the service; gives its exit code. */
export const restore = async (
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<number> => {
  let pool: Pool | undefined;
  try {
    const { service, checkpoint, events } = parametersIn(parameters);
    const config = readConfig(ProcessConfig, env);
    const log = logOf(service, config.ESEP_DEPLOYMENT);
    const key = LedgerKey.fromPem(await readSecret(config.ESEP_LEDGER_KEY_FILE, service));
    const head = await greatestHead(log, key, service, config, checkpoint);
    pool = new Pool({ connectionString: config.ESEP_DATABASE_URL, max: 2 });
    const kafka = await kafkaOf(service, config);
    const clock = { now: () => new Date().toISOString() };
    const kept = events === undefined ? [] : await eventsIn(events, log);
    const restoration = { log, pool, kafka, clock, key, head, kept };
    const { from, to, unsigned } = await restoreLog(restoration);
    if (to === from)
      say(`${log} lacks nothing: it has ${to} events, as its last signed head says.`);
    else {
      say(`${log} was given back ${to - from} events, from position ${from} to ${to - 1}.`);
      say(`It leads to the head that was signed at ${head.size} events.`);
    }
    if (unsigned > 0)
      say(`${unsigned} of them were published after that head; only the topics vouch for them.`);
    return 0;
  } catch (error) {
    const { name, message, stack } = error as Error;
    say(FOR_PEOPLE.has(name) ? message : String(stack));
    return 1;
  } finally {
    await pool?.end();
  }
};

const FOR_PEOPLE = new Set([
  'RestoreRefused',
  'ConfigError',
  'HeadUnreadable',
  'TopicFault',
  'TypeError',
]);

const USAGE =
  'node libs/platform/dist/restore-log.js SERVICE [--checkpoint FILE] [--events FILE], in the environment of the service';

const parametersIn = (parameters: readonly string[]) => {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { checkpoint: { type: 'string' }, events: { type: 'string' } },
  });
  const [service, ...more] = positionals;
  if (service === undefined || more.length > 0) throw new TypeError(USAGE);
  return { service, ...values };
};

/** What the service kept, or what somebody else has: a sender's receipt holds a signed head as well. */
const greatestHead = async (
  log: string,
  key: LedgerKey,
  service: string,
  { ESEP_HEADS_DIRECTORY: directory }: ProcessConfig,
  file?: string,
): Promise<SealedHead> => {
  const kept = directory === undefined ? undefined : await fileWitness(directory, service).last();
  const shown = file === undefined ? undefined : await headIn(file, log, key);
  const [greatest] = [kept, shown]
    .filter((head) => head !== undefined)
    .sort((a, b) => b.size - a.size);
  if (greatest) return greatest;
  throw new RestoreRefused(
    `No signed head of ${log} is known, so nobody could say whether all is there. Name the directory that kept it in ESEP_HEADS_DIRECTORY, or a checkpoint or a receipt that somebody has by --checkpoint.`,
  );
};

const headIn = async (file: string, log: string, key: LedgerKey): Promise<SealedHead> => {
  const text = await textOf(file);
  const proof = parseProof(proofIn(text));
  const note = proof.ok ? proof.value.checkpoint : text;
  const opened = openCheckpoint(note, verifierKeyOf(log, key.publicKey));
  if (!opened.ok)
    throw new RestoreRefused(`${file} holds no signed head of ${log}: ${opened.reason}.`);
  return { size: opened.value.size, root: opened.value.root.toString('hex') };
};

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: Error) => {
    throw new RestoreRefused(`${file} cannot be read: ${error.message}.`);
  });

/** Answers of `GET /<service>/v1/events`, one on each line. The root says whether they are true. */
const eventsIn = async (file: string, log: string): Promise<StoredEvent[]> => {
  const lines = (await textOf(file)).split('\n').filter((line) => line.trim() !== '');
  try {
    const answers = lines.map((line) => JSON.parse(line) as EventsAnswer);
    return answers
      .filter((answer) => answer.log === log)
      .flatMap(({ events }) => events)
      .map(({ position, bytes }) => ({ position, bytes, envelope: envelopeOf(bytes) }));
  } catch (error) {
    throw new RestoreRefused(`${file} holds no events: ${(error as Error).message}.`);
  }
};

/** Receipts come as a file of JSON with the proof in it, or as the proof alone. */
const proofIn = (text: string): string => {
  try {
    return (JSON.parse(text) as { proof: string }).proof;
  } catch {
    return text;
  }
};

if (import.meta.main)
  process.exitCode = await restore(process.argv.slice(2), process.env, console.log);
