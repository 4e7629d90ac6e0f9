import { useLingui } from '@lingui/react/macro';

import { LICENCE_STATUSES } from '../language/words.js';
import type { ListedLicence, Status } from './licences.js';

/** Who holds it; of a person, that it is one. */
export const useHolder = () => {
  const { t } = useLingui();
  return ({ name }: Pick<ListedLicence, 'name'>) => name ?? t`Individual entrepreneur`;
};

export const StatusBadge = ({ status }: { readonly status: Status }) => {
  const { i18n } = useLingui();
  return <span className={`badge l-${status}`}>{i18n._(LICENCE_STATUSES[status])}</span>;
};
