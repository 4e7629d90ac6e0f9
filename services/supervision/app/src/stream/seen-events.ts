import { keysOf } from '@esep/contracts';
import { hasRole, isPastProposal, type Principal, type StoredEvent } from '@esep/platform';

import { JUDGEMENT_EVENTS } from '../judge-periods/judgement-book.js';
import { seesAll } from '../reconciliations/reconciliations.controller.js';
import type { StreamedService } from './log-tails.js';

// Who sees what of a log as it grows: as in the lists of its service, from which the rest is read.

/** What a reader is shown of an event; undefined where it is nothing. */
export type Seen = (service: StreamedService, event: StoredEvent) => object | undefined;

/** Of supervision alone, and with what each event says. */
export const judgementsFor = (principal: Principal): Seen => {
  const all = seesAll(principal);
  return (_service, { envelope: { type, recordedAt, body } }) => {
    if (!JUDGEMENT_EVENTS.has(type)) return undefined;
    if (!all && !keysOf(type, body).includes(principal.organisation)) return undefined;
    return { recordedAt, ...body };
  };
};

/**
 * That something was recorded, and about whom. The regulator sees all of it, a licensee what is about it
 * and was done, a pool or an exchange what it sent itself, an operator neither whom nor what it is about.
 */
export const noticesFor = (principal: Principal): Seen => {
  const { organisation } = principal;
  const all = seesAll(principal);
  const isOperator = hasRole(principal, 'operator');
  const isLicensee = hasRole(principal, 'licensee');
  const isSender = hasRole(principal, 'pool', 'exchange');
  return (service, event) => {
    const { type, stream, recordedAt, body, meta } = event.envelope;
    const notice = { service, position: event.position, type };
    const about = keysOf(type, body);
    if (all || (isSender && meta.organisation === organisation))
      return { ...notice, stream, licenseeIds: about, recordedAt };
    // A movement on a chain may be about others, too.
    if (isLicensee && about.includes(organisation) && isPastProposal(principal, event))
      return { ...notice, stream, licenseeIds: [organisation], recordedAt };
    return isOperator ? { ...notice, recordedAt } : undefined;
  };
};
