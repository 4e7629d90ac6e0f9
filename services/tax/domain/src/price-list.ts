import type { ExchangeRatePublished, PricePublished } from '@esep/contracts';
import {
  accept,
  assetOf,
  isDayOff,
  isLocalDate,
  localDateOf,
  plusDays,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type LocalDate,
  type Money,
} from '@esep/kernel';

// What a coin, or a unit of a currency, was worth on a day (TAX-3): the state's published list and
// the National Bank's rates. One stream per asset, `prices-<asset>`, and per currency,
// `fx-<currency>`; both are lists of values by day and live by the same rules.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type PriceListEvent = PricePublished | ExchangeRatePublished;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PriceListCommand = PublishPrice | PublishExchangeRate;

/** The currencies that the regime counts in (REGIME §6, Money); both have two decimals. */
export const CURRENCIES: readonly string[] = ['KZT', 'USD'];

/** Price of one whole coin on a calendar day. A day published again is a correction. */
export interface PublishPrice {
  readonly type: 'PublishPrice';
  readonly asset: string;
  readonly day: LocalDate;
  readonly value: Money;
  readonly source: string;
  readonly at: Instant;
}

/** Tiyn for one whole unit of a currency on a calendar day. A day published again is a correction. */
export interface PublishExchangeRate {
  readonly type: 'PublishExchangeRate';
  readonly currency: string;
  readonly day: LocalDate;
  readonly value: Money;
  readonly source: string;
  readonly at: Instant;
}

export type PriceListRefusal =
  | 'asset-unknown'
  | 'currency-unknown'
  | 'day-malformed'
  | 'day-in-future'
  | 'price-not-positive'
  | 'rate-not-in-tenge'
  | 'rate-of-tenge';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface DayPrice {
  readonly value: Money;
  readonly source: string;
}

/** All that was published, in order; of a day the last holds. */
export type PriceList = readonly PublishedPrice[];

export interface PublishedPrice extends DayPrice {
  readonly day: LocalDate;
}

/** The price that holds of each day. */
export const pricesByDay = <Price extends PublishedPrice>(
  published: readonly Price[],
): ReadonlyMap<LocalDate, Price> => new Map(published.map((price) => [price.day, price]));

/**
 * The price of a day (TAX-3): its own; where it has none and is a day off, that of the working day
 * before. A working day without a price has none, and neither have the days off that follow it: an
 * older price would pass for a published one.
 */
export const priceOn = <Price extends DayPrice>(
  prices: ReadonlyMap<LocalDate, Price>,
  day: LocalDate,
  holidays: readonly LocalDate[],
): Price | undefined => {
  let listed = day;
  while (!prices.has(listed) && isDayOff(listed, holidays)) listed = plusDays(listed, -1);
  return prices.get(listed);
};

type PriceListDecision = Decision<PriceListEvent, PriceListRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: PriceListCommand, prices: PriceList): PriceListDecision => {
  const reason = objection(command);
  if (reason !== undefined) return refuse(reason);
  return isPublished(command, prices) ? accept() : accept(publication(command));
};

const objection = (command: PriceListCommand): PriceListRefusal | undefined => {
  const { day, value, at } = command;
  if (!isLocalDate(day)) return 'day-malformed';
  if (day > localDateOf(at)) return 'day-in-future';
  // Zero is not a price: it would assess coins at nothing instead of blocking (TAX-3).
  if (value.amount <= 0n) return 'price-not-positive';
  switch (command.type) {
    case 'PublishPrice':
      if (!CURRENCIES.includes(value.currency)) return 'currency-unknown';
      return assetOf(command.asset) === undefined ? 'asset-unknown' : undefined;
    case 'PublishExchangeRate':
      if (!CURRENCIES.includes(command.currency)) return 'currency-unknown';
      if (command.currency === 'KZT') return 'rate-of-tenge';
      return value.currency === 'KZT' ? undefined : 'rate-not-in-tenge';
    default:
      return unreachable(command);
  }
};

const isPublished = ({ day, value, source }: PriceListCommand, prices: PriceList): boolean => {
  const known = prices.findLast((price) => price.day === day);
  return (
    known !== undefined &&
    known.value.amount === value.amount &&
    known.value.currency === value.currency &&
    known.source === source
  );
};

const publication = (command: PriceListCommand): PriceListEvent => {
  const { day, source, at: publishedAt } = command;
  const value = { amount: command.value.amount.toString(), currency: command.value.currency };
  switch (command.type) {
    case 'PublishPrice':
      return { type: 'PricePublished', asset: command.asset, day, value, source, publishedAt };
    case 'PublishExchangeRate': {
      const { currency } = command;
      return { type: 'ExchangeRatePublished', currency, day, value, source, publishedAt };
    }
    default:
      return unreachable(command);
  }
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (prices: PriceList, event: PriceListEvent): PriceList => {
  switch (event.type) {
    case 'PricePublished':
    case 'ExchangeRatePublished': {
      const { amount, currency } = event.value;
      const value = { amount: BigInt(amount), currency };
      return [...prices, { day: event.day, value, source: event.source }];
    }
    default:
      return unreachable(event);
  }
};

export const priceListDecider: Decider<
  PriceList,
  PriceListCommand,
  PriceListEvent,
  PriceListRefusal
> = { initial: [], decide, evolve };
