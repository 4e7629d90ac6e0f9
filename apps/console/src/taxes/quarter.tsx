import { useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';

import { byName, formatQuarter } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { useNameOf } from '../shell/names.js';
import { useAssessments, type Assessment } from './taxes.js';

const route = getRouteApi('/taxes');

/** One quarter, or all. */
export const QuarterFilter = () => {
  const { t } = useLingui();
  const locale = useLocale();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data = [] } = useAssessments({}, search);
  const quarters = new Set(data.map(({ quarter }) => quarter));
  if (search.quarter !== undefined) quarters.add(search.quarter);
  return (
    <NativeSelect
      size="xs"
      aria-label={t`Quarter`}
      value={search.quarter ?? ''}
      data={[
        { value: '', label: t`All quarters` },
        ...[...quarters].toSorted().map((value) => ({
          value,
          label: formatQuarter(value, locale),
        })),
      ]}
      onChange={({ currentTarget: { value } }) =>
        void navigate({ search: (before) => ({ ...before, quarter: value || undefined }) })
      }
    />
  );
};

/** Licensees and quarters to choose from: `<licenseeId>/<quarter>`, the latest quarter first. */
export const useQuarterOf = (may: (assessment: Assessment) => boolean = () => true) => {
  const locale = useLocale();
  const nameOf = useNameOf();
  const { data = [] } = useAssessments({}, {});
  const mayBeAsked = data.filter(may).map(({ licenseeId, name, quarter }) => ({
    value: `${licenseeId}/${quarter}`,
    quarter,
    name: name ?? nameOf(licenseeId),
  }));
  return byName(mayBeAsked, ({ name }) => name)
    .toSorted((one, other) => other.quarter.localeCompare(one.quarter))
    .map(({ value, quarter, name }) => ({
      value,
      label: `${name}, ${formatQuarter(quarter, locale)}`,
    }));
};
