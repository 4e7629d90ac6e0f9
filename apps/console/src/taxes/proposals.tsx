import { Trans } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';

import { formatCoins, formatDay, formatMoney, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { TAX_REFUSALS } from '../language/refusals.js';
import { haveRole } from '../session/session.js';
import { SecondPerson, type Proposal } from '../shell/second-person.js';
import { useAssessments } from './taxes.js';

const route = getRouteApi('/taxes');

/** Prices, rates and releases that wait for a second person. */
export const TaxProposals = () => {
  if (!haveRole('tax-officer', 'auditor')) return null;
  return (
    <div className="below">
      <SecondPerson
        service="tax"
        acts={['Price', 'ExchangeRate', 'Release']}
        roles={['tax-officer']}
        refusals={TAX_REFUSALS}
        say={(proposal) => <Said proposal={proposal} />}
      />
    </div>
  );
};

const Said = ({ proposal: { act, terms } }: { readonly proposal: Proposal }) => {
  const locale = useLocale();
  const names = useAssessments({}, route.useSearch());
  const field = (name: string) => String(terms[name] ?? '');
  if (act === 'Release') {
    const id = field('licenseeId');
    const name = names.data?.find((one) => one.licenseeId === id)?.name ?? `…${id.slice(-6)}`;
    const month = field('period') === 'opening' ? '' : formatMonth(field('period'), locale);
    const asset = field('asset');
    const coins = formatCoins(field('quantity') || '0', asset, locale);
    return (
      <p>
        <Trans>
          Release {coins} {asset} of {name}
        </Trans>{' '}
        {month}
      </p>
    );
  }
  const value = formatMoney(
    terms['value'] as { readonly amount: string; readonly currency: string },
    locale,
  );
  const of = field('asset') || field('currency');
  const day = formatDay(`${field('day')}T07:00:00Z`, locale);
  return (
    <>
      <p>
        <Trans>
          {of} on {day}: {value}
        </Trans>
      </p>
      <blockquote>
        {field('source')} {field('reason')}
      </blockquote>
    </>
  );
};
