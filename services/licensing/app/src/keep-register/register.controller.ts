import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { holdsAt, type Instant } from '@esep/kernel';
import {
  Clock,
  Fails,
  IsAsOf,
  IsInstant,
  IsKnownAt,
  IsName,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  momentOf,
  pageOf,
  Problem,
  Public,
  Roles,
} from '@esep/platform';
import { isActiveAt, isSuspendedAt } from '@esep/licensing-domain';

import { LICENCES, type LicencesAsked, type ListedLicence } from './licences.js';
import { LicenceRegister } from './register.js';
import type { ListedSender } from './senders.js';

export class RegisterQuery extends ListQuery {
  @IsInstant({
    optional: true,
    description: 'The register as it was then. Default: now.',
    within: 'known',
  })
  asOf?: string;
}

export class LicencesQuery extends RegisterQuery {
  @IsText({
    max: 36,
    pattern: /^[0-9a-f-]{36}$/,
    optional: true,
    description: 'Of this holder only.',
  })
  licenseeId?: string;

  @IsName({
    optional: true,
    description:
      'Of which the id, the holder’s BIN or, for each word given, a word of the holder’s name begins so. Individual entrepreneurs are not searched for by name or number: `POST /licensing/v1/licensees/lookup` finds them.',
  })
  search?: string;
}

export class LicenceQuery {
  @IsAsOf() asOf?: string;
  @IsKnownAt() knownAt?: string;
}

export class LicenceItem {
  @ApiProperty() licenceId!: string;
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() authority!: string;
  @ApiProperty({ enum: ['active', 'suspended', 'revoked', 'expired', 'not-yet-in-force'] })
  status!: string;
  @ApiProperty({ format: 'date-time' }) issuedAt!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) validUntil!: string | null;
}

/** As staff read it. */
class HeldLicenceItem extends LicenceItem {
  @ApiProperty({
    nullable: true,
    type: String,
    example: 'Batys Mining LLP',
    description: 'Of its holder. Null of an individual entrepreneur.',
  })
  name!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    example: '990140000007',
    description: 'Of its holder. Null of an individual entrepreneur.',
  })
  bin!: string | null;
}

class IntervalBody {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
}

class HeldAffiliationBody extends IntervalBody {
  @ApiProperty({ example: 'dmp-1' }) poolId!: string;
  @ApiProperty() asset!: string;
}

class LicenceBody extends HeldLicenceItem {
  @ApiProperty({ type: [IntervalBody], description: 'Its terms.' }) validity!: IntervalBody[];
  @ApiProperty({ type: [IntervalBody] }) suspensions!: IntervalBody[];
  @ApiProperty({ type: [HeldAffiliationBody] }) affiliations!: HeldAffiliationBody[];
  @ApiProperty({ format: 'date-time' }) asOf!: string;
}

export class ApprovedItem {
  @ApiProperty() id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() approved!: boolean;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
  @ApiProperty({ description: 'Its end was set for a time that had passed, by two persons.' })
  correction!: boolean;
}

/** Who reads the register of all. */
export const STAFF = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'tax-officer',
  'auditor',
  'service',
] as const;

const isId = (value: unknown): value is string => typeof value === 'string';

/** Who may mine, run a pool, and trade: as of any date. */
@ApiTags('register')
@Controller('licensing/v1')
@Fails(400, 'as-of-after-known-at')
@Fails(404, 'licence-unknown')
export class RegisterController {
  constructor(
    private readonly register: LicenceRegister,
    private readonly clock: Clock,
  ) {}

  @Get('licences')
  @Roles(...STAFF)
  @ApiOperation({
    summary: 'Licences with their status',
    description:
      'By licence id, with the name and the BIN of the holder. Status and term are as of `asOf`. Pools and exchanges learn changes from the feed instead.',
  })
  @Lists(HeldLicenceItem)
  async licences(@Query() query: LicencesQuery) {
    const { licenseeId, search } = query;
    const page = await this.licencePage(query, { licenseeId, search });
    return { ...page, items: await this.held(page.items) };
  }

  @Get('register')
  @Public()
  @ApiOperation({
    summary: 'The public register of licences',
    description:
      'The list of `/licences` for whoever has no token. Holders are named by their opaque id.',
  })
  @Lists(LicenceItem)
  async publicRegister(@Query() query: RegisterQuery) {
    return this.licencePage(query);
  }

