import { Injectable } from '@nestjs/common';
import type { Envelope } from '@esep/ledger-format';
import {
  Clock,
  Disclosure,
  hasRole,
  type Principal,
  type Role,
  type StoredEvent,
} from '@esep/platform';

import { holdsAt } from '@esep/kernel';
import { LicenceRegister } from '../keep-register/register.js';

/** What pools and exchanges must act upon: the regime makes them gatekeepers. */
const FED = new Set([
  'PoolApproved',
  'PoolApprovalWithdrawn',
  'ExchangeLicensed',
  'ExchangeLicenceWithdrawn',
  'LicenceImported',
  'LicenceRenewed',
  'LicenceRelinquished',
  'LicenceTransferred',
  'LicenceSuspended',
  'LicenceReinstated',
  'LicenceRevoked',
  'PoolAffiliationDeclared',
  'PoolAffiliationEnded',
  'WalletBound',
  'WalletReleased',
  'MachinesRegistered',
  'MachinesMoved',
  'MachinesRetired',
]);

const STAFF: readonly Role[] = ['licensing-officer', 'service'];

type IsShown = (event: Envelope) => boolean;

/**
 * Which events of the feed a principal may read. An approved pool or licensed exchange reads all of them;
 * before the approval and after its end, only events about itself, up to that end.
 */
@Injectable()
export class FeedReaders extends Disclosure {
  constructor(
    private readonly register: LicenceRegister,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(principal: Principal): Promise<IsShown> {
    const { organisation } = principal;
    if (hasRole(principal, ...STAFF)) return isFed;
    const intervals = await this.intervalsOf(principal);
    const now = this.clock.now();
    if (intervals.some((interval) => holdsAt(interval, now))) return isFed;
    const until = intervals.reduce((last, { to = now }) => (to > last ? to : last), '');
    return (event) =>
      isFed(event) &&
      isAbout(event, organisation) &&
      (event.recordedAt <= until || IS_ITS_APPROVAL.has(event.type));
  }

  /** Receipts of events of the feed are open to the same principals. */
  async shows(principal: Principal, { envelope }: StoredEvent): Promise<boolean> {
    if (!isFed(envelope) || !hasRole(principal, 'pool', 'exchange')) return false;
    return (await this.of(principal))(envelope);
  }

  private async intervalsOf(principal: Principal) {
    const { organisation: id } = principal;
    const pool = hasRole(principal, 'pool') ? await this.register.find('pool', id) : undefined;
    const exchange = hasRole(principal, 'exchange')
      ? await this.register.find('exchange', id)
      : undefined;
    return [...(pool?.state.approvals ?? []), ...(exchange?.state.licences ?? [])];
  }
}

const isFed: IsShown = ({ type }) => FED.has(type);

/** Shown also after the end, which is often recorded later. */
const IS_ITS_APPROVAL = new Set([
  'PoolApproved',
  'PoolApprovalWithdrawn',
  'ExchangeLicensed',
  'ExchangeLicenceWithdrawn',
]);

const isAbout = ({ body }: Envelope, organisation: string): boolean =>
  body['poolId'] === organisation || body['exchangeId'] === organisation;
