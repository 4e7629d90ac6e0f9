import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiProperty, ApiTags } from '@nestjs/swagger';
import { HASH_ALGORITHMS } from '@esep/kernel';
import {
  Clock,
  CurrentPrincipal,
  Fails,
  hasRole,
  IsAsOf,
  IsKnownAt,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  momentOf,
  pageOf,
  Problem,
  requireOrganisation,
  Roles,
  type Page,
  type Principal,
} from '@esep/platform';
import { MACHINE_KINDS, type Placement } from '@esep/licensing-domain';
import type { Response } from 'express';

import { LICENCE_ID } from '../import-licence/import-licence.controller.js';
import { LicenceQuery, STAFF } from '../keep-register/register.controller.js';
import { LicenceRegister } from '../keep-register/register.js';
import { MachineChunks } from './machine-chunks.js';
import { MachineRegister } from './machine-register.js';

export class MachineSumsQuery extends LicenceQuery {
  @IsText({
    max: 36,
    pattern: /^[0-9a-f-]{36}$/,
    optional: true,
    description: 'Of this licensee only; a licensee asks about itself.',
  })
  licenseeId?: string;
}

export class MachinesQuery extends ListQuery {
  @IsAsOf() asOf?: string;
  @IsKnownAt() knownAt?: string;
  @IsText({
    max: 36,
    pattern: /^[0-9a-f-]{36}$/,
    optional: true,
    description: 'Of this licensee only; a licensee asks about itself.',
  })
  licenseeId?: string;
  @IsText({ max: 63, pattern: LICENCE_ID, optional: true, description: 'Of this one only.' })
  dataCentreId?: string;
}

class PlacementBody {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
  @ApiProperty() licenceId!: string;
  @ApiProperty({ example: 'ekibastuz-2' }) dataCentreId!: string;
  @ApiProperty({ enum: MACHINE_KINDS }) kind!: string;
  @ApiProperty({ example: 'Antminer S21' }) model!: string;
  @ApiProperty({ enum: HASH_ALGORITHMS.map(({ code }) => code) }) algorithm!: string;
  @ApiProperty({ description: 'Nominal, in the unit of the algorithm.', example: 200 })
  hashrate!: number;
  @ApiProperty({ enum: [...new Set(HASH_ALGORITHMS.map(({ unit }) => unit))] }) unit!: string;
  @ApiProperty({ type: 'integer', description: 'Nominal, in watts.' }) powerW!: number;
}

class MachineItem extends PlacementBody {
  @ApiProperty({ example: 'SMTTYRHBDJAAJ0123' }) serial!: string;
}

class MachineHistory {
  @ApiProperty() serial!: string;
  @ApiProperty({ type: [PlacementBody], description: 'Earliest first.' })
  placements!: PlacementBody[];
}

class MachineSumBody {
  @ApiProperty() licenceId!: string;
  @ApiProperty() dataCentreId!: string;
  @ApiProperty() algorithm!: string;
  @ApiProperty({ type: 'integer' }) machines!: number;
  @ApiProperty({ description: 'Nominal, in the unit of the algorithm.' }) hashrate!: number;
  @ApiProperty() unit!: string;
  @ApiProperty({ description: 'Nominal, in kW.' }) powerKw!: number;
}

class MachineSums {
  @ApiProperty({ format: 'date-time' }) asOf!: string;
  @ApiProperty({ format: 'date-time' }) knownAt!: string;
  @ApiProperty({ type: [MachineSumBody] }) items!: MachineSumBody[];
}

const isSerial = (value: unknown): value is string => typeof value === 'string';

/** The register of machines as it is read (LIC-10). */
@ApiTags('machines')
@Controller('licensing/v1')
export class ReadMachinesController {
  constructor(
    private readonly machines: MachineRegister,
    private readonly chunks: MachineChunks,
    private readonly register: LicenceRegister,
    private readonly clock: Clock,
  ) {}

