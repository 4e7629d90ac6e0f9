import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { catalogueEntry, typesOfStep, type Encrypted, type PersonalText } from '@esep/contracts';
import { proposalExpiry, PROPOSAL_DAYS, type Instant } from '@esep/kernel';
import type { Envelope, JsonObject } from '@esep/ledger-format';
import { DataSource } from 'typeorm';

import { Roles } from '../http/auth.js';
import { Clock } from '../runtime/clock.js';
import { IsChoice, IsText } from '../http/fields.js';
import { isPosition, keyIn, ListQuery, Lists, pageOf } from '../http/listing.js';
import { PersonalData } from '../event-store/personal-data.js';
import { proposalUnknown, UUID } from './answer-proposal.controller.js';
import { IS_INDEXED } from './proposals-migration.js';
import { Fails } from '../http/openapi-errors.js';

/** `expired`: nobody answered in time, and nobody can confirm it any more. */
const PROPOSAL_STATES = ['open', 'confirmed', 'declined', 'expired'] as const;
type ProposalState = (typeof PROPOSAL_STATES)[number];

class ProposalsQuery extends ListQuery {
  @IsChoice(PROPOSAL_STATES, { optional: true, description: 'Default: all.' })
  state?: ProposalState;
  @IsText({ max: 64, optional: true, description: 'As in the names of its events, e.g. `Price`.' })
  act?: string;
}

