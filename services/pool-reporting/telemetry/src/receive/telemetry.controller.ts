import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import {
  Clock,
  Consumes,
  CurrentPrincipal,
  Fails,
  metaOf,
  Problem,
  requireOrganisation,
  Roles,
  SubmissionQuery,
  type Principal,
} from '@esep/platform';
import type { TelemetryRefusal } from '@esep/pool-reporting-domain';
import type { Request } from 'express';

import type { BodyFormat } from '../batch/read-batch.js';
import type { BodyEncoding } from '../bodies/decode-body.js';
import { BODY_REFUSALS, ROW_REFUSALS, type RowRefusal } from '../checks/refusals.js';
import { PoolTurns } from './pool-turns.js';
import { Spool } from './spool.js';
import { TelemetryIntake, type BatchOutcome, type SentBatch } from './telemetry-intake.js';
import { TelemetryLaws } from './telemetry-laws.js';

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'application/x-ndjson': 'ndjson',
  'application/vnd.apache.arrow.stream': 'arrow',
};
const ENCODINGS: readonly BodyEncoding[] = ['identity', 'gzip', 'zstd'];

/** Of a body as it is sent. */
const BODY_BYTES_MAX = 512 * 1024 * 1024;

class ReadingRefusal {
  @ApiProperty({ type: 'integer', description: 'Line, or row of an Arrow stream, from 1.' })
  line!: number;
  @ApiProperty({ example: 'unknown-machine' }) code!: string;
  @ApiProperty() message!: string;
  @ApiProperty() remedy!: string;
}

class RefusedCount {
  @ApiProperty({ example: 'unknown-machine' }) code!: string;
  @ApiProperty({ type: 'integer' }) rows!: number;
}

class TelemetryAnswer {
  @ApiProperty({ example: 'dmp-1' }) poolId!: string;
  @ApiProperty({ type: 'integer' }) sequence!: number;
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiProperty({ type: 'integer', description: 'Readings that were taken.' }) rows!: number;
  @ApiProperty({ type: [RefusedCount] }) refused!: readonly RefusedCount[];
  @ApiProperty({
    type: [ReadingRefusal],
    description: 'The first thousand by line; none of a batch that was recorded before.',
  })
  refusals!: readonly ReadingRefusal[];
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Where the proof of its event is; null in a dry run.',
  })
  receipt!: string | null;
}

