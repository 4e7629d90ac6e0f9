import type { Schemas } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';

import { answerOf, esep } from '../session/esep.js';
import { CommandForm, given, startOf, type Field } from '../shell/command-form.js';
import { dayOrNone, useFields, type ActProps } from './act-fields.js';
import { useHoldings } from './licences.js';
import { REGIONS, type Region } from './regions.js';

type Evidence = Schemas['licensing']['EvidenceBody']['of'];
type Terms = Omit<Schemas['licensing']['AmendDataCentreBody'], 'from'>;

const DIGITS = /^[1-9]\d{0,7}$/;

/** What holds of a data centre from a day on (LIC-9). */
const useTermFields = () => {
  const { t, i18n } = useLingui();
  const { from } = useFields();
  const digest = (label: string): Field => ({ label, kind: 'digest' });
  return {
    from,
    name: { label: t`Name of the site` },
    region: {
      label: t`Region`,
      choices: Object.entries(REGIONS).map(([value, word]) => ({ value, label: i18n._(word) })),
    },
    address: { label: t`Address` },
    tenure: {
      label: t`Tenure`,
      choices: [
        { value: 'owned', label: t`Owned` },
        { value: 'leased', label: t`Leased, with full operational control` },
      ],
    },
    leasedUntil: { label: t`End of the lease`, kind: 'day', isOptional: true },
    powerKw: { label: t`Contract for power, kW`, pattern: DIGITS },
    cooling: { label: t`Standard of cooling` },
    powerRedundancy: { label: t`Standard of power redundancy` },
    security: { label: t`Standard of security` },
    title: {
      ...digest(t`Deed, or lease`),
      help: t`The document stays with you: its digest is computed here and goes on record.`,
    },
    contract: digest(t`Contract for power`),
    logs: digest(t`Access logs`),
    coolingFile: digest(t`Evidence of cooling`),
    redundancyFile: digest(t`Evidence of power redundancy`),
    securityFile: digest(t`Evidence of security`),
  } as const satisfies Record<string, Field>;
};

type Written = Readonly<Record<keyof ReturnType<typeof useTermFields>, string>>;

const termsOf = (values: Written): Terms => {
  const { name, address, cooling, powerRedundancy, security } = values;
  const tenure = values.tenure as Terms['tenure'];
  const documents: readonly (readonly [Evidence, string])[] = [
    [tenure === 'owned' ? 'deed' : 'lease', values.title],
    ['power-contract', values.contract],
    ['access-logs', values.logs],
    ['cooling', values.coolingFile],
    ['power-redundancy', values.redundancyFile],
    ['security', values.securityFile],
  ];
  return {
    ...{ name, address, tenure, cooling, powerRedundancy, security },
    region: values.region as Region,
    control: 'full',
    powerKw: Number(values.powerKw),
    ...given({ leasedUntil: dayOrNone(values.leasedUntil) }),
    evidence: documents.map(([of, sha256]) => ({ of, sha256 })),
  };
};

export const RegisterSite = ({ licence: { licenceId } }: ActProps) => {
  const { t } = useLingui();
  const fields = useTermFields();
  return (
    <CommandForm
      title={<Trans>Register a data centre</Trans>}
      button={<Trans>Register</Trans>}
      fields={{
        id: {
          label: t`Id of the site`,
          help: t`The regulator’s own, for good: letters, digits, points and hyphens.`,
          pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
        },
        ...fields,
      }}
      send={(values, headers) => {
        const said = { id: values.id, licenceId, from: startOf(values.from) };
        const body = { ...said, ...termsOf(values) };
        return answerOf(esep.POST('/licensing/v1/data-centres', { body, headers }));
      }}
    >
      <p>
        <Trans>
          Its own, or leased with full operational control. A rack in a shared hall does not do.
        </Trans>
      </p>
    </CommandForm>
  );
};

const useSiteField = (licenseeId: string): Field => {
  const { t } = useLingui();
  const { data } = useHoldings(licenseeId);
  const sites = data?.sites ?? [];
  return {
    label: t`Data centre`,
    choices: sites.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
  };
};

export const AmendSite = ({ licence: { licenseeId } }: ActProps) => {
  const fields = useTermFields();
  return (
    <CommandForm
      title={<Trans>Other terms of a data centre from a day on</Trans>}
      button={<Trans>Amend</Trans>}
      fields={{ id: useSiteField(licenseeId), ...fields }}
      send={({ id, ...values }, headers) => {
        const body = { from: startOf(values.from), ...termsOf(values) };
        const params = { path: { id } };
        return answerOf(
          esep.POST('/licensing/v1/data-centres/{id}/amend', { params, body, headers }),
        );
      }}
    />
  );
};

export const CloseSite = ({ licence: { licenseeId } }: ActProps) => {
  const { t } = useLingui();
  const { ground } = useFields();
  return (
    <CommandForm
      title={<Trans>Close a data centre</Trans>}
      button={<Trans>Close it</Trans>}
      fields={{
        id: useSiteField(licenseeId),
        at: { label: t`From this day on no machine stands there`, kind: 'day' },
        ground,
      }}
      send={({ id, at, ground: reason }, headers) => {
        const body = { at: startOf(at), reason };
        const params = { path: { id } };
        return answerOf(
          esep.POST('/licensing/v1/data-centres/{id}/close', { params, body, headers }),
        );
      }}
    />
  );
};
