import { ASSETS } from '@esep/kernel';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';

import { formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { allOf } from '../shell/all-of.js';
import { Asked } from '../shell/asked.js';
import { CommandForm, given, linesIn, orNone, startOf, type Field } from '../shell/command-form.js';
import { Csv } from '../shell/csv-button.js';
import { Panel } from '../shell/panel.js';
import { WaitingFor } from '../shell/proposals.js';
import type { Powers, Sender } from './licences.js';

type Asset = (typeof ASSETS)[number]['code'];
export type SenderKind = 'pools' | 'exchanges';

interface SenderPanelProps {
  readonly kind: SenderKind;
  readonly sender: Sender;
  readonly powers: Powers;
  readonly onClose: () => void;
}

/** A pool or an exchange: when it was approved, its addresses, and what an officer may change. */
export const SenderPanel = ({ kind, sender, powers, onClose }: SenderPanelProps) => {
  const { t } = useLingui();
  const { id, name, approved } = sender;
  return (
    <Panel title={name} label={kind === 'pools' ? t`Pool` : t`Exchange`} onClose={onClose}>
      <p>
        <span className={`badge ${approved ? 'l-active' : 'l-expired'}`}>
          {approved ? <Trans>In force</Trans> : <Trans>Not in force</Trans>}
        </span>{' '}
        {id}
      </p>
      <WaitingFor
        service="licensing"
        of={({ terms }) => terms[kind === 'pools' ? 'poolId' : 'exchangeId'] === id}
      />
      <Addresses kind={kind} id={id} />
      {powers.register && (
        <>
          <AddAddresses kind={kind} id={id} />
          <EndAddresses kind={kind} id={id} />
          {approved ? (
            <Withdraw kind={kind} sender={sender} />
          ) : (
            <ApproveAgain kind={kind} sender={sender} />
          )}
        </>
      )}
    </Panel>
  );
};

interface OfSender {
  readonly kind: SenderKind;
  readonly id: string;
}

const pathOfAddresses = (kind: SenderKind) =>
  kind === 'pools'
    ? ('/licensing/v1/pools/{id}/payout-addresses' as const)
    : ('/licensing/v1/exchanges/{id}/deposit-addresses' as const);

const Addresses = ({ kind, id }: OfSender) => {
  const locale = useLocale();
  const query = useQuery({
    queryKey: ['addresses', kind, id],
    queryFn: ({ signal }) =>
      allOf((page) => {
        const params = { path: { id }, query: page };
        return answerOf(esep.GET(pathOfAddresses(kind), { signal, params }));
      }),
  });
  return (
    <>
      <h3>
        {kind === 'pools' ? <Trans>Payout addresses</Trans> : <Trans>Deposit addresses</Trans>}
      </h3>
      <Asked query={query}>
        {(items) => (
          <>
            <ul className="senders">
              {items.map(({ asset, address, from, until }) => {
                const since = formatDay(from, locale);
                const end = until === null ? '' : formatDay(until, locale);
                return (
                  <li key={`${asset} ${address} ${from}`}>
                    <code>{address}</code>
                    <span>
                      {asset} ·{' '}
                      {end === '' ? (
                        <Trans>since {since}</Trans>
                      ) : (
                        <Trans>
                          {since} to {end}
                        </Trans>
                      )}
                    </span>
                  </li>
                );
              })}
            </ul>
            {items.length === 0 ? (
              <p>
                <Trans>None was added to those of the approval.</Trans>
              </p>
            ) : (
              <Csv
                name={`addresses-${id}`}
                path={pathOfAddresses(kind).replace('{id}', encodeURIComponent(id))}
                query={{}}
              />
            )}
          </>
        )}
      </Asked>
    </>
  );
};

const useAddressFields = () => {
  const { t } = useLingui();
  return {
    asset: { label: t`Coin`, choices: ASSETS.map(({ code }) => ({ value: code, label: code })) },
    addresses: { label: t`Addresses, one on each line`, kind: 'lines' },
  } as const satisfies Record<string, Field>;
};

const AddAddresses = ({ kind, id }: OfSender) => {
  const { t } = useLingui();
  return (
    <CommandForm
      title={<Trans>Add addresses</Trans>}
      button={<Trans>Add</Trans>}
      fields={{ ...useAddressFields(), from: { label: t`In use since`, kind: 'day' } }}
      send={({ asset, addresses, from }, headers) => {
        const body = {
          asset: asset as Asset,
          addresses: linesIn(addresses),
          from: startOf(from),
        };
        return answerOf(
          esep.POST(pathOfAddresses(kind), { params: { path: { id } }, body, headers }),
        );
      }}
    />
  );
};

const EndAddresses = ({ kind, id }: OfSender) => {
  const { t } = useLingui();
  return (
    <CommandForm
      title={<Trans>End addresses, or move their end</Trans>}
      button={<Trans>End them</Trans>}
      fields={{ ...useAddressFields(), to: { label: t`No longer in use from`, kind: 'day' } }}
      send={({ asset, addresses, to }, headers) => {
        const body = { asset: asset as Asset, addresses: linesIn(addresses), to: startOf(to) };
        const path = `${pathOfAddresses(kind)}/end` as const;
        return answerOf(esep.POST(path, { params: { path: { id } }, body, headers }));
      }}
    />
  );
};

interface ChangeProps {
  readonly kind: SenderKind;
  readonly sender: Sender;
}

const Withdraw = ({ kind, sender: { id, from } }: ChangeProps) => {
  const { t } = useLingui();
  return (
    <CommandForm
      title={
        kind === 'pools' ? (
          <Trans>End the approval</Trans>
        ) : (
          <Trans>End the licence of the exchange</Trans>
        )
      }
      button={<Trans>Propose</Trans>}
      fields={{
        at: { label: t`Day of its end`, kind: 'day' },
        reason: { label: t`Reason, for the record`, kind: 'long' },
        correction: { label: t`The register was wrong about a time that has passed`, kind: 'yes' },
      }}
      send={({ at, reason, correction }, headers) => {
        const body = {
          at: startOf(at),
          from,
          reason,
          ...given({ correction: correction === 'yes' ? true : undefined }),
        };
        const path = `/licensing/v1/${kind}/{id}/withdraw-approval` as const;
        return answerOf(esep.POST(path, { params: { path: { id } }, body, headers }));
      }}
    >
      <p>
        <Trans>What is mined or sold there after that counts no more.</Trans>
      </p>
    </CommandForm>
  );
};

/** Of a first approval, and of each later one. */
const useApprovalFields = (kind: SenderKind, name?: string) => {
  const { t } = useLingui();
  return {
    name: { label: t`Name`, initial: name },
    lei: { label: t`LEI`, kind: 'lei', isOptional: true },
    from: { label: t`From`, kind: 'day' },
    addresses: {
      label:
        kind === 'pools'
          ? t`Payout addresses, one on each line`
          : t`Deposit addresses, one on each line`,
      kind: 'lines',
      isOptional: true,
    },
    more:
      kind === 'pools'
        ? { label: t`Marks in its blocks, one on each line`, kind: 'lines', isOptional: true }
        : {
            label: t`Kind`,
            choices: [
              { value: 'DATF', label: 'DATF' },
              { value: 'OTC', label: 'OTC' },
            ],
          },
  } as const satisfies Record<string, Field>;
};

interface ApprovalValues {
  readonly name: string;
  readonly lei: string;
  readonly from: string;
  readonly addresses: string;
  readonly more: string;
}
const poolOf = ({ name, lei, from, addresses, more }: ApprovalValues) => ({
  name,
  approvedFrom: startOf(from),
  coinbaseTags: linesIn(more),
  payoutAddresses: linesIn(addresses),
  ...given({ lei: orNone(lei) }),
});
const exchangeOf = ({ name, lei, from, addresses, more }: ApprovalValues) => ({
  name,
  approvedFrom: startOf(from),
  kind: more === 'OTC' ? ('OTC' as const) : ('DATF' as const),
  depositAddresses: linesIn(addresses),
  ...given({ lei: orNone(lei) }),
});

const ApproveAgain = ({ kind, sender: { id, name } }: ChangeProps) => (
  <CommandForm
    title={
      kind === 'pools' ? (
        <Trans>Approve the pool again</Trans>
      ) : (
        <Trans>License the exchange again</Trans>
      )
    }
    button={<Trans>Propose</Trans>}
    fields={useApprovalFields(kind, name)}
    send={(values, headers) => {
      const params = { path: { id } };
      return kind === 'pools'
        ? answerOf(
            esep.POST('/licensing/v1/pools/{id}/approvals', {
              params,
              body: poolOf(values),
              headers,
            }),
          )
        : answerOf(
            esep.POST('/licensing/v1/exchanges/{id}/approvals', {
              params,
              body: exchangeOf(values),
              headers,
            }),
          );
    }}
  />
);

/** A pool or an exchange that never was on record. */
export const NewSender = ({ kind }: { readonly kind: SenderKind }) => {
  const { t } = useLingui();
  return (
    <CommandForm
      title={
        kind === 'pools' ? <Trans>Approve a new pool</Trans> : <Trans>License a new exchange</Trans>
      }
      button={kind === 'pools' ? <Trans>Approve</Trans> : <Trans>License</Trans>}
      fields={{
        id: {
          label: t`Id, as its reports will have it`,
          help: t`Small Latin letters, digits and hyphens, as dmp-6.`,
          pattern: /^[a-z][a-z0-9-]*$/,
        },
        ...useApprovalFields(kind),
        publicKey: {
          label: t`Public key that signs its reports`,
          kind: 'long',
          isOptional: true,
          help: t`Ed25519, as PEM or JWK.`,
        },
      }}
      send={({ id, publicKey, ...values }, headers) => {
        const own = { id, ...given({ publicKey: orNone(publicKey) }) };
        return kind === 'pools'
          ? answerOf(
              esep.POST('/licensing/v1/pools', { body: { ...own, ...poolOf(values) }, headers }),
            )
          : answerOf(
              esep.POST('/licensing/v1/exchanges', {
                body: { ...own, ...exchangeOf(values) },
                headers,
              }),
            );
      }}
    />
  );
};
