import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { HASH_ALGORITHMS, millisOf } from '@esep/kernel';
import {
  CurrentPrincipal,
  hasRole,
  IsInstant,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Problem,
  requireOrganisation,
  Roles,
  type Page,
  type Principal,
} from '@esep/platform';
import { DataSource } from 'typeorm';

import { STAFF } from './batches.controller.js';

const DAYS_MAX = 400;
const DAY_MS = 86_400_000;

export class HoursQuery extends ListQuery {
  @IsText({
    max: 36,
    pattern: /^[0-9a-f-]{36}$/,
    optional: true,
    description: 'Of this licensee’s licences; a licensee asks about itself.',
  })
  licenseeId?: string;
  @IsText({ max: 63, optional: true, description: 'Of this data centre only.' })
  dataCentreId?: string;
  @IsInstant({ within: 'known' }) from!: string;
  @IsInstant({ within: 'until', description: 'Up to and without it.' }) until!: string;
}

class HourItem {
  @ApiProperty() licenceId!: string;
  @ApiProperty({ format: 'date-time', description: 'Its begin.' }) hour!: string;
  @ApiProperty() dataCentreId!: string;
  @ApiProperty() algorithm!: string;
  @ApiProperty({ description: 'Who reported it.' }) poolId!: string;
  @ApiProperty({ type: 'integer' }) readings!: number;
  @ApiProperty({
    description:
      'Of its machines together, on average over the hour; what is missing adds nothing.',
  })
  hashrate!: number;
  @ApiProperty({ enum: [...new Set(HASH_ALGORITHMS.map(({ unit }) => unit))] }) unit!: string;
  @ApiProperty({ description: 'Work, weighted by difficulty: a whole number in digits.' })
  accepted!: string;
  @ApiProperty() stale!: string;
  @ApiProperty() rejected!: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Share of the time of the registered machines that readings cover, in hundredths of a percent; null where none was registered (POOL-4).',
  })
  coverageBps!: number | null;
  @ApiProperty({ nullable: true, type: Number, description: 'Of what was metered.' })
  energyKwh!: number | null;
}

/** What machines did, hour by hour (POOL-4). */
@ApiTags('telemetry')
@Controller('pool-reporting/v1/telemetry/hours')
export class HoursController {
  constructor(private readonly database: DataSource) {}

  @Get()
  @Roles(...STAFF, 'pool', 'licensee')
  @ApiOperation({
    summary: 'Hash rate, work and coverage by licence, data centre and hour',
    description:
      'By hour, licence and data centre. An hour that nobody reported is not in it: missing is not zero. A pool sees what it reported, a licensee its own.',
  })
  @Lists(HourItem)
  async list(
    @Query() { limit, cursor, licenseeId, dataCentreId, from, until }: HoursQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<HourItem>> {
    if (millisOf(until) - millisOf(from) > DAYS_MAX * DAY_MS)
      throw new Problem(422, 'span-too-long', {
        detail: `Ask for at most ${DAYS_MAX} days at once.`,
      });
    const isStaff = hasRole(principal, ...STAFF);
    const isPool = hasRole(principal, 'pool');
    if (!isStaff && !isPool && licenseeId !== undefined) requireOrganisation(principal, licenseeId);
    const licensee = isStaff || isPool ? licenseeId : principal.organisation;
    const rows = (await this.database.query(HOURS, [
      ...[from, until, licensee ?? null, dataCentreId ?? null],
      isStaff || !isPool ? null : principal.organisation,
      ...(keyIn(cursor, isKey) ?? [null, null, null, null, null]),
      limit + 1,
    ])) as HourRow[];
    return pageOf(rows.map(itemOf), limit, (last) => [
      ...[last.hour, last.licenceId, last.dataCentreId, last.algorithm, last.poolId],
    ]);
  }
}

type HourKey = [string, string, string, string, string];

const isKey = (value: unknown): value is HourKey =>
  Array.isArray(value) && value.length === 5 && value.every((one) => typeof one === 'string');

const HOURS = `
  select hours.*, registered.seconds as registered
    from telemetry.hours hours
    left join lateral (
      -- A machine that begins to stand there within the hour counts from then on.
      select sum(machines * least(3600, greatest(0, extract(epoch from hour + interval '1 hour' - at))))
             as seconds
        from telemetry.machine_counts counts
        where counts.licence_id = hours.licence_id and counts.data_centre_id = hours.data_centre_id
          and counts.algorithm = hours.algorithm and counts.at < hours.hour + interval '1 hour'
    ) registered on true
    where hour >= $1 and hour < $2
      -- Who held the licence in that hour, or at first where nobody did yet.
      and ($3::text is null or $3 = (
        select licensee_id from telemetry.holders holders
          where holders.licence_id = hours.licence_id
          order by held_from <= hour desc, abs(extract(epoch from hour - held_from)) limit 1))
      and ($4::text is null or data_centre_id = $4) and ($5::text is null or pool_id = $5)
      and ($6::timestamptz is null
        or (hour, licence_id, data_centre_id, algorithm, pool_id) > ($6, $7, $8, $9, $10))
    order by hour, licence_id, data_centre_id, algorithm, pool_id limit $11`;

interface HourRow {
  readonly licence_id: string;
  readonly hour: Date;
  readonly data_centre_id: string;
  readonly algorithm: string;
  readonly pool_id: string;
  readonly readings: string;
  readonly seconds: string;
  readonly accepted: string;
  readonly stale: string;
  readonly rejected: string;
  readonly hashrate_seconds: string;
  readonly energy: string;
  readonly metered_seconds: string;
  readonly registered: string | null;
}

const HOUR_SECONDS = 3_600n;
const JOULES_PER_KWH = 3_600_000n;

const itemOf = (row: HourRow): HourItem => {
  const registered = Math.round(Number(row.registered ?? 0));
  return {
    licenceId: row.licence_id,
    hour: row.hour.toISOString(),
    dataCentreId: row.data_centre_id,
    algorithm: row.algorithm,
    poolId: row.pool_id,
    readings: Number(row.readings),
    hashrate: Number(BigInt(row.hashrate_seconds) / HOUR_SECONDS) / 100,
    unit: HASH_ALGORITHMS.find(({ code }) => code === row.algorithm)?.unit ?? '',
    ...{ accepted: row.accepted, stale: row.stale, rejected: row.rejected },
    coverageBps:
      registered > 0 ? Number((BigInt(row.seconds) * 10_000n) / BigInt(registered)) : null,
    energyKwh:
      row.metered_seconds === '0'
        ? null
        : Number((BigInt(row.energy) * 100n) / JOULES_PER_KWH) / 100,
  };
};
