import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { formatDay, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { LICENSING_ACTS, PROPOSAL_STATES } from '../language/words.js';
import { Asked, Refusal } from '../shell/asked.js';
import { useAnswer } from '../shell/use-answer.js';
import { Proof } from '../why/proof.js';
import { useProposals, type Licence, type Proposal } from './licences.js';

interface ProposalsProps {
  readonly licence: Licence;
  readonly mayAnswer: boolean;
}

/** What waits for a second person, and the sanctions that were proposed before. */
export const Proposals = ({ licence, mayAnswer }: ProposalsProps) => {
  const query = useProposals(licence);
  return (
    <Asked query={query}>
      {(proposals) => {
        const answered = proposals.filter(({ state }) => state !== 'open');
        return (
          <>
            {proposals
              .filter(({ state }) => state === 'open')
              .map((one) => (
                <OpenProposal key={one.proposalId} proposal={one} mayAnswer={mayAnswer} />
              ))}
            <h3>
              <Trans>Sanctions</Trans>
            </h3>
            {answered.length === 0 && (
              <p>
                <Trans>None was decided about this licence.</Trans>
              </p>
            )}
            <ul className="rows">
              {answered.map((one) => (
                <Answered key={one.proposalId} proposal={one} />
              ))}
            </ul>
          </>
        );
      }}
    </Asked>
  );
};

const useWords = () => {
  const { i18n } = useLingui();
  return ({ act }: Proposal) => (LICENSING_ACTS[act] ? i18n._(LICENSING_ACTS[act]) : act);
};

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** From when until when, and why. */
const Terms = ({ proposal }: { readonly proposal: Proposal }) => {
  const locale = useLocale();
  const { from, until, ground, reason } = proposal.terms;
  const [begin, end] = [textIn(from), textIn(until)].map(
    (at) => at !== undefined && formatDay(at, locale),
  );
  return (
    <>
      {begin !== false && (
        <p>
          {end === false ? (
            <Trans>From {begin}.</Trans>
          ) : (
            <Trans>
              From {begin} to {end}.
            </Trans>
          )}
        </p>
      )}
      <blockquote>{textIn(ground) ?? textIn(reason)}</blockquote>
    </>
  );
};

interface OpenProposalProps {
  readonly proposal: Proposal;
  readonly mayAnswer: boolean;
}

const OpenProposal = ({ proposal, mayAnswer }: OpenProposalProps) => {
  const locale = useLocale();
  const wordOf = useWords();
  const { answer, isMine } = useAnswer('licensing', proposal);
  const { proposedBy } = proposal;
  const until = formatInstant(proposal.expiresAt, locale);
  return (
    <section className="proposal">
      <h3>
        <Trans>Proposed: {wordOf(proposal)}</Trans>
      </h3>
      <Terms proposal={proposal} />
      <p>
        <Trans>
          <b>{proposedBy}</b> proposed it. It waits for a second person until {until}.
        </Trans>
      </p>
      {isMine && (
        <p>
          <Trans>You proposed it yourself: somebody else has to confirm.</Trans>
        </p>
      )}
      {mayAnswer && (
        <div className="choices">
          {!isMine && (
            <Button
              size="compact-md"
              loading={answer.isPending}
              onClick={() => answer.mutate('confirm')}
            >
              <Trans>Confirm as second person</Trans>
            </Button>
          )}
          <Button size="compact-md" variant="default" onClick={() => answer.mutate('decline')}>
            {isMine ? <Trans>Take it back</Trans> : <Trans>Decline</Trans>}
          </Button>
        </div>
      )}
      {answer.error && <Refusal error={answer.error} />}
    </section>
  );
};

/** What became of a proposal, with its proof. */
const Answered = ({ proposal }: { readonly proposal: Proposal }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const wordOf = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const { state, proposedBy, proposedAt, answeredBy, answeredAt } = proposal;
  return (
    <li className="evidence">
      <button type="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span>
          {wordOf(proposal)} · {i18n._(PROPOSAL_STATES[state])}
        </span>
        <span>{formatInstant(answeredAt ?? proposedAt, locale)}</span>
        <span className="reason">
          {answeredBy === undefined ? (
            <Trans>proposed by {proposedBy}</Trans>
          ) : (
            <Trans>
              proposed by {proposedBy}, answered by {answeredBy}
            </Trans>
          )}
        </span>
      </button>
      {isOpen && (
        <div className="receipt">
          <Terms proposal={proposal} />
          <Proof path={proposal.receipt} />
        </div>
      )}
    </li>
  );
};
