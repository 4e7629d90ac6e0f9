import {
  decideBusts,
  decideCorrections,
  decideFills,
  type FillSent,
} from '@esep/exchange-settlement-domain';
import { instantOf, millisOf, type Instant } from '@esep/kernel';
import {
  decideDistributions,
  decideReversals,
  distributionDecider,
  distributionStream,
  type DistributionSent,
} from '@esep/pool-reporting-domain';
import type { Chance } from '@esep/supervision-domain/random-cases';

import { idOf } from './names.js';
import {
  POOLS,
  said,
  REPORTED_AT,
  saying,
  stateOf,
  streamsOf,
  submitted,
  through,
  tradesOf,
  VENUES,
  type Saying,
} from './saying.js';

// What a small sector says in one seed: some licensees and their register, reports of two pools and
// two venues with new versions, reversals, busts and corrections, movements on the chain, and that
// months are complete. Each sender says its part in order, whatever happens to the services; what
// becomes of it is decided by the services' own deciders.

export type Source = 'licensing' | 'pool-reporting' | 'exchange-settlement';
export const SOURCES: readonly Source[] = ['licensing', 'pool-reporting', 'exchange-settlement'];

/** Somebody who says one thing after the other, of streams that are nobody else's. */
export interface Sender {
  readonly name: string;
  readonly source: Source;
  readonly sayings: readonly Saying[];
}

export interface Scenario {
  readonly licensees: readonly string[];
  readonly assets: readonly string[];
  readonly senders: readonly Sender[];
}

export const partyOf = (licenseeId: string): string => `party-${licenseeId.slice(0, 8)}`;

const START = millisOf('2026-01-01T00:00:00.000Z');
const DAY = 86_400_000;
const LONG_AGO: Instant = '2025-06-01T00:00:00.000Z';

export const scenarioOf = (chance: Chance): Scenario => new Writer(chance).write();

class Writer {
  private readonly licensees: readonly string[];
  private readonly assets = ['BTC', 'ETH'] as const;
  private serial = 0;

  constructor(private readonly chance: Chance) {
    this.licensees = Array.from({ length: 3 + chance.below(3) }, (_, i) => idOf(`licensee ${i}`));
  }

  write(): Scenario {
    const { licensees, assets } = this;
    const senders: Sender[] = [
      { name: 'registrar', source: 'licensing', sayings: this.register() },
      ...['dmp-1', 'dmp-2'].map((pool): Sender => {
        return { name: pool, source: 'pool-reporting', sayings: this.poolSays(pool) };
      }),
      { name: 'observer', source: 'pool-reporting', sayings: this.observed() },
      ...['ex-1', 'ex-2'].map((venue): Sender => {
        return { name: venue, source: 'exchange-settlement', sayings: this.venueSays(venue) };
      }),
    ];
    return { licensees, assets, senders };
  }

  private next(): number {
    return (this.serial += 1);
  }

  private instant(): Instant {
    return instantOf(START + this.chance.below(130 * 24) * (DAY / 24));
  }

  private quantity(): bigint {
    return BigInt(1 + this.chance.below(1_000)) * 10_000n + BigInt(this.chance.below(3));
  }

  // ── Licensing ─────────────────────────────────────────────────────────────────────────────────

  private register(): Saying[] {
    const { chance } = this;
    const senders = [
      ...['dmp-1', 'dmp-2'].map((poolId) =>
        said(`pool-${poolId}`, {
          type: 'PoolApproved',
          poolId,
          name: poolId,
          from: LONG_AGO,
          coinbaseTags: [],
          payoutAddresses: [`payout-${poolId}`],
        }),
      ),
      ...['ex-1', 'ex-2'].map((exchangeId) =>
        said(`exchange-${exchangeId}`, {
          type: 'ExchangeLicensed',
          exchangeId,
          name: exchangeId,
          kind: 'DATF',
          from: LONG_AGO,
          depositAddresses: [`deposit-${exchangeId}`],
        }),
      ),
    ];
    const second = this.licensees.filter(() => chance.happens(40));
    return [
      ...chance.shuffled([...senders, ...this.licensees.map((one) => this.licensee(one))]),
      ...second.map((licenseeId) => this.secondThought(licenseeId)),
      said('pool-dmp-2', {
        type: 'PoolApprovalWithdrawn',
        poolId: 'dmp-2',
        from: LONG_AGO,
        at: this.instant(),
        reason: 'no more',
      }),
    ];
  }

