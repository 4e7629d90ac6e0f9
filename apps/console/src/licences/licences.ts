import type { Schemas } from '@esep/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Travel } from '../router.js';
import { mayIn } from '../session/allowed.js';
import { answerOf, esep } from '../session/esep.js';
import { allOf, PAGE_ROWS } from '../shell/all-of.js';
import type { Proposal } from '../shell/proposals.js';
import { useCommand } from '../shell/use-command.js';

type Licensing = Schemas['licensing'];
type Held = Licensing['HeldLicenceItem'];
/** A licence; who holds it is for those who may know. */
export type ListedLicence = Licensing['LicenceItem'] & Partial<Pick<Held, 'name' | 'bin'>>;
export type Status = ListedLicence['status'];
export type Licence = Licensing['LicenceBody'];
export type Sender = Licensing['ApprovedItem'];

/** What whoever is signed in may do in licensing. */
export const usePowers = () =>
  useQuery({
    ...mayIn('licensing'),
    select: (may) => {
      const has = (method: string, path: string) =>
        may.some((one) => one.method === method && one.path === `/licensing/v1${path}`);
      return {
        list: has('GET', '/licences'),
        sanction: has('POST', '/licences/{licenceId}/suspend'),
        /** Keeps the register. */
        register: has('POST', '/licences/import'),
      };
    },
  });
export type Powers = NonNullable<ReturnType<typeof usePowers>['data']>;

/** The day that a list is of: what was known then is asked of one licence only. */
export const dayOf = ({ asOf, knownAt }: Travel) => {
  const day = asOf ?? knownAt;
  return day === undefined ? {} : { asOf: day };
};

/** Those that the search finds; who sees only the public register finds them by their id. */
export const useLicences = (powers: Powers, search: string, travel: Travel) =>
  useQuery({
    queryKey: ['licences', powers.list, search, dayOf(travel)],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<readonly ListedLicence[]> => {
      const asked = dayOf(travel);
      if (powers.list)
        return allOf((page) => {
          const query = { ...asked, ...page, ...(search === '' ? {} : { search }) };
          return answerOf(esep.GET('/licensing/v1/licences', { signal, params: { query } }));
        });
      const all = await allOf((page) => {
        const query = { ...asked, ...page };
        return answerOf(esep.GET('/licensing/v1/register', { signal, params: { query } }));
      });
      const text = search.toLowerCase();
      return all.filter(({ licenceId }) => licenceId.toLowerCase().includes(text));
    },
  });

export const useSenders = (travel: Travel) =>
  useQuery({
    queryKey: ['senders', dayOf(travel)],
    queryFn: async ({ signal }) => {
      const params = { query: { limit: PAGE_ROWS, ...dayOf(travel) } };
      const [pools, exchanges] = await Promise.all([
        answerOf(esep.GET('/licensing/v1/pools', { signal, params })),
        answerOf(esep.GET('/licensing/v1/exchanges', { signal, params })),
      ]);
      return { pools: pools.items, exchanges: exchanges.items };
    },
  });

export const useLicence = (licenceId: string, { asOf, knownAt }: Travel) =>
  useQuery({
    queryKey: ['licence', licenceId, asOf, knownAt],
    queryFn: ({ signal }) => {
      const query = {
        ...(asOf === undefined ? {} : { asOf }),
        ...(knownAt === undefined ? {} : { knownAt }),
      };
      const params = { path: { licenceId }, query };
      return answerOf(esep.GET('/licensing/v1/licences/{licenceId}', { signal, params }));
    },
  });

/** What belongs to the holder of a licence. */
export const useHoldings = (licenseeId: string) =>
  useQuery({
    queryKey: ['holdings', licenseeId],
    queryFn: async ({ signal }) => {
      const params = { path: { licenseeId }, query: { limit: PAGE_ROWS } };
      const sitesAsked = { query: { licenseeId, limit: PAGE_ROWS } };
      const [wallets, parties, stock, sites] = await Promise.all([
        answerOf(esep.GET('/licensing/v1/licensees/{licenseeId}/wallets', { signal, params })),
        answerOf(
          esep.GET('/licensing/v1/licensees/{licenseeId}/related-parties', { signal, params }),
        ),
        answerOf(
          esep.GET('/licensing/v1/licensees/{licenseeId}/opening-stock', { signal, params }),
        ),
        answerOf(esep.GET('/licensing/v1/data-centres', { signal, params: sitesAsked })),
      ]);
      return {
        wallets: wallets.items,
        parties: parties.items,
        stock: stock.items,
        sites: sites.items,
      };
    },
  });

export const ACTS = ['LicenceSuspension', 'LicenceReinstatement', 'LicenceRevocation'] as const;
export type Act = (typeof ACTS)[number];

/** Is a proposal about a licence, or about whoever holds it? */
export const isAbout =
  ({ licenceId, licenseeId }: Licence) =>
  ({ terms }: Proposal): boolean =>
    terms['licenceId'] === undefined
      ? terms['licenseeId'] === licenseeId
      : terms['licenceId'] === licenceId;

/** The sanctions of a licence that were ever proposed and are not open, the newest first. */
export const useSanctions = (licence: Licence) =>
  useQuery({
    queryKey: ['proposals', 'sanctions', licence.licenceId],
    queryFn: async ({ signal }): Promise<readonly Proposal[]> => {
      const lists = ACTS.map((act) =>
        allOf((page) => {
          const params = { query: { act, ...page } };
          return answerOf(esep.GET('/licensing/v1/proposals', { signal, params }));
        }),
      );
      return (await Promise.all(lists))
        .flat()
        .filter((one) => one.state !== 'open' && isAbout(licence)(one))
        .toSorted((one, other) => (one.proposedAt > other.proposedAt ? -1 : 1));
    },
  });

interface Dated {
  readonly from: string;
  readonly value: unknown;
}

/** A value of the law in force, on a day. */
export const useLaw = () => {
  const { data } = useQuery({
    queryKey: ['rule-pack'],
    queryFn: ({ signal }) => {
      const params = { path: { hash: 'in-force' } };
      return answerOf(esep.GET('/licensing/v1/rule-packs/{hash}', { signal, params }));
    },
  });
  const rules = data?.pack['rules'] as Readonly<Record<string, { values: Dated[] }>> | undefined;
  return (key: string, day: string): unknown =>
    rules?.[key]?.values.findLast(({ from }) => from <= day)?.value;
};

export interface SanctionProposal {
  readonly licenceId: string;
  readonly act: Act;
  readonly from: string;
  readonly until: string | undefined;
  readonly ground: string;
  readonly isUrgent: boolean;
}

/** Proposes: nothing takes effect before a second person confirms. */
export const usePropose = () =>
  useCommand(
    async ({ licenceId, act, from, until, ground, isUrgent }: SanctionProposal, headers) => {
      const params = { path: { licenceId } };
      const body = { from, ground };
      if (act === 'LicenceSuspension') {
        const suspension = {
          ...body,
          ...(until === undefined ? {} : { until }),
          ...(isUrgent ? { urgent: true } : {}),
        };
        const path = '/licensing/v1/licences/{licenceId}/suspend';
        return answerOf(esep.POST(path, { params, body: suspension, headers }));
      }
      const path = `/licensing/v1/licences/{licenceId}/${
        act === 'LicenceReinstatement' ? 'reinstate' : 'revoke'
      }` as const;
      return answerOf(esep.POST(path, { params, body, headers }));
    },
  );
