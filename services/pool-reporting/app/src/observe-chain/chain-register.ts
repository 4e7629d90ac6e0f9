import type { PoolApproved, PoolApprovalWithdrawn, WalletBound } from '@esep/contracts';
import { domainEventOf, type LogReader } from '@esep/platform';
import type { PoolRegistry, WalletBinding } from '@esep/pool-reporting-domain';

const SCAN = 1_000;

/**
 * What the observer needs of licensing: the pools that are approved, by tag and address, and the
 * wallets that were ever bound. Read from licensing's log itself and kept in memory: the log is the
 * record, and a start reads it again.
 */
export class ChainRegister {
  private readonly pools = new Map<string, PoolApproved>();
  private next = 0;
  private version = 0;

  constructor(
    private readonly licensing: LogReader,
    private readonly asset: string,
  ) {}

  get registry(): PoolRegistry {
    const pools = [...this.pools.values()].map(({ poolId, coinbaseTags, payoutAddresses }) => {
      return { poolId, coinbaseTags, payoutAddresses };
    });
    return { version: this.version, pools };
  }

  /** Reads on, and gives the bindings that are new since the last time. */
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
      case 'PoolApproved':
        this.pools.set(event.poolId, event);
        this.version = position;
        return undefined;
      case 'PoolApprovalWithdrawn':
        this.pools.delete(event.poolId);
        this.version = position;
        return undefined;
      case 'WalletBound': {
        const { asset, address, licenseeId, from } = event;
        return asset === this.asset ? { address, licenseeId, from } : undefined;
      }
      default:
        // The rest of licensing's log says nothing about the chain.
        return undefined;
    }
  }
}

type LicensingEvent = PoolApproved | PoolApprovalWithdrawn | WalletBound;
