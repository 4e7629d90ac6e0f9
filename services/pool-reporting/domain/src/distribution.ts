import type { DistributionEvent, DistributionRecorded, DistributionScheme } from '@esep/contracts';
import {
  accept,
  decideReplacement,
  decideRows,
  inStream,
  factTimeRefusal,
  isAboveSupply,
  isTxid,
  recordRow,
  refuse,
  ROW_MESSAGES,
  rowIn,
  standsBy,
  unreachable,
  withdrawRow,
  type Decider,
  type Decision,
  type FactTimeRefusal,
  type Instant,
  type Intake,
  type ReportedRow,
  type ReportedRowRefusal,
  type ReportTime,
  type RowIdRefusal,
} from '@esep/kernel';

import {
  registerRefusal,
  type PoolReport,
  type PoolRow,
  type PoolRowRefusal,
} from './pool-report.js';

// A pool's credit to a miner, from the first report to its reversal. One stream per row:
// `distribution-<pool>-<rowId>`. The events are those of the contract; they are the wire.
//
// A credit by a pool that is not approved, or to a licence that is suspended, is recorded like any
// other: it was mined, and the reconciliation says what follows.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type DistributionCommand = ReportDistribution | WithdrawDistribution | ReverseDistribution;

/** A row as it was sent; quantities in base units. */
export interface DistributionSent extends PoolRow {
  readonly scheme: string;
  readonly gross: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly distributedAt: Instant;
  readonly payoutTxid?: string;
  readonly block?: string;
}

/** For the first time or again: a higher version of the report replaces the whole row. */
export interface ReportDistribution extends DistributionSent, ReportTime {
  readonly type: 'ReportDistribution';
  readonly poolId: string;
  readonly reportId: string;
  readonly version: number;
}

export interface WithdrawDistribution {
  readonly type: 'WithdrawDistribution';
  readonly poolId: string;
  readonly reportId: string;
  readonly version: number;
  readonly at: Instant;
}

export interface ReverseDistribution {
  readonly type: 'ReverseDistribution';
  readonly poolId: string;
  readonly cause: string;
  readonly at: Instant;
}

export type DistributionRefusal =
  | PoolRowRefusal
  | ReportedRowRefusal
  | 'licence-unknown'
  | 'scheme-unknown'
  | 'quantity-negative'
  | 'net-mismatch'
  | 'txid-malformed'
  | 'quantity-above-supply'
  | FactTimeRefusal
  | 'no-block-behind-it'
  | 'block-not-named'
  | 'already-reversed';

/** What is wrong, and what to do. */
export const DISTRIBUTION_MESSAGES = {
  ...ROW_MESSAGES,
  'scheme-unknown':
    'The code in scheme is none that the regime knows. Use FPPS, PPS, PPS+, PPLNS or SOLO.',
  'net-mismatch':
    'gross minus fee is not net. Check the three quantities of this row, which are whole base units, and send it again in the next version of the report.',
  'no-block-behind-it':
    'No block stands behind this credit: it was sent without one, or its scheme (PPS, FPPS) pays whether a block is found or not. Only a credit for a block can be orphaned; report what was wrong in the next version of its report.',
  'block-not-named':
    'The cause does not name the block that the credit was reported with. Send the hash of the orphaned block as the cause, or in it.',
  'already-reversed':
    'This row was reversed before for another cause, and a reversal is final. Leave the row out of the report.',
} as const satisfies Readonly<Record<DistributionRefusal | RowIdRefusal, string>>;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type DistributionRow = Omit<DistributionRecorded, 'type'>;

export type Distribution =
  | ReportedRow<DistributionRow>
  | { readonly status: 'reversed'; readonly row: DistributionRow; readonly cause: string };

type DistributionDecision = Decision<DistributionEvent, DistributionRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: DistributionCommand, distribution: Distribution): DistributionDecision => {
  switch (command.type) {
    case 'ReportDistribution':
      return report(command, distribution);
    case 'WithdrawDistribution':
      return withdraw(command, distribution);
    case 'ReverseDistribution':
      return reverse(command, distribution);
    default:
      return unreachable(command);
  }
};

const report = (command: ReportDistribution, distribution: Distribution): DistributionDecision => {
  const { licenseeId, scheme } = command;
  if (licenseeId === undefined) return refuse('licence-unknown');
  if (!isScheme(scheme)) return refuse('scheme-unknown');
  const problem = registerRefusal(command, licenseeId) ?? contentRefusal(command);
  if (problem) return refuse(problem);

  const row = rowOf(command, licenseeId, scheme);
  const type = distribution.status === 'absent' ? 'DistributionRecorded' : 'DistributionReplaced';
  return recordRow('poolId', row, distribution, () => ({ type, ...row }));
};

const withdraw = (
  command: WithdrawDistribution,
  distribution: Distribution,
): DistributionDecision =>
  withdrawRow('poolId', command, distribution, (row) => ({
    type: 'DistributionWithdrawn',
    poolId: row.poolId,
    rowId: row.rowId,
    reportId: row.reportId,
    version: row.version,
    licenseeId: row.licenseeId,
    licenceId: row.licenceId,
    asset: row.asset,
    withdrawnAt: command.at,
  }));

