import { AsyncLocalStorage } from 'node:async_hooks';

import { isIinOrBin } from '@esep/kernel';
import type { Meta } from '@esep/ledger-format';
import { v7 } from 'uuid';

/** The subject of a token, its organisation and its roles. */
export interface Principal {
  /** The person or machine, as the identity provider names it. Recorded as `meta.actor`. */
  readonly subject: string;
  /** Pool id, exchange id, licensee id, the regulator (`aifc`), or the name of a service. */
  readonly organisation: string;
  /** Those of the token that count in this organisation. */
  readonly roles: readonly Role[];
  readonly name?: string;
}

export const ROLES = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'tax-officer',
  'auditor',
  'operator',
  'pool',
  'exchange',
  'licensee',
  'service',
  'demo',
] as const;

export type Role = (typeof ROLES)[number];

/** The services, as organisations: each has an identity of its own. */
export const SERVICE_ORGANISATIONS: readonly string[] = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
];

/** The id of a pool or an exchange: it stands in stream names and on the wire. */
export const SENDER_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LICENSEE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Is this id of another kind of organisation, so that no pool or exchange may have it? */
export const isReservedOrganisation = (organisation: string, regulator: string): boolean =>
  organisation === regulator ||
  SERVICE_ORGANISATIONS.includes(organisation) ||
  LICENSEE_ID.test(organisation);

/**
 * A role counts only in the organisation that it belongs to. Identity providers let each organisation
 * assign roles to its own people: an "officer" of a pool must not act as one of the regulator.
 */
export const countsIn = (role: Role, organisation: string, regulator: string): boolean => {
  switch (role) {
    case 'pool':
    case 'exchange':
      return SENDER_ID.test(organisation) && !isReservedOrganisation(organisation, regulator);
    case 'licensee':
      return LICENSEE_ID.test(organisation);
    case 'service':
      return organisation === regulator || SERVICE_ORGANISATIONS.includes(organisation);
    default:
      return organisation === regulator;
  }
};

/** Context of the request or the event that the running code handles. */
export interface RequestContext {
  /** Answered as `X-Request-Id` and as `instance` of a problem. */
  readonly requestId: string;
  /** Of the whole chain of requests and events. */
  readonly correlationId: string;
  /** The direct cause: the caller's message, else this request. */
  readonly causationId: string;
  /** Name of the service. */
  readonly service: string;
  /** Set once the token is verified. */
  principal?: Principal;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Undefined outside of requests and subscriptions. */
export const requestContext = (): RequestContext | undefined => storage.getStore();

/** Runs code in a context of its own: a request, or an event that a subscription handles. */
export const inContext = <Result>(context: RequestContext, run: () => Result): Result =>
  storage.run(context, run);

/** The `meta` of events that are appended on behalf of a principal in the running context. */
export const metaOf = (principal: Principal): Meta => {
  const context = requestContext();
  const id = context?.requestId ?? v7();
  return {
    actor: principal.subject,
    organisation: principal.organisation,
    correlationId: context?.correlationId ?? id,
    causationId: context?.causationId ?? id,
  };
};

/**
 * The context of an HTTP request. Ids that a caller sends are recorded in events, so only well-formed
 * ids are taken; others are replaced by new ones.
 */
export const contextOfHeaders = (
  service: string,
  header: (name: string) => string | undefined,
): RequestContext => {
  const requestId = v7();
  const trace = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(
    header('traceparent') ?? '',
  )?.[1];
  return {
    requestId,
    correlationId: idIn(header('x-correlation-id')) ?? trace ?? requestId,
    causationId: idIn(header('x-causation-id')) ?? requestId,
    service,
  };
};

const idIn = (text: string | undefined): string | undefined =>
  text !== undefined && /^[0-9A-Za-z][0-9A-Za-z-]{15,63}$/.test(text) && text === redacted(text)
    ? text
    : undefined;

/** A hash or the id of a transaction (with `0x`, where the chain writes it so), or 12 digits. */
const HASH_OR_NUMBER =
  /(?<![0-9A-Za-z])(?:0x)?[0-9a-f]{64}(?![0-9A-Za-z])|(?<![0-9])[0-9]{12}(?![0-9])/g;

/**
 * Redacts identity numbers (IIN, BIN) in text that is stored or logged. Hashes are kept, although some of
 * their digits look like such a number: an operator searches blocks and events by them.
 */
export const redacted = (text: string): string =>
  text.replace(HASH_OR_NUMBER, (found) =>
    found.length === 12 && isIinOrBin(found) ? '[identity number]' : found,
  );
