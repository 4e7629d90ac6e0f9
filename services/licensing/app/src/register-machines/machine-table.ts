import type { MachineTotals } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { consumerOf, type Consumer, type Projection } from '@esep/platform';
import type { EntityManager } from 'typeorm';

import { linesOfChunk } from './machine-chunks.js';

// The register of machines as it is read (LIC-10): each machine with its placements, on both time axes,
// and what the machines of a data centre come to from instant to instant.

const MACHINES = {
  consumer: 'machine_register_v1',
  wants: ['MachinesRegistered', 'MachinesMoved', 'MachinesRetired'],
} as const;

export const MACHINE_REGISTER = MACHINES.consumer;

const TABLES = `
  create table machines (
    -- 1, 2, 3 … in the order of the log: whoever reads the log anew counts the same.
    number integer primary key,
    serial text collate "C" not null unique
  );

  create table placements (
    number integer not null references machines,
    from_at timestamptz(3) not null,
    until_at timestamptz(3),
    licence_id text collate "C" not null,
    data_centre_id text collate "C" not null,
    kind text not null,
    model text not null,
    algorithm text not null,
    -- Hundredths of the unit of the algorithm.
    hashrate integer not null,
    -- Watts.
    power integer not null,
    position bigint not null,
    recorded_at timestamptz(3) not null,
    -- When something else was said instead.
    superseded_at timestamptz(3),
    primary key (number, from_at, position)
  );
  create index placements_by_licence on placements (licence_id);
  create index placements_by_data_centre on placements (data_centre_id);

  -- What changes at an instant: negative where machines leave.
  create table machine_changes (
    position bigint not null,
    item integer not null,
    licence_id text collate "C" not null,
    data_centre_id text collate "C" not null,
    algorithm text not null,
    at timestamptz(3) not null,
    machines integer not null,
    hashrate bigint not null,
    power bigint not null,
    recorded_at timestamptz(3) not null,
    primary key (position, item)
  );
  create index machine_changes_by_data_centre on machine_changes (data_centre_id, at);
`;

export const machineProjection: Projection = {
  name: 'machine_register',
  consumer: MACHINE_REGISTER,
  version: 1,
  tables: TABLES,
};

export const machineConsumer = (log: string): Consumer =>
  consumerOf(MACHINES, [log], async (facts, tx) => {
    for (const { position, recordedAt, event } of facts) {
      const recorded = { position, recordedAt };
      const { licenceId, sha256 } = event;
      const arrived = event.type === 'MachinesRetired' ? [] : event.arrived;
      const left = event.type === 'MachinesRegistered' ? [] : event.left;
      await keepChanges(tx, licenceId, { arrived, left, ...recorded });
      // The licence that machines came to has the lines; the one that they left has the totals only.
      if (event.type === 'MachinesMoved' && arrived.length === 0) continue;
      const lines = await parsedLines(tx, sha256);
      await tx.query(STATEMENTS[event.type], [...lines, position, recordedAt]);
    }
  });

interface Changes {
  readonly arrived: readonly MachineTotals[];
  readonly left: readonly MachineTotals[];
  readonly position: number;
  readonly recordedAt: Instant;
}

const keepChanges = (
  tx: EntityManager,
  licenceId: string,
  { arrived, left, position, recordedAt }: Changes,
): Promise<unknown> => {
  const signed = [
    ...arrived.map((totals) => [totals, 1] as const),
    ...left.map((totals) => [totals, -1] as const),
  ];
  const column = (of: (totals: MachineTotals, sign: 1 | -1) => unknown): unknown[] =>
    signed.map(([totals, sign]) => of(totals, sign));
  return tx.query(
    `insert into machine_changes
       (position, item, licence_id, data_centre_id, algorithm, at, machines, hashrate, power, recorded_at)
     select $1, item, $2, site, algorithm, at, machines, hashrate, power, $3
       from unnest($4::text[], $5::text[], $6::timestamptz[], $7::int[], $8::bigint[], $9::bigint[])
         with ordinality change (site, algorithm, at, machines, hashrate, power, item)`,
    [
      ...[position, licenceId, recordedAt],
      column(({ dataCentreId }) => dataCentreId),
      column(({ algorithm }) => algorithm),
      column(({ at }) => at),
      column(({ machines }, sign) => sign * machines),
      column(({ hashrate }, sign) => sign * hashrate),
      column(({ power }, sign) => sign * power),
    ],
  );
};

/** The lines of a chunk as one JSON array: PostgreSQL reads them faster than we could hand them over. */
const parsedLines = async (tx: EntityManager, sha256: string): Promise<[string]> => {
  const lines = await linesOfChunk(tx, sha256);
  if (lines === undefined)
    throw new Error(
      `The lines of the chunk ${sha256} are not here. Bring back the table machine_chunks from the backup of this database.`,
    );
  return [`[${lines.trimEnd().replaceAll('\n', ',')}]`];
};

const LINES = (columns: string): string =>
  `lines as (
     select * from rows from (json_to_recordset($1::json) as (serial text, ${columns}))
       with ordinality line (serial, ${columns.replaceAll(/ (text|int|timestamptz)/g, '')}, line)
   )`;

const TERMS = `"licenceId" text, "dataCentreId" text, "hashrateHundredths" int, "powerW" int, "from" timestamptz`;

const PLACEMENT = `number, from_at, until_at, licence_id, data_centre_id, kind, model, algorithm,
  hashrate, power, position, recorded_at`;

/** What was said last of a machine, and does not hold as it was said any more. */
const SUPERSEDED = `superseded as (
    update placements as one set superseded_at = $3::timestamptz
      from lines join machines using (serial)
      where one.number = machines.number and one.superseded_at is null and one.until_at is null
      returning one.*
  )`;

const STATEMENTS = {
  MachinesRegistered: `
    with ${LINES(`kind text, model text, algorithm text, ${TERMS}`)},
    added as (
      insert into machines (number, serial)
        select (select coalesce(max(number), 0) from machines) + row_number() over (order by line), serial
          from lines where not exists (select from machines where machines.serial = lines.serial)
        returning number, serial
    ),
    known as (select * from added union all select number, serial from machines join lines using (serial))
    insert into placements (${PLACEMENT})
      select number, "from", null, "licenceId", "dataCentreId", kind, model, algorithm,
             "hashrateHundredths", "powerW", $2::bigint, $3::timestamptz
        from lines join known using (serial)`,
  MachinesMoved: `
    with ${LINES(TERMS)}, ${SUPERSEDED}
    insert into placements (${PLACEMENT})
      select number, from_at, "from", licence_id, data_centre_id, kind, model, algorithm,
             hashrate, power, $2::bigint, $3::timestamptz
        from lines join machines using (serial) join superseded using (number)
        where from_at < "from"
      union all
      select number, "from", null, "licenceId", "dataCentreId", kind, model, algorithm,
             "hashrateHundredths", "powerW", $2::bigint, $3::timestamptz
        from lines join machines using (serial) join superseded using (number)`,
  MachinesRetired: `
    with ${LINES('"at" timestamptz')}, ${SUPERSEDED}
    insert into placements (${PLACEMENT})
      select number, from_at, "at", licence_id, data_centre_id, kind, model, algorithm,
             hashrate, power, $2::bigint, $3::timestamptz
        from lines join machines using (serial) join superseded using (number)`,
} as const;
