import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { formatDay, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { allOf } from '../shell/all-of.js';
import { Asked } from '../shell/asked.js';
import { CommandForm } from '../shell/command-form.js';
import { Csv } from '../shell/csv-button.js';
import { SecondPerson } from '../shell/proposals.js';

interface WaiveProps {
  readonly period: string;
  readonly sender: string;
}

/** Proposes that a month is judged without a sender that stays silent. */
export const Waive = ({ period, sender }: WaiveProps) => {
  const { t } = useLingui();
  const month = formatMonth(period, useLocale());
  return (
    <CommandForm
      title={<Trans>Judge {month} without this sender</Trans>}
      button={<Trans>Propose a waiver</Trans>}
      fields={{ reason: { label: t`Why is it not waited for?`, kind: 'long' } }}
      send={({ reason }, headers) =>
        answerOf(
          esep.POST('/supervision/v1/waivers', { body: { period, sender, reason }, headers }),
        )
      }
    />
  );
};

/** Proposes that a month waits again for a sender that was waived. */
const Revoke = ({ period, sender }: WaiveProps) => {
  const { t } = useLingui();
  const month = formatMonth(period, useLocale());
  return (
    <CommandForm
      title={
        <Trans>
          Wait for {sender} again in {month}
        </Trans>
      }
      button={<Trans>Propose to take the waiver back</Trans>}
      fields={{ reason: { label: t`Why is it waited for again?`, kind: 'long' } }}
      send={({ reason }, headers) =>
        answerOf(
          esep.POST('/supervision/v1/waivers/revocations', {
            body: { period, sender, reason },
            headers,
          }),
        )
      }
    />
  );
};

/** Waivers that wait for a second person, and those that were given. */
export const Waivers = () => {
  const locale = useLocale();
  const [revoked, setRevoked] = useState<string>();
  const mayRevoke = haveRole('supervision-analyst', 'enforcement-officer');
  const query = useQuery({
    queryKey: ['waivers'],
    queryFn: ({ signal }) =>
      allOf((page) =>
        answerOf(esep.GET('/supervision/v1/waivers', { signal, params: { query: page } })),
      ),
  });
  return (
    <div className="below">
      <SecondPerson service="supervision" of={({ act }) => act.startsWith('CompletenessWaiver')} />
      <section aria-labelledby="waivers">
        <h2 id="waivers">
          <Trans>Waivers</Trans>
        </h2>
        <Asked query={query}>
          {(items) =>
            items.length === 0 ? (
              <p className="dim">
                <Trans>Every month is judged with all its senders.</Trans>
              </p>
            ) : (
              <>
                <ul className="waiting">
                  {items.map(({ period, sender, reason, waivedAt, revokedAt, receipt }) => {
                    const month = formatMonth(period, locale);
                    const day = formatDay(waivedAt, locale);
                    const isRevoked = revoked === receipt;
                    return (
                      <li key={receipt}>
                        <p>
                          <Trans>
                            {month} without {sender}, since {day}
                          </Trans>{' '}
                          {revokedAt !== null && (
                            <span className="obstacle">
                              <Trans>taken back</Trans>
                            </span>
                          )}
                        </p>
                        <blockquote>{reason}</blockquote>
                        {mayRevoke && revokedAt === null && (
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-expanded={isRevoked}
                            onClick={() => setRevoked(isRevoked ? undefined : receipt)}
                          >
                            <Trans>Wait for it again</Trans>
                          </Button>
                        )}
                        {isRevoked && <Revoke {...{ period, sender }} />}
                      </li>
                    );
                  })}
                </ul>
                <Csv name="waivers" path="/supervision/v1/waivers" query={{}} />
              </>
            )
          }
        </Asked>
      </section>
    </div>
  );
};
