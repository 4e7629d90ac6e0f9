import type {
  PayoutAddressesAdded,
  PayoutAddressesEnded,
  PoolApproved,
  PoolApprovalWithdrawn,
  WalletBound,
} from '@esep/contracts';
import { canonicalAddress, type Instant } from '@esep/kernel';
import { domainEventOf, type LogReader } from '@esep/platform';
import type { PoolRegistry, RegisteredPool, WalletBinding } from '@esep/pool-reporting-domain';

const SCAN = 1_000;

/**
 * Approved pools with their tags and addresses over time, and the wallets ever bound. Read from
 * licensing's log and held in memory only: each start reads the log again.
 */
export class ChainRegister {
  private readonly pools = new Map<string, PoolKnown>();
  private next = 0;
  private version = 0;
  private told: PoolRegistry | undefined;

  constructor(
    private readonly licensing: LogReader,
    private readonly asset: string,
  ) {}

  get registry(): PoolRegistry {
    const { version } = this;
    this.told ??= { version, pools: [...this.pools].map((pool) => registered(...pool)) };
    return this.told;
  }

  /** Reads what is new in the log, and returns the new bindings. */
  async readOn(): Promise<readonly WalletBinding[]> {
    const bindings: WalletBinding[] = [];
    for (;;) {
      const events = await this.licensing.read(this.next, SCAN);
      for (const stored of events) {
        const binding = this.take(domainEventOf(stored) as LicensingEvent, stored.position);
        if (binding) bindings.push(binding);
        this.next = stored.position + 1;
      }
      if (events.length < SCAN) return bindings;
    }
  }

  private take(event: LicensingEvent, position: number): WalletBinding | undefined {
    switch (event.type) {
      case 'PoolApproved': {
        const { poolId, from, coinbaseTags, payoutAddresses } = event;
        const addresses = payoutAddresses.map((one) => canonicalAddress(this.asset, one));
        this.pool(poolId, position).approvals.set(from, { from, coinbaseTags, addresses });
        return undefined;
      }
      case 'PoolApprovalWithdrawn': {
        const { approvals } = this.pool(event.poolId, position);
        const known = approvals.get(event.from);
        if (known) approvals.set(event.from, { ...known, to: event.at });
        return undefined;
      }
      case 'PayoutAddressesAdded':
      case 'PayoutAddressesEnded': {
        const { poolId, asset, addresses, from } = event;
        if (asset !== this.asset) return undefined;
        const { additions } = this.pool(poolId, position);
        const to = event.type === 'PayoutAddressesEnded' ? { to: event.to } : {};
        for (const one of addresses) {
          const address = canonicalAddress(asset, one);
          additions.set(`${address} ${from}`, { address, from, ...to });
        }
        return undefined;
      }
      case 'WalletBound': {
        const { asset, address, licenseeId, from } = event;
        return asset === this.asset ? { address, licenseeId, from } : undefined;
      }
      default:
        // Other events of licensing do not matter to the chain.
        return undefined;
    }
  }

  private pool(poolId: string, position: number): PoolKnown {
    const known = this.pools.get(poolId) ?? { approvals: new Map(), additions: new Map() };
    this.pools.set(poolId, known);
    this.version = position;
    this.told = undefined;
    return known;
  }
}

/** By start, the latest record. */
interface PoolKnown {
  readonly approvals: Map<Instant, Approval>;
  readonly additions: Map<string, RegisteredPool['added'][number]>;
}

interface Approval {
  readonly from: Instant;
  readonly to?: Instant;
  readonly coinbaseTags: readonly string[];
  readonly addresses: readonly string[];
}

const registered = (poolId: string, { approvals, additions }: PoolKnown): RegisteredPool => ({
  poolId,
  approvals: [...approvals.values()].map(({ addresses, ...approval }) => ({
    ...approval,
    payoutAddresses: addresses,
  })),
  added: [...additions.values()],
});

type LicensingEvent =
  PoolApproved | PoolApprovalWithdrawn | PayoutAddressesAdded | PayoutAddressesEnded | WalletBound;
