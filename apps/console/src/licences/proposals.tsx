import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { ACTS, PROPOSAL_STATES } from '../language/acts.js';
import { formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { Asked } from '../shell/asked.js';
import { Terms, WaitingFor, type Proposal } from '../shell/proposals.js';
import { Proof } from '../why/proof.js';
import { isAbout, useSanctions, type Licence } from './licences.js';

/** What waits for a second person, and the sanctions that were proposed before. */
export const Proposals = ({ licence }: { readonly licence: Licence }) => {
  const query = useSanctions(licence);
  return (
    <>
      <WaitingFor service="licensing" of={isAbout(licence)} />
      <h3>
        <Trans>Sanctions</Trans>
      </h3>
      <Asked query={query}>
        {(answered) => (
          <>
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
        )}
      </Asked>
    </>
  );
};

/** What became of a proposal, with its proof. */
const Answered = ({ proposal }: { readonly proposal: Proposal }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const [isOpen, setIsOpen] = useState(false);
  const { act, state, proposedBy, proposedAt, answeredBy, answeredAt } = proposal;
  return (
    <li className="evidence">
      <button type="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span>
          {ACTS[act] ? i18n._(ACTS[act]) : act} · {i18n._(PROPOSAL_STATES[state])}
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
