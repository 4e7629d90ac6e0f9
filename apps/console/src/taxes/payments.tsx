import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { formatInstant, formatMoney, formatQuarter } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep, saveCsv } from '../session/esep.js';
import { Asked, Empty } from '../shell/asked.js';
import { useAssessments } from './taxes.js';

const route = getRouteApi('/taxes');

/** Payments that were recorded, the latest first. */
export const Payments = () => {
  const locale = useLocale();
  const search = route.useSearch();
  const names = useAssessments({}, search);
  const query = useQuery({
    queryKey: ['taxes', 'payments'],
    queryFn: ({ signal }) =>
      answerOf(esep.GET('/tax/v1/payments', { signal, params: { query: { limit: 500 } } })),
  });
  const nameOf = (licenseeId: string): string =>
    names.data?.find((one) => one.licenseeId === licenseeId)?.name ?? `…${licenseeId.slice(-6)}`;
  return (
    <Asked query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>
            <Trans>No payment was recorded yet.</Trans>
          </Empty>
        ) : (
          <section>
            <p>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => void saveCsv('/tax/v1/payments?limit=500', 'payments.csv')}
              >
                CSV
              </Button>
            </p>
            <ul className="waiting">
              {items.map(({ licenseeId, quarter, money, at, reference, receipt }) => (
                <li key={receipt}>
                  <b>{nameOf(licenseeId)}</b>, {formatQuarter(quarter, locale)}:{' '}
                  <b>{formatMoney(money, locale)}</b>
                  <p className="dim">
                    {formatInstant(at, locale)} · <code>{reference}</code>
                  </p>
                </li>
              ))}
            </ul>
          </section>
        )
      }
    </Asked>
  );
};
