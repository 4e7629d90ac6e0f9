import type {
  AddressSetEvent,
  ExchangeLicenceWithdrawn,
  ExchangeLicensed,
  PoolApprovalWithdrawn,
  PoolApproved,
  WalletBound,
  WalletReleased,
} from '@esep/contracts';
import { canonicalAddress, spellingsMeant, unreachable, type Instant } from '@esep/kernel';

import { entryOf } from '../facts/entry-of.js';
import type { FactSource, Recorded, Until } from '../facts/reconciliation-facts.js';
import { sourcesOf } from '../facts/stock-event.js';
import { compareRecorded } from '../facts/supersession.js';

// The owner of an address at one instant, by what was known at another: wallets of all licensees, deposit
// addresses of venues, payout addresses of pools. One register for all licensees, because payer and payee
// are often not in the facts of the same one.

/** The events that change the owner of an address. */
export type AddressEvent =
  | WalletBound
  | WalletReleased
  | PoolApproved
  | PoolApprovalWithdrawn
  | ExchangeLicensed
  | ExchangeLicenceWithdrawn
  | AddressSetEvent;

const ADDRESS_SET_EVENTS = [
  'DepositAddressesAdded',
  'DepositAddressesEnded',
  'PayoutAddressesAdded',
  'PayoutAddressesEnded',
] as const satisfies readonly AddressSetEvent['type'][];

const ADDRESS_EVENTS: readonly string[] = [
  'WalletBound',
  'WalletReleased',
  'PoolApproved',
  'PoolApprovalWithdrawn',
  'ExchangeLicensed',
  'ExchangeLicenceWithdrawn',
  ...ADDRESS_SET_EVENTS,
] satisfies readonly AddressEvent['type'][];

/** True for what says whose an address is. */
export const isAddressEvent = (event: { readonly type: string }): event is AddressEvent =>
  ADDRESS_EVENTS.includes(event.type);

/** A venue licensed or a pool approved, with the address in its list or added to its set. */
export interface Keeper {
  readonly kind: 'venue' | 'pool';
  readonly id: string;
}

export interface AddressOwners {
  readonly keepers: readonly Keeper[];
  /** Licensees to whom it is bound. More than one is a conflict (REGIME §6, Wallets). */
  readonly holders: readonly string[];
  /** The events that say so. */
  readonly sources: readonly FactSource[];
}

interface Claim extends Recorded {
  readonly holder: string;
  readonly from: Instant;
  readonly to: Until;
}

/** One approval or licence, by subject and start, with every record of it. */
interface Listing {
  readonly keeper: Keeper;
  readonly from: Instant;
  readonly records: ListingRecord[];
}

interface ListingRecord extends Recorded {
  readonly to: Until;
  /** Absent in a record that only ends the interval. */
  readonly addresses?: ReadonlySet<string>;
}

/** An address in the set of a keeper, by asset and start, with every record of it. */
interface Addition {
  readonly keeper: Keeper;
  readonly from: Instant;
  readonly records: (Recorded & { readonly to: Until })[];
}

interface KeeperKnown {
  readonly listings: Listing[];
  readonly wallets: Set<string>;
}

/** Takes each event once. Answers do not depend on the order of arrival. */
export class AddressRegister {
  private readonly claims = new Map<string, Claim[]>();
  /** By asset and holder: since when it is known that there is a wallet. */
  private readonly claimedFirst = new Map<string, Instant>();
  private readonly listings = new Map<string, Listing>();
  /** Every approval or licence that ever named the address. */
  private readonly listedIn = new Map<string, Set<Listing>>();
  /** By wallet, then by keeper and start. */
  private readonly additions = new Map<string, Map<string, Addition>>();
  /** By keeper: when it is licensed or approved, and the wallets in its set. */
  private readonly keepers = new Map<string, KeeperKnown>();

