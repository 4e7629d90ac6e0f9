import { Injectable } from '@nestjs/common';
import type { RefusedReadings, TelemetryFile } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { DataSource, type EntityManager } from 'typeorm';

/** A version of a pool's batch, by its body. */
export interface BatchKey {
  readonly poolId: string;
  readonly sequence: number;
  readonly version: number;
  readonly sha256: string;
}

/** Sums of a batch over the machines of a licence in a data centre, of one algorithm, in one hour. */
export interface HourSums {
  readonly licenceId: string;
  readonly dataCentreId: string;
  readonly algorithm: string;
  readonly hour: Instant;
  readonly readings: number;
  readonly seconds: bigint;
  readonly accepted: bigint;
  readonly stale: bigint;
  readonly rejected: bigint;
  /** In hundredths of the algorithm's unit, times seconds. */
  readonly hashrateSeconds: bigint;
  /** Watt seconds. */
  readonly energy: bigint;
  readonly meteredSeconds: bigint;
}

export interface KeptFile extends TelemetryFile {
  readonly name: string;
  readonly from: Instant;
  readonly until: Instant;
}

export interface KeptBatch extends BatchKey {
  readonly format: string;
  readonly receivedAt: Instant;
  readonly from?: Instant;
  readonly until?: Instant;
  readonly rows: number;
  readonly refused: readonly RefusedReadings[];
  readonly files: readonly KeptFile[];
  readonly sums: readonly HourSums[];
}

/** A version whose event is in the log. */
export type RecordedVersion = Omit<BatchKey, 'poolId' | 'sequence'> & { readonly eventId: string };

@Injectable()
export class BatchCatalogue {
  constructor(private readonly database: DataSource) {}

  /** Keeps what a batch comes to, before its event; again, when it was kept and its event never came. */
  keep(batch: KeptBatch): Promise<void> {
    const { poolId, sequence, version, sha256, format, receivedAt, rows, refused } = batch;
    return this.database.transaction(async (tx) => {
      await tx.query(
        `delete from telemetry.batches
           where pool_id = $1 and sequence = $2 and version = $3 and sha256 = $4 and event_id is null`,
        [poolId, sequence, version, sha256],
      );
      const [kept] = (await tx.query(
        `insert into telemetry.batches
           (pool_id, sequence, version, sha256, format, received_at, from_at, until_at, rows, refused)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict do nothing returning id`,
        [
          ...[poolId, sequence, version, sha256, format, receivedAt],
          ...[batch.from ?? null, batch.until ?? null, rows, JSON.stringify(refused)],
        ],
      )) as { id: string }[];
      // Somebody else has recorded the same body meanwhile.
      if (kept === undefined) return;
      await keepFiles(tx, kept.id, batch.files);
      await keepSums(tx, kept.id, batch.sums);
    });
  }

  /**
   * Counts the latest version of a batch in the hours, and no other. `versions` are all of its stream, so
   * that it does not matter which of two processes comes last, or whether one did before.
   */
  count(poolId: string, sequence: number, versions: readonly RecordedVersion[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `telemetry ${poolId} ${sequence}`,
      ]);
      for (const { version, sha256, eventId } of versions)
        await tx.query(
          `update telemetry.batches set event_id = $5
             where pool_id = $1 and sequence = $2 and version = $3 and sha256 = $4`,
          [poolId, sequence, version, sha256, eventId],
        );
      const rows = (await tx.query(
        `select id, is_current as "isCurrent" from telemetry.batches
           where pool_id = $1 and sequence = $2 and event_id is not null order by version`,
        [poolId, sequence],
      )) as { id: string; isCurrent: boolean }[];
      const latest = rows.at(-1);
      const current = rows.find(({ isCurrent }) => isCurrent);
      if (latest === undefined || latest.id === current?.id) return;
      if (current) await addToHours(tx, current.id, -1);
      await addToHours(tx, latest.id, 1);
      await tx.query('update telemetry.batches set is_current = false where id = $1', [
        current?.id ?? null,
      ]);
      await tx.query('update telemetry.batches set is_current = true where id = $1', [latest.id]);
    });
  }

  /** Somebody sent a version that is recorded. */
  async countRepeat({ poolId, sequence, version, sha256 }: BatchKey): Promise<void> {
    await this.database.query(
      `update telemetry.batches set repeats = repeats + 1
         where pool_id = $1 and sequence = $2 and version = $3 and sha256 = $4`,
      [poolId, sequence, version, sha256],
    );
  }

  /** Batches that were kept, and whose event nobody has looked for since. */
  async uncounted(): Promise<readonly Pick<BatchKey, 'poolId' | 'sequence'>[]> {
    const rows = (await this.database.query(
      `select distinct pool_id as "poolId", sequence from telemetry.batches where event_id is null`,
    )) as { poolId: string; sequence: string }[];
    return rows.map(({ poolId, sequence }) => ({ poolId, sequence: Number(sequence) }));
  }
}

