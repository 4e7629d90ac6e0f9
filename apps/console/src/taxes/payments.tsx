import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { formatInstant, formatMoney, formatQuarter } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { allOf } from '../shell/all-of.js';
import { Asked, Empty } from '../shell/asked.js';
import { CommandForm, minorIn, startOf } from '../shell/command-form.js';
import { Csv } from '../shell/csv-button.js';
import { useNameOf } from '../shell/names.js';
import { QuarterFilter, useQuarterOf } from './quarter.js';

const route = getRouteApi('/taxes');

/** Payments that were recorded, the latest first. */
export const Payments = () => {
  const { quarter } = route.useSearch();
  const locale = useLocale();
  const nameOf = useNameOf();
  const query = useQuery({
    queryKey: ['taxes', 'payments', quarter],
    queryFn: ({ signal }) =>
      allOf((page) => {
        const params = { query: { ...page, ...(quarter === undefined ? {} : { quarter }) } };
        return answerOf(esep.GET('/tax/v1/payments', { signal, params }));
      }),
  });
  return (
    <>
      <div className="legend">
        <QuarterFilter />
        <Csv name="payments" path="/tax/v1/payments" query={{ quarter }} />
      </div>
      <div className="halves">
        <Asked query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty>
                <Trans>No payment was recorded yet.</Trans>
              </Empty>
            ) : (
              <ul className="waiting">
                {items.map(({ licenseeId, quarter: paid, money, at, reference, receipt }) => (
                  <li key={receipt}>
                    <b>{nameOf(licenseeId)}</b>, {formatQuarter(paid, locale)}:{' '}
                    <b>{formatMoney(money, locale)}</b>
                    <p className="dim">
                      {formatInstant(at, locale)} · <code>{reference}</code>
                    </p>
                  </li>
                ))}
              </ul>
            )
          }
        </Asked>
        {haveRole('tax-officer') && <RecordPayment />}
      </div>
    </>
  );
};

interface RecordPaymentProps {
  /** Whose it is, where that is known: `<licenseeId>/<quarter>`. */
  readonly of?: string;
  /** What is still to be paid, in minor units. */
  readonly owed?: string | undefined;
}

/** Records that the tax of a quarter was paid. */
export const RecordPayment = ({ of, owed }: RecordPaymentProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  const quarters = useQuarterOf(({ version }) => version !== undefined);
  return (
    <CommandForm
      title={<Trans>Record a payment</Trans>}
      button={<Trans>Record the payment</Trans>}
      fields={{
        of: {
          label: t`Licensee and quarter`,
          choices: quarters.filter(({ value }) => of === undefined || value === of),
        },
        money: { label: t`Tenge`, kind: 'money', initial: owed && decimalsOf(owed) },
        day: { label: t`Day on which it was paid`, kind: 'day' },
        reference: {
          label: t`Reference of the bank`,
          help: t`As in the statement. One transfer pays one quarter, once.`,
        },
      }}
      send={async (values, headers) => {
        const [licenseeId = '', quarter = ''] = values.of.split('/');
        const body = {
          licenseeId,
          quarter,
          money: { amount: minorIn(values.money) ?? '', currency: 'KZT' },
          at: startOf(values.day),
          reference: values.reference,
        };
        return answerOf(esep.POST('/tax/v1/payments', { body, headers }));
      }}
    >
      {owed !== undefined && (
        <p>
          <Trans>Still to be paid:</Trans>{' '}
          <b>{formatMoney({ amount: owed, currency: 'KZT' }, locale)}</b>
        </p>
      )}
    </CommandForm>
  );
};

/** Minor units as people type them. */
const decimalsOf = (minor: string): string => {
  const digits = minor.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
