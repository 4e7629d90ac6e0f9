import type { Schemas, ServiceName } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { ACTS, RELEASES, TERMS } from '../language/acts.js';
import {
  formatCoins,
  formatDay,
  formatInstant,
  formatMoney,
  formatMonth,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { FINDINGS, SERVICE_NAMES } from '../language/words.js';
import { useServicesThat } from '../session/allowed.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf } from '../session/services.js';
import { allOf } from './all-of.js';
import { Asked } from './asked.js';
import { useNameOf } from './names.js';
import { Refusal } from './refusal.js';
import { placeOf, useAnswer } from './use-answer.js';

export type Proposal = Schemas['licensing' | 'tax' | 'supervision']['ProposalItem'];
interface Waiting {
  readonly service: ServiceName;
  readonly proposal: Proposal;
}

const openOf = (service: ServiceName, isAsked = true) => ({
  enabled: isAsked,
  queryKey: ['proposals', service],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    allOf((page) =>
      answerOf(
        esep.GET(pathOf(service, 'proposals'), {
          signal,
          params: { query: { state: 'open', ...page } },
        }),
      ),
    ),
});

/** What lapses first comes first: it is what has to be answered. */
const bySoonest = (one: Proposal, other: Proposal): number =>
  one.expiresAt < other.expiresAt ? -1 : 1;

interface WaitingForProps {
  readonly service: ServiceName;
  /** Those that belong here. */
  readonly of: (proposal: Proposal) => boolean;
  /** What stands there without any; nothing without it. */
  readonly children?: ReactNode;
}

/** What waits for a second person, of one service. */
export const WaitingFor = ({ service, of, children }: WaitingForProps) => {
  const isReadable = useIsReadable(service);
  const query = useQuery(openOf(service, isReadable));
  if (!isReadable) return null;
  return (
    <Asked query={query}>
      {(all) => {
        const own = all.filter(of).toSorted(bySoonest);
        return own.length === 0
          ? children
          : own.map((proposal) => (
              <Proposed key={proposal.proposalId} {...{ service, proposal }} />
            ));
      }}
    </Asked>
  );
};

/** The same as a part of a page; nothing for who does not read it. */
export const SecondPerson = ({ service, of }: Omit<WaitingForProps, 'children'>) => {
  if (!useIsReadable(service)) return null;
  return (
    <section aria-labelledby="second-person">
      <h2 id="second-person">
        <Trans>Waits for a second person</Trans>
      </h2>
      <WaitingFor {...{ service, of }}>
        <p className="dim">
          <Trans>Nothing does.</Trans>
        </p>
      </WaitingFor>
    </section>
  );
};

const useIsReadable = (service: ServiceName): boolean =>
  useServicesThat('GET', 'proposals')?.includes(service) ?? false;

/** What waits for a second person, of all services that one reads. */
export const WaitingAnywhere = ({ children }: { readonly children: ReactNode }) => {
  const readable = useServicesThat('GET', 'proposals');
  const services = readable ?? [];
  const queries = useQueries({ queries: services.map((service) => openOf(service)) });
  const broken = queries.find(({ error }) => error !== null);
  if (broken) return <Refusal error={broken.error} />;
  if (readable === undefined || queries.some(({ isPending }) => isPending))
    return (
      <p className="notice" role="status">
        <Trans>Loading …</Trans>
      </p>
    );
  const all = queries.flatMap(({ data = [] }, at): Waiting[] =>
    data.map((proposal) => ({ service: services[at] ?? 'licensing', proposal })),
  );
  if (all.length === 0) return children;
  return all
    .toSorted((one, other) => bySoonest(one.proposal, other.proposal))
    .map((one) => <Proposed key={one.proposal.proposalId} {...one} isAnywhere />);
};

/** What one person proposed: what it would change, until when, and the answer of another one. */
const Proposed = ({ service, proposal, isAnywhere }: Waiting & { readonly isAnywhere?: true }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { answer, isMine } = useAnswer(service, proposal);
  const { act, proposedBy } = proposal;
  const mayAnswer = useServicesThat('POST', `${placeOf(act)}/{proposalId}/confirm`)?.includes(
    service,
  );
  const at = formatInstant(proposal.proposedAt, locale);
  const until = formatInstant(proposal.expiresAt, locale);
  return (
    <section className="proposal">
      <h3>
        {ACTS[act] ? i18n._(ACTS[act]) : act}
        {isAnywhere && <span className="dim"> · {i18n._(SERVICE_NAMES[service])}</span>}
      </h3>
      <Terms proposal={proposal} />
      <p>
        <Trans>
          <b>{proposedBy}</b> proposed it on {at}. It waits for a second person until {until}.
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
          <Button
            size="compact-md"
            variant="default"
            loading={answer.isPending}
            onClick={() => answer.mutate('decline')}
          >
            {isMine ? <Trans>Take it back</Trans> : <Trans>Decline</Trans>}
          </Button>
        </div>
      )}
      <Refusal error={answer.error} />
    </section>
  );
};

