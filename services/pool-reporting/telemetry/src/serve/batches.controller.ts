import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  CurrentPrincipal,
  hasRole,
  IsText,
  isPosition,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  requireOrganisation,
  Roles,
  SENDER_ID,
  type Page,
  type Principal,
  type Role,
} from '@esep/platform';
import type { RefusedReadings } from '@esep/contracts';
import { DataSource } from 'typeorm';

export const STAFF: readonly Role[] = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'auditor',
  'service',
];

export class BatchesQuery extends ListQuery {
  @IsText({
    max: 63,
    pattern: SENDER_ID,
    optional: true,
    description: 'Of this pool; a pool asks about itself.',
  })
  poolId?: string;
}

class RefusedCount {
  @ApiProperty({ example: 'unknown-machine' }) code!: string;
  @ApiProperty({ type: 'integer' }) rows!: number;
}

class BatchItem {
  @ApiProperty({ example: 'dmp-1' }) poolId!: string;
  @ApiProperty({ type: 'integer' }) sequence!: number;
  @ApiProperty({ type: 'integer', description: 'The version that holds.' }) version!: number;
  @ApiProperty({
    type: 'integer',
    description: 'So many sequences right before this one never came.',
  })
  missingBefore!: number;
  @ApiProperty({ format: 'date-time' }) receivedAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) from!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
  @ApiProperty({ enum: ['ndjson', 'arrow'] }) format!: string;
  @ApiProperty({ type: 'integer', description: 'Readings that were taken.' }) rows!: number;
  @ApiProperty({ type: [RefusedCount] }) refused!: readonly RefusedCount[];
  @ApiProperty({ type: 'integer', description: 'How often it was sent again.' }) repeats!: number;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

/** What pools sent, and what is missing of it. */
@ApiTags('telemetry')
@Controller('pool-reporting/v1/telemetry/batches')
export class BatchesController {
  constructor(private readonly database: DataSource) {}

  @Get()
  @Roles(...STAFF, 'pool')
  @ApiOperation({
    summary: 'Batches of a pool, the last sequence first',
    description:
      'Gaps and repeats of the sequence show in each. Of several pools those of one come after those of the other. A pool sees its own.',
  })
  @Lists(BatchItem)
  async list(
    @Query() { limit, cursor, poolId }: BatchesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<BatchItem>> {
    const isStaff = hasRole(principal, ...STAFF);
    if (!isStaff && poolId !== undefined) requireOrganisation(principal, poolId);
    const whose = isStaff ? poolId : principal.organisation;
    const rows = (await this.database.query(
      `select * from (
         select id, pool_id, sequence, version, received_at, from_at, until_at, format, rows, refused,
                repeats, event_id, sequence - 1 - coalesce(
                  (select max(sequence) from telemetry.batches before
                     where before.pool_id = batch.pool_id and before.is_current
                       and before.sequence < batch.sequence), 0) as missing
           from telemetry.batches batch
           where is_current and ($1::text is null or pool_id = $1)
             and ($2::text is null or (pool_id, -sequence) > ($2, -$3::bigint))
       ) listed
       order by pool_id, sequence desc limit $4`,
      [whose ?? null, ...(keyIn(cursor, isKey) ?? [null, null]), limit + 1],
    )) as BatchRow[];
    return pageOf(rows.map(itemOf), limit, (last) => [last.poolId, last.sequence]);
  }
}

const isKey = (value: unknown): value is [string, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && isPosition(value[1]);

interface BatchRow {
  readonly pool_id: string;
  readonly sequence: string;
  readonly version: number;
  readonly received_at: Date;
  readonly from_at: Date | null;
  readonly until_at: Date | null;
  readonly format: string;
  readonly rows: string;
  readonly refused: readonly RefusedReadings[];
  readonly repeats: number;
  readonly event_id: string;
  readonly missing: string;
}

const itemOf = (row: BatchRow): BatchItem => ({
  poolId: row.pool_id,
  sequence: Number(row.sequence),
  version: row.version,
  missingBefore: Number(row.missing),
  receivedAt: row.received_at.toISOString(),
  from: row.from_at?.toISOString() ?? null,
  until: row.until_at?.toISOString() ?? null,
  format: row.format,
  rows: Number(row.rows),
  refused: row.refused,
  repeats: row.repeats,
  receipt: `/pool-reporting/v1/receipts/${row.event_id}`,
});