/** Readings of machines, as pools stream them (POOL-1, POOL-4). */
@ApiTags('telemetry')
@Controller('pool-reporting/v1/telemetry')
export class TelemetryController {
  constructor(
    private readonly intake: TelemetryIntake,
    private readonly laws: TelemetryLaws,
    private readonly turns: PoolTurns,
    private readonly spool: Spool,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Roles('pool')
  @HttpCode(200)
  @Consumes(...Object.keys(FORMATS))
  @ApiHeader({ name: 'Esep-Pool', required: true, description: 'Who sends.', example: 'dmp-1' })
  @ApiHeader({
    name: 'Esep-Sequence',
    required: true,
    description: 'The pool’s own count of its batches: 1, 2, 3 …',
    schema: { type: 'integer', minimum: 1 },
  })
  @ApiHeader({
    name: 'Esep-Version',
    required: false,
    description: 'Of this batch, from 1: a higher one stands in the place of those before.',
    schema: { type: 'integer', minimum: 1, default: 1 },
  })
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Fails(400, 'header-malformed')
  @Fails(400, 'body-malformed')
  @Fails(413, 'body-too-large')
  @Fails(415, 'content-encoding-unsupported')
  @Fails(422, 'body-refused')
  @Fails(503, 'batches-waiting')
  @Fails(503, 'rules-not-there-yet')
  @ApiOkResponse({ type: TelemetryAnswer })
  @ApiOperation({
    summary: 'Send a batch of readings',
    description:
      'NDJSON, or an Arrow IPC stream with the serials as a dictionary, which is read twice as fast; plain, gzip or zstd. A row that is wrong is refused by its line and code, and the others are taken; of a batch with more refused rows than the rule pack allows nothing is. Sent again under its sequence and version, a batch is recorded once.',
  })
  async send(
    @Req() request: Request,
    @Query() { dryRun }: SubmissionQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TelemetryAnswer> {
    const sent: SentBatch = { ...headOf(request), meta: metaOf(principal), dryRun };
    requireOrganisation(principal, sent.poolId);
    const law = await this.laws.at(this.clock.now());
    if (law === undefined)
      throw new Problem(503, 'rules-not-there-yet', {
        detail: 'No rule pack has arrived from licensing yet. Send the batch again in a moment.',
      });
    if (this.turns.isFull(sent.poolId))
      throw new Problem(503, 'batches-waiting', {
        detail: 'Many batches of this pool wait already. Send the next one when they are answered.',
        headers: { 'Retry-After': '5' },
      });
    // Destroying the request would close the connection before the answer is sent.
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const spooled = await this.spool.take(body, BODY_BYTES_MAX);
    if ('refused' in spooled) throw spoolProblem(request, spooled.refused);
    try {
      return answerOf(sent, await this.intake.take(sent, spooled, law));
    } finally {
      await this.spool.remove(spooled);
    }
  }
}

const headOf = (request: Request): Omit<SentBatch, 'meta' | 'dryRun'> => {
  const encoding = (request.header('content-encoding') ?? 'identity') as BodyEncoding;
  if (!ENCODINGS.includes(encoding))
    throw new Problem(415, 'content-encoding-unsupported', {
      detail: 'The body may be sent plain, or compressed with gzip or zstd.',
    });
  const type = request.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  return {
    poolId: request.header('esep-pool') ?? headerMissing('Esep-Pool'),
    sequence: countIn(request, 'Esep-Sequence'),
    version: countIn(request, 'Esep-Version', 1),
    format: FORMATS[type] ?? 'ndjson',
    encoding,
  };
};

const COUNT = /^[1-9]\d{0,14}$/;

const countIn = (request: Request, name: string, otherwise?: number): number => {
  const text = request.header(name);
  if (text === undefined) return otherwise ?? headerMissing(name);
  if (COUNT.test(text)) return Number(text);
  throw new Problem(400, 'header-malformed', {
    detail: `${name} must be a whole number from 1 in decimal digits.`,
  });
};

const headerMissing = (name: string): never => {
  throw new Problem(400, 'header-malformed', { detail: `The header ${name} is missing.` });
};

const spoolProblem = (request: Request, refused: 'body-too-large' | 'body-broken-off'): Problem => {
  request.resume();
  return refused === 'body-too-large'
    ? new Problem(413, refused, {
        detail: `A batch has at most ${BODY_BYTES_MAX} bytes as it is sent. Send the rest as the next batch.`,
      })
    : new Problem(400, 'body-malformed', { detail: 'The body did not arrive whole.' });
};

const MESSAGES: Readonly<Record<TelemetryRefusal, string>> = {
  'batch-changed':
    'Another batch was recorded under this sequence and version. A correction has a higher version.',
  'batch-empty': 'The batch has no readings. Send it once there are some.',
  'too-many-rows-refused':
    'More of the batch is refused than the rule pack allows (telemetryRefusedBpsMax), so nothing of it was taken. Correct what is named, and send it again.',
  'version-superseded': 'A higher version of this batch is recorded. Send a version above it.',
};

const answerOf = (
  { poolId, sequence, version }: SentBatch,
  outcome: BatchOutcome,
): TelemetryAnswer => {
  if (!outcome.taken) {
    if ('body' in outcome) {
      const { code, at, detail } = outcome.body;
      const { message, remedy } = BODY_REFUSALS[code];
      const text = [message, detail, remedy].filter((part) => part !== '').join(' ');
      throw new Problem(422, 'body-refused', {
        detail: text,
        errors: [{ pointer: '', code, message: `At ${at}: ${message}` }],
      });
    }
    const { reason, refusals } = outcome;
    throw new Problem(reason === 'batch-changed' ? 409 : 422, reason, {
      detail: MESSAGES[reason],
      ...(refusals.length > 0 && { extensions: { refusals: refusals.map(told) } }),
    });
  }
  const { rows, refused, refusals, eventId } = outcome;
  return {
    ...{ poolId, sequence, version, rows, refused, refusals: refusals.map(told) },
    receipt: eventId === undefined ? null : `/pool-reporting/v1/receipts/${eventId}`,
  };
};

const told = ({ line, code }: RowRefusal): ReadingRefusal => {
  return { line, code, ...ROW_REFUSALS[code] };
};
