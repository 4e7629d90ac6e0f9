import { Injectable } from '@nestjs/common';
import type { Instant, Quarter } from '@esep/kernel';
import { priceOn, type Receipt, type StandingFinding, type TaxTerms } from '@esep/tax-domain';

import { Laws, type TaxLaw } from '../tax-facts/laws.js';
import { TaxFacts, type DayReceipt, type KnownJudgement } from '../tax-facts/tax-facts.js';
import { PriceTable, type ListedPrice, type PriceLists } from '../publish-prices/price-table.js';

/** Inputs of a quarter that are the same for all licensees. */
export interface QuarterBasis {
  readonly law: TaxLaw;
  readonly prices: PriceLists;
}

export interface PricedReceipt extends Receipt, DayReceipt {
  readonly listed?: ListedPrice;
  readonly exchangeRate?: ListedPrice;
}

/** All inputs of one licensee's quarter but the accepted costs, which are in its own stream. */
export interface QuarterQuestion {
  readonly quarter: Quarter;
  readonly judgements: readonly KnownJudgement[];
  readonly receipts: readonly PricedReceipt[];
  readonly findings: readonly StandingFinding[];
  readonly terms: TaxTerms;
}

/** Reads the inputs of an assessment as known at an instant; for the same instant always the same. */
@Injectable()
export class QuarterQuestions {
  constructor(
    private readonly facts: TaxFacts,
    private readonly laws: Laws,
    private readonly prices: PriceTable,
  ) {}

  /** Undefined while no rule pack was in force. */
  async basis(quarter: Quarter, knownAt: Instant): Promise<QuarterBasis | undefined> {
    const law = await this.laws.of(quarter, knownAt);
    return law && { law, prices: await this.prices.ofQuarter(quarter, knownAt) };
  }

  async ask(
    licenseeId: string,
    quarter: Quarter,
    knownAt: Instant,
    { law, prices }: QuarterBasis,
  ): Promise<QuarterQuestion> {
    const [judgements, receipts, findings] = await Promise.all([
      this.facts.judgements(licenseeId, quarter, knownAt),
      this.facts.receipts(licenseeId, quarter, knownAt),
      this.facts.findings(licenseeId, quarter, knownAt),
    ]);
    return {
      quarter,
      judgements,
      receipts: receipts.map((receipt) => priced(receipt, prices, law)),
      findings,
      terms: law.terms,
    };
  }
}

/** The price of the day, and where it is not in tenge the rate of the same day (TAX-3). */
const priced = (receipt: DayReceipt, prices: PriceLists, { holidays }: TaxLaw): PricedReceipt => {
  const { asset, day } = receipt;
  const valueOn = (code: string) => priceOn(prices.get(code) ?? new Map(), day, holidays);
  const listed = valueOn(asset);
  if (listed === undefined) return receipt;
  const exchangeRate = valueOn(listed.value.currency);
  return {
    ...receipt,
    price: listed.value,
    listed,
    ...(exchangeRate && { rateTiyn: exchangeRate.value.amount, exchangeRate }),
  };
};
