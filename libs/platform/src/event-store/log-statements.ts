import type { Row } from './append-group.js';
import { mapInTurns } from '../runtime/turns.js';

// The statements of a log in PostgreSQL.
//
// They are prepared once, perhaps while the log is empty. A join would then be planned as a sequential
// scan, and stay one until the table is analysed. `offset 0` and `limit` force a lookup per row, for
// which the planner takes the index.

export const READ_STREAMS = `
select e.position, e.bytes from unnest($1::text[]) s
 cross join lateral (select position, bytes from ledger.events where stream = s collate "C" offset 0) e
 order by e.position`;

// One statement, so one snapshot: versions, events and keys are those at `next`.
export const LOAD = `
select 'head' as what, '' as name, next::text as a, (extract(epoch from recorded_at) * 1000)::bigint::text as b, '' as text
  from ledger.head
union all
select 'stream', s, latest.version::text, null, ''
  from unnest($1::text[]) s
  cross join lateral (select version from ledger.events where stream = s collate "C" order by version desc limit 1) latest
union all
select 'event', event_id::text, position::text, null, bytes from ledger.events where event_id = any($2::uuid[])
union all
select 'once', k.scope || E'\\n' || k.key, o.position::text, o.last_position::text, o.fingerprint
  from unnest($3::text[], $4::text[]) k(scope, key)
  cross join lateral (select * from ledger.once where scope = k.scope and key = k.key limit 1) o`;

export const SWAP = `
with swap as (
  update ledger.head set next = next + $3::int, recorded_at = $4::timestamptz
   where next = $1::bigint and recorded_at = $2::timestamptz
     and not exists (
       select from unnest($14::text[], $15::int[]) c(stream, version)
        where not exists (select from ledger.events e where e.stream = c.stream collate "C" and e.version = c.version offset 0))
     and not exists (
       select from unnest($16::text[], $17::int[]) c(stream, version)
        where exists (select from ledger.events e where e.stream = c.stream collate "C" and e.version = c.version offset 0))
  returning 1
), events as (
  insert into ledger.events (position, event_id, stream, version, bytes)
  select $1::bigint + e.i - 1, e.id, e.stream, e.version, e.bytes
    from unnest($5::uuid[], $6::text[], $7::int[], $8::text[]) with ordinality e(id, stream, version, bytes, i)
   where exists (select from swap)
), once as (
  insert into ledger.once (scope, key, fingerprint, position, last_position)
  select o.* from unnest($9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[]) o
   where exists (select from swap)
)
select pg_notify('esep_log', '') from swap`;

export const REMEMBER = `
insert into ledger.once (scope, key, fingerprint, position, last_position)
values ($1, $2, $3, $4, $5) on conflict do nothing`;

// ── Rows as values ──────────────────────────────────────────────────────────────────────────────

export type Column = readonly unknown[] | string;

export const COLUMNS: readonly ((row: Row) => string | number)[] = [
  (row) => row.eventId,
  (row) => row.stream,
  (row) => row.version,
  (row) => row.bytes,
];

/** Array literals as the driver writes them, but without blocking the event loop. */
export const arrayLiterals = async (rows: readonly Row[]): Promise<readonly Column[]> => {
  const columns: string[] = [];
  for (const column of COLUMNS) {
    const items = await mapInTurns(rows, (row) => {
      const text = String(column(row));
      return `"${text.replaceAll(ESCAPED, '\\$&')}"`;
    });
    columns.push(`{${items.join(',')}}`);
  }
  return columns;
};

const ESCAPED = /["\\]/g;
