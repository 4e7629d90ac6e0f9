import type { DepositAddressesAdded, DepositAddressesEnded } from '@esep/contracts';
import { accept, refuse, type Decider, type Decision } from '@esep/kernel';

import {
  decideAdditions,
  decideEnds,
  type AddAddresses,
  type AddressSetRefusal,
  type EndAddresses,
} from './address-set.js';
import {
  decideExchangeLicence,
  evolveExchangeLicence,
  type ExchangeLicenceCommand,
  type ExchangeLicenceEvent,
  type ExchangeLicenceRefusal,
  type LicensedExchange,
} from './exchange-licence.js';
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
  ExchangeLicenceCommand | SenderKeyCommand | AddDepositAddresses | EndDepositAddresses;

export interface AddDepositAddresses extends AddAddresses {
  readonly type: 'AddDepositAddresses';
  readonly exchangeId: string;
}

export interface EndDepositAddresses extends EndAddresses {
  readonly type: 'EndDepositAddresses';
  readonly exchangeId: string;
}

export type ExchangeRefusal = ExchangeLicenceRefusal | AddressSetRefusal | SenderKeyRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface Exchange extends LicensedExchange {
  readonly keys: SenderKeys;
  readonly added: readonly DepositAddressEvent[];
}

type DepositAddressEvent = DepositAddressesAdded | DepositAddressesEnded;
/** What the stream holds. */
type ExchangeRecorded = ExchangeLicenceEvent | DepositAddressEvent | SenderKeyEvent;

type ExchangeDecision = Decision<ExchangeRecorded, ExchangeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: ExchangeCommand, exchange: Exchange): ExchangeDecision => {
  switch (command.type) {
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
      return decideExchangeLicence(command, exchange);
  }
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
    case 'DepositAddressesAdded':
    case 'DepositAddressesEnded':
      return { ...exchange, added: [...exchange.added, event] };
    case 'SenderKeyRegistered':
    case 'SenderKeyRevoked':
      return { ...exchange, keys: evolveSenderKeys(exchange.keys, event) };
    default:
      return evolveExchangeLicence(exchange, event);
  }
};

export const exchangeDecider: Decider<
  Exchange,
  ExchangeCommand,
  ExchangeRecorded,
  ExchangeRefusal
> = {
  initial: {
    licences: [],
    proposedLicences: [],
    proposedWithdrawals: [],
    keys: [],
    added: [],
  },
  decide,
  evolve,
};
