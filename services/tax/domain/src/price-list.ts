import type {
  ExchangeRateProposal,
  ExchangeRatePublished,
  PriceProposal,
  PricePublished,
} from '@esep/contracts';
import {
  accept,
  answerable,
  assetOf,
  BPS_PER_WHOLE,
  closed,
  confirmedBy,
  declinedBy,
  isLocalDate,
  isSameProposal,
  listedOn,
  localDateOf,
  opened,
  proposalOf,
  proposedBy,
  refuse,
  ROW_QUANTITY_MAX,
  unreachable,
  type Answering,
  type Decider,
  type Decision,
  type LocalDate,
  type Money,
  type ProposalRefusal,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

// What a coin, or a unit of a currency, was worth on a day (TAX-3): the state's published list and
// the National Bank's rates. One stream per asset, `prices-<asset>`, and per currency,
// `fx-<currency>`; both are lists of values by day and live by the same rules. A price moves what
// everybody owes, so two persons publish it, and one that is far from the price before says why.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type PriceListEvent =
  PricePublished | PriceProposal | ExchangeRatePublished | ExchangeRateProposal;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PriceListCommand =
  ProposePrice | ProposeExchangeRate | ConfirmPublication | DeclinePublication;

/** The currencies that the regime counts in (REGIME §6, Money); both have two decimals. */
export const CURRENCIES: readonly string[] = ['KZT', 'USD'];

/** Price of one whole coin on a calendar day. A day published again is a correction. */
export interface ProposePrice extends DayPriceProposing {
  readonly type: 'ProposePrice';
  readonly asset: string;
}

/** Tiyn for one whole unit of a currency on a calendar day. A day published again is a correction. */
export interface ProposeExchangeRate extends DayPriceProposing {
  readonly type: 'ProposeExchangeRate';
  readonly currency: string;
}

interface DayPriceProposing extends Proposing, Tolerance {
  readonly day: LocalDate;
  readonly value: Money;
  readonly source: string;
  /** Why it is so far from the price before. */
  readonly reason?: string;
}

interface Tolerance {
  /** How far a price may be from the one before without a reason; any without it. */
  readonly toleranceBps?: number;
}

/** Asked again whether it is an outlier: what was published meanwhile may make it one. */
export interface ConfirmPublication extends Answering, Tolerance {
  readonly type: 'ConfirmPublication';
}

export interface DeclinePublication extends Answering {
  readonly type: 'DeclinePublication';
}

export type PriceListRefusal =
  | 'asset-unknown'
  | 'currency-unknown'
  | 'day-malformed'
  | 'day-in-future'
  | 'price-not-positive'
  | 'amount-out-of-range'
  | 'rate-not-in-tenge'
  | 'rate-of-tenge'
  | 'outlier-without-reason'
  | 'proposal-id-taken'
  | ProposalRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface DayPrice {
  readonly value: Money;
  readonly source: string;
}

export interface PriceList {
  /** All that was published, in order; of a day the last holds. */
  readonly published: readonly PublishedPrice[];
  readonly proposals: Proposals<PriceTerms>;
}

/** A price as it stands in events: of an asset, or of a currency. */
export type PriceTerms = ({ readonly asset: string } | { readonly currency: string }) & {
  readonly day: LocalDate;
  readonly value: { readonly amount: string; readonly currency: string };
  readonly source: string;
  readonly reason?: string;
};

export interface PublishedPrice extends DayPrice {
  readonly day: LocalDate;
}

/** The price that holds of each day. */
export const pricesByDay = <Price extends PublishedPrice>(
  published: readonly Price[],
): ReadonlyMap<LocalDate, Price> => new Map(published.map((price) => [price.day, price]));

/** The price of a day (TAX-3): days off have that of the working day before. */
export const priceOn = <Price extends DayPrice>(
  prices: ReadonlyMap<LocalDate, Price>,
  day: LocalDate,
  holidays: readonly LocalDate[],
): Price | undefined => listedOn((listed) => prices.get(listed), day, holidays);

type PriceListDecision = Decision<PriceListEvent, PriceListRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: PriceListCommand, prices: PriceList): PriceListDecision => {
  switch (command.type) {
    case 'ProposePrice':
    case 'ProposeExchangeRate':
      return propose(command, prices);
    case 'ConfirmPublication':
      return confirm(command, prices);
    case 'DeclinePublication':
      return decline(command, prices);
    default:
      return unreachable(command);
  }
};

const propose = (
  command: ProposePrice | ProposeExchangeRate,
  { published, proposals }: PriceList,
): PriceListDecision => {
  const { proposalId, by, toleranceBps } = command;
  const objection = objectionTo(command);
  if (objection !== undefined) return refuse(objection);
  const terms = termsOf(command);
  const known = proposalOf(proposals, proposalId);
  if (known !== undefined)
    return isSameProposal(known, { by, terms }) ? accept() : refuse('proposal-id-taken');
  if (isPublished(terms, published)) return accept();
  if (terms.reason === undefined && isOutlier(terms, published, toleranceBps))
    return refuse('outlier-without-reason');
  const proposed = proposedBy(command);
  return 'asset' in terms
    ? accept({ type: 'PriceProposed', ...terms, ...proposed })
    : accept({ type: 'ExchangeRateProposed', ...terms, ...proposed });
};

