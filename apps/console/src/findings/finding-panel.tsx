import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, CloseButton, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';

import { formatCoins, formatCount, formatInstant, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import {
  FINDING_EVENTS,
  FINDING_STATES,
  FINDINGS,
  nameOf,
  OUTCOMES,
  SEVERITIES,
} from '../language/words.js';
import { mayCall } from '../session/allowed.js';
import { Asked } from '../shell/asked.js';
import { WaitingFor } from '../shell/proposals.js';
import { Refusal } from '../shell/refusal.js';
import { Proof } from '../why/proof.js';
import { SaleForms } from './sale-form.js';
import { useDecide, useFinding, type Finding, type Outcome } from './findings.js';

const OUTCOME_KEYS: Readonly<Record<string, Outcome>> = {
  1: 'confirmed',
  2: 'explained',
  3: 'dismissed',
};
const DECIDE = '/supervision/v1/findings/{findingId}/decide';

interface FindingPanelProps {
  readonly findingId: string;
  readonly onClose: () => void;
}

/** One finding: what it is about, what was decided, and the decision that one may take. */
export const FindingPanel = ({ findingId, onClose }: FindingPanelProps) => {
  const { t } = useLingui();
  const query = useFinding(findingId);
  const mayDecide = mayCall('POST', DECIDE);
  const [outcome, setOutcome] = useState<Outcome>();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return onClose();
    // A digit in a reason is a digit.
    const chosen =
      event.target instanceof HTMLTextAreaElement ? undefined : OUTCOME_KEYS[event.key];
    if (chosen === undefined || !mayDecide) return undefined;
    event.preventDefault();
    return setOutcome(chosen);
  };
  return (
    <aside ref={panel} className="side why" aria-label={t`Finding`} tabIndex={-1} onKeyDown={keys}>
      <CloseButton className="close" aria-label={t`Close`} onClick={onClose} />
      <Asked query={query}>
        {(finding) => (
          <>
            <About finding={finding} />
            <WaitingFor
              service="supervision"
              of={({ terms }) => terms['findingId'] === findingId}
            />
            {mayDecide && isOpen(finding) && (
              <DecisionForm
                finding={finding}
                outcome={outcome}
                onChoose={setOutcome}
                onDecided={() => {
                  setOutcome(undefined);
                  // The button that had the keyboard goes.
                  panel.current?.focus();
                }}
              />
            )}
            {mayCall('POST', '/supervision/v1/disqualifications') && (
              <SaleForms finding={finding} />
            )}
            <History finding={finding} />
          </>
        )}
      </Asked>
    </aside>
  );
};

const isOpen = ({ state }: Finding): boolean => state === 'open' || state === 'explained';

const About = ({ finding }: { readonly finding: Finding }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { type, severity, state, licenseeId, asset, period, quantity, rules, facts } = finding;
  const count = formatCount(facts.length, locale);
  return (
    <>
      <h2>{FINDINGS[type] ? i18n._(FINDINGS[type]) : type}</h2>
      <p>
        <span className={`badge s-${severity}`}>
          {SEVERITIES[severity] ? i18n._(SEVERITIES[severity]) : severity}
        </span>{' '}
        {i18n._(FINDING_STATES[state])}
      </p>
      <dl className="facts">
        <div>
          <dt>
            <Trans>Licensee</Trans>
          </dt>
          <dd>
            <Link to="/licensees/$licenseeId" params={{ licenseeId }} search={{ asset }}>
              {nameOf(finding)}
            </Link>
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Month</Trans>
          </dt>
          <dd>
            <Link to="/board" search={{ asset, cell: `${licenseeId}.${period}` }}>
              {formatMonth(period, locale)}
            </Link>
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Quantity</Trans>
          </dt>
          <dd>
            <b>
              {formatCoins(quantity, asset, locale)} {asset}
            </b>
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Rules</Trans>
          </dt>
          <dd>{rules.join(', ')}</dd>
        </div>
      </dl>
      {facts.length > 0 && (
        <details>
          <summary>
            <Plural value={facts.length} one={`${count} row`} other={`${count} rows`} />
          </summary>
          {facts.map((fact) => (
            <code key={fact} className="line">
              {fact}
            </code>
          ))}
        </details>
      )}
    </>
  );
};

interface DecisionFormProps {
  readonly finding: Finding;
  readonly outcome: Outcome | undefined;
  readonly onChoose: (outcome: Outcome) => void;
  readonly onDecided: () => void;
}

/** First the outcome, then the reason; nothing is sent without one. */
const DecisionForm = ({ finding, outcome, onChoose, onDecided }: DecisionFormProps) => {
  const { i18n, t } = useLingui();
  const decide = useDecide();
  const [reason, setReason] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (outcome === undefined || reason.trim() === '' || decide.isPending) return;
    decide.mutate({ finding, outcome, reason: reason.trim() }, { onSuccess: onDecided });
  };
  return (
    <form className="decide" onSubmit={send}>
      <h3>
        <Trans>Decide</Trans>
      </h3>
      <div className="choices" role="group" aria-label={t`Outcome`}>
        {Object.entries(OUTCOME_KEYS).map(([key, one]) => (
          <button
            key={one}
            type="button"
            aria-pressed={outcome === one}
            onClick={() => onChoose(one)}
          >
            <kbd>{key}</kbd> {i18n._(OUTCOMES[one])}
          </button>
        ))}
      </div>
      {outcome !== undefined && (
        <>
          <Textarea
            label={t`Reason, for the record`}
            autoFocus
            required
            minRows={2}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {/* Not disabled meanwhile: it would lose the keyboard. */}
          <Button type="submit" size="compact-md" aria-busy={decide.isPending}>
            <Trans>Put on record</Trans>
          </Button>
        </>
      )}
      {decide.data === 'proposed' && (
        <p role="status">
          <Trans>This takes two persons: it is proposed, and waits for another one.</Trans>
        </p>
      )}
      <Refusal error={decide.error} />
    </form>
  );
};

/** How it came to be what it is, the newest first, each step with its proof. */
const History = ({ finding }: { readonly finding: Finding }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const [open, setOpen] = useState<string>();
  const { asset, history } = finding;
  return (
    <section>
      <h3>
        <Trans>History</Trans>
      </h3>
      <ol className="rows">
        {history.toReversed().map(({ type, recordedAt, receipt, body }) => {
          const { quantity, by, proposedBy, confirmedBy, reason } = body;
          const person = [by, confirmedBy, proposedBy].find((one) => typeof one === 'string');
          return (
            <li className="evidence" key={receipt}>
              <button
                type="button"
                aria-expanded={open === receipt}
                onClick={() => setOpen(open === receipt ? undefined : receipt)}
              >
                <span>
                  {FINDING_EVENTS[type] ? i18n._(FINDING_EVENTS[type]) : type}
                  {person !== undefined && ` · ${String(person)}`}
                </span>
                <span>{formatInstant(recordedAt, locale)}</span>
                <span className="figure">
                  {typeof quantity === 'string' && formatCoins(quantity, asset, locale)}
                </span>
                {typeof reason === 'string' && <span className="reason">{reason}</span>}
              </button>
              {open === receipt && (
                <div className="receipt">
                  <Proof path={receipt} />
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
};
