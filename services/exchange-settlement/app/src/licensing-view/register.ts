import { Injectable } from '@nestjs/common';
import {
  EXCHANGE_SETTLEMENT_REGISTER,
  type LicenseeNumberCorrected,
  type LicenseeRegistered,
  type PartyId,
} from '@esep/contracts';
import type { JsonObject } from '@esep/ledger-format';
import {
  consumerOf,
  keepRegimeBeginning,
  PersonalData,
  REGIME_BEGINNINGS_TABLE,
  Subscriptions,
  type Consumer,
  type Projection,
} from '@esep/platform';
import { dueRulesOf, prepareToReadPacks, regimeBeginningOf } from '@esep/rulebook';
import { DataSource, type EntityManager } from 'typeorm';

// From identity numbers to licensees. Numbers are replaced by their blind index here, at the edge;
// licensing's log names parties by the same index.

/** Bounds the age of the cache where another process updates the register. */
const CACHE_MS = 1_000;

@Injectable()
export class LicenseeRegister {
  /** Licensees by party, as found at the register's present checkpoint. */
  private cache = new Map<string, string>();
  private cachedAt = -Infinity;
  private cachedNext: number | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly personal: PersonalData,
    private readonly subscriptions: Subscriptions,
  ) {}

  partyOf(iinOrBin: string): PartyId {
    return this.personal.partyId(iinOrBin);
  }

  /** A row as it was sent, each identity number in it replaced by its blind index. */
  withoutNumbers(sent: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(sent).map(([field, value]) => [
        field,
        field.endsWith('Bin') && typeof value === 'string' ? this.partyOf(value) : value,
      ]),
    );
  }

  /** The licensees of identity numbers, as far as licensing has registered them. */
  async licenseesOf(bins: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const parties = new Map([...new Set(bins)].map((bin) => [this.partyOf(bin), bin]));
    const found = this.currentCache();
    const sought = [...parties.keys()].filter((party) => !found.has(party));
    if (sought.length > 0) {
      const rows = await this.database.query<{ party_id: string; licensee_id: string }[]>(
        'select party_id, licensee_id from licensees where party_id = any($1)',
        [sought],
      );
      for (const { party_id, licensee_id } of rows) found.set(party_id, licensee_id);
    }
    return new Map(
      [...parties].flatMap(([party, bin]) => {
        const licensee = found.get(party);
        return licensee === undefined ? [] : [[bin, licensee] as const];
      }),
    );
  }

  /**
   * Most reports name the licensees of the one before. Only found ones are cached, because an unknown
   * number may be registered soon. A query keeps the map it began with, so a late result never enters the
   * cache of a later checkpoint.
   */
  private currentCache(): Map<string, string> {
    const register = this.subscriptions.get(EXCHANGE_SETTLEMENT_REGISTER.consumer);
    const [taken] = register.consumer.logs.map((log) => register.knownThrough(log).next);
    const now = performance.now();
    if (taken !== this.cachedNext || now - this.cachedAt > CACHE_MS) {
      this.cache = new Map();
      this.cachedAt = now;
      this.cachedNext = taken;
    }
    return this.cache;
  }
}

/** False if no licensee has the number in the register, which may be behind licensing. */
export const isInRegister = ({ licenseeId }: { readonly licenseeId?: string }): boolean =>
  licenseeId !== undefined;

export const registerProjection: Projection = {
  name: 'register',
  consumer: EXCHANGE_SETTLEMENT_REGISTER.consumer,
  version: 2,
  tables: `
    create table licensees (
      party_id text primary key,
      licensee_id text not null
    );
    ${REGIME_BEGINNINGS_TABLE}
  `,
};

export const registerConsumer = (licensing: string): Consumer => {
  prepareToReadPacks();
  return consumerOf(EXCHANGE_SETTLEMENT_REGISTER, [licensing], async (facts, tx) => {
    for (const { event } of facts)
      if (event.type === 'RulePackAdopted')
        await keepRegimeBeginning(tx, {
          effectiveFrom: event.effectiveFrom,
          regimeFrom: regimeBeginningOf(event),
          dueRules: dueRulesOf(event),
        });
      else await keepLicensee(tx, event);
  });
};

/** A number that was recorded wrongly is removed: it may be another person's. */
const keepLicensee = async (
  tx: EntityManager,
  { partyId, licenseeId }: LicenseeRegistered | LicenseeNumberCorrected,
): Promise<void> => {
  await tx.query('delete from licensees where licensee_id = $1', [licenseeId]);
  await tx.query(
    `insert into licensees (party_id, licensee_id) values ($1, $2)
     on conflict (party_id) do update set licensee_id = excluded.licensee_id`,
    [partyId, licenseeId],
  );
};
