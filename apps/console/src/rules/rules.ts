import { useQuery } from '@tanstack/react-query';

import { answerOf, esep } from '../session/esep.js';
import { allOf } from '../shell/all-of.js';

/** A value from a day on, and who says so. */
export interface DatedValue {
  readonly from: string;
  readonly value: unknown;
  readonly source: {
    readonly fact: string;
    readonly mark?: 'S' | 'L' | 'A';
    readonly act?: string;
    readonly note?: string;
  };
  readonly assumption?: true;
}

export interface Rule {
  readonly rule: string;
  readonly values: readonly DatedValue[];
}
export type Rules = Readonly<Record<string, Rule>>;

/** The packs that were adopted, the latest first. */
export const usePacks = () =>
  useQuery({
    queryKey: ['licensing', 'rule-packs'],
    queryFn: ({ signal }) =>
      allOf((page) =>
        answerOf(esep.GET('/licensing/v1/rule-packs', { signal, params: { query: page } })),
      ),
  });

/** What a pack says, and what the one said that was adopted before it. */
export const useRules = (hash: string | undefined, before: string | undefined) =>
  useQuery({
    queryKey: ['licensing', 'rules', hash, before],
    enabled: hash !== undefined,
    queryFn: async ({ signal }) => {
      const packOf = (asked: string) => {
        const params = { path: { hash: asked } };
        return answerOf(esep.GET('/licensing/v1/rule-packs/{hash}', { signal, params }));
      };
      const [pack, former] = await Promise.all([
        packOf(hash ?? ''),
        before === undefined ? undefined : packOf(before),
      ]);
      return {
        title: String(pack.pack['title']),
        rules: pack.pack['rules'] as Rules,
        former: former?.pack['rules'] as Rules | undefined,
      };
    },
  });

/** The beginning of time in a pack: what holds from the first day on. */
export const BEGINNING = '0001-01-01';

export const isChanged = (rule: Rule, former: Rules | undefined, key: string): boolean =>
  former !== undefined && JSON.stringify(rule.values) !== JSON.stringify(former[key]?.values);
