import { Injectable } from '@nestjs/common';
import {
  POOL_REPORTING_REGISTER,
  type WalletBound,
  type WalletReleased,
  type WantedBy,
} from '@esep/contracts';
import {
  canonicalAddress,
  parseAddress,
  unreachable,
  type AddressNetwork,
  type Instant,
} from '@esep/kernel';
import {
  consumerOf,
  keepRegimeBeginning,
  REGIME_BEGINNINGS_TABLE,
  ServiceConfig,
  type Consumer,
  type Projection,
} from '@esep/platform';
import { registerRefusal, type PoolRow } from '@esep/pool-reporting-domain';
import { dueRulesOf, prepareToReadPacks, regimeBeginningOf } from '@esep/rulebook';
import { DataSource, type EntityManager } from 'typeorm';

// Whose licence and whose wallet, and when: what licensing's log says of the parties of a row.

/** What a row says of its parties. */
export interface PartiesSent {
  readonly licenceId: string;
  readonly asset: string;
  readonly wallet?: string;
}

@Injectable()
export class HoldingRegister {
  constructor(
    private readonly database: DataSource,
    private readonly config: ServiceConfig,
  ) {}

  /** The parties of each row, as of the time of the row; its wallet in one spelling. */
  async partiesOf<Row extends PartiesSent>(
    rows: readonly Row[],
    timeOf: (row: Row) => Instant,
  ): Promise<readonly PartiesKnown[]> {
    const what = new Set(rows.flatMap((row) => [licenceOf(row), walletOf(row)]));
    const found = await this.database.query<Holding[]>(
      `select what, licensee_id, held_from, held_until from holdings
        where what = any($1) order by held_from`,
      [[...what]],
    );
    const holdings = Map.groupBy(found, ({ what }) => what);
    return rows.map((row) => {
      const licenseeId = licenseeAt(timeOf(row), holdings.get(licenceOf(row)) ?? []);
      const walletHolders = holdersAt(timeOf(row), holdings.get(walletOf(row) ?? '') ?? []);
      return {
        ...(licenseeId !== undefined && { licenseeId }),
        walletHolders,
        ...this.walletIn(row),
      };
    });
  }

  private walletIn({ asset, wallet }: PartiesSent): Pick<PoolRow, 'wallet' | 'walletProblem'> {
    if (wallet === undefined) return {};
    const network = this.config.ESEP_BITCOIN_NETWORK as AddressNetwork;
    const parsed = parseAddress(asset, wallet, network);
    return parsed.ok ? { wallet: parsed.address } : { wallet, walletProblem: parsed.problem };
  }
}

type PartiesKnown = Pick<PoolRow, 'licenseeId' | 'walletHolders' | 'wallet' | 'walletProblem'>;

/** False when the register, as known now, speaks against the row; licensing may know better. */
export const isInRegister = (row: PoolRow): boolean =>
  row.licenseeId !== undefined &&
  registerRefusal(row, row.licenseeId) !== 'wallet-bound-to-another';

interface Holding {
  readonly what: string;
  readonly licensee_id: string;
  readonly held_from: Instant;
  readonly held_until: Instant | null;
}

const licenceOf = ({ licenceId }: Pick<PartiesSent, 'licenceId'>): string => `licence ${licenceId}`;

const walletOf = ({ asset, wallet }: Pick<PartiesSent, 'asset' | 'wallet'>): string | undefined =>
  wallet === undefined ? undefined : `wallet ${asset} ${canonicalAddress(asset, wallet)}`;

/**
 * Whose the licence was. Coins credited before its first day are its first holder's all the same:
 * they were mined, and that there was no licence yet is a finding, not a reason to lose the row.
 */
const licenseeAt = (at: Instant, holdings: readonly Holding[]): string | undefined =>
  (holdings.findLast(({ held_from }) => held_from <= at) ?? holdings[0])?.licensee_id;

const holdersAt = (at: Instant, holdings: readonly Holding[]): readonly string[] => {
  const holders = holdings
    .filter(({ held_from, held_until }) => held_from <= at && (!held_until || at < held_until))
    .map(({ licensee_id }) => licensee_id);
  return [...new Set(holders)];
};

// ── How it comes to know ────────────────────────────────────────────────────────────────────────

/** Instants are text: in the fixed width of the ledger, text order is time order. */
export const registerProjection: Projection = {
  name: 'register',
  consumer: POOL_REPORTING_REGISTER.consumer,
  version: 2,
  tables: `
    create table holdings (
      what text not null,
      licensee_id text not null,
      held_from text collate "C" not null,
      held_until text collate "C",
      primary key (what, held_from, licensee_id)
    );
    ${REGIME_BEGINNINGS_TABLE}
  `,
};

export const registerConsumer = (licensing: string): Consumer => {
  prepareToReadPacks();
  return consumerOf(POOL_REPORTING_REGISTER, [licensing], async (facts, tx) => {
    for (const { event } of facts) await keep(event, tx);
  });
};

const keep = async (
  event: WantedBy<typeof POOL_REPORTING_REGISTER>,
  tx: EntityManager,
): Promise<void> => {
  switch (event.type) {
    case 'LicenceImported':
      return hold(tx, licenceOf(event), event.licenseeId, event.issuedAt);
    case 'LicenceTransferred':
      return hold(tx, licenceOf(event), event.licenseeId, event.from);
    case 'WalletBound':
      return hold(tx, addressOf(event), event.licenseeId, event.from);
    case 'WalletReleased':
      return hold(tx, addressOf(event), event.licenseeId, event.from, event.to);
    case 'RulePackAdopted':
      return keepRegimeBeginning(tx, {
        effectiveFrom: event.effectiveFrom,
        regimeFrom: regimeBeginningOf(event),
        dueRules: dueRulesOf(event),
      });
    default:
      unreachable(event);
  }
};

const addressOf = ({ asset, address }: WalletBound | WalletReleased): string =>
  `wallet ${asset} ${canonicalAddress(asset, address)}`;

/** A record with the same subject and start replaces the earlier one. */
const hold = async (
  tx: EntityManager,
  what: string,
  licenseeId: string,
  from: Instant,
  until: Instant | null = null,
): Promise<void> => {
  await tx.query(
    `insert into holdings (what, licensee_id, held_from, held_until) values ($1, $2, $3, $4)
     on conflict (what, held_from, licensee_id) do update set held_until = excluded.held_until`,
    [what, licenseeId, from, until],
  );
};
