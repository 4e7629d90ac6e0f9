import type { Schemas } from '@esep/client';
import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { Asked } from './asked.js';
import { Refusal } from './refusal.js';
import { useAnswer } from './use-answer.js';

export type Proposal = Schemas['tax' | 'supervision']['ProposalItem'];

interface SecondPersonProps {
  readonly service: 'tax' | 'supervision';
  /** The acts that belong here. */
  readonly acts: readonly string[];
  /** The roles that answer them. */
  readonly roles: readonly string[];
  /** What is proposed, in words. */
  readonly say: (proposal: Proposal) => ReactNode;
  readonly refusals: Readonly<Record<string, MessageDescriptor>>;
}

/** What one person proposed, and another one confirms or declines. */
export const SecondPerson = ({ service, acts, roles, say, refusals }: SecondPersonProps) => {
  const query = useQuery({
    queryKey: ['proposals', service],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET(`/${service}/v1/proposals`, {
          signal,
          params: { query: { state: 'open', limit: 100 } },
        }),
      ),
  });
  return (
    <section aria-labelledby="second-person">
      <h2 id="second-person">
        <Trans>Waits for a second person</Trans>
      </h2>
      <Asked query={query}>
        {({ items }) => {
          const own = items.filter(({ act }) => acts.includes(act));
          if (own.length === 0)
            return (
              <p className="dim">
                <Trans>Nothing does.</Trans>
              </p>
            );
          return (
            <ul className="waiting">
              {own.map((proposal) => (
                <li key={proposal.proposalId}>
                  {say(proposal)}
                  <Answer {...{ service, proposal, roles, refusals }} />
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </section>
  );
};

interface AnswerProps extends Pick<SecondPersonProps, 'service' | 'roles' | 'refusals'> {
  readonly proposal: Proposal;
}

const Answer = ({ service, proposal, roles, refusals }: AnswerProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  const { proposedBy } = proposal;
  const until = formatDay(proposal.expiresAt, locale);
  const { answer, isMine } = useAnswer(service, proposal);
  return (
    <>
      <p className="dim">
        <Trans>
          Proposed by {proposedBy}; it can be answered until {until}.
        </Trans>
      </p>
      {haveRole(...roles) && (
        <p className="row">
          <Button
            size="compact-sm"
            disabled={isMine || answer.isPending}
            title={isMine ? t`Another person than you has to confirm it.` : undefined}
            onClick={() => answer.mutate('confirm')}
          >
            <Trans>Confirm</Trans>
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={answer.isPending}
            onClick={() => answer.mutate('decline')}
          >
            {isMine ? <Trans>Take back</Trans> : <Trans>Decline</Trans>}
          </Button>
          {isMine && (
            <span className="dim">
              <Trans>Another person than you has to confirm it.</Trans>
            </span>
          )}
        </p>
      )}
      <Refusal error={answer.error} words={refusals} />
    </>
  );
};
