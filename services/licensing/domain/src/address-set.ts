import type { AddressSetEvent } from '@esep/contracts';
import { accept, assetOf, refuse, type Decision, type Instant, type Interval } from '@esep/kernel';

import { endingAt, recorded } from './interval.js';

// The addresses of an exchange or a pool beside those in its licence or approval. A list in one event is
// bounded by the size of an event; this set grows by events and may be of any size. Its events are in the
// stream of the owner, so exchange.ts and pool.ts decide with it.

export interface AddressesNamed {
  readonly asset: string;
  /** In the one spelling of their coin. */
  readonly addresses: readonly string[];
}

export interface AddAddresses extends AddressesNamed {
  readonly from: Instant;
}

/**
 * Sets or moves the end of addresses: of those that were added from `from` on, or else in force at
 * `to` or the latest. `to` = `from` annuls them.
 */
export interface EndAddresses extends AddressesNamed {
  readonly from?: Instant;
  readonly to: Instant;
}

export type AddressSetRefusal = 'asset-unknown' | 'address-not-added' | 'end-before-start';

/** What the events of a set say of its addresses. */
type Said = Pick<AddressSetEvent, 'asset' | 'addresses' | 'from'> & { readonly to?: Instant };

export interface AddressSetSaid {
  readonly asset: string;
  readonly addresses: readonly string[];
  readonly from: Instant;
  readonly to?: Instant;
}

/** An event takes 64 KiB, and an address of any coin is shorter than 100 characters. */
const ADDRESSES_PER_EVENT = 500;

/** True for lists that are too large for the event that carries them, whose end is 64 KiB. */
export const exceedsEvent = (...lists: readonly (readonly string[])[]): boolean =>
  new TextEncoder().encode(JSON.stringify(lists)).length > LISTS_BYTES_MAX;

const LISTS_BYTES_MAX = 48_000;

/** The additions that are new, cut so that each fits into an event. */
export const decideAdditions = (
  { asset, addresses, from }: AddAddresses,
  said: readonly Said[],
): Decision<AddressSetSaid, AddressSetRefusal> => {
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  const held = addressesIn(said, asset);
  const fresh = [...new Set(addresses)].filter(
    (address) =>
      !held.get(address)?.some((interval) => interval.to === undefined && interval.from <= from),
  );
  return accept(...inEvents(fresh, (some) => ({ asset, addresses: some, from })));
};

/** The ends that are new; all of the addresses have to be there. */
export const decideEnds = (
  { asset, addresses, from, to }: EndAddresses,
  said: readonly Said[],
): Decision<AddressSetSaid, AddressSetRefusal> => {
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  const held = addressesIn(said, asset);
  const ended = new Map<Instant, string[]>();
  for (const address of new Set(addresses)) {
    const intervals = held.get(address) ?? [];
    const known = endingAt(intervals, from, to);
    if (known === undefined) return refuse('address-not-added');
    if (to < known.from) return refuse('end-before-start');
    if (known.to === to) continue;
    const together = ended.get(known.from);
    if (together) together.push(address);
    else ended.set(known.from, [address]);
  }
  return accept(
    ...[...ended].flatMap(([start, those]) =>
      inEvents(those, (some) => ({ asset, addresses: some, from: start, to })),
    ),
  );
};

export interface AddressHeld extends Interval {
  readonly asset: string;
  readonly address: string;
}

/** Every address of a set with the times that it is in it, in the order of its text. */
export const addressesHeld = (said: readonly Said[], asset?: string): readonly AddressHeld[] => {
  const assets = asset === undefined ? new Set(said.map((one) => one.asset)) : [asset];
  return [...assets]
    .sort()
    .flatMap((each) =>
      [...addressesIn(said, each)]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .flatMap(([address, intervals]) =>
          intervals.map((interval) => ({ asset: each, address, ...interval })),
        ),
    );
};

const addressesIn = (
  said: readonly Said[],
  asset: string,
): ReadonlyMap<string, readonly Interval[]> => {
  const held = new Map<string, readonly Interval[]>();
  for (const { addresses, from, to, ...of } of said)
    if (of.asset === asset)
      for (const address of addresses)
        held.set(
          address,
          recorded(held.get(address) ?? [], { from, ...(to === undefined ? {} : { to }) }),
        );
  return held;
};

const inEvents = <Event>(
  addresses: readonly string[],
  eventOf: (some: readonly string[]) => Event,
): readonly Event[] =>
  Array.from({ length: Math.ceil(addresses.length / ADDRESSES_PER_EVENT) }, (_, i) =>
    eventOf(addresses.slice(i * ADDRESSES_PER_EVENT, (i + 1) * ADDRESSES_PER_EVENT)),
  );