  @Get('licences/:licenceId')
  @Roles(...STAFF)
  @ApiOperation({
    summary: 'One licence with its intervals, sanctions and pools',
    description:
      '`asOf` says which day is looked at, `knownAt` what was recorded by then. Every interval ends before its `until`; null is open.',
  })
  @ApiOkResponse({ type: LicenceBody })
  async licence(@Param('licenceId') licenceId: string, @Query() query: LicenceQuery) {
    const { asOf, licence } = await this.licenceAt(licenceId, query);
    if (licence?.status !== 'held')
      throw new Problem(404, 'licence-unknown', { detail: 'There is no licence with this id.' });
    const { validity, sanctions, affiliations } = licence;
    const item = licenceItem({ id: licenceId, ...LICENCES.columnsOf(licence) }, asOf);
    const [held] = await this.held([item]);
    return {
      ...held,
      validity: validity.map(({ from, to }) => ({ from, until: to ?? null })),
      suspensions: sanctions.suspensions.map(({ from, to }) => ({ from, until: to ?? null })),
      affiliations: affiliations.map(({ from, to, ...affiliation }) => {
        return { ...affiliation, from, until: to ?? null };
      }),
      asOf,
    };
  }

  @Get('pools')
  @ApiOperation({
    summary: 'Pools with their approval',
    description:
      'Whether each is approved as of `asOf`, and since when. Its `id` is the `poolId` of reports and the organisation of the tokens of the pool.',
  })
  @Lists(ApprovedItem)
  async pools(@Query() query: RegisterQuery) {
    return this.senderPage('pool', query);
  }

  @Get('exchanges')
  @ApiOperation({
    summary: 'Exchanges with their licence',
    description:
      'Whether each is licensed as of `asOf`, and since when. Its `id` is the `exchangeId` of reports and the organisation of the tokens of the exchange.',
  })
  @Lists(ApprovedItem)
  async exchanges(@Query() query: RegisterQuery) {
    return this.senderPage('exchange', query);
  }

  private async held(items: readonly LicenceItem[]): Promise<HeldLicenceItem[]> {
    const holders = await this.register.holders(items.map(({ licenseeId }) => licenseeId));
    return items.map((item) => {
      const { name = null, bin = null } = holders.get(item.licenseeId) ?? {};
      return { ...item, name, bin };
    });
  }

  private async licenceAt(licenceId: string, query: LicenceQuery) {
    if (query.knownAt === undefined)
      return {
        asOf: query.asOf ?? this.clock.now(),
        licence: await this.register.licence(licenceId),
      };
    const { knownAt, asOf } = momentOf(query, query.knownAt);
    return { asOf, licence: await this.register.knownAt('licence', licenceId, knownAt) };
  }

  private async senderPage(kind: 'pool' | 'exchange', query: RegisterQuery) {
    const asOf = query.asOf ?? this.clock.now();
    const after = keyIn(query.cursor, isId);
    const senders = await this.register.senders(kind, after, query.limit + 1);
    return pageOf(
      senders.map((sender) => approvedItem(sender, asOf)),
      query.limit,
      ({ id }) => id,
    );
  }

  private async licencePage(
    query: RegisterQuery,
    filters: Pick<LicencesAsked, 'licenseeId' | 'search'> = {},
  ) {
    const asOf = query.asOf ?? this.clock.now();
    const after = keyIn(query.cursor, isId);
    const licences = await this.register.licences({ ...filters, after, limit: query.limit + 1 });
    return pageOf(
      licences.map((licence) => licenceItem(licence, asOf)),
      query.limit,
      ({ licenceId }) => licenceId,
    );
  }
}

const licenceItem = (licence: ListedLicence, asOf: Instant): LicenceItem => {
  const { id: licenceId, licenseeId, authority, validity } = licence;
  const shown = validity.find((interval) => holdsAt(interval, asOf)) ?? validity.at(-1);
  return {
    licenceId,
    licenseeId,
    authority,
    status: statusOf(licence, asOf),
    issuedAt: shown?.from ?? '',
    validUntil: shown?.to ?? null,
  };
};

const statusOf = (licence: ListedLicence, asOf: Instant): string => {
  const { validity, suspensions, revokedAt } = licence;
  if (revokedAt !== null && revokedAt <= asOf) return 'revoked';
  if (!isActiveAt(licence, asOf))
    return validity.every(({ from }) => asOf < from) ? 'not-yet-in-force' : 'expired';
  return isSuspendedAt({ sanctions: { suspensions } }, asOf) ? 'suspended' : 'active';
};

const approvedItem = ({ id, approvals }: ListedSender, asOf: Instant): ApprovedItem => {
  const held = approvals.find((approval) => holdsAt(approval, asOf));
  const shown = held ?? approvals.at(-1);
  return {
    id,
    name: shown?.name ?? id,
    approved: held !== undefined,
    from: shown?.from ?? '',
    until: shown?.to ?? null,
    correction: shown?.correction ?? false,
  };
};