/** Also of a withdrawn row: a later version could bring it back, a reversal ends it for good (POOL-5). */
const reverse = (
  { poolId, cause, at: reversedAt }: ReverseDistribution,
  distribution: Distribution,
): DistributionDecision => {
  if (distribution.status === 'absent') return refuse('row-unknown');
  const { rowId, licenseeId, licenceId, asset, scheme, block, poolId: owner } = distribution.row;
  // To this pool the row does not exist, whatever the name of the stream looks like.
  if (owner !== poolId) return refuse('row-unknown');
  if (distribution.status === 'reversed')
    return distribution.cause === cause ? accept() : refuse('already-reversed');
  if (block === undefined || PAID_WITHOUT_BLOCK.includes(scheme))
    return refuse('no-block-behind-it');
  if (!cause.includes(block)) return refuse('block-not-named');
  return accept({
    type: 'DistributionReversed',
    poolId,
    rowId,
    licenseeId,
    licenceId,
    asset,
    cause,
    reversedAt,
  });
};

/** Pay for work whether a block is found or not (POOL-3, POOL-5). */
const PAID_WITHOUT_BLOCK: readonly DistributionScheme[] = ['PPS', 'FPPS'];

const SCHEMES: readonly string[] = [
  'FPPS',
  'PPS',
  'PPS+',
  'PPLNS',
  'SOLO',
] satisfies readonly DistributionScheme[];
const isScheme = (text: string): text is DistributionScheme => SCHEMES.includes(text);

const contentRefusal = (command: ReportDistribution): DistributionRefusal | undefined => {
  const { asset, gross, fee, net, payoutTxid, distributedAt } = command;
  if (fee < 0n || net < 0n) return 'quantity-negative';
  if (gross - fee !== net) return 'net-mismatch';
  if (payoutTxid !== undefined && !isTxid(payoutTxid)) return 'txid-malformed';
  if (isAboveSupply(asset, gross, fee, net)) return 'quantity-above-supply';
  return factTimeRefusal(command, distributedAt);
};

/** Field by field, so that nothing a sender adds to a row is hashed into the ledger. */
const rowOf = (
  command: ReportDistribution,
  licenseeId: string,
  scheme: DistributionScheme,
): DistributionRow => {
  const { wallet, payoutTxid, block } = command;
  return {
    poolId: command.poolId,
    rowId: command.rowId,
    reportId: command.reportId,
    version: command.version,
    licenseeId,
    licenceId: command.licenceId,
    asset: command.asset,
    scheme,
    gross: command.gross.toString(),
    fee: command.fee.toString(),
    net: command.net.toString(),
    distributedAt: command.distributedAt,
    ...(wallet !== undefined && { wallet }),
    ...(payoutTxid !== undefined && { payoutTxid }),
    ...(block !== undefined && { block }),
  };
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (distribution: Distribution, event: DistributionEvent): Distribution => {
  switch (event.type) {
    case 'DistributionRecorded':
    case 'DistributionReplaced': {
      const { type: _, ...row } = event;
      // A version that comes after the reversal is remembered, but the row stays reversed.
      return distribution.status === 'reversed'
        ? { ...distribution, row }
        : { status: 'recorded', row };
    }
    case 'DistributionWithdrawn':
      return { status: 'withdrawn', row: { ...rowIn(distribution), version: event.version } };
    case 'DistributionReversed':
      return { status: 'reversed', row: rowIn(distribution), cause: event.cause };
    default:
      return unreachable(event);
  }
};

export const distributionDecider: Decider<
  Distribution,
  DistributionCommand,
  DistributionEvent,
  DistributionRefusal
> = { initial: { status: 'absent' }, decide, evolve };

// ── Whole reports ───────────────────────────────────────────────────────────────────────────────

export const distributionStream = (poolId: string, rowId: string): string =>
  `distribution-${poolId}-${rowId}`;

/**
 * What becomes of a report of distributions. `known`, by row id, holds at least every row that an
 * earlier version of this report brought, and every row sent that exists; it may hold absent ones.
 */
export const decideDistributions = (
  { rows, ...version }: PoolReport<DistributionSent>,
  known: ReadonlyMap<string, Distribution>,
): Intake<DistributionEvent, DistributionRefusal | RowIdRefusal> =>
  decideReplacement<DistributionSent, Distribution, DistributionEvent, DistributionRefusal>(rows, {
    streamOf: (rowId) => distributionStream(version.poolId, rowId),
    known,
    initial: distributionDecider.initial,
    report: (row, distribution) =>
      decide({ ...row, ...version, type: 'ReportDistribution' }, distribution),
    stands: standsBy('poolId', version),
    withdraw: (distribution) => decide({ ...version, type: 'WithdrawDistribution' }, distribution),
    messages: DISTRIBUTION_MESSAGES,
  });

export interface ReversalSent {
  readonly rowId: string;
  readonly cause: string;
}

/** What becomes of a report of reversals. `known` holds the rows that are named, as far as they exist. */
export const decideReversals = (
  { poolId, rows, at }: PoolReport<ReversalSent>,
  known: ReadonlyMap<string, Distribution>,
): Intake<DistributionEvent, DistributionRefusal | RowIdRefusal> =>
  decideRows<ReversalSent, DistributionEvent, DistributionRefusal>(rows, {
    idOf: ({ rowId }) => rowId,
    decide: ({ rowId, cause }) =>
      inStream(
        distributionStream(poolId, rowId),
        decide(
          { type: 'ReverseDistribution', poolId, cause, at },
          known.get(rowId) ?? distributionDecider.initial,
        ),
      ),
    messages: DISTRIBUTION_MESSAGES,
  });