/** Why it is proposed; read last. */
const REASONS = ['ground', 'reason', 'retroactive'];

/** What is proposed, in words. */
export const Terms = ({ proposal: { terms } }: { readonly proposal: Proposal }) => {
  const { i18n } = useLingui();
  const saying = REASONS.map((name) => terms[name]).filter((text) => typeof text === 'string');
  return (
    <>
      <dl className="facts">
        {Object.entries(TERMS).map(
          ([name, word]) =>
            terms[name] !== undefined &&
            terms[name] !== null && (
              <div key={name}>
                <dt>{i18n._(word)}</dt>
                <dd>
                  <Term name={name} terms={terms} />
                </dd>
              </div>
            ),
        )}
      </dl>
      {saying.map((text) => (
        <blockquote key={text}>{text}</blockquote>
      ))}
    </>
  );
};

interface TermProps {
  readonly name: string;
  readonly terms: Proposal['terms'];
}
const INSTANT = /^\d{4}-\d\d-\d\dT/;
const MONTH = /^\d{4}-\d\d$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

const Term = ({ name, terms }: TermProps): ReactNode => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const nameOf = useNameOf();
  const term = terms[name];
  if (term === true) return <Trans>yes</Trans>;
  if (Array.isArray(term))
    return term.map((one) => (MONTH.test(one) ? formatMonth(one, locale) : String(one))).join(', ');
  if (isMoney(term)) return formatMoney(term, locale);
  if (typeof term !== 'string' && typeof term !== 'number') return <Trans>not shown</Trans>;
  const text = String(term);
  switch (name) {
    case 'licenceId':
      return (
        <Link to="/licences" search={{ licence: text }}>
          {text}
        </Link>
      );
    case 'licenseeId':
    case 'toLicenseeId':
      return (
        <Link to="/licensees/$licenseeId" params={{ licenseeId: text }}>
          {nameOf(text)}
        </Link>
      );
    case 'type': {
      const word = FINDINGS[text];
      const finding = terms['findingId'];
      return typeof finding === 'string' ? (
        <Link to="/findings" search={{ state: 'all', finding }}>
          {word ? i18n._(word) : text}
        </Link>
      ) : word ? (
        i18n._(word)
      ) : (
        text
      );
    }
    case 'quantity':
      return `${formatCoins(text, String(terms['asset']), locale)} ${String(terms['asset'])}`;
    case 'period':
      return text === 'opening' ? <Trans>opening stock</Trans> : formatMonth(text, locale);
    case 'key':
      return nameOf(text);
    case 'how': {
      const word = RELEASES[text];
      return word ? i18n._(word) : text;
    }
    case 'subscription':
    case 'address':
    case 'tradeId':
    case 'proof':
      return <code>{text}</code>;
    default:
      if (INSTANT.test(text)) return formatInstant(text, locale);
      return DAY.test(text) ? formatDay(`${text}T07:00:00Z`, locale) : text;
  }
};

const isMoney = (term: unknown): term is { readonly amount: string; readonly currency: string } =>
  typeof term === 'object' && term !== null && 'amount' in term && 'currency' in term;
