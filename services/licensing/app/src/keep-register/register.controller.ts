import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { holdsAt, type Instant } from '@esep/kernel';
import {
  Clock,
  Fails,
  IsInstant,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Problem,
  Public,
  Roles,
} from '@esep/platform';
import {
  isActiveAt,
  isSuspendedAt,
  type Exchange,
  type Licence,
  type Pool,
} from '@esep/licensing-domain';

import { LicenceRegister, type Entry } from './register.js';

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
}

export class LicenceQuery {
  @IsInstant({ optional: true, within: 'known' }) asOf?: string;
  @IsInstant({ optional: true, description: 'Only what was recorded until then.', within: 'known' })
  knownAt?: string;
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

class IntervalBody {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
}

class HeldAffiliationBody extends IntervalBody {
  @ApiProperty({ example: 'dmp-1' }) poolId!: string;
  @ApiProperty() asset!: string;
}

class LicenceBody extends LicenceItem {
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

const STAFF = [
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
      'By licence id. Status and term are as of `asOf`. Pools and exchanges learn changes from the feed instead.',
  })
  @Lists(LicenceItem)
  async licences(@Query() query: LicencesQuery) {
    return this.licencePage(query, query.licenseeId);
  }

  @Get('register')
  @Public()
  @ApiOperation({
    summary: 'The public register of licences',
    description:
      'The same list as `/licences`, without a token. Holders are named by their opaque id.',
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
    const asOf = query.asOf ?? query.knownAt ?? this.clock.now();
    if (query.knownAt !== undefined && asOf > query.knownAt)
      throw new Problem(400, 'as-of-after-known-at', {
        detail: `asOf ${asOf} lies after knownAt ${query.knownAt}: nobody can say what is not known yet.`,
      });
    const licence =
      query.knownAt === undefined
        ? await this.register.licence(licenceId)
        : await this.register.knownAt('licence', licenceId, query.knownAt);
    if (licence?.status !== 'held')
      throw new Problem(404, 'licence-unknown', { detail: 'There is no licence with this id.' });
    const { validity, sanctions, affiliations } = licence;
    return {
      ...licenceItem(licenceId, licence, asOf),
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
    const asOf = query.asOf ?? this.clock.now();
    const after = keyIn(query.cursor, isId);
    const entries = await this.register.list('pool', after, query.limit + 1);
    return pageOf(
      entries.map((entry) => poolItem(entry, asOf)),
      query.limit,
      ({ id }) => id,
    );
  }

  @Get('exchanges')
  @ApiOperation({
    summary: 'Exchanges with their licence',
    description:
      'Whether each is licensed as of `asOf`, and since when. Its `id` is the `exchangeId` of reports and the organisation of the tokens of the exchange.',
  })
  @Lists(ApprovedItem)
  async exchanges(@Query() query: RegisterQuery) {
    const asOf = query.asOf ?? this.clock.now();
    const after = keyIn(query.cursor, isId);
    const entries = await this.register.list('exchange', after, query.limit + 1);
    return pageOf(
      entries.map((entry) => exchangeItem(entry, asOf)),
      query.limit,
      ({ id }) => id,
    );
  }

  private async licencePage(query: RegisterQuery, licenseeId?: string) {
    const asOf = query.asOf ?? this.clock.now();
    const after = keyIn(query.cursor, isId);
    const entries = await this.register.list('licence', after, query.limit + 1, licenseeId);
    const items = entries.flatMap(({ id, state }) =>
      state.status === 'held' ? [licenceItem(id, state, asOf)] : [],
    );
    return pageOf(items, query.limit, ({ licenceId }) => licenceId);
  }
}

type HeldLicence = Extract<Licence, { status: 'held' }>;

const licenceItem = (licenceId: string, licence: HeldLicence, asOf: Instant): LicenceItem => {
  const { licenseeId, validity, sanctions } = licence;
  const shown = validity.find((interval) => holdsAt(interval, asOf)) ?? validity.at(-1);
  const status = statusOf(licence, asOf, sanctions.revokedAt);
  return {
    licenceId,
    licenseeId,
    authority: licence.imported.authority,
    status,
    issuedAt: shown?.from ?? '',
    validUntil: shown?.to ?? null,
  };
};

const statusOf = (licence: HeldLicence, asOf: Instant, revokedAt: Instant | undefined): string => {
  if (revokedAt !== undefined && revokedAt <= asOf) return 'revoked';
  if (!isActiveAt(licence, asOf))
    return licence.validity.every(({ from }) => asOf < from) ? 'not-yet-in-force' : 'expired';
  return isSuspendedAt(licence, asOf) ? 'suspended' : 'active';
};

const poolItem = ({ id, state }: Entry<'pool'>, asOf: Instant): ApprovedItem =>
  approvedItem(
    id,
    (state as Pool).approvals.map(({ approved, ...rest }) => ({ ...rest, name: approved.name })),
    asOf,
  );

const exchangeItem = ({ id, state }: Entry<'exchange'>, asOf: Instant): ApprovedItem =>
  approvedItem(
    id,
    (state as Exchange).licences.map(({ licensed, ...rest }) => ({ ...rest, name: licensed.name })),
    asOf,
  );

const approvedItem = (
  id: string,
  intervals: readonly { name: string; from: Instant; to?: Instant; correction?: true }[],
  asOf: Instant,
): ApprovedItem => {
  const held = intervals.find((interval) => holdsAt(interval, asOf));
  const shown = held ?? intervals.at(-1);
  return {
    id,
    name: shown?.name ?? id,
    approved: held !== undefined,
    from: shown?.from ?? '',
    until: shown?.to ?? null,
    correction: shown?.correction ?? false,
  };
};