  private licensee(licenseeId: string): Saying {
    const { chance, assets } = this;
    const licenceId = `L-${licenseeId.slice(0, 8)}`;
    const register = {
      type: 'LicenseeRegistered',
      licenseeId,
      kind: 'legal-entity',
      partyId: partyOf(licenseeId),
      bin: '990040000003',
      name: 'Miner',
      registeredAt: LONG_AGO,
    };
    const licence = {
      type: 'LicenceImported',
      licenceId,
      licenseeId,
      authority: 'AIFC',
      issuedAt: LONG_AGO,
    };
    const affiliations = assets.flatMap((asset) =>
      ['dmp-1', 'dmp-2']
        .filter(() => chance.happens(60))
        .map((poolId) => {
          const from = LONG_AGO;
          return { type: 'PoolAffiliationDeclared', licenceId, licenseeId, poolId, asset, from };
        }),
    );
    const opening = assets
      .filter(() => chance.happens(40))
      .map((asset) => ({
        type: 'OpeningStockDeclared',
        licenseeId,
        asset,
        quantity: this.quantity().toString(),
        at: instantOf(START),
      }));
    const wallet = {
      type: 'WalletBound',
      asset: 'BTC',
      address: addressOf(licenseeId),
      licenseeId,
      licenceId,
      from: LONG_AGO,
      proof: 'signed',
    };
    return saying(
      { [`licensee-${licenseeId}`]: [register, ...opening] },
      { [`licence-${licenceId}`]: [licence, ...affiliations] },
      { [`wallet-BTC-${licenseeId}`]: [wallet] },
    );
  }

  private secondThought(licenseeId: string): Saying {
    const licenceId = `L-${licenseeId.slice(0, 8)}`;
    const [from, at] = [this.instant(), this.instant()].sort() as [Instant, Instant];
    return this.chance.happens(50)
      ? said(`licence-${licenceId}`, {
          type: 'LicenceSuspended',
          licenceId,
          licenseeId,
          from,
          until: at,
          ground: 'late',
        })
      : said(`wallet-BTC-${licenseeId}`, {
          type: 'WalletReleased',
          asset: 'BTC',
          address: addressOf(licenseeId),
          licenseeId,
          licenceId,
          from: LONG_AGO,
          to: at,
        });
  }

  // ── Pools ─────────────────────────────────────────────────────────────────────────────────────

  private poolSays(poolId: string): Saying[] {
    const { chance } = this;
    const sayings: Saying[] = [];
    const rows: DistributionSent[] = [];
    for (let report = 0; report < 2 + chance.below(3); report += 1) {
      let sent = Array.from({ length: 1 + chance.below(4) }, () => this.distribution());
      rows.push(...sent);
      for (let version = 1; version <= 1 + chance.below(3); version += 1) {
        sayings.push(this.distributions(poolId, `r-${report}`, version, sent));
        sent = sent
          .filter(() => chance.happens(75))
          .map((row) => (chance.happens(50) ? { ...row, ...this.credit() } : row));
      }
      if (chance.happens(30)) sayings.push(this.reversal(poolId, chance.pick(rows)));
      if (chance.happens(60)) sayings.push(through(poolId, this.instant(), POOLS));
    }
    return [...sayings, through(poolId, '2026-05-15T00:00:00.000Z', POOLS)];
  }

  private distribution(): DistributionSent {
    const licenseeId = this.chance.pick(this.licensees);
    return {
      rowId: `d-${this.next()}`,
      licenceId: `L-${licenseeId.slice(0, 8)}`,
      licenseeId,
      asset: this.chance.pick(this.assets),
      walletHolders: [],
      scheme: 'PPLNS',
      block: 'orphaned',
      distributedAt: this.instant(),
      ...this.credit(),
    };
  }

  private credit(): Pick<DistributionSent, 'gross' | 'fee' | 'net'> {
    const [net, fee] = [this.quantity(), BigInt(this.chance.below(1_000))];
    return { gross: net + fee, fee, net };
  }

  private distributions(
    poolId: string,
    reportId: string,
    version: number,
    rows: readonly DistributionSent[],
  ): Saying {
    const own = (rowId: string): string => distributionStream(poolId, rowId);
    const all = Array.from({ length: this.serial }, (_, i) => own(`d-${i + 1}`));
    const report = { kind: 'distributions', sender: poolId, reportId, version } as const;
    return submitted(report, rows.length, all, (known) => {
      const states = all
        .map((stream, i) => [`d-${i + 1}`, stateOf(distributionDecider, known(stream))] as const)
        .filter(([, state]) => state.status !== 'absent');
      return decideDistributions({ ...report, poolId, rows, at: REPORTED_AT }, new Map(states));
    });
  }