  /** The addresses whose owners may now be others. */
  record(event: AddressEvent, recorded: Recorded): readonly string[] {
    switch (event.type) {
      case 'WalletBound':
        return this.claim(event, null, recorded);
      case 'WalletReleased':
        return this.claim(event, event.to, recorded);
      case 'PoolApproved':
        return this.list('pool', event.poolId, event.from, {
          ...recorded,
          to: null,
          addresses: setOf(event.payoutAddresses),
        });
      case 'PoolApprovalWithdrawn':
        return this.list('pool', event.poolId, event.from, { ...recorded, to: event.at });
      case 'ExchangeLicensed':
        return this.list('venue', event.exchangeId, event.from, {
          ...recorded,
          to: null,
          addresses: setOf(event.depositAddresses),
        });
      case 'ExchangeLicenceWithdrawn':
        return this.list('venue', event.exchangeId, event.from, { ...recorded, to: event.at });
      case 'DepositAddressesAdded':
        return this.add({ kind: 'venue', id: event.exchangeId }, event, null, recorded);
      case 'DepositAddressesEnded':
        return this.add({ kind: 'venue', id: event.exchangeId }, event, event.to, recorded);
      case 'PayoutAddressesAdded':
        return this.add({ kind: 'pool', id: event.poolId }, event, null, recorded);
      case 'PayoutAddressesEnded':
        return this.add({ kind: 'pool', id: event.poolId }, event, event.to, recorded);
      default:
        return unreachable(event);
    }
  }

  ownersOf(asset: string, address: string, at: Instant, knownAt: Instant): AddressOwners {
    const holders = new Set<string>();
    const keepers: Keeper[] = [];
    const sources: FactSource[] = [];
    for (const claim of this.claimsKnown(asset, address, knownAt)) {
      if (!isDuring(claim, at)) continue;
      holders.add(claim.holder);
      sources.push(...claim.sources);
    }
    for (const listing of this.listedIn.get(address) ?? []) {
      const list = listInForce(listing, at, knownAt);
      if (list?.addresses?.has(address) !== true) continue;
      keepers.push(listing.keeper);
      sources.push(...sourcesOf(list));
    }
    for (const { keeper, from, records } of this.additionsOf(asset, address)) {
      const addition = records.findLast(({ recordedAt }) => recordedAt <= knownAt);
      const list = this.listInForceOf(keeper, at, knownAt);
      if (!addition || !list || !isDuring({ from, to: addition.to }, at)) continue;
      if (!keepers.some(({ kind, id }) => kind === keeper.kind && id === keeper.id))
        keepers.push(keeper);
      sources.push(...sourcesOf(addition), ...sourcesOf(list));
    }
    return { keepers, holders: [...holders].sort(), sources };
  }

  /** Every instant at which something was recorded about the address. */
  changesOf(asset: string, address: string): readonly Instant[] {
    return [
      ...(this.claims.get(walletKey(asset, address)) ?? []),
      ...[...(this.listedIn.get(address) ?? [])].flatMap(({ records }) => records),
      ...this.additionsOf(asset, address).flatMap(({ keeper, records }) => [
        ...records,
        ...this.keeperOf(keeper).listings.flatMap((listing) => listing.records),
      ]),
    ].map(({ recordedAt }) => recordedAt);
  }

  /** True when it was ever said to be the holder's, for whatever time. */
  isClaimedBy(asset: string, address: string, holder: string): boolean {
    const claims = this.claims.get(walletKey(asset, address));
    return claims?.some((claim) => claim.holder === holder) === true;
  }

  /** True when by `knownAt` any address was said to be the holder's, for whatever time. */
  hasWallets(asset: string, holder: string, knownAt: Instant): boolean {
    const since = this.claimedFirst.get(walletKey(asset, holder));
    return since !== undefined && since <= knownAt;
  }

  /**
   * Since when it is known that the holder had the address before or at `at`. An address is looked
   * for on the chain from then on, and for ever, also after its release.
   */
  claimedSince(
    asset: string,
    address: string,
    holder: string,
    at: Instant,
    knownAt: Instant,
  ): Instant | undefined {
    return this.claims
      .get(walletKey(asset, address))
      ?.find((claim) => claim.holder === holder && claim.from <= at && claim.recordedAt <= knownAt)
      ?.recordedAt;
  }

  private claim(
    { asset, address, licenseeId: holder, from }: WalletBound | WalletReleased,
    to: Until,
    recorded: Recorded,
  ): readonly string[] {
    const canonical = canonicalAddress(asset, address);
    const first = this.claimedFirst.get(walletKey(asset, holder));
    if (first === undefined || recorded.recordedAt < first)
      this.claimedFirst.set(walletKey(asset, holder), recorded.recordedAt);
    putInOrder(entryOf(this.claims, walletKey(asset, canonical), newList<Claim>), {
      ...recorded,
      holder,
      from,
      to,
    });
    return [canonical];
  }

