import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { formatCoins, formatInstant, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { TAX_REFUSALS } from '../language/refusals.js';
import { answerOf, esep, saveCsv } from '../session/esep.js';
import { Asked, Empty } from '../shell/asked.js';
import { useAssessments } from './taxes.js';

const route = getRouteApi('/taxes');

/** Coins that may be moved, and what speaks against it today. */
export const Releases = () => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const names = useAssessments({}, route.useSearch());
  const query = useQuery({
    queryKey: ['taxes', 'releases'],
    queryFn: ({ signal }) =>
      answerOf(esep.GET('/tax/v1/releases', { signal, params: { query: { limit: 500 } } })),
  });
  const nameOf = (licenseeId: string): string =>
    names.data?.find((one) => one.licenseeId === licenseeId)?.name ?? `…${licenseeId.slice(-6)}`;
  return (
    <Asked query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>
            <Trans>
              Nothing was released yet. Open an assessment that is paid and approved, and propose it
              there.
            </Trans>
          </Empty>
        ) : (
          <section>
            <p>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => void saveCsv('/tax/v1/releases?limit=500', 'releases.csv')}
              >
                CSV
              </Button>
            </p>
            <ul className="waiting">
              {items.map(({ licenseeId, asset, period, quantity, at, objection, receipt }) => {
                const word = objection === undefined ? undefined : TAX_REFUSALS[objection];
                return (
                  <li key={receipt}>
                    <b>{nameOf(licenseeId)}</b>,{' '}
                    {period === 'opening' ? (
                      <Trans>opening stock</Trans>
                    ) : (
                      formatMonth(period, locale)
                    )}
                    :{' '}
                    <b>
                      {formatCoins(quantity, asset, locale)} {asset}
                    </b>
                    <p className="dim">{formatInstant(at, locale)}</p>
                    {objection !== undefined && (
                      <p className="refusal">{word ? i18n._(word) : objection}</p>
                    )}
                  </li>
                );
              })}
            </ul>
          </section>
        )
      }
    </Asked>
  );
};