class ProposalItem {
  @ApiProperty({ format: 'uuid' }) proposalId!: string;
  @ApiProperty({ example: 'Price' }) act!: string;
  @ApiProperty({ description: 'What it would change.' }) stream!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What is proposed.' })
  terms!: object;
  @ApiProperty({ enum: PROPOSAL_STATES }) state!: string;
  @ApiProperty() proposedBy!: string;
  @ApiProperty({ format: 'date-time' }) proposedAt!: string;
  @ApiProperty({ format: 'date-time', description: 'It can be confirmed until then.' })
  expiresAt!: string;
  @ApiProperty({ required: false }) answeredBy?: string;
  @ApiProperty({ required: false, format: 'date-time' }) answeredAt?: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

interface Row {
  readonly position: string;
  readonly bytes: string;
  readonly answer: string | null;
}

/** Everything that one person proposed and another may answer: the queue of the second person. */
export const proposalsController = (service: string) => {
  @ApiTags('proposals')
  @Controller(`${service}/v1/proposals`)
  @Fails(404, 'proposal-unknown')
  @Roles(
    'licensing-officer',
    'supervision-analyst',
    'enforcement-officer',
    'tax-officer',
    'auditor',
  )
  class ProposalListController {
    constructor(
      private readonly database: DataSource,
      private readonly personal: PersonalData,
      private readonly clock: Clock,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'Everything that was proposed, the latest first, and what became of it',
      description:
        'The queue of the second person: `state=open` is what can be confirmed now, `act` is one kind only.',
    })
    @Lists(ProposalItem)
    async list(@Query() { limit, cursor, state, act }: ProposalsQuery) {
      const before = keyIn(cursor, isPosition) ?? null;
      const now = this.clock.now();
      const rows = await this.rows(
        typesOfStep('proposed', act),
        `($1::bigint is null or p.position < $1) and ${CONDITION[state ?? 'any']}
         order by p.position desc limit $3`,
        [before, now, limit + 1],
      );
      const page = pageOf(rows, limit, ({ position }) => Number(position));
      return { ...page, items: await Promise.all(page.items.map((row) => this.itemOf(row, now))) };
    }

    @Get(':proposalId')
    @ApiOperation({
      summary: 'One proposal, with all its terms',
      description:
        'Read it before confirming: names are decrypted here, and a rule pack is shown whole.',
    })
    @ApiOkResponse({ type: ProposalItem })
    async one(@Param('proposalId') proposalId: string) {
      if (!UUID.test(proposalId)) throw proposalUnknown();
      const [row] = await this.rows(typesOfStep('proposed'), 'p.event_id = $1', [proposalId]);
      if (row === undefined) throw proposalUnknown();
      return this.itemOf(row, this.clock.now(), 'whole');
    }

    private rows(
      types: readonly string[],
      where: string,
      parameters: readonly unknown[],
    ): Promise<Row[]> {
      return this.database.query(
        `select p.position, p.bytes, a.bytes as answer
           from ledger.events p
           left join lateral (
             select bytes from ledger.events a
              where a.stream = p.stream and a.version > p.version
                and a.bytes like '%"proposalId":"' || p.event_id || '"%'
              order by a.version limit 1
           ) a on true
          where ${IS_INDEXED('p.bytes')} and ${isOneOf('p.bytes', types)} and ${where}`,
        [...parameters],
      );
    }

    private async itemOf(row: Row, now: Instant, whole?: 'whole'): Promise<ProposalItem> {
      const { eventId, stream, type, body } = JSON.parse(row.bytes) as Envelope;
      const { proposalId, by, proposedAt, expiresAt, bytes, ...terms } = body as JsonObject & Made;
      const expiry = expiresAt ?? proposalExpiry(proposedAt);
      const answered = row.answer === null ? undefined : (JSON.parse(row.answer) as Envelope);
      const answer = answered?.body as (JsonObject & Answered) | undefined;
      return {
        proposalId,
        act: catalogueEntry(type)?.act?.name ?? type,
        state: stateOf(answered?.type, now < expiry),
        stream,
        terms: await this.readable({ ...terms, ...(whole && bytes !== undefined && { bytes }) }),
        proposedBy: by,
        proposedAt,
        expiresAt: expiry,
        ...(answer && {
          answeredBy: answer.by,
          answeredAt: (answer.confirmedAt ?? answer.declinedAt) as Instant,
        }),
        receipt: `/${service}/v1/receipts/${eventId}`,
      };
    }

    /** Whoever confirms a name reads it; null where its key was destroyed. */
    private async readable(terms: JsonObject): Promise<object> {
      const entries = Object.entries(terms).map(async ([field, value]) => {
        const text: unknown = isEncrypted(value)
          ? ((await this.personal.read(value)) ?? null)
          : value;
        return [field, text] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    }
  }
  return ProposalListController;
};

interface Made {
  readonly proposalId: string;
  readonly by: string;
  readonly proposedAt: Instant;
  readonly expiresAt?: Instant;
  readonly bytes?: string;
}

interface Answered {
  readonly by: string;
  readonly confirmedAt?: Instant;
  readonly declinedAt?: Instant;
}

const stateOf = (answer: string | undefined, isOpen: boolean): ProposalState => {
  if (answer === undefined) return isOpen ? 'open' : 'expired';
  return catalogueEntry(answer)?.act?.step === 'confirmed' ? 'confirmed' : 'declined';
};

const isEncrypted = (value: unknown): value is Encrypted & PersonalText =>
  typeof value === 'object' && value !== null && 'enc' in value;

/** When a proposal expires, by its event; without that, after the days of the kernel. */
const EXPIRY = `coalesce(
  substring(p.bytes from '"expiresAt":"([^"]+)"')::timestamptz,
  substring(p.bytes from '"proposedAt":"([^"]+)"')::timestamptz + interval '${PROPOSAL_DAYS} days')`;

/** Keys of an event's bytes are sorted: `v` follows its type, and quotes within texts are escaped. */
const isOneOf = (bytes: string, types: readonly string[]): string =>
  `substring(${bytes} from '"type":"(\\w+)","v":') = any('{${types.join()}}'::text[])`;

/** `$2` is now; it stands in each, because a statement has to use what it is given. */
const CONDITION: Readonly<Record<ProposalState | 'any', string>> = {
  any: '$2::timestamptz is not null',
  open: `a.bytes is null and ${EXPIRY} > $2::timestamptz`,
  expired: `a.bytes is null and ${EXPIRY} <= $2::timestamptz`,
  confirmed: `${isOneOf('a.bytes', typesOfStep('confirmed'))} and $2::timestamptz is not null`,
  declined: `${isOneOf('a.bytes', typesOfStep('declined'))} and $2::timestamptz is not null`,
};
