import { ASSETS } from '@esep/kernel';
import { Trans, useLingui } from '@lingui/react/macro';

import { answerOf, esep } from '../session/esep.js';
import { baseUnitsIn, CommandForm, given, orNone, startOf } from '../shell/command-form.js';
import type { Asset } from './act-fields.js';

/** A licence that is brought in, with its holder and what the holder has. */
export const NewLicence = () => {
  const { t } = useLingui();
  return (
    <CommandForm
      title={<Trans>Bring in a licence</Trans>}
      button={<Trans>Bring in</Trans>}
      fields={{
        licenceId: { label: t`Number of the licence` },
        authority: { label: t`Issuing authority`, initial: 'AIFC' },
        subtype: { label: t`Subtype`, isOptional: true },
        issuedAt: { label: t`Issued on`, kind: 'day' },
        validUntil: {
          label: t`In force until`,
          kind: 'day',
          isOptional: true,
          help: t`Without one: no end yet.`,
        },
        licenseeBin: { label: t`BIN or IIN`, kind: 'bin' },
        kind: {
          label: t`Holder`,
          choices: [
            { value: 'legal-entity', label: t`Legal entity` },
            { value: 'individual-entrepreneur', label: t`Individual entrepreneur` },
          ],
        },
        name: { label: t`Name of the holder` },
        asset: {
          label: t`Coin`,
          choices: ASSETS.map(({ code }) => ({ value: code, label: code })),
        },
        quantity: {
          label: t`Opening stock of it`,
          kind: 'coins',
          isOptional: true,
          help: t`Held on the day of issue, mined before: it need not be sold.`,
        },
        poolId: {
          label: t`Pool with which it mines it, by its id`,
          isOptional: true,
        },
      }}
      send={(values, headers) => {
        const { licenceId, authority, licenseeBin, name, quantity, poolId } = values;
        const issuedAt = startOf(values.issuedAt);
        const asset = values.asset as Asset;
        const stock = baseUnitsIn(quantity, asset);
        const body = {
          licenceId,
          authority,
          licenseeBin,
          name,
          kind:
            values.kind === 'legal-entity'
              ? ('legal-entity' as const)
              : ('individual-entrepreneur' as const),
          issuedAt,
          ...given({
            subtype: orNone(values.subtype),
            validUntil: values.validUntil === '' ? undefined : startOf(values.validUntil),
            openingStock:
              stock === undefined ? undefined : [{ asset, quantity: stock, at: issuedAt }],
            affiliations: poolId === '' ? undefined : [{ poolId, asset, from: issuedAt }],
          }),
        };
        return answerOf(esep.POST('/licensing/v1/licences/import', { body, headers }));
      }}
    >
      <p>
        <Trans>Wallets and related parties are added in the licence, once it is there.</Trans>
      </p>
    </CommandForm>
  );
};
