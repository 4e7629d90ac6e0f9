import { once } from 'node:events';

import { preimageOf } from '@esep/ledger-format';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { fill, type Entry, type Fill } from './contender.js';

/** Rows of one COPY, one commit. */
const ROWS = 10_000;

/**
 * The same bytes by COPY into a table that knows nothing but their position: what this PostgreSQL on
 * this disk can take at all. Bytes are made before the clock starts.
 */
export const rawCopy: Entry = (url) =>
  copying(url, 'raw COPY', 'position bigint primary key, bytes text not null', () => '');

/** The same, but findable by event id and by stream, as a store needs it. */
export const indexedCopy: Entry = (url) =>
  copying(
    url,
    'COPY with our indexes',
    `position bigint primary key, event_id uuid not null unique, stream text collate "C" not null,
     version integer not null, bytes text not null, unique (stream, version)`,
    (n) => {
      const { eventId, stream } = fill(n);
      return `${eventId}\t${stream}\t1\t`;
    },
  );

const copying = async (
  url: string,
  name: string,
  columns: string,
  beside: (n: number) => string,
): ReturnType<Entry> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create table copied (${columns})`);
  const bytes = Array.from({ length: ROWS }, (_, n) => preimageOf(envelope(fill(n))));
  let position = 0;
  return {
    name,
    append: async () => {
      const stream = client.query(copyFrom('copy copied from stdin'));
      for (let at = 0; at < ROWS; at += 1_000) {
        // Canonical bytes of fills hold no backslash, tab or newline, which COPY would ask to escape.
        const lines = bytes.slice(at, at + 1_000).map((text) => {
          position += 1;
          return `${position}\t${beside(position)}${text}\n`;
        });
        if (!stream.write(lines.join(''))) await once(stream, 'drain');
      }
      stream.end();
      await once(stream, 'finish');
      return ROWS;
    },
    count: async () => {
      const { rows } = await client.query<{ n: string }>('select count(*) as n from copied');
      return Number(rows[0]?.n);
    },
    close: () => client.end(),
  };
};

const envelope = ({ eventId, stream, type, validAt, body, meta }: Fill) => ({
  v: 1 as const,
  log: 'esep/bench/local',
  eventId,
  stream,
  version: 1,
  type,
  schemaVersion: 1,
  validAt,
  recordedAt: validAt,
  authority: 'AIFC',
  salt: '0123456789abcdef0123456789abcdef',
  meta,
  body,
});
