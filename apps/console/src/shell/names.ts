import type { Schemas } from '@esep/client';
import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';

import { byName } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole, me } from '../session/session.js';
import { allOf } from './all-of.js';

type Held = Schemas['licensing']['HeldLicenceItem'];

const MINUTE_MS = 60_000;
const READERS = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'tax-officer',
  'auditor',
];

/** Who holds licences, for those who may know. */
export const useHolders = () =>
  useQuery({
    queryKey: ['licences', 'holders'],
    staleTime: MINUTE_MS,
    enabled: haveRole(...READERS),
    queryFn: ({ signal }): Promise<readonly Held[]> =>
      allOf((page) =>
        answerOf(esep.GET('/licensing/v1/licences', { signal, params: { query: page } })),
      ),
  });

/** The name of a licensee by its id; as long as nobody knows it, the end of the id. */
export const useNameOf = () => {
  const { data = [] } = useHolders();
  // Of a person the page says what it is, in its own language.
  useLocale();
  return (licenseeId: string): string => {
    const held = data.find((one) => one.licenseeId === licenseeId);
    if (held?.name) return held.name;
    const own = me();
    if (own?.organisation === licenseeId) return own.name ?? licenseeId;
    return held ? t`Individual entrepreneur · ${held.licenceId}` : `…${licenseeId.slice(-6)}`;
  };
};

/** All who hold a licence, to choose from. */
export const useHolderChoices = () => {
  const { data = [] } = useHolders();
  const nameOf = useNameOf();
  const ids = [...new Set(data.map(({ licenseeId }) => licenseeId))];
  return byName(
    ids.map((value) => ({ value, label: nameOf(value) })),
    ({ label }) => label,
  );
};
