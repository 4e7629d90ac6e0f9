import { Trans, useLingui } from '@lingui/react/macro';

import { answerOf, esep } from '../session/esep.js';
import { CommandForm } from '../shell/command-form.js';
import type { Finding } from './findings.js';

interface SaleFormsProps {
  readonly finding: Finding;
}

/** Proposes that a sale does not count any more, or counts again, because of a finding. */
export const SaleForms = ({ finding }: SaleFormsProps) => {
  const { t } = useLingui();
  const { findingId, revision, facts } = finding;
  const sales = facts.filter((fact) => fact.endsWith(':sell'));
  const reason = { label: t`Reason, for the record`, kind: 'long' } as const;
  return (
    <>
      {sales.length > 0 && (
        <details>
          <summary>
            <Trans>A sale of it is not to count</Trans>
          </summary>
          <CommandForm
            title={<Trans>Propose that a sale does not count</Trans>}
            button={<Trans>Propose</Trans>}
            fields={{
              fact: {
                label: t`Sale`,
                choices: sales.map((value) => ({ value, label: value })),
              },
              reason,
            }}
            send={(values, headers) =>
              answerOf(
                esep.POST('/supervision/v1/disqualifications', {
                  body: { findingId, revision, ...values },
                  headers,
                }),
              )
            }
          >
            <p>
              <Trans>
                Once another person confirms it, the months are judged again without it.
              </Trans>
            </p>
          </CommandForm>
        </details>
      )}
      <details>
        <summary>
          <Trans>A sale is to count again</Trans>
        </summary>
        <CommandForm
          title={<Trans>Propose that a sale counts again</Trans>}
          button={<Trans>Propose</Trans>}
          fields={{
            fact: {
              label: t`Sale, as exchange:trade:sell`,
              initial: sales.length === 1 ? sales[0] : undefined,
              help: t`As the rows of the explanation and of the findings name it.`,
              pattern: /^[^:]+:.+:sell$/,
            },
            reason,
          }}
          send={(values, headers) =>
            answerOf(
              esep.POST('/supervision/v1/requalifications', {
                body: { findingId, revision, ...values },
                headers,
              }),
            )
          }
        >
          <p>
            <Trans>Only a sale that two persons disqualified before.</Trans>
          </p>
        </CommandForm>
      </details>
    </>
  );
};
