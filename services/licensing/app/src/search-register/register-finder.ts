import { Injectable } from '@nestjs/common';
import {
  assetsMeant,
  isLedgerDay,
  isPeriod,
  isQuarter,
  parseAddress,
  type AddressNetwork,
} from '@esep/kernel';
import {
  EventStore,
  hasRole,
  ServiceConfig,
  type Finder,
  type FoundItem,
  type Principal,
} from '@esep/platform';

import { RULE_PACKS } from '../adopt-rule-pack/rule-packs.js';
import { STAFF } from '../keep-register/register.controller.js';
import { LicenceRegister } from '../keep-register/register.js';

const LICENCES_MAX = 10;
const SENDERS_MAX = 500;
const LICENSEE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What of the register a text stands for. Staff find everybody's, a licensee its own, others the pools,
 * the exchanges and the law, which are public.
 */
@Injectable()
export class RegisterFinder implements Finder {
  constructor(
    private readonly register: LicenceRegister,
    private readonly store: EventStore,
    private readonly config: ServiceConfig,
  ) {}

  async find(q: string, principal: Principal): Promise<readonly FoundItem[]> {
    const found = await Promise.all([
      this.licensee(q.toLowerCase(), principal),
      this.licences(q, principal),
      this.senders('pool', q),
      this.senders('exchange', q),
      this.wallets(q, principal),
      this.rulePacks(q.toLowerCase()),
    ]);
    return [...times(q), ...found.flat()];
  }

  private async licensee(q: string, principal: Principal): Promise<FoundItem[]> {
    if (!LICENSEE_ID.test(q)) return [];
    const holder = (await this.register.holders([q])).get(q);
    return holder && maySee(principal, q)
      ? [
          {
            ...{ kind: 'licensee', id: q, title: holder.name, licenseeId: q },
            where: `/licensing/v1/licences?licenseeId=${q}`,
          },
        ]
      : [];
  }

  /** By the id, by words of the holder's name, by its BIN. */
  private async licences(search: string, principal: Principal): Promise<FoundItem[]> {
    const isStaff = hasRole(principal, ...STAFF);
    const found = await this.register.licences({
      ...{ search, after: undefined, limit: LICENCES_MAX },
      licenseeId: isStaff ? undefined : principal.organisation,
    });
    const holders = await this.register.holders(found.map(({ licenseeId }) => licenseeId));
    return found.map(({ id, licenseeId }) => ({
      ...{ kind: 'licence', id, title: holders.get(licenseeId)?.name ?? null, licenseeId },
      where: `/licensing/v1/licences/${id}`,
    }));
  }

  private async senders(kind: 'pool' | 'exchange', q: string): Promise<FoundItem[]> {
    const text = q.toLowerCase();
    const senders = await this.register.senders(kind, undefined, SENDERS_MAX);
    return senders
      .map(({ id, approvals }) => ({ id, title: approvals.at(-1)?.name ?? id }))
      .filter(({ id, title }) => id.startsWith(text) || title.toLowerCase().includes(text))
      .map(({ id, title }) => ({
        ...{ kind, id, title, licenseeId: null },
        where: `/licensing/v1/${kind}s`,
      }));
  }

  private async wallets(q: string, principal: Principal): Promise<FoundItem[]> {
    const network = this.config.ESEP_BITCOIN_NETWORK as AddressNetwork;
    const items: FoundItem[] = [];
    for (const asset of assetsMeant(q, network)) {
      const parsed = parseAddress(asset, q, network);
      if (!parsed.ok) continue;
      const wallet = await this.register.find('wallet', `${asset}-${parsed.address}`);
      const holders = new Set(wallet?.state.bindings.map(({ bound }) => bound.licenseeId));
      for (const licenseeId of holders)
        if (maySee(principal, licenseeId))
          items.push({
            ...{ kind: 'wallet', id: parsed.address, title: asset, licenseeId },
            where: `/licensing/v1/licensees/${licenseeId}/wallets?asset=${asset}`,
          });
    }
    return items;
  }

  private async rulePacks(q: string): Promise<FoundItem[]> {
    if (!/^[0-9a-f]{64}$/.test(q)) return [];
    const adopted = (await this.store.readStream(RULE_PACKS)).find(
      ({ envelope: { type, body } }) => type === 'RulePackAdopted' && body['hash'] === q,
    );
    return adopted
      ? [
          {
            ...{ kind: 'rule-pack', id: q, title: String(adopted.envelope.body['packId']) },
            ...{ licenseeId: null, where: `/licensing/v1/rule-packs/${q}` },
          },
        ]
      : [];
  }
}

const maySee = (principal: Principal, licenseeId: string): boolean =>
  hasRole(principal, ...STAFF) || principal.organisation === licenseeId;

const times = (id: string): FoundItem[] => {
  const item = { id, title: null, licenseeId: null, where: null };
  if (isPeriod(id)) return [{ ...item, kind: 'month' }];
  if (isQuarter(id)) return [{ ...item, kind: 'quarter' }];
  return isLedgerDay(id) ? [{ ...item, kind: 'day' }] : [];
};
