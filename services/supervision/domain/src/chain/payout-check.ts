import type { PayoutReported, PayoutWithdrawn } from '@esep/contracts';
import {
  canonicalAddress,
  eachWork,
  HOUR_MS,
  least,
  mapWork,
  periodOf,
  plusMillis,
  sortWork,
  type Instant,
  type Work,
} from '@esep/kernel';
import { inForceFrom, type CrossCheckRules } from '@esep/rulebook';

import type { AddressOwners } from './address-register.js';
import type { Movement } from './chain-movement.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import { compareText } from '../facts/text-order.js';

// Compares the payouts that pools report with the chain (SUP-3). Both name single outputs, so nothing is
// estimated: a reported payout is on the chain or not, and coins that a pool sent to a miner's wallet are
// reported or not (POOL-1).

export type PayoutEvent = PayoutReported | PayoutWithdrawn;

/** A row of a pool's report of payouts. */
export interface Payout {
  /** `pool:row` */
  readonly id: string;
  readonly ref: string;
  readonly wallet: string;
  readonly paidAt: Instant;
  readonly amount: bigint;
}

/** Reads an event; undefined for one that takes the row back. Throws on a malformed amount. */
export const payoutOf = (event: PayoutEvent): Payout | undefined => {
  if (event.type === 'PayoutWithdrawn') return undefined;
  const { asset, txid, vout, wallet, paidAt, amount } = event;
  return {
    id: payoutId(event),
    ref: `${txid}:${vout}`,
    wallet: canonicalAddress(asset, wallet),
    paidAt,
    amount: BigInt(amount),
  };
};

/** How the row of a pool is named wherever rows of several pools stand together. */
export const payoutId = (row: { readonly poolId: string; readonly rowId: string }): string =>
  `${row.poolId}:${row.rowId}`;

/** What the check needs to know, at the two instants of the question. */
export interface PayoutQuestions {
  readonly licenseeId: string;
  readonly ownersOf: (address: string, at: Instant) => AddressOwners;
  /** Since when it is known that the licensee had the address before or at `at`. */
  readonly claimedSince: (address: string, at: Instant) => Instant | undefined;
  /** Was a block of `time` or later read, not before `since`? */
  readonly wasRead: (time: Instant, since: Instant) => boolean;
  /** Has every pool that may have paid the licensee at `at` said everything up to `through`? */
  readonly havePoolsReported: (pools: readonly string[], at: Instant, through: Instant) => boolean;
}

/** Blocks from before the binding of an address are read again, which takes the observer some time. */
const READ_AGAIN_WITHIN_MS = 24 * HOUR_MS;

/** The clock of a block may be two hours wrong, by consensus. */
const BLOCK_CLOCK_MS = 2 * HOUR_MS;

/**
 * The differences between the payouts in force and the known movements, without reversed ones. `payouts`
 * in any order.
 */
export function* checkPayoutsWork(
  payouts: readonly Payout[],
  movements: readonly Movement[],
  questions: PayoutQuestions,
  { payoutConfirmationHours }: CrossCheckRules,
): Work<readonly CrossCheckFinding[]> {
  const confirmationAt = inForceFrom(payoutConfirmationHours);
  const seen = yield* outputsSeenWork(movements, questions);
  const reported = new Map<string, bigint>();
  const findings: CrossCheckFinding[] = [];
  const inOrder = yield* sortWork(payouts, (left, right) => compareText(left.id, right.id));
  yield* eachWork(inOrder, (payout) => {
    const { id, ref, wallet, paidAt, amount } = payout;
    const named = (reported.get(ref) ?? 0n) + amount;
    reported.set(ref, named);
    const output = seen.get(ref);
    const onChain = output?.address === wallet ? output.amount : 0n;
    const missing = least(amount, named - onChain);
    const confirmedBy = plusMillis(paidAt, (confirmationAt(paidAt)?.hours ?? 0) * HOUR_MS);
    if (missing > 0n && isOverdue(payout, confirmedBy, questions))
      findings.push(crossCheckFinding('payout-not-on-chain', periodOf(paidAt), missing, [id]));
  });
  yield* eachWork([...seen], ([ref, { at, amount, isOwn, payers }]) => {
    const unreported = amount - (reported.get(ref) ?? 0n);
    const isPayout = isOwn && (payers !== undefined || reported.has(ref));
    if (!isPayout || unreported <= 0n) return;
    if (questions.havePoolsReported(payers ?? [], at, plusMillis(at, BLOCK_CLOCK_MS)))
      findings.push(
        crossCheckFinding('chain-payout-not-reported', periodOf(at), unreported, [ref]),
      );
  });
  return findings;
}

/** True if the chain was read far enough while this wallet was watched. */
const isOverdue = (
  { wallet, paidAt }: Payout,
  confirmedBy: Instant,
  { claimedSince, wasRead }: PayoutQuestions,
): boolean => {
  const since = claimedSince(wallet, paidAt);
  return since !== undefined && wasRead(confirmedBy, plusMillis(since, READ_AGAIN_WITHIN_MS));
};

interface SeenOutput {
  readonly address: string;
  readonly at: Instant;
  readonly amount: bigint;
  /** At one of the licensee's wallets. */
  readonly isOwn: boolean;
  /** The pools whose coins they are; none named for a coinbase; undefined where no pool is seen to pay. */
  readonly payers: readonly string[] | undefined;
}

function* outputsSeenWork(
  movements: readonly Movement[],
  { licenseeId, ownersOf }: PayoutQuestions,
): Work<ReadonlyMap<string, SeenOutput>> {
  const seen = yield* mapWork(movements, ({ at, isCoinbase, inputs, outputs }) => {
    const payers = isCoinbase ? [] : poolsAmong(inputs, (address) => ownersOf(address, at));
    return outputs.flatMap(({ ref, address, amount }) => {
      if (address === undefined) return [];
      const isOwn = ownersOf(address, at).holders.includes(licenseeId);
      return [[ref, { address, at, amount, isOwn, payers }] as const];
    });
  });
  return new Map(seen.flat());
}

const poolsAmong = (
  inputs: Movement['inputs'],
  ownersOf: (address: string) => AddressOwners,
): readonly string[] | undefined => {
  const pools = inputs.flatMap(({ address }) =>
    ownersOf(address).keepers.flatMap(({ kind, id }) => (kind === 'pool' ? [id] : [])),
  );
  return pools.length === 0 ? undefined : [...new Set(pools)];
};
