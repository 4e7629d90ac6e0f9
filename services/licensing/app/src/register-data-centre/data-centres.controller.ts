import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Instant } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  hasRole,
  IsChoice,
  IsCount,
  IsInstant,
  IsListOf,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  momentOf,
  pageOf,
  Problem,
  requireOrganisation,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Page,
  type Principal,
} from '@esep/platform';
import {
  dataCentreAt,
  dataCentreDecider,
  isActiveAt,
  REGIONS,
  TENURES,
  type DataCentre,
  type DataCentreTerms,
  type SiteLaw,
} from '@esep/licensing-domain';

import { evaluate, SITE_EVIDENCE } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { LICENCE_ID } from '../import-licence/import-licence.controller.js';
import { LicenceQuery, STAFF } from '../keep-register/register.controller.js';
import { LicenceRegister } from '../keep-register/register.js';

const POWER_KW_MAX = 10_000_000;

export class EvidenceBody {
  @IsChoice(SITE_EVIDENCE) of!: string;
  @IsText({
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    description: 'SHA-256 (hex) of the document, which the regulator keeps.',
  })
  sha256!: string;
}

class TermsBody {
  @IsText({ max: 200, description: 'As people call it.' }) name!: string;
  @IsChoice(REGIONS, { description: 'ISO 3166-2.' }) region!: string;
  @IsText({ max: 500, example: 'Industrial zone 14, Ekibastuz' }) address!: string;
  @IsChoice(TENURES) tenure!: string;
  @IsChoice(['full', 'shared'], {
    description: 'Who operates it: the licensee alone, or others too, which does not do.',
  })
  control!: string;
  @IsInstant({ optional: true, description: 'End of the lease.', within: 'until' })
  leasedUntil?: string;
  @IsCount({ min: 1, max: POWER_KW_MAX, description: 'What the contract for power gives.' })
  powerKw!: number;
  @IsText({ max: 500, description: 'The standard that it follows.' }) cooling!: string;
  @IsText({ max: 500, description: 'The standard that it follows.' }) powerRedundancy!: string;
  @IsText({ max: 500, description: 'The standard that it follows.' }) security!: string;
  @IsListOf(() => EvidenceBody, {
    min: 1,
    max: 100,
    description:
      'Of each kind at least one document; of an owned site the deed, of a leased one the lease.',
  })
  evidence!: EvidenceBody[];
}

export class RegisterDataCentreBody extends TermsBody {
  @IsText({
    max: 63,
    pattern: LICENCE_ID,
    description: 'The regulator’s own, for good.',
    example: 'ekibastuz-2',
  })
  id!: string;
  @IsText({ max: 63, pattern: LICENCE_ID }) licenceId!: string;
  @IsInstant({ within: 'register' }) from!: string;
}

export class AmendDataCentreBody extends TermsBody {
  @IsInstant({ within: 'register' }) from!: string;
}

export class CloseDataCentreBody {
  @IsInstant({ within: 'register' }) at!: string;
  @IsText({ max: 2_000 }) reason!: string;
}

export class DataCentresQuery extends ListQuery {
  @IsInstant({
    optional: true,
    description: 'The terms as of then. Default: now.',
    within: 'known',
  })
  asOf?: string;
  @IsText({
    max: 36,
    pattern: /^[0-9a-f-]{36}$/,
    optional: true,
    description: 'Of this licensee only; a licensee asks about itself.',
  })
  licenseeId?: string;
}

class EvidenceItem {
  @ApiProperty({ enum: SITE_EVIDENCE }) of!: string;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) sha256!: string;
}

