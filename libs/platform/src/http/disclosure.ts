import { catalogueEntry, isShownInFigures, readersOf } from '@esep/contracts';

import { hasRole } from './auth.js';
import type { StoredEvent } from '../event-store/event-store.js';
import type { Principal, Role } from './request-context.js';

// Read access to an event and its proof. A caller who sees a fact in a feed or an explanation must be
// able to verify it: a service that shows more than its default has a `Disclosure`.

const READ_ALL: readonly Role[] = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'tax-officer',
  'auditor',
  'service',
];

/** Read access of a service beside the default. */
export abstract class Disclosure {
  abstract shows(principal: Principal, event: StoredEvent): Promise<boolean>;
}

/**
 * The regulator reads everything; others what they sent themselves and what is about them; a licensee
 * also what its figures rest upon for all licensees alike, such as the approval of a pool.
 */
export const mayRead = async (
  principal: Principal,
  event: StoredEvent,
  disclosure?: Disclosure,
): Promise<boolean> => {
  const { type, body, meta } = event.envelope;
  if (hasRole(principal, ...READ_ALL)) return true;
  if (!hasRole(principal, 'pool', 'exchange', 'licensee')) return false;
  if (meta.organisation === principal.organisation) return true;
  if (readersOf(type, body).includes(principal.organisation)) return true;
  if (hasRole(principal, 'licensee') && isShownInFigures(type)) return true;
  return (await disclosure?.shows(principal, event)) ?? false;
};

/** Not what officers only considered: that one of them proposed to revoke its licence, say. */
export const isPastProposal = (principal: Principal, event: StoredEvent): boolean => {
  const { type, meta } = event.envelope;
  const step = catalogueEntry(type)?.act?.step;
  const isDone = step === undefined || step === 'confirmed';
  return isDone || meta.organisation === principal.organisation;
};