const objectionTo = (command: ProposePrice | ProposeExchangeRate): PriceListRefusal | undefined => {
  const { day, value, at } = command;
  if (!isLocalDate(day)) return 'day-malformed';
  if (day > localDateOf(at)) return 'day-in-future';
  // Zero is not a price: it would assess coins at nothing instead of blocking (TAX-3).
  if (value.amount <= 0n) return 'price-not-positive';
  if (value.amount > ROW_QUANTITY_MAX) return 'amount-out-of-range';
  switch (command.type) {
    case 'ProposePrice':
      if (!CURRENCIES.includes(value.currency)) return 'currency-unknown';
      return assetOf(command.asset) === undefined ? 'asset-unknown' : undefined;
    case 'ProposeExchangeRate':
      if (!CURRENCIES.includes(command.currency)) return 'currency-unknown';
      if (command.currency === 'KZT') return 'rate-of-tenge';
      return value.currency === 'KZT' ? undefined : 'rate-not-in-tenge';
    default:
      return unreachable(command);
  }
};

const isPublished = (
  { day, value, source }: PriceTerms,
  published: PriceList['published'],
): boolean => {
  const known = published.findLast((price) => price.day === day);
  return (
    known !== undefined &&
    known.value.amount === BigInt(value.amount) &&
    known.value.currency === value.currency &&
    known.source === source
  );
};

/**
 * Further from the price before it than the law tolerates, or in another currency: a digit too many
 * is noticed before anybody owes by it. The price before is the last one of an earlier day; where
 * there is none, what was published of the day itself or after it.
 */
const isOutlier = (
  { day, value }: PriceTerms,
  published: PriceList['published'],
  toleranceBps?: number,
): boolean => {
  const before = priceBefore(day, published);
  if (toleranceBps === undefined || before === undefined) return false;
  if (before.value.currency !== value.currency) return true;
  const difference = BigInt(value.amount) - before.value.amount;
  const distance = difference < 0n ? -difference : difference;
  return distance * BPS_PER_WHOLE > before.value.amount * BigInt(toleranceBps);
};

const priceBefore = (
  day: LocalDate,
  published: PriceList['published'],
): PublishedPrice | undefined => {
  const days = [...pricesByDay(published).values()].sort(byDay);
  return days.findLast((price) => price.day < day) ?? days[0];
};

const byDay = (left: PublishedPrice, right: PublishedPrice): number =>
  left.day < right.day ? -1 : 1;

const confirm = (
  command: ConfirmPublication,
  { published, proposals }: PriceList,
): PriceListDecision => {
  const answered = answerable('confirm', command, proposals);
  if (!answered.accepted) return answered;
  const { terms } = answered;
  if (terms.reason === undefined && isOutlier(terms, published, command.toleranceBps))
    return refuse('outlier-without-reason');
  const { day, value, source } = terms;
  const what = { day, value, source, publishedAt: command.at };
  const confirmed = confirmedBy(command);
  return 'asset' in terms
    ? accept(
        { type: 'PriceConfirmed', ...terms, ...confirmed },
        { type: 'PricePublished', asset: terms.asset, ...what },
      )
    : accept(
        { type: 'ExchangeRateConfirmed', ...terms, ...confirmed },
        { type: 'ExchangeRatePublished', currency: terms.currency, ...what },
      );
};

const decline = (command: DeclinePublication, { proposals }: PriceList): PriceListDecision => {
  const answered = answerable('decline', command, proposals);
  if (!answered.accepted) return answered;
  const { terms } = answered;
  const declined = declinedBy(command);
  return 'asset' in terms
    ? accept({ type: 'PriceDeclined', ...terms, ...declined })
    : accept({ type: 'ExchangeRateDeclined', ...terms, ...declined });
};

const termsOf = (command: ProposePrice | ProposeExchangeRate): PriceTerms => {
  const { day, value, source, reason } = command;
  const terms = {
    day,
    value: { amount: value.amount.toString(), currency: value.currency },
    source,
    ...(reason !== undefined && { reason }),
  };
  return command.type === 'ProposePrice'
    ? { asset: command.asset, ...terms }
    : { currency: command.currency, ...terms };
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (prices: PriceList, event: PriceListEvent): PriceList => {
  const { published, proposals } = prices;
  switch (event.type) {
    case 'PricePublished':
    case 'ExchangeRatePublished': {
      const { amount, currency } = event.value;
      const { day, source } = event;
      const value = { amount: BigInt(amount), currency };
      return { ...prices, published: [...published, { day, value, source }] };
    }
    case 'PriceProposed':
    case 'ExchangeRateProposed':
      return { ...prices, proposals: opened(proposals, event, termsIn(event)) };
    case 'PriceConfirmed':
    case 'ExchangeRateConfirmed':
      return { ...prices, proposals: closed(proposals, event.proposalId, 'confirmed') };
    case 'PriceDeclined':
    case 'ExchangeRateDeclined':
      return { ...prices, proposals: closed(proposals, event.proposalId, 'declined') };
    default:
      return unreachable(event);
  }
};

const termsIn = (
  event: Extract<PriceListEvent, { type: 'PriceProposed' | 'ExchangeRateProposed' }>,
): PriceTerms => {
  const { day, value, source, reason } = event;
  const terms = { day, value, source, ...(reason !== undefined && { reason }) };
  return event.type === 'PriceProposed'
    ? { asset: event.asset, ...terms }
    : { currency: event.currency, ...terms };
};

export const priceListDecider: Decider<
  PriceList,
  PriceListCommand,
  PriceListEvent,
  PriceListRefusal
> = { initial: { published: [], proposals: [] }, decide, evolve };
