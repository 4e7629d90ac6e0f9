import type { SaleDecisionEvent, SaleDisqualified } from '@esep/contracts';
import {
  accept,
  answerProposal,
  isPending,
  openProposal,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Proposal,
  type ProposalRefusal,
} from '@esep/kernel';

// Two persons may disqualify a sale (SUP-8), which then counts for nothing from the moment that is known;
// two may requalify it. Each decision rests on a finding. One stream per fill,
// `disqualification-<venue>-<tradeId>-<side>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type SaleDecisionCommand = ProposeSaleDecision | AnswerSaleDecision;

/** The sale, and the finding that the decision rests on. */
export type SaleTerms = Omit<SaleDisqualified, 'type' | 'at'>;

export interface ProposeSaleDecision {
  readonly type: 'ProposeDisqualification' | 'ProposeRequalification';
  /** Event id that the proposal gets. */
  readonly proposalId: string;
  readonly terms: SaleTerms;
  readonly by: string;
  readonly at: Instant;
  /** When the proposal expires. */
  readonly expiresAt: Instant;
}

export interface AnswerSaleDecision {
  readonly type: 'ConfirmSaleDecision' | 'DeclineSaleDecision';
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}

/** Every way this stream can say no. These strings are public API and documentation. */
export type SaleDecisionRefusal =
  | 'sale-already-disqualified'
  | 'sale-not-disqualified'
  | 'sale-decision-already-proposed'
  | 'reason-required'
  | ProposalRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface SaleDecisions {
  readonly disqualified: boolean;
  /** The last proposal, whatever became of it. */
  readonly proposal: Proposal;
  readonly proposalId: string;
  readonly terms?: SaleTerms;
}

type SaleDecision = Decision<SaleDecisionEvent, SaleDecisionRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: SaleDecisionCommand, sale: SaleDecisions): SaleDecision => {
  switch (command.type) {
    case 'ProposeDisqualification':
    case 'ProposeRequalification':
      return propose(command, sale);
    case 'ConfirmSaleDecision':
    case 'DeclineSaleDecision':
      return answer(command, sale);
    default:
      return unreachable(command);
  }
};

const propose = (command: ProposeSaleDecision, sale: SaleDecisions): SaleDecision => {
  const { type, proposalId, terms, by, at: proposedAt, expiresAt } = command;
  if (terms.reason.trim() === '') return refuse('reason-required');
  if (isPending(sale.proposal, proposedAt))
    return sale.proposalId === proposalId ? accept() : refuse('sale-decision-already-proposed');
  const disqualify = type === 'ProposeDisqualification';
  if (disqualify === sale.disqualified)
    return refuse(disqualify ? 'sale-already-disqualified' : 'sale-not-disqualified');
  return accept({
    type: disqualify ? 'SaleDisqualificationProposed' : 'SaleRequalificationProposed',
    ...terms,
    proposalId,
    by,
    proposedAt,
    expiresAt,
  });
};

const answer = (command: AnswerSaleDecision, sale: SaleDecisions): SaleDecision => {
  const { proposalId, by, at } = command;
  const { terms, disqualified } = sale;
  if (sale.proposalId !== proposalId || terms === undefined) return refuse('proposal-unknown');
  const confirming = command.type === 'ConfirmSaleDecision';
  const answered = answerProposal(
    { answer: confirming ? 'confirm' : 'decline', by, at },
    sale.proposal,
  );
  if (!answered.accepted) return answered;
  const said = { ...terms, proposalId, by };
  if (!confirming)
    return accept({
      type: disqualified ? 'SaleRequalificationDeclined' : 'SaleDisqualificationDeclined',
      ...said,
      declinedAt: at,
    });
  return disqualified
    ? accept(
        { type: 'SaleRequalificationConfirmed', ...said, confirmedAt: at },
        { type: 'SaleRequalified', ...terms, at },
      )
    : accept(
        { type: 'SaleDisqualificationConfirmed', ...said, confirmedAt: at },
        { type: 'SaleDisqualified', ...terms, at },
      );
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (sale: SaleDecisions, event: SaleDecisionEvent): SaleDecisions => {
  switch (event.type) {
    case 'SaleDisqualificationProposed':
    case 'SaleRequalificationProposed': {
      const { type: _, by: __, proposedAt: ___, expiresAt: ____, proposalId, ...terms } = event;
      return { ...sale, proposalId, proposal: openProposal(event), terms };
    }
    case 'SaleDisqualificationConfirmed':
    case 'SaleRequalificationConfirmed':
      return { ...sale, proposal: { status: 'confirmed' } };
    case 'SaleDisqualificationDeclined':
    case 'SaleRequalificationDeclined':
      return { ...sale, proposal: { status: 'declined' } };
    case 'SaleDisqualified':
      return { ...sale, disqualified: true };
    case 'SaleRequalified':
      return { ...sale, disqualified: false };
    default:
      return unreachable(event);
  }
};

export const saleDisqualificationDecider: Decider<
  SaleDecisions,
  SaleDecisionCommand,
  SaleDecisionEvent,
  SaleDecisionRefusal
> = {
  initial: { disqualified: false, proposal: { status: 'absent' }, proposalId: '' },
  decide,
  evolve,
};

export const disqualificationStream = ({
  exchangeId,
  tradeId,
  side,
}: Pick<SaleTerms, 'exchangeId' | 'tradeId' | 'side'>): string =>
  `disqualification-${exchangeId}-${tradeId}-${side}`;
