import { Injectable } from '@nestjs/common';
import {
  endOf,
  instantOf,
  millisOf,
  periodsOf,
  type Instant,
  type LocalDate,
  type Quarter,
} from '@esep/kernel';
import {
  adoptedPack,
  packInForce,
  reconciliationRules,
  taxRules,
  type PackAdoption,
  type RulePack,
  type TaxRules,
} from '@esep/rulebook';
import type { TaxTerms } from '@esep/tax-domain';
import { DataSource } from 'typeorm';

/** What the law says of a quarter. */
export interface Law {
  readonly packId: string;
  readonly rules: TaxRules;
  readonly terms: TaxTerms;
  /** Must the pool be an approved one for the lower rate (TAX-1, LIC-14)? */
  readonly needsApprovedPool: boolean;
  readonly holidays: readonly LocalDate[];
}

@Injectable()
export class Laws {
  private readonly packs = new Map<string, RulePack>();

  constructor(private readonly database: DataSource) {}

  /**
   * The law in force when the quarter ends, by what was known: what is adopted for later does not
   * reach back. Undefined while no pack was in force. That the last day of the quarter decides for
   * the whole of it is an assumption.
   */
  async of(quarter: Quarter, knownAt: Instant): Promise<Law | undefined> {
    const end = endOf(periodsOf(quarter)[2]);
    const lastMoment = instantOf(millisOf(end) - 1);
    const adoption = packInForce(await this.adoptions(knownAt), lastMoment);
    return adoption && lawOf(this.packOf(adoption), adoption, lastMoment);
  }

  private async adoptions(knownAt: Instant): Promise<PackAdoption[]> {
    const rows = await this.database.query<
      { pack_id: string; hash: string; bytes: string; effective_from: Instant }[]
    >(
      `select pack_id, hash, bytes, effective_from from rule_packs
        where recorded_at <= $1 order by position`,
      [knownAt],
    );
    return rows.map(({ pack_id: packId, effective_from: effectiveFrom, ...pack }) => {
      return { packId, effectiveFrom, ...pack };
    });
  }

  private packOf(adoption: PackAdoption): RulePack {
    const known = this.packs.get(adoption.hash);
    if (known) return known;
    const pack = adoptedPack(adoption);
    if (!pack.ok) throw new Error(`Rule pack ${adoption.packId} cannot be read: ${pack.reason}`);
    this.packs.set(adoption.hash, pack.value);
    return pack.value;
  }
}

const lawOf = (pack: RulePack, { packId, hash }: PackAdoption, at: Instant): Law => {
  const rules = taxRules(pack, at);
  return {
    packId,
    rules,
    terms: {
      rulePackHash: hash,
      base: rules.base.value,
      rateBps: rules.rateBps.value,
      harsherRateBps: rules.harsherRateBps.value,
    },
    needsApprovedPool: rules.rateConditions.value.includes('approved-pool'),
    holidays: reconciliationRules(pack).holidays,
  };
};
