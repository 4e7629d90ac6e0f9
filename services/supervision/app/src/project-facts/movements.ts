import type { BlockAttributed } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import type { TypedFact } from '@esep/platform';
import type { MovementEvent } from '@esep/supervision-domain';
import type { EntityManager } from 'typeorm';

import type { KeptFact } from './subject.js';

// Facts of chains. A movement concerns several licensees and is large, so it is one row with their ids; of
// blocks only the first of each day has a row.

type KeptMovement = KeptFact & { readonly event: MovementEvent };

export const isMovement = <Kept extends KeptFact>(kept: Kept): kept is Kept & KeptMovement =>
  kept.event.type === 'ChainMovementObserved' || kept.event.type === 'ChainMovementReversed';

/**
 * A movement is delivered more than once: for each of its licensees where they are in several partitions,
 * and again when it was parked.
 */
export const keepMovements = async (
  kept: readonly KeptMovement[],
  tx: EntityManager,
): Promise<void> => {
  for (const { log, position, eventId, recordedAt, event } of kept) {
    const { type, ...body } = event;
    await tx.query(
      `insert into movements (log, position, licensee_ids, asset, payers, event_id, recorded_at, type, body)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
      [
        log,
        position,
        event.holders,
        event.asset,
        payersOf(event),
        eventId,
        recordedAt,
        type,
        JSON.stringify(body),
      ],
    );
  }
};

const payersOf = (event: MovementEvent): readonly string[] =>
  event.type === 'ChainMovementReversed'
    ? []
    : [...new Set(event.inputs.map(({ address }) => address))];

/** The first block of a day. */
export interface ChainDay {
  readonly asset: string;
  readonly time: Instant;
  readonly recordedAt: Instant;
}

/** Returns the days that had no row. */
export const keepChainDays = async (
  blocks: readonly TypedFact<BlockAttributed>[],
  tx: EntityManager,
): Promise<readonly ChainDay[]> => {
  const days: ChainDay[] = [];
  for (const { recordedAt, event } of blocks) {
    const { asset, blockTime: time } = event;
    const [isNew] = await tx.query<unknown[]>(
      `insert into chain_days (asset, day, block_time, recorded_at) values ($1, $2, $3, $4)
       on conflict do nothing returning 1`,
      [asset, time.slice(0, 10), time, recordedAt],
    );
    if (isNew) days.push({ asset, time, recordedAt });
  }
  return days;
};