const keepFiles = (
  tx: EntityManager,
  batch: string,
  files: readonly KeptFile[],
): Promise<unknown> => {
  const column = (of: (file: KeptFile) => unknown): unknown[] => files.map(of);
  return tx.query(
    `insert into telemetry.files (batch, item, name, sha256, rows, bytes, from_at, until_at)
     select $1, item, name, sha256, rows, bytes, "from", until
       from unnest($2::text[], $3::text[], $4::int[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
         with ordinality file (name, sha256, rows, bytes, "from", until, item)`,
    [
      batch,
      column(({ name }) => name),
      column(({ sha256 }) => sha256),
      column(({ rows }) => rows),
      column(({ bytes }) => bytes),
      column(({ from }) => from),
      column(({ until }) => until),
    ],
  );
};

const MEASURES = [
  ['readings', 'readings'],
  ['seconds', 'seconds'],
  ['accepted', 'accepted'],
  ['stale', 'stale'],
  ['rejected', 'rejected'],
  ['hashrateSeconds', 'hashrate_seconds'],
  ['energy', 'energy'],
  ['meteredSeconds', 'metered_seconds'],
] as const;

const COLUMNS = MEASURES.map(([, column]) => column).join(', ');

const keepSums = (tx: EntityManager, batch: string, sums: readonly HourSums[]): Promise<unknown> =>
  tx.query(
    `insert into telemetry.sums
       (batch, licence_id, data_centre_id, algorithm, hour, ${COLUMNS})
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[],
       ${MEASURES.map((_, n) => `$${n + 6}::numeric[]`).join(', ')})`,
    [
      batch,
      sums.map(({ licenceId }) => licenceId),
      sums.map(({ dataCentreId }) => dataCentreId),
      sums.map(({ algorithm }) => algorithm),
      sums.map(({ hour }) => hour),
      ...MEASURES.map(([measure]) => sums.map((one) => String(one[measure]))),
    ],
  );

const addToHours = async (tx: EntityManager, batch: string, sign: 1 | -1): Promise<void> => {
  const moved = MEASURES.map(([, column]) => `${column} = hours.${column} + excluded.${column}`);
  await tx.query(
    `insert into telemetry.hours as hours
       (licence_id, hour, data_centre_id, algorithm, pool_id, ${COLUMNS})
     select licence_id, hour, data_centre_id, algorithm, pool_id,
            ${MEASURES.map(([, column]) => `$2 * telemetry.sums.${column}`).join(', ')}
       from telemetry.sums join telemetry.batches on id = batch where batch = $1
     on conflict (licence_id, hour, data_centre_id, algorithm, pool_id) do update
       set ${moved.join(', ')}`,
    [batch, sign],
  );
  if (sign > 0) return;
  await tx.query(
    `delete from telemetry.hours hours using telemetry.sums sums
       where sums.batch = $1 and hours.readings = 0 and hours.licence_id = sums.licence_id
         and hours.hour = sums.hour and hours.data_centre_id = sums.data_centre_id
         and hours.algorithm = sums.algorithm`,
    [batch],
  );
};
