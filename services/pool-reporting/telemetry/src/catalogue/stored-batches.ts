import { Injectable } from '@nestjs/common';
import { Clock } from '@esep/platform';
import { instantOf, millisOf } from '@esep/kernel';
import { DataSource } from 'typeorm';

import { sqlListOf, withDuckDb } from './duck-db.js';
import type { LateRows, StoredReadings } from '../batch/stored-readings.js';
import type { MachineRegister } from '../register/machine-register.js';
import { FolderStorage } from '../storage/folder-storage.js';

// What a pool's batches have already, so that no second of a machine counts twice. Nearly all rows begin
// after everything that is stored of their machine: of those that do, the end of the last reading is
// kept in memory. Only the others are looked for in the files of their hours.

/** Ends are kept of what is stored since so long ago. */
const RECENT_MS = 48 * 3_600_000;

/** The most files that the late rows of one slice are looked for in. */
const FILES_MAX = 5_000;

interface PoolEnds {
  /** By the machine's number in the ledger: end of its last reading, in seconds. */
  ends: Uint32Array;
  /** Batches of which the ends are in it. */
  readonly batches: Set<string>;
}

interface StoredFile {
  readonly batch: string;
  readonly name: string;
}

@Injectable()
export class StoredBatches {
  private readonly pools = new Map<string, PoolEnds>();

  constructor(
    private readonly database: DataSource,
    private readonly files: FolderStorage,
    private readonly clock: Clock,
  ) {}

  /** What is stored beside one sequence of a pool: a correction stands in the place of its own rows. */
  async beside(
    poolId: string,
    sequence: number,
    register: MachineRegister,
  ): Promise<StoredReadings> {
    const horizon = Math.floor((millisOf(this.clock.now()) - RECENT_MS) / 1_000);
    const { ends } = await this.endsOf(poolId, horizon);
    return {
      endOf: (machine) => Math.max(horizon, ends[register.number[machine]!] ?? 0),
      overlaps: (rows) => this.overlaps({ poolId, sequence }, register, rows),
    };
  }

  /** Brings what is known of a pool's ends to all batches that are recorded, by whichever process. */
  private async endsOf(poolId: string, horizon: number): Promise<PoolEnds> {
    const known = this.pools.get(poolId) ?? { ends: new Uint32Array(0), batches: new Set() };
    this.pools.set(poolId, known);
    const files = (await this.database.query(
      `select batch, name from telemetry.files join telemetry.batches on id = batch
         where pool_id = $1 and event_id is not null and telemetry.files.until_at > $2
           and not (batch = any($3::uuid[]))`,
      [poolId, instantOf(horizon * 1_000), [...known.batches]],
    )) as StoredFile[];
    if (files.length === 0) return known;
    await withDuckDb(async (query) => {
      const rows = await query(
        `select machine, max(epoch(start)::bigint + seconds)::bigint as "end"
           from read_parquet(${sqlListOf(files.map(({ name }) => this.files.pathOf(name)))})
           group by machine order by machine desc`,
      );
      const greatest = Number(rows[0]?.['machine'] ?? 0);
      if (greatest >= known.ends.length) {
        const larger = new Uint32Array(Math.ceil((greatest + 1) * 1.25));
        larger.set(known.ends);
        known.ends = larger;
      }
      for (const { machine, end } of rows) {
        const number = Number(machine);
        known.ends[number] = Math.max(known.ends[number]!, Number(end));
      }
    });
    for (const { batch } of files) known.batches.add(batch);
    return known;
  }

  private async overlaps(
    { poolId, sequence }: { readonly poolId: string; readonly sequence: number },
    register: MachineRegister,
    { machine, start, seconds }: LateRows,
  ): Promise<Uint8Array> {
    const found = new Uint8Array(machine.length);
    const [from, until] = spanOf(start, seconds);
    const files = (await this.database.query(
      `select batch, name from telemetry.files join telemetry.batches on id = batch
         where pool_id = $1 and sequence <> $2 and is_current
           and telemetry.files.from_at < $4 and telemetry.files.until_at > $3
         limit ${FILES_MAX + 1}`,
      [poolId, sequence, instantOf(from * 1_000), instantOf(until * 1_000)],
    )) as StoredFile[];
    if (files.length === 0) return found;
    if (files.length > FILES_MAX)
      throw new Error(`Late readings of ${poolId} touch more than ${FILES_MAX} files.`);
    await withDuckDb(async (query) => {
      const columns = [
        `unnest(${sqlListOf(Array.from(machine, (one) => register.number[one]!))}) as machine`,
        `unnest(${sqlListOf(Array.from(start))}) as begins`,
        `unnest(${sqlListOf(Array.from(seconds))}) as lasts`,
        `unnest(range(${machine.length})) as row`,
      ];
      const rows = await query(
        `with late as (select ${columns.join(', ')})
         select distinct row from late
           join read_parquet(${sqlListOf(files.map(({ name }) => this.files.pathOf(name)))}) stored
             using (machine)
           where epoch(stored.start)::bigint < begins + lasts
             and epoch(stored.start)::bigint + stored.seconds > begins`,
      );
      for (const { row } of rows) found[Number(row)] = 1;
    });
    return found;
  }
}

const spanOf = (start: Uint32Array, seconds: Uint16Array): readonly [number, number] => {
  let [from, until] = [Infinity, 0];
  for (const [i, at] of start.entries()) {
    from = Math.min(from, at);
    until = Math.max(until, at + seconds[i]!);
  }
  return [from, until];
};
