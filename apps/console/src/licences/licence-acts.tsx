import { ASSETS } from '@esep/kernel';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import {
  baseUnitsIn,
  CommandForm,
  dayIn,
  given,
  startOf,
  type Field,
} from '../shell/command-form.js';
import { useHoldings, useSenders, type Licence } from './licences.js';

const route = getRouteApi('/licences');

interface ActProps {
  readonly licence: Licence;
}
type Asset = (typeof ASSETS)[number]['code'];

const codes = ASSETS.map(({ code }) => ({ value: code, label: code }));
/** The instant of what began on a day, where it is on record; else the start of that day. */
const beginOf = (day: string, known: readonly { readonly from: string }[] = []): string =>
  known.find(({ from }) => dayIn(from) === day)?.from ?? startOf(day);
const dayOrNone = (day: string) => (day === '' ? undefined : startOf(day));

/** Fields that many acts have. */
const useFields = () => {
  const { t } = useLingui();
  return {
    asset: { label: t`Coin`, choices: codes },
    from: { label: t`From`, kind: 'day' },
    until: { label: t`Until`, kind: 'day', isOptional: true, help: t`Without one: no end yet.` },
    bin: { label: t`BIN or IIN`, kind: 'bin' },
    ground: { label: t`Ground, for the record`, kind: 'long' },
    reason: { label: t`Why the register was wrong`, kind: 'long' },
    relation: {
      label: t`Relation`,
      help: t`For example beneficial-owner, parent, subsidiary or director.`,
    },
  } as const satisfies Record<string, Field>;
};

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

const BindWallet = ({ licence: { licenceId } }: ActProps) => {
  const { t } = useLingui();
  const { asset, from } = useFields();
  const methods = [
    { value: 'signed-message', label: t`Signed message` },
    { value: 'test-transaction', label: t`Test transaction` },
    { value: 'custodian-statement', label: t`Statement of a custodian` },
    { value: 'witnessed', label: t`Witnessed` },
  ] as const;
  return (
    <CommandForm
      title={<Trans>Bind a wallet</Trans>}
      button={<Trans>Bind</Trans>}
      fields={{
        asset,
        address: { label: t`Address` },
        from,
        method: { label: t`How control of it was shown`, choices: methods },
        content: {
          label: t`What shows it`,
          help: t`The signature in base64, the id of the transaction, or the SHA-256 of the document.`,
        },
      }}
      send={(values, headers) => {
        const { address, content } = values;
        const method = methods.find(({ value }) => value === values.method) ?? methods[0];
        const body = {
          asset: values.asset as Asset,
          address,
          from: startOf(values.from),
          proof: { method: method.value, content },
        };
        const params = { path: { licenceId } };
        return answerOf(
          esep.POST('/licensing/v1/licences/{licenceId}/wallets', { params, body, headers }),
        );
      }}
    >
      <p>
        <Trans>For a time that has passed, a second person has to confirm it.</Trans>
      </p>
    </CommandForm>
  );
};

/** The wallets of the holder, to choose from. */
const useWalletField = ({ licenseeId }: Licence) => {
  const { t } = useLingui();
  const locale = useLocale();
  const { data } = useHoldings(licenseeId);
  const wallets = data?.wallets ?? [];
  return {
    wallets,
    field: {
      label: t`Wallet`,
      choices: wallets.map(({ asset, address, from }, at) => ({
        value: String(at),
        label: `${asset} ${address.slice(0, 10)}…${address.slice(-6)} · ${formatDay(from, locale)}`,
      })),
    },
  };
};

const ReleaseWallet = ({ licence }: ActProps) => {
  const { t } = useLingui();
  const { licenceId } = licence;
  const { wallets, field } = useWalletField(licence);
  return (
    <CommandForm
      title={<Trans>End the binding of a wallet</Trans>}
      button={<Trans>End it</Trans>}
      fields={{ wallet: field, to: { label: t`It is the holder’s until`, kind: 'day' } }}
      send={(values, headers) => {
        const { asset, address = '' } = wallets[Number(values.wallet)] ?? {};
        const body = { asset: asset as Asset, to: startOf(values.to) };
        return answerOf(
          esep.POST('/licensing/v1/licences/{licenceId}/wallets/{address}/release', {
            params: { path: { licenceId, address } },
            body,
            headers,
          }),
        );
      }}
    />
  );
};

const CorrectWallet = ({ licence }: ActProps) => {
  const { t } = useLingui();
  const { reason } = useFields();
  const { licenceId } = licence;
  const { wallets, field } = useWalletField(licence);
  return (
    <CommandForm
      title={<Trans>Correct the end of a binding, also in the past</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{ wallet: field, to: { label: t`It was the holder’s until`, kind: 'day' }, reason }}
      send={(values, headers) => {
        const { asset, address = '', from = '' } = wallets[Number(values.wallet)] ?? {};
        const body = {
          asset: asset as Asset,
          from,
          to: startOf(values.to),
          reason: values.reason,
        };
        return answerOf(
          esep.POST('/licensing/v1/licences/{licenceId}/wallets/{address}/corrections', {
            params: { path: { licenceId, address } },
            body,
            headers,
          }),
        );
      }}
    />
  );
};

const DeclareParty = ({ licence: { licenseeId } }: ActProps) => {
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

const CorrectParty = ({ licence: { licenseeId } }: ActProps) => {
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

const CorrectStock = ({ licence: { licenseeId } }: ActProps) => {
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

const Rename = ({ licence: { licenseeId, name } }: ActProps) => {
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

const CorrectNumber = ({ licence: { licenseeId } }: ActProps) => {
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
    <section className="decide">
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
