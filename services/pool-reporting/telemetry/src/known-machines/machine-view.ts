import { TELEMETRY_REGISTER, type MachineEvent, type WantedBy } from '@esep/contracts';
import { unreachable, type Instant } from '@esep/kernel';
import { consumerOf, keepRulePack, type Consumer, type TypedFact } from '@esep/platform';
import type { EntityManager } from 'typeorm';

import type { MachineLines } from './machine-lines.js';

// What telemetry knows of licensing: the machines with their placements as they are known now, who holds
// a licence, and which pools a licence mines with.

type Wanted = WantedBy<typeof TELEMETRY_REGISTER>;

export const machineViewConsumer = (licensing: string, lines: MachineLines): Consumer =>
  consumerOf(TELEMETRY_REGISTER, [licensing], async (facts, tx) => {
    for (const fact of facts) await keep(fact, tx, lines);
  });

const keep = async (
  fact: TypedFact<Wanted>,
  tx: EntityManager,
  lines: MachineLines,
): Promise<void> => {
  const { event, position } = fact;
  switch (event.type) {
    case 'LicenceImported':
      return hold(tx, event.licenceId, event.licenseeId, event.issuedAt);
    case 'LicenceTransferred':
      return hold(tx, event.licenceId, event.licenseeId, event.from);
    case 'PoolAffiliationDeclared':
    case 'PoolAffiliationEnded':
      await tx.query(
        `insert into telemetry.affiliations values ($1, $2, $3, $4, $5)
         on conflict (licence_id, pool_id, asset, from_at) do update set until_at = excluded.until_at`,
        [
          ...[event.licenceId, event.poolId, event.asset, event.from],
          event.type === 'PoolAffiliationEnded' ? event.to : null,
        ],
      );
      return;
    case 'MachinesMoved':
    case 'MachinesRegistered':
    case 'MachinesRetired':
      // Where machines went to another licence, that one's event has the lines.
      if (event.type !== 'MachinesMoved' || event.arrived.length > 0)
        await apply(tx, STATEMENTS[event.type], await lines.of(event.sha256));
      await countMachines(tx, { event, position });
      await tx.query('update telemetry.known set position = $1', [position]);
      return;
    case 'RulePackAdopted':
      return keepRulePack({ ...fact, event }, tx);
    default:
      unreachable(event);
  }
};

const hold = async (
  tx: EntityManager,
  licenceId: string,
  licenseeId: string,
  from: Instant,
): Promise<void> => {
  await tx.query(
    `insert into telemetry.holders (licence_id, licensee_id, held_from) values ($1, $2, $3)
     on conflict (licence_id, held_from) do update set licensee_id = excluded.licensee_id`,
    [licenceId, licenseeId, from],
  );
};

const countMachines = async (
  tx: EntityManager,
  { event, position }: Pick<TypedFact<MachineEvent>, 'event' | 'position'>,
): Promise<void> => {
  const arrived = event.type === 'MachinesRetired' ? [] : event.arrived;
  const left = event.type === 'MachinesRegistered' ? [] : event.left;
  const signed = [...arrived, ...left.map((totals) => ({ ...totals, machines: -totals.machines }))];
  await tx.query(
    `insert into telemetry.machine_counts
       (position, item, licence_id, data_centre_id, algorithm, at, machines)
     select $1, item, $2, site, algorithm, at, machines
       from unnest($3::text[], $4::text[], $5::timestamptz[], $6::int[])
         with ordinality change (site, algorithm, at, machines, item)`,
    [
      ...[position, event.licenceId],
      signed.map(({ dataCentreId }) => dataCentreId),
      signed.map(({ algorithm }) => algorithm),
      signed.map(({ at }) => at),
      signed.map(({ machines }) => machines),
    ],
  );
};

/** PostgreSQL reads lines, as one JSON array, faster than we could hand them over. */
const apply = async (
  tx: EntityManager,
  statements: readonly string[],
  lines: string,
): Promise<void> => {
  const json = `[${lines.trimEnd().replaceAll('\n', ',')}]`;
  for (const statement of statements) await tx.query(statement, [json]);
};

const TERMS = `"licenceId" text, "dataCentreId" text, "hashrateHundredths" int, "powerW" int`;

/** The placement that a machine has last, unless it was retired. */
const LAST = `
  from lines join telemetry.machines using (serial)
  where one.number = telemetry.machines.number and one.until_at is null`;

const MOVED = `
  with lines as (
    select * from json_to_recordset($1::json) as line (serial text, "from" timestamptz, ${TERMS})
  )`;

const STATEMENTS = {
  MachinesRegistered: [
    `with lines as (
      select * from rows from (
        json_to_recordset($1::json) as (serial text, algorithm text, "from" timestamptz, ${TERMS})
      ) with ordinality line (serial, algorithm, "from", licence, site, hashrate, power, line)
    ),
    added as (
      insert into telemetry.machines (number, serial)
        select (select coalesce(max(number), 0) from telemetry.machines)
               + row_number() over (order by line), serial
          from lines
          where not exists (select from telemetry.machines one where one.serial = lines.serial)
        returning number, serial
    ),
    known as (
      select * from added
      union all select number, serial from telemetry.machines join lines using (serial)
    )
    insert into telemetry.placements
      select number, "from", null, licence, site, algorithm, hashrate, power
        from lines join known using (serial)`,
  ],
  MachinesMoved: [
    `${MOVED},
     ended as (
       update telemetry.placements one set until_at = lines."from" ${LAST} and from_at < lines."from"
         returning one.number, one.algorithm, lines.*
     )
     insert into telemetry.placements
       select number, "from", null, "licenceId", "dataCentreId", algorithm, "hashrateHundredths", "powerW"
         from ended`,
    // Said again for the same beginning: corrected.
    `${MOVED}
     update telemetry.placements one
       set licence_id = "licenceId", data_centre_id = "dataCentreId",
           hashrate = "hashrateHundredths", power = "powerW"
       ${LAST} and from_at = lines."from"`,
  ],
  MachinesRetired: [
    `with lines as (
       select * from json_to_recordset($1::json) as line (serial text, "at" timestamptz)
     )
     update telemetry.placements one set until_at = lines."at" ${LAST}`,
  ],
} as const;
