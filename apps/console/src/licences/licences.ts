import type { Schemas } from '@esep/client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';

type Licensing = Schemas['licensing'];
type Held = Licensing['HeldLicenceItem'];
/** A licence; who holds it is for those who may know. */
export type ListedLicence = Licensing['LicenceItem'] & Partial<Pick<Held, 'name' | 'bin'>>;
export type Status = ListedLicence['status'];
export type Licence = Licensing['LicenceBody'];
export type Sender = Licensing['ApprovedItem'];
export type Proposal = Licensing['ProposalItem'];

const PAGE_ROWS = 500;

/** What whoever is signed in may do in licensing. */
export const usePowers = () =>
  useQuery({
    queryKey: ['me', 'licensing'],
    staleTime: Infinity,
    queryFn: async () => {
      const { may } = await answerOf(esep.GET('/licensing/v1/me'));
      const has = (method: string, path: string) =>
        may.some((one) => one.method === method && one.path === `/licensing/v1${path}`);
      return {
        list: has('GET', '/licences'),
        sanction: has('POST', '/licences/{licenceId}/suspend'),
        answer: has('POST', '/proposals/{proposalId}/confirm'),
      };
    },
  });
export type Powers = NonNullable<ReturnType<typeof usePowers>['data']>;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
/** All pages of a list. */
const allOf = async <Item>(ask: (cursor: object) => Promise<Page<Item>>): Promise<Item[]> => {
  const all: Item[] = [];
  for (let cursor: object | undefined = {}; cursor;) {
    const { items, next }: Page<Item> = await ask(cursor);
    all.push(...items);
    cursor = next === null ? undefined : { cursor: next };
  }
  return all;
};

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
      const asked = { limit: PAGE_ROWS, ...dayOf(travel) };
      if (powers.list)
        return allOf((cursor) => {
          const query = { ...asked, ...cursor, ...(search === '' ? {} : { search }) };
          return answerOf(esep.GET('/licensing/v1/licences', { signal, params: { query } }));
        });
      const all = await allOf((cursor) => {
        const query = { ...asked, ...cursor };
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
      const [wallets, parties] = await Promise.all([
        answerOf(esep.GET('/licensing/v1/licensees/{licenseeId}/wallets', { signal, params })),
        answerOf(
          esep.GET('/licensing/v1/licensees/{licenseeId}/related-parties', { signal, params }),
        ),
      ]);
      return { wallets: wallets.items, parties: parties.items };
    },
  });

export const ACTS = ['LicenceSuspension', 'LicenceReinstatement', 'LicenceRevocation'] as const;
export type Act = (typeof ACTS)[number];

/** The sanctions of a licence that were ever proposed, and all that is open about it or its holder. */
export const useProposals = ({ licenceId, licenseeId }: Licence) =>
  useQuery({
    queryKey: ['licence-proposals', licenceId],
    queryFn: async ({ signal }) => {
      const kinds = [...ACTS.map((act) => ({ act })), { state: 'open' as const }];
      const lists = kinds.map((kind) =>
        allOf((cursor) => {
          const query = { limit: PAGE_ROWS, ...kind, ...cursor };
          return answerOf(esep.GET('/licensing/v1/proposals', { signal, params: { query } }));
        }),
      );
      const found = new Map<string, Proposal>();
      for (const proposal of (await Promise.all(lists)).flat()) {
        const { proposalId, terms } = proposal;
        const about = terms['licenceId'];
        if (about === licenceId || (about === undefined && terms['licenseeId'] === licenseeId))
          found.set(proposalId, proposal);
      }
      return [...found.values()].toSorted((one, other) =>
        one.proposedAt > other.proposedAt ? -1 : 1,
      );
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
export const usePropose = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ licenceId, act, from, until, ground, isUrgent }: SanctionProposal) => {
      const params = { path: { licenceId } };
      const body = { from, ground };
      if (act === 'LicenceSuspension') {
        const suspension = {
          ...body,
          ...(until === undefined ? {} : { until }),
          ...(isUrgent ? { urgent: true } : {}),
        };
        const path = '/licensing/v1/licences/{licenceId}/suspend';
        await answerOf(esep.POST(path, { params, body: suspension }));
      } else if (act === 'LicenceReinstatement')
        await answerOf(esep.POST('/licensing/v1/licences/{licenceId}/reinstate', { params, body }));
      else await answerOf(esep.POST('/licensing/v1/licences/{licenceId}/revoke', { params, body }));
    },
    onSettled: refresh,
  });
};

const useRefresh = () => {
  const queries = useQueryClient();
  return async (): Promise<void> => {
    const kinds = ['licence', 'licences', 'licence-proposals', 'holdings'];
    await Promise.all(kinds.map((kind) => queries.invalidateQueries({ queryKey: [kind] })));
  };
};
