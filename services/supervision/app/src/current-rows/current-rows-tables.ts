import { ROW_SORTS } from '../reconciliations/row-key.js';

/** Events by which the sector counts pools and licences. */
const PARTICIPANT_EVENTS = [
  'PoolApproved',
  'PoolApprovalWithdrawn',
  'LicenceImported',
  'LicenceRenewed',
  'LicenceRevoked',
  'LicenceRelinquished',
  'LicenceTransferred',
] as const;

/** As a list in SQL. */
export const PARTICIPANT_TYPES = PARTICIPANT_EVENTS.map((type) => `'${type}'`).join(', ');

/** Derived from the other tables of the copy by `RowRefresh`. In a new copy they are empty. */
export const CURRENT_TABLES = ['current_rows', 'current_subjects', 'current_moment'] as const;

/** Columns that lists are sorted by; what writes a row does not know of them. */
export const AMOUNTS = ROW_SORTS.map(
  (amount) => `${amount} numeric generated always as ((body->>'${amount}')::numeric) stored`,
);

/** What a board shows of a row, as JSON: made as it is written, not for 20,000 rows as they are read. */
export const CELL = `cell text generated always as (
  '{"period":"' || (body->>'period') || '","verdict":"' || (body->>'verdict')
  || '","state":"' || (body->>'state') || '","mined":"' || (body->>'mined')
  || '","required":"' || (body->>'required') || '","sold":"'
  || ((body->>'soldInTime')::numeric + (body->>'soldLate')::numeric)
  || '","shortfall":"' || (body->>'shortfall') || '"}') stored`;

/** For what is counted, which is in the index, and for what is sorted: neither reads all rows. */
export const ROW_INDEXES = `
    create index if not exists current_rows_counted on current_rows (period, licensee_id, asset)
      include (verdict, since, until);
    ${ROW_SORTS.map(
      (sort) =>
        `create index if not exists current_rows_by_${sort} on current_rows (${sort} desc, licensee_id, asset, period);`,
    ).join('\n    ')}`;

export const CURRENT_ROWS_SCHEMA = `
    create index on facts (recorded_at) where type in (${PARTICIPANT_TYPES});

    -- The rows of the reconciliation as lists answer them. A row holds from since on and before until,
    -- so that those of one moment are read while those of the next are written.
    create table current_rows (
      licensee_id uuid not null,
      asset text collate "C" not null,
      period text collate "C" not null,
      verdict text not null,
      body json not null,
      conversions json not null,
      since timestamptz(3) not null,
      until timestamptz(3) not null default 'infinity',
      ${AMOUNTS.join(', ')},
      ${CELL}
    );
    create index on current_rows (licensee_id, asset, period);
    ${ROW_INDEXES}
    create index on current_rows (verdict, licensee_id, asset, period);
    create index on current_rows (since) where until < 'infinity';

    -- What the rows of a subject were worked out from: what had touched it (null where some of that was
    -- not known through yet), the rule pack, and the instant; at changes_at they change by time alone.
    -- facts is how many they were worked out from.
    create table current_subjects (
      licensee_id uuid not null,
      asset text collate "C" not null,
      touched bigint,
      pack text not null,
      worked_out_at timestamptz(3) not null,
      changes_at timestamptz(3),
      facts integer,
      primary key (licensee_id, asset)
    );

    -- The last moment of which all rows are there, with what was known of the sources then; and the
    -- run that is writing those of the next.
    create table current_moment (
      one boolean primary key default true check (one),
      at timestamptz(3),
      ledger json,
      run uuid not null,
      run_at timestamptz(3) not null
    );
`;
