import {
  assetOf,
  BPS_PER_WHOLE,
  listedOn,
  localDateOf,
  mapWork,
  periodOf,
  type LocalDate,
  type Money,
  type Work,
} from '@esep/kernel';
import { inForceFrom, type CrossCheckRules } from '@esep/rulebook';

import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import { isSell, type StockEvent } from '../facts/stock-event.js';

// Whether coins were sold for what they were worth (SALE-2): a sale for next to nothing brings no
// money, and the duty would be kept in name only. The price of each sale is held against the one that
// the state published of its day (TAX-3). The sale counts all the same until two persons decide.

/** The coins whose sales are looked at, and what was published of them and of currencies. */
export interface Market {
  readonly asset: string;
  /** Of an asset, or tiyn for a unit of a currency; undefined where nothing was published of the day. */
  readonly published: (code: string, day: LocalDate) => Money | undefined;
}

/**
 * Sells among `events` whose price is further from the published one than the law tolerates. Where
 * nothing was published of the day, or no rate between the two currencies, nothing is found.
 */
export function* checkPricesWork(
  events: readonly StockEvent[],
  { asset, published }: Market,
  { salePriceToleranceBps, holidays }: CrossCheckRules,
): Work<readonly CrossCheckFinding[]> {
  const coin = assetOf(asset);
  if (coin === undefined) return [];
  const baseUnits = 10n ** BigInt(coin.exponent);
  const toleranceAt = inForceFrom(salePriceToleranceBps);
  const priceIn = pricesIn((code, day) =>
    listedOn((listed) => published(code, listed), day, holidays),
  );
  const checked = yield* mapWork(events.filter(isSell), ({ id, at, quantity, fact }) => {
    const price = priceIn(asset, fact.quote, localDateOf(at));
    const tolerance = toleranceAt(at);
    if (price === undefined || tolerance === undefined || !fact.quoteAmount) return [];
    // Both sides of the comparison in the same fraction of a minor unit, so that nothing is rounded.
    const worth = quantity * price.numerator;
    const minorUnit = baseUnits * price.denominator;
    const distance = distanceOf(fact.quoteAmount * minorUnit, worth);
    // What is less than a minor unit away could not have been said better.
    const isOff = distance > minorUnit && distance * BPS_PER_WHOLE > worth * BigInt(tolerance.bps);
    return isOff ? [crossCheckFinding('off-market-price', periodOf(at), quantity, [id])] : [];
  });
  return checked.flat();
}

/** Minor units of a currency for one whole coin, exactly. */
interface Price {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Days have many sales; what was published of each is looked up once. */
const pricesIn = (listed: Market['published']) => {
  const known = new Map<string, Price | undefined>();
  return (asset: string, currency: string, day: LocalDate): Price | undefined => {
    const key = `${currency} ${day}`;
    if (!known.has(key)) known.set(key, priceOf(asset, currency, day, listed));
    return known.get(key);
  };
};

const priceOf = (
  asset: string,
  currency: string,
  day: LocalDate,
  listed: Market['published'],
): Price | undefined => {
  const price = listed(asset, day);
  if (price === undefined) return undefined;
  if (price.currency === currency) return { numerator: price.amount, denominator: 1n };
  const tiynFor = (code: string) => (code === 'KZT' ? TENGE : listed(code, day)?.amount);
  const [from, to] = [tiynFor(price.currency), tiynFor(currency)];
  return from === undefined || to === undefined
    ? undefined
    : { numerator: price.amount * from, denominator: to };
};

/** Tiyn for one tenge. */
const TENGE = 100n;

const distanceOf = (left: bigint, right: bigint): bigint =>
  left < right ? right - left : left - right;
