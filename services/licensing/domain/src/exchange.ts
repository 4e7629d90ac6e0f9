import type {
  DepositAddressesAdded,
  DepositAddressesEnded,
  ExchangeEvent,
  ExchangeLicenceWithdrawn,
  ExchangeLicensed,
} from '@esep/contracts';
import {
  accept,
  isLei,
  refuse,
  sameContent,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

import {
  decideAdditions,
  decideEnds,
  exceedsEvent,
  type AddAddresses,
  type AddressSetRefusal,
  type EndAddresses,
} from './address-set.js';
import {
  inForceOrLatest,
  overlapsAnother,
  recorded,
  startingAt,
  type Interval,
} from './interval.js';
import { isAmbiguousBeside } from './sender-id.js';
import {
  decideSenderKey,
  evolveSenderKeys,
  type SenderKeyCommand,
  type SenderKeyEvent,
  type SenderKeyRefusal,
  type SenderKeys,
} from './sender-key.js';

// An exchange with an AIFC licence: the times it is licensed, which decide what a sale there counts
// (LIC-13, SALE-6), and the keys it signs with. One stream per exchange, `exchange-<exchangeId>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type ExchangeCommand =
  | LicenseExchange
  | WithdrawExchangeLicence
  | SenderKeyCommand
  | AddDepositAddresses
  | EndDepositAddresses;

export interface AddDepositAddresses extends AddAddresses {
  readonly type: 'AddDepositAddresses';
  readonly exchangeId: string;
}

export interface EndDepositAddresses extends EndAddresses {
  readonly type: 'EndDepositAddresses';
  readonly exchangeId: string;
}

export interface LicenseExchange {
  readonly type: 'LicenseExchange';
  readonly exchangeId: string;
  readonly name: string;
  readonly lei?: string;
  readonly kind: ExchangeLicensed['kind'];
  readonly from: Instant;
  readonly depositAddresses: readonly string[];
  /** The ids of all other exchanges. */
  readonly others: readonly string[];
}

/**
 * Sets or moves the end of a licence: of the one that began at `from`, or else of the one in force at
 * `at` or the latest. `at` = `from` annuls it.
 */
export interface WithdrawExchangeLicence {
  readonly type: 'WithdrawExchangeLicence';
  readonly from?: Instant;
  readonly at: Instant;
  readonly reason: string;
}

export type ExchangeRefusal =
  | 'lei-invalid'
  | 'sender-id-ambiguous'
  | 'exchange-already-licensed'
  | 'exchange-not-licensed'
  | 'withdrawal-before-licence'
  | 'addresses-too-many'
  | AddressSetRefusal
  | SenderKeyRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface ExchangeLicence extends Interval {
  readonly licensed: ExchangeLicensed;
  readonly reason?: string;
}

export interface Exchange {
  readonly licences: readonly ExchangeLicence[];
  readonly keys: SenderKeys;
  readonly added: readonly DepositAddressEvent[];
}

type DepositAddressEvent = DepositAddressesAdded | DepositAddressesEnded;
/** What the stream holds. */
type ExchangeRecorded = ExchangeEvent | DepositAddressEvent | SenderKeyEvent;

type ExchangeDecision = Decision<ExchangeRecorded, ExchangeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: ExchangeCommand, exchange: Exchange): ExchangeDecision => {
  switch (command.type) {
    case 'LicenseExchange':
      return license(command, exchange);
    case 'WithdrawExchangeLicence':
      return withdraw(command, exchange);
    case 'AddDepositAddresses':
    case 'EndDepositAddresses':
      return exchange.licences.length === 0
        ? refuse('exchange-not-licensed')
        : changeAddresses(command, exchange);
    case 'RegisterSenderKey':
    case 'RevokeSenderKey':
      return exchange.licences.length === 0
        ? refuse('exchange-not-licensed')
        : decideSenderKey(command, exchange.keys);
    default:
      return unreachable(command);
  }
};

const license = (command: LicenseExchange, { licences }: Exchange): ExchangeDecision => {
  const licensed = exchangeLicensed(command);
  const { lei, from } = licensed;
  const known = startingAt(licences, from);
  if (known !== undefined && known.to === undefined && sameContent(known.licensed, licensed))
    return accept();
  if (lei !== undefined && !isLei(lei)) return refuse('lei-invalid');
  if (exceedsEvent(licensed.depositAddresses)) return refuse('addresses-too-many');
  if (isAmbiguousBeside(licensed.exchangeId, command.others)) return refuse('sender-id-ambiguous');
  if (overlapsAnother(licences, { from })) return refuse('exchange-already-licensed');
  return accept(licensed);
};

const exchangeLicensed = (command: LicenseExchange): ExchangeLicensed => {
  const { exchangeId, name, lei, kind, from, depositAddresses } = command;
  return {
    type: 'ExchangeLicensed',
    exchangeId,
    name,
    ...(lei !== undefined && { lei }),
    kind,
    from,
    depositAddresses,
  };
};

const withdraw = (command: WithdrawExchangeLicence, { licences }: Exchange): ExchangeDecision => {
  const { at, reason } = command;
  const known =
    command.from === undefined ? inForceOrLatest(licences, at) : startingAt(licences, command.from);
  if (known === undefined) return refuse('exchange-not-licensed');
  const { from } = known;
  if (at < from) return refuse('withdrawal-before-licence');
  if (known.to === at && known.reason === reason) return accept();
  if (overlapsAnother(licences, { from, to: at })) return refuse('exchange-already-licensed');
  const { exchangeId } = known.licensed;
  return accept({ type: 'ExchangeLicenceWithdrawn', exchangeId, from, at, reason });
};

const changeAddresses = (
  command: AddDepositAddresses | EndDepositAddresses,
  { added }: Exchange,
): ExchangeDecision => {
  const { exchangeId } = command;
  const decision =
    command.type === 'AddDepositAddresses'
      ? decideAdditions(command, added)
      : decideEnds(command, added);
  if (!decision.accepted) return decision;
  return accept<ExchangeRecorded>(
    ...decision.events.map(({ to, ...set }): DepositAddressEvent =>
      to === undefined
        ? { type: 'DepositAddressesAdded', exchangeId, ...set }
        : { type: 'DepositAddressesEnded', exchangeId, ...set, to },
    ),
  );
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (exchange: Exchange, event: ExchangeRecorded): Exchange => {
  switch (event.type) {
    case 'ExchangeLicensed': {
      const licence = { from: event.from, licensed: event };
      return { ...exchange, licences: recorded(exchange.licences, licence) };
    }
    case 'ExchangeLicenceWithdrawn':
      return { ...exchange, licences: exchange.licences.map((licence) => ended(licence, event)) };
    case 'DepositAddressesAdded':
    case 'DepositAddressesEnded':
      return { ...exchange, added: [...exchange.added, event] };
    case 'SenderKeyRegistered':
    case 'SenderKeyRevoked':
      return { ...exchange, keys: evolveSenderKeys(exchange.keys, event) };
    default:
      return unreachable(event);
  }
};

const ended = (
  licence: ExchangeLicence,
  { from, at, reason }: ExchangeLicenceWithdrawn,
): ExchangeLicence => (licence.from === from ? { ...licence, to: at, reason } : licence);

export const exchangeDecider: Decider<
  Exchange,
  ExchangeCommand,
  ExchangeRecorded,
  ExchangeRefusal
> = { initial: { licences: [], keys: [], added: [] }, decide, evolve };
