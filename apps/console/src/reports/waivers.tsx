import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';

import { formatDay, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { WAIVER_REFUSALS } from '../language/refusals.js';
import { answerOf, esep, saveCsv } from '../session/esep.js';
import { Asked } from '../shell/asked.js';
import { Refusal } from '../shell/refusal.js';
import { SecondPerson } from '../shell/second-person.js';

const ROLES = ['supervision-analyst', 'enforcement-officer'];

/** Proposes that a month is judged without a sender that stays silent. */
export const Waive = ({ period, sender }: { readonly period: string; readonly sender: string }) => {
  const { t } = useLingui();
  const queries = useQueryClient();
  const month = formatMonth(period, useLocale());
  const waive = useMutation({
    mutationFn: (reason: string) =>
      answerOf(esep.POST('/supervision/v1/waivers', { body: { period, sender, reason } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['proposals'] }),
  });
  const propose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    waive.mutate(String(new FormData(event.currentTarget).get('reason')));
  };
  if (waive.isSuccess)
    return (
      <p className="done" role="status">
        <Trans>It is proposed, and waits for a second person.</Trans>
      </p>
    );
  return (
    <form className="command" onSubmit={propose}>
      <h3>
        <Trans>Judge {month} without this sender</Trans>
      </h3>
      <Textarea name="reason" required maxLength={2_000} label={t`Why is it not waited for?`} />
      <Button type="submit" size="compact-sm" loading={waive.isPending}>
        <Trans>Propose a waiver</Trans>
      </Button>
      <Refusal error={waive.error} words={WAIVER_REFUSALS} />
    </form>
  );
};

/** Waivers that wait for a second person, and those that were given. */
export const Waivers = () => {
  const locale = useLocale();
  const query = useQuery({
    queryKey: ['waivers'],
    queryFn: ({ signal }) =>
      answerOf(esep.GET('/supervision/v1/waivers', { signal, params: { query: { limit: 100 } } })),
  });
  return (
    <div className="below">
      <SecondPerson
        service="supervision"
        acts={['CompletenessWaiver', 'CompletenessWaiverRevocation']}
        roles={ROLES}
        refusals={WAIVER_REFUSALS}
        say={({ act, terms }) => {
          const sender = String(terms['sender']);
          const month = formatMonth(String(terms['period']), locale);
          return (
            <>
              <p>
                {act === 'CompletenessWaiver' ? (
                  <Trans>
                    Judge {month} without {sender}
                  </Trans>
                ) : (
                  <Trans>
                    Wait for {sender} again in {month}
                  </Trans>
                )}
              </p>
              <blockquote>{String(terms['reason'] ?? '')}</blockquote>
            </>
          );
        }}
      />
      <section aria-labelledby="waivers">
        <h2 id="waivers">
          <Trans>Waivers</Trans>
        </h2>
        <Asked query={query}>
          {({ items }) =>
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
                      </li>
                    );
                  })}
                </ul>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => void saveCsv('/supervision/v1/waivers?limit=500', 'waivers.csv')}
                >
                  CSV
                </Button>
              </>
            )
          }
        </Asked>
      </section>
    </div>
  );
};
