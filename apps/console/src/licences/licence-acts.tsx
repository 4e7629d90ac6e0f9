import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { answerOf, esep } from '../session/esep.js';
import { CommandForm, dayIn, given, startOf, type Field } from '../shell/command-form.js';
import { beginOf, dayOrNone, useFields, type ActProps, type Asset } from './act-fields.js';
import { CorrectNumber, CorrectParty, CorrectStock, DeclareParty, Rename } from './holder-acts.js';
import { useSenders } from './licences.js';
import { AmendSite, CloseSite, RegisterSite } from './site-acts.js';
import { BindWallet, CorrectWallet, ReleaseWallet } from './wallet-acts.js';

const route = getRouteApi('/licences');

/** The id of whoever has a number; a number is not said anywhere else. */
const licenseeOf = async (bin: string): Promise<string> => {
  const found = await answerOf(esep.POST('/licensing/v1/licensees/lookup', { body: { bin } }));
  return found.licenseeId;
};

const Renew = ({ licence: { licenceId, validity } }: ActProps) => {
  const { t } = useLingui();
  const { ground } = useFields();
  return (
    <CommandForm
      title={<Trans>Renew the licence, or give a term another end</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{
        until: { label: t`New end of the term`, kind: 'day' },
        from: {
          label: t`Begin of the term`,
          kind: 'day',
          isOptional: true,
          initial: validity.at(-1) && dayIn(validity.at(-1)?.from ?? ''),
          help: t`A day on which no term begins is the begin of a further one.`,
        },
        ground,
        correction: { label: t`The register was wrong about a time that has passed`, kind: 'yes' },
      }}
      send={(values, headers) => {
        const body = {
          until: startOf(values.until),
          ground: values.ground,
          ...given({
            from: values.from === '' ? undefined : beginOf(values.from, validity),
            correction: values.correction === 'yes' ? true : undefined,
          }),
        };
        const params = { path: { licenceId } };
        return answerOf(
          esep.POST('/licensing/v1/licences/{licenceId}/renew', { params, body, headers }),
        );
      }}
    />
  );
};

const Transfer = ({ licence: { licenceId } }: ActProps) => {
  const { bin, from, ground } = useFields();
  return (
    <CommandForm
      title={<Trans>Transfer the licence to another holder</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{ bin, from, ground }}
      send={async (values, headers) => {
        const body = {
          toLicenseeId: await licenseeOf(values.bin),
          from: startOf(values.from),
          ground: values.ground,
        };
        const params = { path: { licenceId } };
        return answerOf(
          esep.POST('/licensing/v1/licences/{licenceId}/transfer', { params, body, headers }),
        );
      }}
    >
      <p>
        <Trans>Whoever gets it has to hold, or have held, a licence that is on record.</Trans>
      </p>
    </CommandForm>
  );
};

const usePoolField = (): Field => {
  const { t } = useLingui();
  const { data } = useSenders({});
  const pools = data?.pools ?? [];
  return {
    label: t`Pool`,
    choices: pools.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
  };
};

const DeclarePool = ({ licence: { licenceId, licenseeId, affiliations } }: ActProps) => {
  const { asset, from, until } = useFields();
  return (
    <CommandForm
      title={<Trans>Declare the pool that it mines with</Trans>}
      button={<Trans>Declare</Trans>}
      fields={{ poolId: usePoolField(), asset, from, until }}
      send={(values, headers) => {
        const body = {
          licenceId,
          poolId: values.poolId,
          asset: values.asset as Asset,
          from: beginOf(
            values.from,
            affiliations.filter(
              ({ poolId, asset: of }) => poolId === values.poolId && of === values.asset,
            ),
          ),
          ...given({ until: dayOrNone(values.until) }),
        };
        const params = { path: { licenseeId } };
        return answerOf(
          esep.POST('/licensing/v1/licensees/{licenseeId}/affiliations', { params, body, headers }),
        );
      }}
    >
      <p>
        <Trans>
          From today on. An affiliation that is there and gets an end from today on is declared with
          its begin and that end.
        </Trans>
      </p>
    </CommandForm>
  );
};

const CorrectPool = ({ licence: { licenceId, licenseeId, affiliations } }: ActProps) => {
  const { asset, from, until, reason } = useFields();
  return (
    <CommandForm
      title={<Trans>Correct the pool of a time that has passed</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{ poolId: usePoolField(), asset, from, until, reason }}
      send={(values, headers) => {
        const body = {
          licenceId,
          poolId: values.poolId,
          asset: values.asset as Asset,
          from: beginOf(
            values.from,
            affiliations.filter(
              ({ poolId, asset: of }) => poolId === values.poolId && of === values.asset,
            ),
          ),
          reason: values.reason,
          ...given({ until: dayOrNone(values.until) }),
        };
        const path = '/licensing/v1/licensees/{licenseeId}/affiliations/corrections';
        return answerOf(esep.POST(path, { params: { path: { licenseeId } }, body, headers }));
      }}
    />
  );
};

/** What a licensing officer keeps in the register about a licence and whoever holds it. */
export const LicenceActs = ({ licence }: ActProps) => {
  const { t } = useLingui();
  const { act = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const groups: readonly (readonly [
    string,
    Readonly<Record<string, readonly [string, ReactNode]>>,
  ])[] = [
    [
      t`Licence`,
      {
        renew: [t`Renew it, or give it another end`, <Renew key={act} licence={licence} />],
        transfer: [t`Transfer it`, <Transfer key={act} licence={licence} />],
      },
    ],
    [
      t`Pool`,
      {
        'declare-pool': [t`Declare its pool`, <DeclarePool key={act} licence={licence} />],
        'correct-pool': [t`Correct its pool`, <CorrectPool key={act} licence={licence} />],
      },
    ],
    [
      t`Wallets`,
      {
        'bind-wallet': [t`Bind a wallet`, <BindWallet key={act} licence={licence} />],
        'release-wallet': [t`End a binding`, <ReleaseWallet key={act} licence={licence} />],
        'correct-wallet': [t`Correct a binding`, <CorrectWallet key={act} licence={licence} />],
      },
    ],
    [
      t`Data centres`,
      {
        'register-site': [t`Register a data centre`, <RegisterSite key={act} licence={licence} />],
        'amend-site': [t`Give one other terms`, <AmendSite key={act} licence={licence} />],
        'close-site': [t`Close one`, <CloseSite key={act} licence={licence} />],
      },
    ],
    [
      t`Holder`,
      {
        'declare-party': [t`Declare a related party`, <DeclareParty key={act} licence={licence} />],
        'correct-party': [t`Correct a related party`, <CorrectParty key={act} licence={licence} />],
        'correct-stock': [
          t`Correct the opening stock`,
          <CorrectStock key={act} licence={licence} />,
        ],
        rename: [t`Give it another name`, <Rename key={act} licence={licence} />],
        'correct-number': [t`Correct its number`, <CorrectNumber key={act} licence={licence} />],
      },
    ],
  ];
  const form = groups.flatMap(([, acts]) => acts[act]?.[1] ?? [])[0];
  return (
    <section className="keep">
      <NativeSelect
        size="xs"
        name="act"
        label={t`Keep the register`}
        value={form === undefined ? '' : act}
        data={[
          { value: '', label: t`Choose what has changed` },
          ...groups.map(([group, acts]) => ({
            group,
            items: Object.entries(acts).map(([value, [label]]) => ({ value, label })),
          })),
        ]}
        onChange={({ currentTarget }) =>
          void navigate({
            replace: true,
            search: (before) => ({ ...before, act: currentTarget.value || undefined }),
          })
        }
      />
      {form}
    </section>
  );
};
