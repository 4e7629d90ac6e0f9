import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Answering, Instant } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  EventStore,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
  type CommandStep,
} from '@esep/platform';
import {
  barDecider,
  exchangeDecider,
  licenceDecider,
  licenseeDecider,
  poolDecider,
  rulePacksDecider,
  walletDecider,
} from '@esep/licensing-domain';
import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { PoolRoster } from '../approve-pool/pool-roster.js';
import { keysOf } from '../approve-pool/pools.controller.js';
import { Licensees } from '../import-licence/licensees.js';
import { ExchangeRoster } from '../license-exchange/exchange-roster.js';

/** The second person: confirms or declines what another proposed (LIC-11). */
@ApiTags('proposals')
@Controller('licensing/v1/proposals')
@Roles('licensing-officer', 'supervision-analyst', 'enforcement-officer')
export class ProposalsController {
  constructor(
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly packs: RulePacks,
    private readonly licensees: Licensees,
    private readonly pools: PoolRoster,
    private readonly exchanges: ExchangeRoster,
  ) {}

  @Post(':proposalId/confirm')
  @HttpCode(201)
  @ApiOperation({ summary: 'Confirm a proposal, as another person than its proposer' })
  confirm(
    @Param('proposalId') proposalId: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.answer('Confirm', proposalId, principal, command);
  }

  @Post(':proposalId/decline')
  @HttpCode(201)
  @ApiOperation({ summary: 'Decline a proposal, or take one’s own back' })
  decline(
    @Param('proposalId') proposalId: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.answer('Decline', proposalId, principal, command);
  }

  private async answer(
    answer: Answer,
    proposalId: string,
    { subject: by }: Principal,
    command: CommandContext,
  ): Promise<CommandOutcome> {
    const proposed = UUID.test(proposalId) ? await this.store.findEvent(proposalId) : undefined;
    const steps = proposed && STEPS[proposed.envelope.type];
    if (proposed === undefined || steps === undefined)
      throw new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });
    const { stream, type, body } = proposed.envelope;
    const who = { proposalId, by, at: this.clock.now() };
    if (answer === 'Confirm' && type in POOL_ACTS) {
      const { poolId: sender, from, at = from, publicKey } = body as unknown as PoolTerms;
      const confirm = POOL_ACTS[type as keyof typeof POOL_ACTS];
      return this.pools.decide(sender, at, command, (pools) => [
        { type: confirm, ...who, ...pools },
        ...keysOf({ sender, from, ...(publicKey !== undefined && { publicKey }) }),
      ]);
    }
    if (answer === 'Confirm' && type === 'ExchangeLicensingProposed') {
      const { exchangeId: sender, from, publicKey } = body as unknown as ExchangeTerms;
      return this.exchanges.decide(sender, command, (others) => [
        { type: 'ConfirmExchangeLicence', ...who, others },
        ...keysOf({ sender, from, ...(publicKey !== undefined && { publicKey }) }),
      ]);
    }
    const also = answer === 'Confirm' ? await this.besides(proposed.envelope, who.at) : [];
    return this.commands.handle(command, ...steps(stream, answer, who), ...also);
  }

  /** What a confirmation asks or does in other streams than that of the proposal. */
  private async besides({ type, body }: Envelope, at: Instant): Promise<readonly CommandStep[]> {
    switch (type) {
      case 'LicenceRevocationProposed': {
        const { licenseeId, from, ground } = body as unknown as LicenceRevocationTerms;
        const pack = await this.packs.inForce(at);
        const months = evaluate(pack, 'barMonths', at).value;
        const bar = { type: 'ImposeBar', licenseeId, from, months, ground } as const;
        return [step(`bar-${licenseeId}`, barDecider, bar)];
      }
      case 'LicenceTransferProposed':
        return [step(`bar-${String(body['toLicenseeId'])}`, barDecider, { type: 'AskForBar', at })];
      case 'LicenseeNumberCorrectionProposed':
        await this.licensees.mustBeFree(String(body['partyId']), String(body['licenseeId']));
        return [];
      default:
        return [];
    }
  }
}

type Answer = 'Confirm' | 'Decline';

/** Confirmed in sight of all pools: the cap binds when an approval begins or is prolonged. */
const POOL_ACTS = {
  PoolApprovalProposed: 'ConfirmPoolApproval',
  PoolApprovalWithdrawalProposed: 'ConfirmPoolWithdrawal',
} as const;

interface PoolTerms {
  readonly poolId: string;
  readonly from: Instant;
  readonly at?: Instant;
  readonly publicKey?: string;
}

interface ExchangeTerms {
  readonly exchangeId: string;
  readonly from: Instant;
  readonly publicKey?: string;
}

/** Which decider answers a proposal, by the type of its event. */
const STEPS: Readonly<
  Record<string, (stream: string, answer: Answer, who: Answering) => readonly CommandStep[]>
> = {
  RulePackAdoptionProposed: (stream, answer, who) => [
    step(stream, rulePacksDecider, { type: `${answer}RulePack`, ...who }),
  ],
  LicenceSuspensionProposed: sanction,
  LicenceReinstatementProposed: sanction,
  LicenceRevocationProposed: sanction,
  LicenceRenewalProposed: (stream, answer, who) => [
    step(stream, licenceDecider, { type: `${answer}Renewal`, ...who }),
  ],
  LicenceTransferProposed: (stream, answer, who) => [
    step(stream, licenceDecider, { type: `${answer}Transfer`, ...who }),
  ],
  PoolAffiliationCorrectionProposed: (stream, answer, who) => [
    step(stream, licenceDecider, { type: `${answer}AffiliationCorrection`, ...who }),
  ],
  RelatedPartyCorrectionProposed: (stream, answer, who) => [
    step(stream, licenseeDecider, { type: `${answer}RelatedPartyCorrection`, ...who }),
  ],
  LicenseeRenamingProposed: (stream, answer, who) => [
    step(stream, licenseeDecider, { type: `${answer}Renaming`, ...who }),
  ],
  LicenseeNumberCorrectionProposed: (stream, answer, who) => [
    step(stream, licenseeDecider, { type: `${answer}NumberCorrection`, ...who }),
  ],
  PoolApprovalProposed: (stream, _, who) => [
    step(stream, poolDecider, { type: 'DeclinePoolApproval', ...who }),
  ],
  PoolApprovalWithdrawalProposed: (stream, _, who) => [
    step(stream, poolDecider, { type: 'DeclinePoolWithdrawal', ...who }),
  ],
  ExchangeLicensingProposed: (stream, _, who) => [
    step(stream, exchangeDecider, { type: 'DeclineExchangeLicence', ...who }),
  ],
  ExchangeLicenceWithdrawalProposed: (stream, answer, who) => [
    step(stream, exchangeDecider, { type: `${answer}ExchangeWithdrawal`, ...who }),
  ],
  WalletBindingProposed: (stream, answer, who) => [
    step(stream, walletDecider, { type: `${answer}WalletBinding`, ...who }),
  ],
  WalletCorrectionProposed: (stream, answer, who) => [
    step(stream, walletDecider, { type: `${answer}WalletCorrection`, ...who }),
  ],
  OpeningStockCorrectionProposed: (stream, answer, who) => [
    step(stream, licenseeDecider, { type: `${answer}StockCorrection`, ...who }),
  ],
};

function sanction(stream: string, answer: Answer, who: Answering): readonly CommandStep[] {
  return [step(stream, licenceDecider, { type: `${answer}Sanction`, ...who })];
}

interface LicenceRevocationTerms {
  readonly licenseeId: string;
  readonly from: Instant;
  readonly ground: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