  private reversal(poolId: string, { rowId }: DistributionSent): Saying {
    const stream = distributionStream(poolId, rowId);
    const reportId = `v-${this.next()}`;
    const rows = [{ rowId, cause: 'orphaned' }];
    const report = { kind: 'reversals', sender: poolId, reportId, version: 1 } as const;
    return submitted(report, 1, [stream], (known) =>
      decideReversals(
        { ...report, poolId, rows, at: REPORTED_AT },
        new Map([[rowId, stateOf(distributionDecider, known(stream))]]),
      ),
    );
  }

  /** A movement concerns one licensee or two, who are mostly in different partitions. */
  private observed(): Saying[] {
    return Array.from({ length: 1 + this.chance.below(4) }, (_, i) => {
      const [payer, payee] = this.chance.shuffled(this.licensees) as [string, string];
      const isOurs = this.chance.happens(60);
      const amount = this.quantity().toString();
      const txid = String(this.next()).padStart(64, '0');
      return said(`chain-movement-${txid}`, {
        type: 'ChainMovementObserved',
        asset: 'BTC',
        txid,
        height: 900_000 + i,
        hash: 'f'.repeat(64),
        blockTime: this.instant(),
        inputs: [{ txid: 'e'.repeat(64), vout: i, address: addressOf(payer), amount }],
        foreignInputs: 0,
        outputs: [{ vout: 0, address: isOurs ? addressOf(payee) : 'stranger', amount }],
        fee: '0',
        holders: (isOurs ? [payer, payee] : [payer]).sort(),
      });
    });
  }

  // ── Venues ────────────────────────────────────────────────────────────────────────────────────

  private venueSays(exchangeId: string): Saying[] {
    const { chance } = this;
    const sayings: Saying[] = [];
    const trades: string[] = [];
    for (let report = 0; report < 2 + chance.below(3); report += 1) {
      const rows = Array.from({ length: 1 + chance.below(4) }, () => this.fill());
      trades.push(...rows.map(({ tradeId }) => tradeId));
      sayings.push(this.fills(exchangeId, `f-${report}`, rows));
      if (chance.happens(30)) sayings.push(this.bust(exchangeId, chance.pick(trades)));
      if (chance.happens(50)) sayings.push(this.correction(exchangeId, chance.pick(trades)));
      if (chance.happens(60)) sayings.push(through(exchangeId, this.instant(), VENUES));
    }
    return [...sayings, through(exchangeId, '2026-05-15T00:00:00.000Z', VENUES)];
  }

  private fill(): FillSent {
    return {
      tradeId: `t-${this.next()}`,
      side: this.chance.happens(80) ? 'sell' : 'buy',
      licenseeId: this.chance.pick(this.licensees),
      asset: this.chance.pick(this.assets),
      quantity: this.quantity(),
      quote: { amount: 1n, currency: 'KZT' },
      executedAt: this.instant(),
    };
  }

  private fills(exchangeId: string, reportId: string, rows: readonly FillSent[]): Saying {
    const report = { kind: 'fills', sender: exchangeId, reportId, version: 1 } as const;
    const trades = rows.map(({ tradeId }) => tradeId);
    return submitted(report, rows.length, streamsOf(exchangeId, trades), (known) =>
      decideFills(
        { exchangeId, reportId, version: 1, rows, at: REPORTED_AT },
        tradesOf(exchangeId, trades, known),
      ),
    );
  }

  private bust(exchangeId: string, tradeId: string): Saying {
    const reportId = `b-${this.next()}`;
    const report = { kind: 'busts', sender: exchangeId, reportId, version: 1 } as const;
    const rows = [{ tradeId, reason: 'error' }];
    return submitted(report, 1, streamsOf(exchangeId, [tradeId]), (known) =>
      decideBusts(
        { exchangeId, reportId, version: 1, rows, at: REPORTED_AT },
        tradesOf(exchangeId, [tradeId], known),
      ),
    );
  }

  private correction(exchangeId: string, tradeId: string): Saying {
    const reportId = `c-${this.next()}`;
    const report = { kind: 'corrections', sender: exchangeId, reportId, version: 1 } as const;
    const rows = [{ tradeId, reason: 'typo', quantity: this.quantity() }];
    return submitted(report, 1, streamsOf(exchangeId, [tradeId]), (known) =>
      decideCorrections(
        { exchangeId, reportId, version: 1, rows, at: REPORTED_AT },
        tradesOf(exchangeId, [tradeId], known),
      ),
    );
  }
}

const addressOf = (licenseeId: string): string => `wallet-${licenseeId}`;
