import { ASSETS } from '@esep/kernel';
import { useLingui } from '@lingui/react/macro';

import { dayIn, startOf, type Field } from '../shell/command-form.js';
import type { Licence } from './licences.js';

export interface ActProps {
  readonly licence: Licence;
}
export type Asset = (typeof ASSETS)[number]['code'];

const codes = ASSETS.map(({ code }) => ({ value: code, label: code }));
/** The instant of what began on a day, where it is on record; else the start of that day. */
export const beginOf = (day: string, known: readonly { readonly from: string }[] = []): string =>
  known.find(({ from }) => dayIn(from) === day)?.from ?? startOf(day);
export const dayOrNone = (day: string) => (day === '' ? undefined : startOf(day));

/** Fields that many acts have. */
export const useFields = () => {
  const { t } = useLingui();
  return {
    asset: { label: t`Coin`, choices: codes },
    from: { label: t`From`, kind: 'day' },
    until: { label: t`Until`, kind: 'day', isOptional: true, help: t`Without one: no end yet.` },
    bin: { label: t`BIN or IIN`, kind: 'bin' },
    ground: { label: t`Ground, for the record`, kind: 'long' },
    reason: { label: t`Why the register was wrong`, kind: 'long' },
    relation: {
      label: t`Relation`,
      help: t`For example beneficial-owner, parent, subsidiary or director.`,
    },
  } as const satisfies Record<string, Field>;
};