  private list(
    kind: Keeper['kind'],
    id: string,
    from: Instant,
    record: ListingRecord,
  ): readonly string[] {
    const keeper: Keeper = { kind, id };
    const { listings, wallets } = this.keeperOf(keeper);
    const listing = entryOf(this.listings, `${kind} ${id} ${from}`, () => {
      const added: Listing = { keeper, from, records: [] };
      listings.push(added);
      return added;
    });
    putInOrder(listing.records, record);
    for (const address of record.addresses ?? [])
      entryOf(this.listedIn, address, newSet<Listing>).add(listing);
    return [
      ...listing.records.flatMap(({ addresses }) => [...(addresses ?? [])]),
      ...[...wallets].map(addressIn),
    ];
  }

  private add(
    keeper: Keeper,
    { asset, addresses, from }: AddressSetEvent,
    to: Until,
    recorded: Recorded,
  ): readonly string[] {
    const { wallets } = this.keeperOf(keeper);
    return addresses.map((address) => {
      const canonical = canonicalAddress(asset, address);
      const wallet = walletKey(asset, canonical);
      const additions = entryOf(this.additions, wallet, () => new Map<string, Addition>());
      const key = `${keeper.kind} ${keeper.id} ${from}`;
      const addition = entryOf(additions, key, (): Addition => ({ keeper, from, records: [] }));
      putInOrder(addition.records, { ...recorded, to });
      wallets.add(wallet);
      return canonical;
    });
  }

  private additionsOf(asset: string, address: string): readonly Addition[] {
    return [...(this.additions.get(walletKey(asset, address))?.values() ?? [])];
  }

  private keeperOf({ kind, id }: Keeper): KeeperKnown {
    return entryOf(this.keepers, `${kind} ${id}`, () => ({ listings: [], wallets: new Set() }));
  }

  /** The record of a licence or an approval in force. */
  private listInForceOf(keeper: Keeper, at: Instant, knownAt: Instant): ListingRecord | undefined {
    for (const listing of this.keeperOf(keeper).listings) {
      const list = listInForce(listing, at, knownAt);
      if (list) return list;
    }
    return undefined;
  }

  /** A record with the same holder and start takes the place of the earlier one, and keeps its sources. */
  private claimsKnown(asset: string, address: string, knownAt: Instant) {
    const inForce = new Map<string, Claim & { readonly sources: readonly FactSource[] }>();
    for (const claim of this.claims.get(walletKey(asset, address)) ?? []) {
      if (claim.recordedAt > knownAt) break;
      const key = `${claim.holder} ${claim.from}`;
      const sources = [...(inForce.get(key)?.sources ?? []), ...sourcesOf(claim)];
      inForce.set(key, { ...claim, sources });
    }
    return inForce.values();
  }
}

/** A list does not say of which coins its addresses are. */
const setOf = (addresses: readonly string[]): ReadonlySet<string> =>
  new Set(addresses.flatMap(spellingsMeant));

/** The latest list of a licence or an approval, where that is in force. */
const listInForce = (
  { from, records }: Listing,
  at: Instant,
  knownAt: Instant,
): ListingRecord | undefined => {
  const known = records.filter(({ recordedAt }) => recordedAt <= knownAt);
  const to = known.at(-1)?.to ?? null;
  return isDuring({ from, to }, at)
    ? known.findLast(({ addresses }) => addresses !== undefined)
    : undefined;
};

const walletKey = (asset: string, address: string): string => `${asset} ${address}`;
const addressIn = (wallet: string): string => wallet.slice(wallet.indexOf(' ') + 1);

const isDuring = (
  { from, to }: { readonly from: Instant; readonly to: Until },
  at: Instant,
): boolean => from <= at && (to === null || at < to);

const putInOrder = <Item extends Recorded>(items: Item[], item: Item): void => {
  items.splice(items.findLastIndex((other) => compareRecorded(other, item) <= 0) + 1, 0, item);
};

const newList = <Item>(): Item[] => [];
const newSet = <Item>(): Set<Item> => new Set();
