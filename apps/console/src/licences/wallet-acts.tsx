import { Trans, useLingui } from '@lingui/react/macro';

import { formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { CommandForm, startOf } from '../shell/command-form.js';
import { useFields, type ActProps, type Asset } from './act-fields.js';
import { useHoldings, type Licence } from './licences.js';

export const BindWallet = ({ licence: { licenceId } }: ActProps) => {
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

export const ReleaseWallet = ({ licence }: ActProps) => {
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

export const CorrectWallet = ({ licence }: ActProps) => {
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
