import { Injectable } from '@nestjs/common';
import type { Answering, Instant } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import {
  CommandHandler,
  step,
  type AnswersProposals,
  type CommandContext,
  type CommandOutcome,
  type CommandStep,
  type ProposalAnswer,
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

/** What follows when a second person confirms or declines (LIC-11). */
@Injectable()
export class ProposalAnswers implements AnswersProposals {
  constructor(
    private readonly commands: CommandHandler,
    private readonly packs: RulePacks,
    private readonly licensees: Licensees,
    private readonly pools: PoolRoster,
    private readonly exchanges: ExchangeRoster,
  ) {}

  answer(
    proposed: Envelope,
    answer: ProposalAnswer,
    who: Answering,
    command: CommandContext,
  ): Promise<CommandOutcome> | undefined {
    const { type, body } = proposed;
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
    const own = stepOf(proposed, answer, who);
    if (own === undefined) return undefined;
    if (answer === 'Decline') return this.commands.handle(command, own);
    return this.besides(proposed, who.at).then((also) =>
      this.commands.handle(command, own, ...also),
    );
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

const stepOf = (
  { type, stream }: Envelope,
  answer: ProposalAnswer,
  who: Answering,
): CommandStep | undefined => {
  switch (type) {
    case 'RulePackAdoptionProposed':
      return step(stream, rulePacksDecider, { type: `${answer}RulePack`, ...who });
    case 'LicenceSuspensionProposed':
    case 'LicenceReinstatementProposed':
    case 'LicenceRevocationProposed':
      return step(stream, licenceDecider, { type: `${answer}Sanction`, ...who });
    case 'LicenceRenewalProposed':
      return step(stream, licenceDecider, { type: `${answer}Renewal`, ...who });
    case 'LicenceTransferProposed':
      return step(stream, licenceDecider, { type: `${answer}Transfer`, ...who });
    case 'PoolAffiliationCorrectionProposed':
      return step(stream, licenceDecider, { type: `${answer}AffiliationCorrection`, ...who });
    case 'RelatedPartyCorrectionProposed':
      return step(stream, licenseeDecider, { type: `${answer}RelatedPartyCorrection`, ...who });
    case 'LicenseeRenamingProposed':
      return step(stream, licenseeDecider, { type: `${answer}Renaming`, ...who });
    case 'LicenseeNumberCorrectionProposed':
      return step(stream, licenseeDecider, { type: `${answer}NumberCorrection`, ...who });
    case 'OpeningStockCorrectionProposed':
      return step(stream, licenseeDecider, { type: `${answer}StockCorrection`, ...who });
    case 'PoolApprovalProposed':
      return step(stream, poolDecider, { type: 'DeclinePoolApproval', ...who });
    case 'PoolApprovalWithdrawalProposed':
      return step(stream, poolDecider, { type: 'DeclinePoolWithdrawal', ...who });
    case 'ExchangeLicensingProposed':
      return step(stream, exchangeDecider, { type: 'DeclineExchangeLicence', ...who });
    case 'ExchangeLicenceWithdrawalProposed':
      return step(stream, exchangeDecider, { type: `${answer}ExchangeWithdrawal`, ...who });
    case 'WalletBindingProposed':
      return step(stream, walletDecider, { type: `${answer}WalletBinding`, ...who });
    case 'WalletCorrectionProposed':
      return step(stream, walletDecider, { type: `${answer}WalletCorrection`, ...who });
    default:
      return undefined;
  }
};

interface LicenceRevocationTerms {
  readonly licenseeId: string;
  readonly from: Instant;
  readonly ground: string;
}
