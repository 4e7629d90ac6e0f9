import type { ChainMovementObserved, ChainMovementReversed } from '@esep/contracts';
import type { Instant } from '@esep/kernel';

import type { FactSource } from '../facts/reconciliation-facts.js';

// One transaction of a chain, joined from the facts about it: a large one comes in parts, an address
// bound later adds its inputs and outputs, and a reorganisation takes everything back.

export type MovementEvent = ChainMovementObserved | ChainMovementReversed;

interface Said {
  readonly recordedAt: Instant;
  readonly source: FactSource;
  readonly txid: string;
  /** The block. */
  readonly hash: string;
}

export interface MovementSeen extends Said {
  readonly kind: 'seen';
  readonly at: Instant;
  readonly inputs: readonly MovedInput[];
  /** No input is recorded. */
  readonly isCoinbase: boolean;
  /** An address ever bound seems to pay, so all outputs are recorded. */
  readonly pays: boolean;
  readonly outputs: readonly MovedOutput[];
}

export interface MovementTakenBack extends Said {
  readonly kind: 'taken-back';
}

export type MovementRecord = MovementSeen | MovementTakenBack;

export interface MovedInput {
  /** The output that is spent, `txid:vout`. */
  readonly spends: string;
  readonly address: string;
  readonly amount: bigint;
}

export interface MovedOutput {
  /** `txid:vout` */
  readonly ref: string;
  readonly vout: number;
  /** Absent for scripts that have no address. */
  readonly address?: string;
  readonly amount: bigint;
}

/** What is known of a transaction. */
export interface Movement {
  readonly txid: string;
  /** Block time. */
  readonly at: Instant;
  /** Its block was orphaned. */
  readonly isTakenBack: boolean;
  /** It spends nothing: newly mined coins. */
  readonly isCoinbase: boolean;
  /** The coins that are known to be spent; there may be others. */
  readonly inputs: readonly MovedInput[];
  /** By number; all of them where an address ever bound pays. */
  readonly outputs: readonly MovedOutput[];
  readonly sources: readonly FactSource[];
}

/** Reads an event; throws on a malformed amount. */
export const movementRecordOf = (
  event: MovementEvent,
  recordedAt: Instant,
  source: FactSource,
): MovementRecord => {
  const { txid, hash } = event;
  const said = { recordedAt, source, txid, hash };
  if (event.type === 'ChainMovementReversed') return { ...said, kind: 'taken-back' };
  const { inputs, unseenInputs = [], foreignInputs, outputs, foreignOutputs } = event;
  return {
    ...said,
    kind: 'seen',
    at: event.blockTime,
    // An unseen input is only a claim of its script, so its address does not count as a payer.
    inputs: inputs.map(({ txid: spent, vout, address, amount }) => ({
      spends: `${spent}:${vout}`,
      address,
      amount: BigInt(amount),
    })),
    isCoinbase: inputs.length + unseenInputs.length + foreignInputs === 0,
    pays: foreignOutputs === undefined,
    outputs: outputs.map(({ vout, address, amount }) => ({
      ref: `${txid}:${vout}`,
      vout,
      ...(address === undefined ? {} : { address }),
      amount: BigInt(amount),
    })),
  };
};

/** Orders two records of one log by position. */
export const compareMovementRecords = (left: MovementRecord, right: MovementRecord): number =>
  left.source.position - right.source.position;

/** The transaction by what was known at `knownAt`, from its records in the order of the log. */
export const movementKnown = (
  records: readonly MovementRecord[],
  knownAt: Instant,
): Movement | undefined => {
  let seen: MovementSeen[] = [];
  let takenBack: MovementTakenBack | undefined;
  for (const record of records) {
    if (record.recordedAt > knownAt) break;
    const isSameBlock = seen[0]?.hash === record.hash;
    if (record.kind === 'taken-back') {
      if (isSameBlock) takenBack = record;
    } else if (isSameBlock && takenBack === undefined) seen.push(record);
    else {
      // Mined again, in another block or in the same one after a reorganisation: earlier records are void.
      seen = [record];
      takenBack = undefined;
    }
  }
  return joined(seen, takenBack);
};

const joined = (
  seen: readonly MovementSeen[],
  takenBack: MovementTakenBack | undefined,
): Movement | undefined => {
  const last = seen.at(-1);
  if (last === undefined) return undefined;
  const inputs = new Map(seen.flatMap((part) => part.inputs.map((input) => [input.spends, input])));
  const outputs = new Map(
    seen.flatMap((part) => part.outputs.map((output) => [output.vout, output])),
  );
  return {
    txid: last.txid,
    at: last.at,
    isTakenBack: takenBack !== undefined,
    isCoinbase: seen.every(({ isCoinbase }) => isCoinbase),
    inputs: [...inputs.values()],
    outputs: [...outputs.values()].sort((left, right) => left.vout - right.vout),
    sources: [...seen, ...(takenBack === undefined ? [] : [takenBack])].map(({ source }) => source),
  };
};
