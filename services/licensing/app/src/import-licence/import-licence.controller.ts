import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  IsAsset,
  IsBaseUnits,
  IsChoice,
  IsIinOrBin,
  IsInstant,
  IsName,
  IsListOf,
  IsText,
  Roles,
  SENDER_ID,
  step,
  type CommandContext,
  type CommandOutcome,
  type Step,
} from '@esep/platform';
import { licenceDecider, licenseeDecider } from '@esep/licensing-domain';

import { isPersonsNumber, Licensees } from './licensees.js';

export class OpeningStockBody {
  @IsAsset() asset!: string;
  @IsBaseUnits() quantity!: string;
  @IsInstant({ within: 'register' }) at!: string;
}
export class RelatedPartyBody {
  @IsIinOrBin() bin!: string;
  @IsText({ max: 64, description: 'beneficial-owner, parent, subsidiary, director …' })
  relation!: string;
  @IsInstant({ within: 'register' }) from!: string;
  @IsInstant({ optional: true, within: 'until' }) until?: string;
}
export class AffiliationBody {
  @IsText({ max: 63, pattern: SENDER_ID }) poolId!: string;
  @IsAsset() asset!: string;
  @IsInstant({ within: 'register' }) from!: string;
  @IsInstant({ optional: true, within: 'until' }) until?: string;
}

export const LICENCE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export class ImportLicenceBody {
  @IsText({ max: 63, pattern: LICENCE_ID }) licenceId!: string;
  @IsIinOrBin() licenseeBin!: string;
  @IsName() name!: string;
  @IsChoice(['legal-entity', 'individual-entrepreneur'], {
    description: 'A natural person without either status is refused (LIC-2).',
  })
  kind!: 'legal-entity' | 'individual-entrepreneur';
  @IsText({ max: 64, description: 'Issuing authority (LIC-1).' }) authority!: string;
  @IsText({ max: 64, optional: true }) subtype?: string;
  @IsInstant({ within: 'register' }) issuedAt!: string;
  @IsInstant({ optional: true, within: 'until' }) validUntil?: string;
  @IsListOf(() => OpeningStockBody, { optional: true }) openingStock?: OpeningStockBody[];
  @IsListOf(() => RelatedPartyBody, { optional: true }) relatedParties?: RelatedPartyBody[];
  @IsListOf(() => AffiliationBody, { optional: true }) affiliations?: AffiliationBody[];
}

export class LicenseeBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
}

/** Licences that were issued before the ledger, brought in whole at go-live. */
@ApiTags('register')
@Controller('licensing/v1/licences/import')
@Roles('licensing-officer')
export class ImportLicenceController {
  constructor(
    private readonly licensees: Licensees,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Bring in a licence with its holder, stock, related parties and pools' })
  async import(
    @Body() body: ImportLicenceBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licenseeId = await this.licensees.idFor(body.licenseeBin);
    const steps = await this.stepsOf(body, licenseeId);
    const outcome = await this.commands.handle(command, ...steps);
    return outcome.accepted ? { ...outcome, also: { licenseeId } } : outcome;
  }

  private async stepsOf(body: ImportLicenceBody, licenseeId: string): Promise<Step[]> {
    const { licenceId, licenseeBin, kind, authority, subtype, issuedAt, validUntil } = body;
    const isPerson = kind === 'individual-entrepreneur';
    const licensee = `licensee-${licenseeId}`;
    const licence = `licence-${licenceId}`;
    const related = await Promise.all(
      (body.relatedParties ?? []).map((party) => this.relatedParty(licensee, party)),
    );
    return [
      step(licensee, licenseeDecider, {
        type: 'RegisterLicensee',
        licenseeId,
        kind,
        partyId: this.licensees.partyId(licenseeBin),
        bin: await this.licensees.personalText(licenseeId, licenseeBin, isPerson),
        name: await this.licensees.personalText(licenseeId, body.name, isPerson),
        at: this.clock.now(),
      }),
      step(licence, licenceDecider, {
        type: 'ImportLicence',
        licenceId,
        licenseeId,
        authority,
        ...(subtype === undefined ? {} : { subtype }),
        issuedAt,
        ...(validUntil === undefined ? {} : { validUntil }),
      }),
      ...(body.openingStock ?? []).map((stock) => openingStockStep(licensee, stock)),
      ...related,
      ...(body.affiliations ?? []).map((affiliation) => affiliationStep(licence, affiliation)),
    ];
  }

  private relatedParty(licensee: string, party: RelatedPartyBody): Promise<Step> {
    return relatedPartyStep(this.licensees, licensee, party);
  }
}

export const openingStockStep = (stream: string, { asset, quantity, at }: OpeningStockBody): Step =>
  step(stream, licenseeDecider, {
    type: 'DeclareOpeningStock',
    asset,
    quantity: BigInt(quantity),
    at,
  });

export const relatedPartyStep = async (
  licensees: Licensees,
  stream: string,
  { bin, relation, from, until }: RelatedPartyBody,
): Promise<Step> => {
  const partyId = licensees.partyId(bin);
  return step(stream, licenseeDecider, {
    type: 'DeclareRelatedParty',
    partyId,
    bin: await licensees.personalText(partyId, bin, isPersonsNumber(bin)),
    relation,
    from,
    ...(until === undefined ? {} : { to: until }),
  });
};

export const affiliationStep = (
  stream: string,
  { poolId, asset, from, until }: AffiliationBody,
): Step =>
  step(stream, licenceDecider, {
    type: 'DeclarePoolAffiliation',
    poolId,
    asset,
    from,
    ...(until === undefined ? {} : { to: until }),
  });
