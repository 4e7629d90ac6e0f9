import type {
  ExchangeLicenceWithdrawal,
  ExchangeLicenceWithdrawn,
  ExchangeLicensed,
  ExchangeLicensing,
} from '@esep/contracts';
import {
  accept,
  decideAct,
  evolveAct,
  isLei,
  proposingOf,
  refuse,
  sameContent,
  unreachable,
  type ActCommand,
  type ActRefusal,
  type Answering,
  type Decision,
  type Instant,
  type Interval,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

import { exceedsEvent } from './address-set.js';
import {
  changedFrom,
  endingAt,
  isDatedBack,
  isEmpty,
  overlapsAnother,
  recorded,
  startingAt,
} from './interval.js';
import { isAmbiguousBeside } from './sender-id.js';

// The licences of an exchange over time, on which it depends whether a sale there counts (LIC-13, SALE-6).
// The first one registers the exchange. One that is dated back, and every later change, changes months of
// licensees and takes two persons. Part of the stream of the exchange; exchange.ts delegates to it.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type ExchangeLicenceEvent =
  ExchangeLicensed | ExchangeLicenceWithdrawn | ExchangeLicensing | ExchangeLicenceWithdrawal;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type ExchangeLicenceCommand =
  | LicenseExchange
  | ProposeExchangeRegistration
  | ProposeExchangeLicence
  | ConfirmExchangeLicence
  | DeclineExchangeLicence
  | ProposeExchangeWithdrawal
  | ConfirmExchangeWithdrawal
  | DeclineExchangeWithdrawal;

interface LicenceSaid {
  readonly exchangeId: string;
  readonly name: string;
  readonly lei?: string;
  readonly kind: ExchangeLicensed['kind'];
  readonly from: Instant;
  readonly depositAddresses: readonly string[];
}

/** The ids of all other exchanges. */
interface BesideExchanges {
  readonly others: readonly string[];
}

/** The first licence of an exchange, by one person. */
export interface LicenseExchange extends LicenceSaid, BesideExchanges {
  readonly type: 'LicenseExchange';
  readonly now: Instant;
}

/** The first licence of an exchange, from a time that has passed. */
export interface ProposeExchangeRegistration extends LicenceSaid, BesideExchanges, Proposing {
  readonly type: 'ProposeExchangeRegistration';
  /** The key that it signs with: registered with the confirmation. */
  readonly publicKey?: string;
}

/** A further licence of an exchange, from now on. */
export interface ProposeExchangeLicence extends LicenceSaid, Proposing {
  readonly type: 'ProposeExchangeLicence';
}
export interface ConfirmExchangeLicence extends BesideExchanges, Answering {
  readonly type: 'ConfirmExchangeLicence';
}
export interface DeclineExchangeLicence extends Answering {
  readonly type: 'DeclineExchangeLicence';
}

/**
 * Sets or moves the end of a licence: of the one that began at `from`, or else of the one in force at
 * `end` or the latest. `end` = `from` annuls it. What changes the past is a correction.
 */
export interface ProposeExchangeWithdrawal extends Proposing {
  readonly type: 'ProposeExchangeWithdrawal';
  readonly from?: Instant;
  readonly end: Instant;
  readonly reason: string;
  readonly correction?: true;
}
export interface ConfirmExchangeWithdrawal extends Answering {
  readonly type: 'ConfirmExchangeWithdrawal';
}
export interface DeclineExchangeWithdrawal extends Answering {
  readonly type: 'DeclineExchangeWithdrawal';
}

type Objection =
  | 'lei-invalid'
  | 'addresses-too-many'
  | 'sender-id-ambiguous'
  | 'exchange-already-licensed'
  | 'exchange-licensed-before'
  | 'exchange-not-licensed'
  | 'withdrawal-before-licence'
  | 'nothing-changes'
  | 'effective-before-published';

export type ExchangeLicenceRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface ExchangeLicence extends Interval {
  readonly licensed: ExchangeLicensed;
  readonly reason?: string;
  readonly correction?: true;
}

type LicenceTerms = Omit<ExchangeLicensed, 'type'> & { readonly publicKey?: string };
type WithdrawalTerms = Omit<ExchangeLicenceWithdrawn, 'type'>;

export interface LicensedExchange {
  readonly licences: readonly ExchangeLicence[];
  readonly proposedLicences: Proposals<LicenceTerms>;
  readonly proposedWithdrawals: Proposals<WithdrawalTerms>;
}

type LicenceDecision = Decision<ExchangeLicenceEvent, ExchangeLicenceRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decideExchangeLicence = (
  command: ExchangeLicenceCommand,
  exchange: LicensedExchange,
): LicenceDecision => {
  switch (command.type) {
    case 'LicenseExchange':
      return license(command, exchange);
    case 'ProposeExchangeRegistration': {
      const terms = termsOf(command);
      if (isLicensed(exchange, terms)) return accept();
      if (exchange.licences.length > 0) return refuse('exchange-licensed-before');
      const { publicKey } = command;
      const said = { ...terms, ...(publicKey !== undefined && { publicKey }) };
      return licenseByTwo(
        { step: 'propose', terms: said, ...proposingOf(command) },
        exchange,
        command.others,
      );
    }
    case 'ProposeExchangeLicence':
      return exchange.licences.length === 0
        ? refuse('exchange-not-licensed')
        : licenseByTwo(
            { step: 'propose', terms: termsOf(command), ...proposingOf(command) },
            exchange,
          );
    case 'ConfirmExchangeLicence':
      return licenseByTwo({ step: 'confirm', ...command }, exchange, command.others);
    case 'DeclineExchangeLicence':
      return licenseByTwo({ step: 'decline', ...command }, exchange);
    case 'ProposeExchangeWithdrawal':
      return proposeWithdrawal(command, exchange);
    case 'ConfirmExchangeWithdrawal':
      return withdraw({ step: 'confirm', ...command }, exchange);
    case 'DeclineExchangeWithdrawal':
      return withdraw({ step: 'decline', ...command }, exchange);
    default:
      return unreachable(command);
  }
};

/** True if the same licence is recorded already. */
const isLicensed = (
  { licences }: LicensedExchange,
  terms: Omit<ExchangeLicensed, 'type'>,
): boolean => {
  const known = startingAt(licences, terms.from);
  const licensed: ExchangeLicensed = { type: 'ExchangeLicensed', ...terms };
  return known !== undefined && known.to === undefined && sameContent(known.licensed, licensed);
};

const license = (command: LicenseExchange, exchange: LicensedExchange): LicenceDecision => {
  const terms = termsOf(command);
  if (isLicensed(exchange, terms)) return accept();
  const wrong = malformed(terms, command.others);
  if (wrong !== undefined) return refuse(wrong);
  // One person could else undo what two decided.
  if (exchange.licences.length > 0) return refuse('exchange-licensed-before');
  if (isDatedBack(terms.from, command.now)) return refuse('effective-before-published');
  return accept({ type: 'ExchangeLicensed', ...terms });
};

const termsOf = (said: LicenceSaid): Omit<ExchangeLicensed, 'type'> => {
  const { exchangeId, name, lei, kind, from, depositAddresses } = said;
  return { exchangeId, name, ...(lei !== undefined && { lei }), kind, from, depositAddresses };
};

const malformed = (
  { exchangeId, lei, depositAddresses }: LicenceTerms,
  others: readonly string[],
): Objection | undefined => {
  if (lei !== undefined && !isLei(lei)) return 'lei-invalid';
  if (exceedsEvent(depositAddresses)) return 'addresses-too-many';
  return isAmbiguousBeside(exchangeId, others) ? 'sender-id-ambiguous' : undefined;
};

const licenseByTwo = (
  command: ActCommand<LicenceTerms>,
  { licences, proposedLicences }: LicensedExchange,
  others: readonly string[] = [],
): LicenceDecision =>
  decideAct<'ExchangeLicensing', LicenceTerms, ExchangeLicensed, Objection>(
    'ExchangeLicensing',
    command,
    proposedLicences,
    {
      objection: (terms, { at }) => {
        const { from } = terms;
        const wrong = malformed(terms, others);
        if (wrong !== undefined) return wrong;
        // What was never in the register enters it as two persons say.
        if (from < at && licences.length > 0) return 'effective-before-published';
        const known = startingAt(licences, from);
        if (overlapsAnother(licences, { from })) return 'exchange-already-licensed';
        return known !== undefined && !isEmpty(known) ? 'exchange-already-licensed' : undefined;
      },
      effects: ({ publicKey: _, ...terms }) => [{ type: 'ExchangeLicensed', ...terms }],
    },
  );

const proposeWithdrawal = (
  command: ProposeExchangeWithdrawal,
  exchange: LicensedExchange,
): LicenceDecision => {
  const { from, end: at, reason, correction } = command;
  const known = endingAt(exchange.licences, from, at);
  if (known === undefined) return refuse('exchange-not-licensed');
  const { exchangeId } = known.licensed;
  const terms = { exchangeId, from: known.from, at, reason, ...(correction && { correction }) };
  return withdraw({ step: 'propose', terms, ...proposingOf(command) }, exchange);
};

/** The first instant at which a withdrawal changes whether it is licensed; undefined when at none. */
export const exchangeWithdrawalReach = (
  { licences }: Pick<LicensedExchange, 'licences'>,
  { from, end }: { readonly from?: Instant; readonly end: Instant },
): Instant | undefined => {
  const known = endingAt(licences, from, end);
  return known && changedFrom(known, { from: known.from, to: end });
};

const withdraw = (
  command: ActCommand<WithdrawalTerms>,
  { licences, proposedWithdrawals }: LicensedExchange,
): LicenceDecision =>
  decideAct<'ExchangeLicenceWithdrawal', WithdrawalTerms, ExchangeLicenceWithdrawn, Objection>(
    'ExchangeLicenceWithdrawal',
    command,
    proposedWithdrawals,
    {
      objection: ({ from, at: to, reason, correction }, { at }) => {
        const known = startingAt(licences, from);
        if (known === undefined) return 'exchange-not-licensed';
        if (to < from) return 'withdrawal-before-licence';
        if (known.to === to && known.reason === reason) return 'nothing-changes';
        if (overlapsAnother(licences, { from, to })) return 'exchange-already-licensed';
        const changed = changedFrom(known, { from, to }) ?? at;
        return changed < at && !correction ? 'effective-before-published' : undefined;
      },
      effects: (terms) => [{ type: 'ExchangeLicenceWithdrawn', ...terms }],
    },
  );

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolveExchangeLicence = <Exchange extends LicensedExchange>(
  exchange: Exchange,
  event: ExchangeLicenceEvent,
): Exchange => {
  switch (event.type) {
    case 'ExchangeLicensed': {
      const licence = { from: event.from, licensed: event };
      return { ...exchange, licences: recorded(exchange.licences, licence) };
    }
    case 'ExchangeLicenceWithdrawn':
      return { ...exchange, licences: exchange.licences.map((licence) => ended(licence, event)) };
    case 'ExchangeLicensingProposed':
    case 'ExchangeLicensingConfirmed':
    case 'ExchangeLicensingDeclined':
      return { ...exchange, proposedLicences: evolveAct(exchange.proposedLicences, event) };
    case 'ExchangeLicenceWithdrawalProposed':
    case 'ExchangeLicenceWithdrawalConfirmed':
    case 'ExchangeLicenceWithdrawalDeclined':
      return { ...exchange, proposedWithdrawals: evolveAct(exchange.proposedWithdrawals, event) };
    default:
      return unreachable(event);
  }
};

const ended = (licence: ExchangeLicence, withdrawn: ExchangeLicenceWithdrawn): ExchangeLicence => {
  if (licence.from !== withdrawn.from) return licence;
  const { from, licensed } = licence;
  const { at: to, reason, correction } = withdrawn;
  return { from, licensed, to, reason, ...(correction && { correction }) };
};