  @Get('machines')
  @Roles(...STAFF, 'licensee')
  @Fails(400, 'as-of-after-known-at')
  @ApiOperation({
    summary: 'Machines in service',
    description: 'By serial, as they stood at `asOf`. A licensee sees its own.',
  })
  @Lists(MachineItem)
  async list(
    @Query() query: MachinesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<MachineItem>> {
    const moment = momentOf(query, query.knownAt ?? this.clock.now());
    const found = await this.machines.list({
      ...moment,
      after: keyIn(query.cursor, isSerial),
      limit: query.limit + 1,
      licences: await this.licencesAsked(query.licenseeId, principal),
      dataCentreId: query.dataCentreId,
    });
    const items = found.map(({ serial, ...placement }) => ({ serial, ...bodyOf(placement) }));
    return pageOf(items, query.limit, ({ serial }) => serial);
  }

  @Get('machines/:serial')
  @Roles(...STAFF, 'licensee')
  @Fails(400, 'as-of-after-known-at')
  @Fails(404, 'serial-unknown')
  @ApiOperation({
    summary: 'A machine with all places it had',
    description:
      'As of `asOf`, as it was known at `knownAt`. A licensee sees where it was its own.',
  })
  @ApiOkResponse({ type: MachineHistory })
  async one(
    @Param('serial') serial: string,
    @Query() query: LicenceQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<MachineHistory> {
    const { asOf, knownAt } = momentOf(query, query.knownAt ?? this.clock.now());
    const machine = await this.machines.one(serial, knownAt);
    const licences = await this.licencesAsked(undefined, principal);
    const placements = (machine?.placements ?? []).filter(
      ({ licenceId, from }) => from <= asOf && (licences?.includes(licenceId) ?? true),
    );
    if (placements.length > 0) return { serial, placements: placements.map(bodyOf) };
    throw new Problem(404, 'serial-unknown', { detail: 'There is no machine with this serial.' });
  }

  @Get('machine-sums')
  @Roles(...STAFF, 'licensee')
  @Fails(400, 'as-of-after-known-at')
  @ApiOperation({
    summary: 'What the machines of each data centre come to',
    description: 'By data centre and algorithm, as of `asOf`. A licensee sees its own.',
  })
  @ApiOkResponse({ type: MachineSums })
  async sums(
    @Query() query: MachineSumsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<MachineSums> {
    const moment = momentOf(query, query.knownAt ?? this.clock.now());
    const licences = await this.licencesAsked(query.licenseeId, principal);
    const sums = await this.machines.sums(moment, licences);
    const items = sums.map(({ hashrate, power, ...sum }) => {
      const told = { hashrate: hashrate / 100, unit: unitOf(sum.algorithm) };
      return { ...sum, ...told, powerKw: power / 1_000 };
    });
    return { ...moment, items };
  }

  @Get('machine-chunks/:sha256')
  @Roles(...STAFF, 'pool')
  @Fails(404, 'chunk-unknown')
  @ApiOperation({
    summary: 'The lines of a chunk of machines',
    description:
      'By the digest that `MachinesRegistered`, `MachinesMoved` or `MachinesRetired` has in the feed: the SHA-256 of exactly these bytes. What it was stays what it is, so keep it.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  async chunk(@Param('sha256') sha256: string, @Res() response: Response): Promise<void> {
    const lines = await this.chunks.find(sha256);
    if (lines === undefined)
      throw new Problem(404, 'chunk-unknown', { detail: 'No chunk has this digest.' });
    response
      .setHeader('Cache-Control', 'private, max-age=31536000, immutable')
      .setHeader('ETag', `"${sha256}"`)
      .type('application/x-ndjson')
      .send(lines);
  }

  /** A licensee asks about its own licences; staff about whose they name, or about all. */
  private async licencesAsked(
    licenseeId: string | undefined,
    principal: Principal,
  ): Promise<readonly string[] | undefined> {
    const isStaff = hasRole(principal, ...STAFF);
    if (!isStaff && licenseeId !== undefined) requireOrganisation(principal, licenseeId);
    const whose = isStaff ? licenseeId : principal.organisation;
    return whose === undefined ? undefined : this.register.licencesOf(whose);
  }
}

const unitOf = (algorithm: string): string =>
  HASH_ALGORITHMS.find(({ code }) => code === algorithm)?.unit ?? '';

const bodyOf = ({ until, hashrate, power, ...terms }: Placement): PlacementBody => ({
  ...terms,
  until: until ?? null,
  hashrate: hashrate / 100,
  unit: unitOf(terms.algorithm),
  powerW: power,
});
