import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ROW_QUANTITY_MAX } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandAnswer,
  CommandHandler,
  Fails,
  IsAsset,
  IsBaseUnits,
  IsChoice,
  IsIinOrBin,
  IsInstant,
  IsName,
  IsListOf,
  IsText,
  Problem,
  Roles,
  SENDER_ID,
  step,
  type CommandContext,
  type CommandOutcome,
  type CommandStep,
} from '@esep/platform';
import {
  barDecider,
  licenceDecider,
  licenseeDecider,
  type AffiliationSaid,
  type RelationSaid,
} from '@esep/licensing-domain';

import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { KnownPools } from './known-pools.js';
import { isPersonsNumber, Licensees, numberKindOf } from './licensees.js';

export class OpeningStockBody {
  @IsAsset() asset!: string;
  @IsBaseUnits({ most: ROW_QUANTITY_MAX }) quantity!: string;
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

class ImportAnswer extends CommandAnswer {
  @ApiProperty({ format: 'uuid' }) readonly licenseeId!: string;
}

/**
 * Licences that were issued before the ledger, brought in whole at go-live, once each. What changes
 * later is said by a call of its own.
 */
@ApiTags('register')
@Controller('licensing/v1/licences/import')
@Fails(
  422,
  'authority-not-issuing',
  'kind-not-licensed',
  'number-of-another-licensee',
  'pool-unknown',
)
@Roles('licensing-officer')
export class ImportLicenceController {
  constructor(
    private readonly licensees: Licensees,
    private readonly pools: KnownPools,
    private readonly packs: RulePacks,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiCreatedResponse({ type: ImportAnswer })
  @ApiOperation({
    summary: 'Bring in a licence with its holder, stock, related parties and pools',
    description:
      'For licences that were issued before the ledger, each once and whole. The holder is found by `licenseeBin`, or entered under a new `licenseeId`, which the answer has. What changes later is told by calls of its own.',
  })
  async import(
    @Body() body: ImportLicenceBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    await this.requireLawful(body);
    const licenseeId = await this.licensees.idFor(body.licenseeBin);
    const steps = await this.stepsOf(body, licenseeId);
    const outcome = await this.commands.handle(command, ...steps);
    return outcome.accepted ? { ...outcome, also: { licenseeId } } : outcome;
  }

  /** Who issues licences, and to whom, is the law of the day on which one was issued. */
  private async requireLawful({ authority, kind, issuedAt }: ImportLicenceBody): Promise<void> {
    const pack = await this.packs.inForce(this.clock.now());
    const issuing = evaluate(pack, 'issuingAuthority', issuedAt).value;
    if (authority !== issuing.code)
      throw new Problem(422, 'authority-not-issuing', {
        detail: `By the rule pack, licences are issued by ${issuing.code}: ${issuing.name}.`,
      });
    const kinds = evaluate(pack, 'applicantKinds', issuedAt).value;
    if (!kinds.includes(kind))
      throw new Problem(422, 'kind-not-licensed', {
        detail: `By the rule pack, licences are for ${kinds.join(', ')}.`,
      });
  }

  private async stepsOf(body: ImportLicenceBody, licenseeId: string): Promise<CommandStep[]> {
    const { licenceId, licenseeBin, kind, authority, subtype, issuedAt, validUntil } = body;
    const isPerson = kind === 'individual-entrepreneur' || isPersonsNumber(licenseeBin);
    const at = this.clock.now();
    const affiliations = (body.affiliations ?? []).map(affiliationSaid);
    await this.pools.mustExist(affiliations.map(({ poolId }) => poolId));
    const parties = body.relatedParties ?? [];
    return [
      step(`licensee-${licenseeId}`, licenseeDecider, {
        type: 'RegisterLicensee',
        licenseeId,
        kind,
        partyId: this.licensees.partyId(licenseeBin),
        bin: await this.licensees.personalText(licenseeId, licenseeBin, isPerson),
        numberKind: numberKindOf(licenseeBin),
        name: await this.licensees.personalText(licenseeId, body.name, isPerson),
        at,
        relatedParties: await Promise.all(
          parties.map((party) => relationSaid(this.licensees, party)),
        ),
        openingStock: (body.openingStock ?? []).map(({ asset, quantity, at: heldAt }) => ({
          asset,
          quantity: BigInt(quantity),
          at: heldAt,
        })),
      }),
      step(`licence-${licenceId}`, licenceDecider, {
        type: 'ImportLicence',
        licenceId,
        licenseeId,
        authority,
        ...(subtype === undefined ? {} : { subtype }),
        issuedAt,
        ...(validUntil === undefined ? {} : { validUntil }),
        affiliations,
      }),
      step(`bar-${licenseeId}`, barDecider, { type: 'AskForBar', at }),
    ];
  }
}

export const relationSaid = async (
  licensees: Licensees,
  { bin, relation, from, until }: RelatedPartyBody,
): Promise<RelationSaid> => {
  const partyId = licensees.partyId(bin);
  return {
    partyId,
    bin: await licensees.personalText(partyId, bin, isPersonsNumber(bin)),
    relation,
    from,
    ...(until === undefined ? {} : { to: until }),
  };
};

export const affiliationSaid = ({
  poolId,
  asset,
  from,
  until,
}: AffiliationBody): AffiliationSaid => ({
  poolId,
  asset,
  from,
  ...(until === undefined ? {} : { to: until }),
});
