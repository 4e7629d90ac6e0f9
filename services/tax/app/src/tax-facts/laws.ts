import { Injectable } from '@nestjs/common';
import {
  endOf,
  INSTANT_MAX,
  periodsOf,
  plusDays,
  plusMillis,
  proposalExpiry,
  quarterOf,
  REGIME_FROM,
  startOfDay,
  type Instant,
  type LocalDate,
  type Quarter,
} from '@esep/kernel';
import {
  evaluate,
  packInForce,
  prepareToReadPacks,
  reconciliationRules,
  regimeBeginning,
  requirePack,
  taxRules,
  type PackAdoption,
  type RulePack,
  type TaxRules,
} from '@esep/rulebook';
import { Problem, RulePackTable, TIME_BOUNDS, type ProposalLaw } from '@esep/platform';
import type { TaxTerms } from '@esep/tax-domain';
import { DataSource } from 'typeorm';

/** The law of a quarter. */
export interface TaxLaw {
  readonly packId: string;
  readonly rules: TaxRules;
  readonly terms: TaxTerms;
  /** How far a price may be from the one before without a reason (TAX-3). */
  readonly priceToleranceBps: number;
  readonly holidays: readonly LocalDate[];
}

/** Known at the end of time: all that was recorded. */
const EVERYTHING: Instant = INSTANT_MAX;

/** Days off in a row are fewer. On them the price of the day before holds. */
const DAYS_OFF_MAX = 31;

@Injectable()
export class Laws implements ProposalLaw {
  private readonly packs: RulePackTable<AdoptedPack>;

  constructor(database: DataSource) {
    const lawOf = (adoption: PackAdoption) => {
      const { packId, hash } = adoption;
      return { packId, hash, pack: requirePack(adoption) };
    };
    this.packs = new RulePackTable(database, { packInForce, lawOf });
    prepareToReadPacks();
  }

  /**
   * The law in force when the quarter ends (`lawOfQuarter`), as known at an instant: a later law does not
   * reach back. Undefined while no pack was in force.
   */
  async of(quarter: Quarter, knownAt: Instant): Promise<TaxLaw | undefined> {
    const end = endOf(periodsOf(quarter)[2]);
    const lastMoment = plusMillis(end, -1);
    const adopted = await this.packs.inForce(lastMoment, knownAt);
    return adopted && lawOf(adopted, lastMoment);
  }

  /** How far a day's price may be from the one before; undefined, and so unbounded, without a law. */
  async priceToleranceOn(day: LocalDate): Promise<number | undefined> {
    const law = await this.of(quarterOf(day.slice(0, 7)), EVERYTHING);
    return law?.priceToleranceBps;
  }

  async proposalExpiry(now: Instant): Promise<Instant> {
    const adopted = await this.packs.inForce(now, EVERYTHING);
    if (!adopted) return proposalExpiry(now);
    return proposalExpiry(now, evaluate(adopted.pack, 'proposalDays', now).value);
  }

  /**
   * Throws 422 for a time before the regime, or more than a year ahead. A typing error in the year would
   * otherwise be in the log for ever, and in each computation.
   */
  async requireInRegime(
    { from, until }: { readonly from: Instant; readonly until: Instant },
    now: Instant,
  ): Promise<void> {
    const adopted = await this.packs.inForce(now, EVERYTHING);
    const regimeFrom = adopted ? regimeBeginning(adopted.pack) : REGIME_FROM;
    if (until <= regimeFrom)
      throw new Problem(422, 'before-regime', {
        detail: 'This was before the regime began. Check the year.',
      });
    if (from > TIME_BOUNDS.register.until(now))
      throw new Problem(422, 'instant-in-future', {
        detail: 'This is more than a year away. Check the year.',
      });
  }

  /** Also for days just before the regime: on days off at its beginning their price still holds. */
  async requirePriceable(day: LocalDate, now: Instant): Promise<void> {
    const from = startOfDay(day);
    const until = startOfDay(plusDays(day, DAYS_OFF_MAX));
    await this.requireInRegime({ from, until }, now);
  }
}

interface AdoptedPack {
  readonly packId: string;
  readonly hash: string;
  readonly pack: RulePack;
}

const lawOf = ({ pack, packId, hash }: AdoptedPack, at: Instant): TaxLaw => {
  const rules = taxRules(pack, at);
  return {
    packId,
    rules,
    terms: {
      rulePackHash: hash,
      base: rules.base.value,
      rateBps: rules.rateBps.value,
      harsherRateBps: rules.harsherRateBps.value,
      rateConditions: rules.rateConditions.value,
    },
    priceToleranceBps: rules.priceToleranceBps.value,
    holidays: reconciliationRules(pack).holidays,
  };
};
