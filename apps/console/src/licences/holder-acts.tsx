import { Trans, useLingui } from '@lingui/react/macro';

import { answerOf, esep } from '../session/esep.js';
import { baseUnitsIn, CommandForm, dayIn, given, startOf } from '../shell/command-form.js';
import { beginOf, dayOrNone, useFields, type ActProps, type Asset } from './act-fields.js';
import { useHoldings } from './licences.js';

export const DeclareParty = ({ licence: { licenseeId } }: ActProps) => {
  const { bin, relation, from, until } = useFields();
  const { data } = useHoldings(licenseeId);
  return (
    <CommandForm
      title={<Trans>Declare a related party</Trans>}
      button={<Trans>Declare</Trans>}
      fields={{ bin, relation, from, until }}
      send={(values, headers) => {
        const body = {
          bin: values.bin,
          relation: values.relation,
          from: beginOf(
            values.from,
            data?.parties.filter((one) => one.bin === values.bin),
          ),
          ...given({ until: dayOrNone(values.until) }),
        };
        const path = '/licensing/v1/licensees/{licenseeId}/related-parties';
        return answerOf(esep.POST(path, { params: { path: { licenseeId } }, body, headers }));
      }}
    >
      <p>
        <Trans>Who is related sells to itself: such sales do not count (SALE-7).</Trans>
      </p>
    </CommandForm>
  );
};

export const CorrectParty = ({ licence: { licenseeId } }: ActProps) => {
  const { bin, relation, from, until, reason } = useFields();
  const { data } = useHoldings(licenseeId);
  return (
    <CommandForm
      title={<Trans>Correct a related party of a time that has passed</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{ bin, relation, from, until, reason }}
      send={(values, headers) => {
        const body = {
          bin: values.bin,
          relation: values.relation,
          from: beginOf(
            values.from,
            data?.parties.filter((one) => one.bin === values.bin),
          ),
          reason: values.reason,
          ...given({ until: dayOrNone(values.until) }),
        };
        const path = '/licensing/v1/licensees/{licenseeId}/related-parties/corrections';
        return answerOf(esep.POST(path, { params: { path: { licenseeId } }, body, headers }));
      }}
    />
  );
};

export const CorrectStock = ({ licence: { licenseeId } }: ActProps) => {
  const { t } = useLingui();
  const { asset, reason } = useFields();
  const { data } = useHoldings(licenseeId);
  return (
    <CommandForm
      title={<Trans>Correct the opening stock</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{
        asset,
        quantity: { label: t`What was held`, kind: 'coins' },
        at: {
          label: t`On`,
          kind: 'day',
          initial: data?.stock[0] && dayIn(data.stock[0].at),
          help: t`With the day of what was declared, it replaces that.`,
        },
        reason,
      }}
      send={(values, headers) => {
        const declared = data?.stock.find(
          (one) => one.asset === values.asset && dayIn(one.at) === values.at,
        );
        const body = {
          asset: values.asset as Asset,
          quantity: baseUnitsIn(values.quantity, values.asset) ?? '',
          at: declared?.at ?? startOf(values.at),
          reason: values.reason,
        };
        const path = '/licensing/v1/licensees/{licenseeId}/opening-stock';
        return answerOf(esep.POST(path, { params: { path: { licenseeId } }, body, headers }));
      }}
    />
  );
};

export const Rename = ({ licence: { licenseeId, name } }: ActProps) => {
  const { t } = useLingui();
  const { from, ground } = useFields();
  return (
    <CommandForm
      title={<Trans>Give the holder another name</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{ name: { label: t`Name`, initial: name ?? '' }, from, ground }}
      send={(values, headers) => {
        const body = { name: values.name, from: startOf(values.from), ground: values.ground };
        const path = '/licensing/v1/licensees/{licenseeId}/name';
        return answerOf(esep.POST(path, { params: { path: { licenseeId } }, body, headers }));
      }}
    />
  );
};

export const CorrectNumber = ({ licence: { licenseeId } }: ActProps) => {
  const { bin, ground } = useFields();
  return (
    <CommandForm
      title={<Trans>Correct the number of the holder</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{ bin, ground }}
      send={(body, headers) => {
        const path = '/licensing/v1/licensees/{licenseeId}/number';
        return answerOf(esep.POST(path, { params: { path: { licenseeId } }, body, headers }));
      }}
    >
      <p>
        <Trans>It has always been this one, and was recorded wrongly.</Trans>
      </p>
    </CommandForm>
  );
};