class DataCentreItem {
  @ApiProperty({ example: 'ekibastuz-2' }) id!: string;
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() licenceId!: string;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ enum: ['open', 'closed', 'not-yet-open'] }) status!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) closedAt!: string | null;
  @ApiProperty({ example: 'Ekibastuz 2' }) name!: string;
  @ApiProperty({ example: 'KZ-55', description: 'ISO 3166-2.' }) region!: string;
  @ApiProperty({ example: 'Industrial zone 14, Ekibastuz' }) address!: string;
  @ApiProperty({ enum: TENURES }) tenure!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) leasedUntil!: string | null;
  @ApiProperty({ description: 'What the contract for power gives.' }) powerKw!: number;
}

class DataCentreBody extends DataCentreItem {
  @ApiProperty({ nullable: true, type: String }) closedWhy!: string | null;
  @ApiProperty() cooling!: string;
  @ApiProperty() powerRedundancy!: string;
  @ApiProperty() security!: string;
  @ApiProperty({ type: [EvidenceItem] }) evidence!: readonly EvidenceItem[];
  @ApiProperty({ format: 'date-time', description: 'The terms are of then.' }) asOf!: string;
}

const isId = (value: unknown): value is string => typeof value === 'string';

/** Where the machines of a licence stand (LIC-9), with the evidence that it may be. */
@ApiTags('data centres')
@Controller('licensing/v1/data-centres')
export class DataCentresController {
  constructor(
    private readonly register: LicenceRegister,
    private readonly commands: CommandHandler,
    private readonly packs: RulePacks,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Roles('licensing-officer')
  @Fails(404, 'licence-unknown')
  @Fails(422, 'licence-not-active')
  @ApiOperation({
    summary: 'Register a data centre of a licence',
    description:
      'Owned, or leased with full operational control (LIC-9). Its licence is in force at `from`. The documents stay with the regulator; the ledger has their digests.',
  })
  async registerOne(
    @Body() { id, licenceId, from, ...terms }: RegisterDataCentreBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licenseeId = await this.holderOf(licenceId, from);
    const register = {
      type: 'RegisterDataCentre',
      ...{ dataCentreId: id, licenseeId, licenceId, from },
      terms: termsOf(terms),
      law: await this.lawAt(from),
    } as const;
    return this.commands.handle(command, step(streamOf(id), dataCentreDecider, register));
  }

  @Post(':id/amend')
  @Roles('licensing-officer')
  @HttpCode(201)
  @ApiOperation({
    summary: 'Other terms of a data centre from a date on',
    description:
      'All of its terms, as they hold from `from` on: a new contract for power, a longer lease, other evidence. Said again with the same `from` they replace what was said.',
  })
  async amend(
    @Param('id') id: string,
    @Body() { from, ...terms }: AmendDataCentreBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const law = await this.lawAt(from);
    const amend = { type: 'AmendDataCentre', from, terms: termsOf(terms), law } as const;
    return this.commands.handle(command, step(streamOf(id), dataCentreDecider, amend));
  }

  @Post(':id/close')
  @Roles('licensing-officer')
  @HttpCode(201)
  @ApiOperation({
    summary: 'Close a data centre, or move the date of its end',
    description: 'No machine stands there from `at` on. A closed one is not opened again.',
  })
  async close(
    @Param('id') id: string,
    @Body() { at, reason }: CloseDataCentreBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const close = { type: 'CloseDataCentre', at, reason } as const;
    return this.commands.handle(command, step(streamOf(id), dataCentreDecider, close));
  }

  @Get()
  @Roles(...STAFF, 'licensee')
  @ApiOperation({
    summary: 'Data centres with their terms',
    description: 'By id, as of `asOf`. A licensee sees its own.',
  })
  @Lists(DataCentreItem)
  async list(
    @Query() query: DataCentresQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<DataCentreItem>> {
    const asOf = query.asOf ?? this.clock.now();
    const after = keyIn(query.cursor, isId);
    const licenseeId = whose(query.licenseeId, principal);
    const found = await this.register.dataCentres({ after, limit: query.limit + 1, licenseeId });
    const items = found.flatMap(({ state }) => itemOf(state, asOf) ?? []);
    return pageOf(items, query.limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles(...STAFF, 'licensee')
  @Fails(400, 'as-of-after-known-at')
  @Fails(404, 'data-centre-unknown')
  @ApiOperation({
    summary: 'One data centre with its evidence',
    description:
      '`asOf` says which day is looked at, `knownAt` what was recorded by then. A licensee sees its own.',
  })
  @ApiOkResponse({ type: DataCentreBody })
  async one(
    @Param('id') id: string,
    @Query() query: LicenceQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DataCentreBody> {
    const now = this.clock.now();
    const { knownAt, asOf } = momentOf(query, query.knownAt ?? now);
    const state = await this.register.knownAt('data-centre', id, knownAt);
    const mine =
      hasRole(principal, ...STAFF) ||
      (state?.status === 'registered' && state.licenseeId === principal.organisation);
    const body = state && mine ? bodyOf(state, asOf) : undefined;
    if (body) return body;
    throw new Problem(404, 'data-centre-unknown', {
      detail: 'There is no data centre with this id.',
    });
  }

  private async lawAt(at: Instant): Promise<SiteLaw> {
    const pack = await this.packs.inForce(this.clock.now());
    return {
      tenures: evaluate(pack, 'siteTenures', at).value,
      evidence: evaluate(pack, 'siteEvidence', at).value,
    };
  }

  /** Who holds the licence at an instant at which it is in force. */
  private async holderOf(licenceId: string, at: Instant): Promise<string> {
    const licence = await this.register.licence(licenceId);
    if (licence?.status !== 'held')
      throw new Problem(404, 'licence-unknown', { detail: 'There is no licence with this id.' });
    if (isActiveAt(licence, at)) return licence.licenseeId;
    throw new Problem(422, 'licence-not-active', {
      detail: `The licence ${licenceId} is not in force at ${at}. Read the licence and its terms.`,
    });
  }
}

const streamOf = (id: string): string => `data-centre-${id}`;

/** A licensee asks about itself; staff about whom they name, or everybody. */
const whose = (licenseeId: string | undefined, principal: Principal): string | undefined => {
  if (hasRole(principal, ...STAFF)) return licenseeId;
  if (licenseeId !== undefined) requireOrganisation(principal, licenseeId);
  return principal.organisation;
};

const termsOf = ({ leasedUntil, evidence, ...terms }: TermsBody): DataCentreTerms => ({
  ...terms,
  ...(leasedUntil !== undefined && { leasedUntil }),
  evidence: evidence.map(({ of, sha256 }) => ({ of, sha256 })),
});

/** Where it is closed, or not open yet, its last or first terms. */
const bodyOf = (state: DataCentre, asOf: Instant): DataCentreBody | undefined => {
  if (state.status !== 'registered') return undefined;
  const { dataCentreId: id, licenseeId, licenceId, from, dated, closed } = state;
  const held = dataCentreAt(state, asOf);
  const isBefore = asOf < from;
  const said = held ?? (isBefore ? dated[0] : dated.at(-1))?.terms;
  if (!said) return undefined;
  const { control: _, ...terms } = said;
  return {
    ...{ id, licenseeId, licenceId, from },
    ...terms,
    status: held ? 'open' : isBefore ? 'not-yet-open' : 'closed',
    closedAt: closed?.at ?? null,
    closedWhy: closed?.reason ?? null,
    leasedUntil: terms.leasedUntil ?? null,
    asOf,
  };
};

const itemOf = (state: DataCentre, asOf: Instant): DataCentreItem | undefined => {
  const body = bodyOf(state, asOf);
  if (!body) return undefined;
  const { id, licenseeId, licenceId, from, status, closedAt, name, region, address } = body;
  const { tenure, leasedUntil, powerKw } = body;
  return {
    ...{ id, licenseeId, licenceId, from, status, closedAt, name, region, address },
    ...{ tenure, leasedUntil, powerKw },
  };
};
