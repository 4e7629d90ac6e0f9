import { ASSETS } from '@esep/kernel';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';

import { formatCoins, formatInstant, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { REFUSALS } from '../language/refusals.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { allOf } from '../shell/all-of.js';
import { Asked, Empty } from '../shell/asked.js';
import { baseUnitsIn, CommandForm, given } from '../shell/command-form.js';
import { Csv } from '../shell/csv-button.js';
import { useHolderChoices, useNameOf } from '../shell/names.js';

/** Coins that may be moved, and what speaks against it today. */
export const Releases = () => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const nameOf = useNameOf();
  const query = useQuery({
    queryKey: ['taxes', 'releases'],
    queryFn: ({ signal }) =>
      allOf((page) => answerOf(esep.GET('/tax/v1/releases', { signal, params: { query: page } }))),
  });
  return (
    <>
      <div className="legend">
        <Csv name="releases" path="/tax/v1/releases" query={{}} />
      </div>
      <div className="halves">
        <Asked query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty>
                <Trans>
                  Nothing was released yet. Open an assessment that is paid and approved, and
                  propose it there.
                </Trans>
              </Empty>
            ) : (
              <ul className="waiting">
                {items.map(({ licenseeId, asset, period, quantity, at, objection, receipt }) => {
                  const word = objection === undefined ? undefined : REFUSALS[objection];
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
            )
          }
        </Asked>
        {haveRole('tax-officer') && <ProposeRelease />}
      </div>
    </>
  );
};

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Proposes that coins that need not be sold may be moved: of a month, or of what was held before. */
const ProposeRelease = () => {
  const { t } = useLingui();
  const holders = useHolderChoices();
  return (
    <CommandForm
      title={<Trans>Propose a release</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{
        licenseeId: { label: t`Licensee`, choices: holders },
        asset: {
          label: t`Coin`,
          choices: ASSETS.map(({ code }) => ({ value: code, label: code })),
        },
        period: {
          label: t`Month, as 2026-03`,
          isOptional: true,
          pattern: MONTH,
          help: t`Without one: what was held before the regime began.`,
        },
        quantity: {
          label: t`Quantity`,
          kind: 'coins',
          isOptional: true,
          help: t`Without one: all that is left.`,
        },
      }}
      send={({ licenseeId, asset, period, quantity }, headers) => {
        const body = {
          licenseeId,
          asset: asset as 'BTC',
          period: period || 'opening',
          ...given({ quantity: baseUnitsIn(quantity, asset) }),
        };
        return answerOf(esep.POST('/tax/v1/releases', { body, headers }));
      }}
    />
  );
};
