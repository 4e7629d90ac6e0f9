import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { HASH_ALGORITHMS, instantOf, millisOf } from '@esep/kernel';
import {
  CurrentPrincipal,
  Fails,
  hasRole,
  IsCount,
  IsInstant,
  Problem,
  Roles,
  type Principal,
} from '@esep/platform';
import { DataSource } from 'typeorm';

import { sqlListOf, withDuckDb } from '../catalogue/duck-db.js';
import { FolderStorage } from '../storage/folder-storage.js';
import { STAFF } from './batches.controller.js';

const STEPS_MAX = 2_000;
const FILES_MAX = 2_000;
const HOUR_SECONDS = 3_600;

export class SeriesQuery {
  @IsInstant({ within: 'known' }) from!: string;
  @IsInstant({ within: 'until', description: 'Up to and without it.' }) until!: string;
  @IsCount({
    min: 60,
    max: 86_400,
    optional: true,
    description: 'Length of a step in seconds. Steps begin at `from`.',
  })
  step: number = HOUR_SECONDS;
}

class SeriesStep {
  @ApiProperty({ format: 'date-time', description: 'Its begin.' }) at!: string;
  @ApiProperty({ description: 'On average over what was reported of the step.' }) hashrate!: number;
  @ApiProperty({ type: 'integer', description: 'So many seconds of the step were reported.' })
  seconds!: number;
  @ApiProperty({ description: 'Work, weighted by difficulty: a whole number in digits.' })
  accepted!: string;
  @ApiProperty() stale!: string;
  @ApiProperty() rejected!: string;
}

class MachineSeries {
  @ApiProperty() serial!: string;
  @ApiProperty({ enum: [...new Set(HASH_ALGORITHMS.map(({ unit }) => unit))] }) unit!: string;
  @ApiProperty({
    type: [SeriesStep],
    description: 'Steps of which nothing was reported are left out: a gap is not a zero.',
  })
  steps!: readonly SeriesStep[];
}

/** What one machine did. */
@ApiTags('telemetry')
@Controller('pool-reporting/v1/telemetry/machines')
export class MachineSeriesController {
  constructor(
    private readonly database: DataSource,
    private readonly files: FolderStorage,
  ) {}

  @Get(':serial/hashrate')
  @Roles(...STAFF, 'pool', 'licensee')
  @Fails(404, 'serial-unknown')
  @Fails(422, 'span-too-long')
  @ApiOperation({
    summary: 'Hash rate of a machine over time',
    description:
      'Of all pools together. A pool sees what it reported, a licensee what was its own.',
  })
  @ApiOkResponse({ type: MachineSeries })
  async series(
    @Param('serial') serial: string,
    @Query() { from, until, step }: SeriesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<MachineSeries> {
    const seconds = (millisOf(until) - millisOf(from)) / 1_000;
    if (seconds > STEPS_MAX * step) throw tooLong(`Ask for at most ${STEPS_MAX} steps at once.`);
    const machine = await this.machineOf(serial, principal);
    const poolId =
      hasRole(principal, ...STAFF) || !hasRole(principal, 'pool') ? null : principal.organisation;
    const names = (await this.database.query(
      `select name from telemetry.files join telemetry.batches on id = batch
         where is_current and telemetry.files.from_at < $2 and telemetry.files.until_at > $1
           and ($3::text is null or pool_id = $3)
         order by name limit ${FILES_MAX + 1}`,
      [from, until, poolId],
    )) as { name: string }[];
    if (names.length > FILES_MAX) throw tooLong('Ask for a shorter span: it has too many files.');
    const unit = HASH_ALGORITHMS.find(({ code }) => code === machine.algorithm)?.unit ?? '';
    const steps =
      names.length === 0 ? [] : await this.stepsOf(machine, names, { from, until, step });
    return { serial, unit, steps };
  }

  private stepsOf(
    { number, spans }: Machine,
    names: readonly { readonly name: string }[],
    { from, until, step }: SeriesQuery,
  ): Promise<readonly SeriesStep[]> {
    const [first, last] = [millisOf(from) / 1_000, millisOf(until) / 1_000];
    const mine = spans.map(
      (span) =>
        `(epoch(start) >= ${span.from} and epoch(start) < ${span.until ?? Number.MAX_SAFE_INTEGER})`,
    );
    return withDuckDb(async (query) => {
      const rows = await query(
        `select floor((epoch(start) - ${first}) / ${step})::bigint as step,
                sum(seconds)::bigint as seconds, sum(accepted)::varchar as accepted,
                sum(stale)::varchar as stale, sum(rejected)::varchar as rejected,
                sum(hashrate::hugeint * seconds)::varchar as hashrate
           from read_parquet(${sqlListOf(names.map(({ name }) => this.files.pathOf(name)))})
           where machine = ${number} and epoch(start) >= ${first} and epoch(start) < ${last}
             and (${mine.join(' or ') || 'false'})
           group by step order by step`,
      );
      return rows.map((row) => ({
        at: instantOf(Math.round((first + Number(row['step']) * step) * 1_000)),
        hashrate: Number(BigInt(String(row['hashrate'])) / BigInt(String(row['seconds']))) / 100,
        seconds: Number(row['seconds']),
        accepted: String(row['accepted']),
        stale: String(row['stale']),
        rejected: String(row['rejected']),
      }));
    });
  }

  /** A licensee is shown the times at which the machine was its own, and no other machine. */
  private async machineOf(serial: string, principal: Principal): Promise<Machine> {
    const isOpen = hasRole(principal, ...STAFF, 'pool');
    const spans = (await this.database.query(
      `select number, algorithm, extract(epoch from from_at)::float8 as "from",
              extract(epoch from until_at)::float8 as until
         from telemetry.machines join telemetry.placements using (number)
         where serial = $1 and ($2::text is null or licence_id in (
           select licence_id from telemetry.holders where licensee_id = $2))
         order by from_at`,
      [serial, isOpen ? null : principal.organisation],
    )) as (Span & { readonly number: number; readonly algorithm: string })[];
    const [known] = spans;
    if (known) return { number: known.number, algorithm: known.algorithm, spans };
    throw new Problem(404, 'serial-unknown', { detail: 'There is no machine with this serial.' });
  }
}

interface Span {
  readonly from: number;
  readonly until: number | null;
}

interface Machine {
  readonly number: number;
  readonly algorithm: string;
  readonly spans: readonly Span[];
}

const tooLong = (detail: string): Problem => new Problem(422, 'span-too-long', { detail });
