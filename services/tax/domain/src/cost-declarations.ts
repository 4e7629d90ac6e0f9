import type { CostAccepted, CostDeclared, CostRejected } from '@esep/contracts';
import {
  accept,
  answerProposal,
  refuse,
  ROW_QUANTITY_MAX,
  type Decision,
  type Instant,
  type Money,
  type Proposal,
  type ProposalRefusal,
  type Quarter,
} from '@esep/kernel';

import { tenge } from './tenge.js';

// What profit is reduced by (TAX-1). A declaration counts for nothing until a tax officer has looked
// at its documents and accepted it: else whoever declares enough owes nothing and has the coins
// released. Part of the stream of the quarter; see `assessment.ts`.

export type CostEvent = CostDeclared | CostAccepted | CostRejected;

export type CostCommand = DeclareCost | AcceptCost | RejectCost;

interface OfQuarter {
  readonly licenseeId: string;
  readonly quarter: Quarter;
  readonly by: string;
  readonly at: Instant;
}

/** The costs of the quarter in one sum; declared again it replaces the earlier sum. */
export interface DeclareCost extends OfQuarter {
  readonly type: 'DeclareCost';
  readonly cost: Money;
  readonly evidence?: string;
}

/** `declaration` is the one that was looked at: another that was declared meanwhile is not meant. */
export interface AcceptCost extends OfQuarter {
  readonly type: 'AcceptCost';
  readonly declaration: number;
  readonly evidence: string;
}

/** Whoever declared it may take it back. */
export interface RejectCost extends OfQuarter {
  readonly type: 'RejectCost';
  readonly declaration: number;
  readonly reason: string;
}

export type CostRefusal =
  | 'not-in-tenge'
  | 'cost-negative'
  | 'amount-out-of-range'
  | 'declaration-unknown'
  | 'declaration-superseded'
  | 'declarer-unknown'
  | ProposalRefusal;

/** The last declaration; an earlier one that nobody had answered is void. */
export interface Declaration {
  /** Its number in the quarter, from 1. */
  readonly declaration: number;
  readonly tiyn: bigint;
  readonly by?: string;
  readonly proposal: Proposal;
}

export interface Costs {
  /** What was accepted last: all that counts. */
  readonly acceptedTiyn: bigint;
  readonly latest?: Declaration;
}

export const NO_COSTS: Costs = { acceptedTiyn: 0n };

type CostDecision = Decision<CostEvent, CostRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const declareCost = (
  { licenseeId, quarter, cost, evidence, by, at: declaredAt }: DeclareCost,
  costs: Costs,
): CostDecision => {
  if (cost.currency !== 'KZT') return refuse('not-in-tenge');
  if (cost.amount < 0n) return refuse('cost-negative');
  if (cost.amount > ROW_QUANTITY_MAX) return refuse('amount-out-of-range');
  if (isSaid(cost.amount, by, costs)) return accept();
  return accept({
    type: 'CostDeclared',
    licenseeId,
    quarter,
    cost: tenge(cost.amount),
    declaredAt,
    by,
    ...(evidence !== undefined && { evidence }),
  });
};

/** Declared already by the same person, and open; or accepted, with nothing declared since. */
const isSaid = (tiyn: bigint, by: string, { acceptedTiyn, latest }: Costs): boolean => {
  if (latest?.proposal.status === 'open') return latest.tiyn === tiyn && latest.by === by;
  return latest?.proposal.status === 'confirmed' && acceptedTiyn === tiyn;
};

export const answerCost = (command: AcceptCost | RejectCost, { latest }: Costs): CostDecision => {
  const { type, licenseeId, quarter, declaration, by, at } = command;
  if (latest === undefined || declaration > latest.declaration)
    return refuse('declaration-unknown');
  if (declaration < latest.declaration) return refuse('declaration-superseded');
  const answer = type === 'AcceptCost' ? 'confirm' : 'decline';
  if (answer === 'confirm' && latest.by === undefined) return refuse('declarer-unknown');
  const answered = answerProposal({ answer, by, at }, latest.proposal);
  if (!answered.accepted) return answered;
  const what = { licenseeId, quarter, declaration, cost: tenge(latest.tiyn) };
  return command.type === 'AcceptCost'
    ? accept({ type: 'CostAccepted', ...what, evidence: command.evidence, by, acceptedAt: at })
    : accept({ type: 'CostRejected', ...what, reason: command.reason, by, rejectedAt: at });
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const withCostEvent = (costs: Costs, event: CostEvent): Costs => {
  const { latest } = costs;
  if (event.type === 'CostDeclared') {
    const { by } = event;
    const declared = {
      declaration: (latest?.declaration ?? 0) + 1,
      tiyn: BigInt(event.cost.amount),
      ...(by !== undefined && { by }),
      proposal: { status: 'open', proposedBy: by ?? '' },
    } as const;
    return { ...costs, latest: declared };
  }
  const status = event.type === 'CostAccepted' ? 'confirmed' : 'declined';
  return {
    acceptedTiyn: status === 'confirmed' ? BigInt(event.cost.amount) : costs.acceptedTiyn,
    ...(latest && { latest: { ...latest, proposal: { status } } }),
  };
};
