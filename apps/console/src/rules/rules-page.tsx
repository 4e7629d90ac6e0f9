import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

import { formatCount, formatDay, formatShare } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { MARKS } from '../language/words.js';
import { mayCall } from '../session/allowed.js';
import { Asked, Empty } from '../shell/asked.js';
import { startOf } from '../shell/command-form.js';
import { Wide } from '../shell/wide.js';
import { labelsOf, type PackLabel } from './pack-labels.js';
import { QUESTIONS } from './questions.js';
import { BEGINNING, isChanged, usePacks, useRules, type DatedValue, type Rules } from './rules.js';
import { WhatIfPanel } from './what-if-panel.js';

const route = getRouteApi('/rules');

/** The law as data: which packs were adopted and when they hold, and what each says by whose word. */
export const RulesPage = () => {
  const { t } = useLingui();
  const { view, share, grace } = route.useSearch();
  const navigate = route.useNavigate();
  const isSupposing = view === 'what-if' || share !== undefined || grace !== undefined;
  const mayAsk = mayCall('GET', '/supervision/v1/rule-packs/effects/inputs');
  const go = (next: 'what-if' | undefined) =>
    void navigate({
      search: (before) => ({ ...before, view: next, share: undefined, grace: undefined }),
    });
  return (
    <>
      <div className="head">
        <h1>
          <Trans>Rules</Trans>
        </h1>
        {(mayAsk || isSupposing) && (
          <nav aria-label={t`Parts of the page`} className="row">
            <button
              type="button"
              className="tab"
              aria-current={isSupposing ? undefined : 'page'}
              onClick={() => go(undefined)}
            >
              <Trans>As they are</Trans>
            </button>
            <button
              type="button"
              className="tab"
              aria-current={isSupposing ? 'page' : undefined}
              onClick={() => go('what-if')}
            >
              <Trans>What if</Trans>
            </button>
          </nav>
        )}
      </div>
      {isSupposing ? <WhatIfPanel /> : <AdoptedRules />}
    </>
  );
};

const AdoptedRules = () => (
  <>
    <p>
      <Trans>
        The law as data. A pack is adopted by two persons and never changes; what nobody could
        confirm is marked.
      </Trans>
    </p>
    <Asked query={usePacks()}>
      {(packs) =>
        packs.length === 0 ? (
          <Empty>
            <Trans>No rule pack was adopted yet.</Trans>
          </Empty>
        ) : (
          <Packs packs={packs} />
        )
      }
    </Asked>
  </>
);

type Pack = NonNullable<ReturnType<typeof usePacks>['data']>[number];

const Packs = ({ packs }: { readonly packs: readonly Pack[] }) => {
  const { t } = useLingui();
  const locale = useLocale();
  const { pack: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const at = Math.max(
    0,
    packs.findIndex(({ hash, inForce }) => (asked === undefined ? inForce : hash === asked)),
  );
  const { hash, receipt } = packs[at] ?? {};
  const before = packs[at + 1]?.hash;
  const query = useRules(hash, before);
  return (
    <>
      <ul className="worst packs" aria-label={t`Rule packs, the latest first`}>
        {packs.map((one) => {
          const from = formatDay(one.effectiveFrom, locale);
          const adopted = formatDay(one.adoptedAt, locale);
          return (
            <li key={one.hash}>
              <button
                type="button"
                className="card"
                aria-pressed={one.hash === hash}
                onClick={() =>
                  void navigate({ search: (search) => ({ ...search, pack: one.hash }) })
                }
              >
                <b>{one.packId}</b>
                <span>
                  <Trans>
                    from {from}, adopted {adopted}
                  </Trans>
                </span>
                <span>
                  <Labels labels={labelsOf(packs, one)} />
                </span>
                {one.retroactive !== undefined && <span className="reason">{one.retroactive}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      <p className="dim">
        SHA-256 <code>{hash}</code> · <code>{receipt}</code>
      </p>
      <Asked query={query}>
        {({ title, rules, former }) => (
          <>
            <ToKey />
            <h2>{title}</h2>
            {QUESTIONS.map(([part, questions], nth) => (
              <Part key={nth} {...{ part, questions, rules, former }} />
            ))}
          </>
        )}
      </Asked>
    </>
  );
};

const LABELS: Readonly<Record<PackLabel, readonly [verdict: string, word: MessageDescriptor]>> = {
  announced: ['pending', msg`adopted, not yet in force`],
  'in-force': ['compliant', msg`in force`],
  retroactive: ['inconclusive', msg`also for days before it was adopted`],
};

const Labels = ({ labels }: { readonly labels: readonly PackLabel[] }) => {
  const { i18n } = useLingui();
  return labels.map((label) => {
    const [verdict, word] = LABELS[label];
    return (
      <span key={label} className={`badge v-${verdict}`}>
        {i18n._(word)}
      </span>
    );
  });
};

/** Whoever comes for one question gets to it once the answers are there. */
const ToKey = () => {
  const { hash: key } = useLocation();
  useEffect(() => {
    const found = key === '' ? null : document.getElementById(key);
    found?.scrollIntoView({ block: 'center' });
    found?.classList.add('chosen');
    return () => found?.classList.remove('chosen');
  }, [key]);
  return null;
};

type PartProps = {
  readonly part: (typeof QUESTIONS)[number][0];
  readonly questions: (typeof QUESTIONS)[number][1];
  readonly rules: Rules;
  readonly former: Rules | undefined;
};

const Part = ({ part, questions, rules, former }: PartProps) => {
  const { i18n } = useLingui();
  const title = i18n._(part);
  return (
    <Wide label={title}>
      <table className="plain rules">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Question</Trans>
            </th>
            <th scope="col">
              <Trans>Since</Trans>
            </th>
            <th scope="col">
              <Trans>Answer</Trans>
            </th>
            <th scope="col">
              <Trans>Who says so</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(questions).flatMap(([key, question]) => {
            const rule = rules[key];
            const values = rule?.values ?? [];
            return values.map((dated, nth) => (
              <tr key={`${key} ${dated.from}`} id={nth === 0 ? key : undefined}>
                {nth === 0 && (
                  <th scope={values.length > 1 ? 'rowgroup' : 'row'} rowSpan={values.length}>
                    {i18n._(question)}{' '}
                    {rule && isChanged(rule, former, key) && (
                      <span className="badge v-pending">
                        <Trans>changed</Trans>
                      </span>
                    )}
                  </th>
                )}
                <td className="since">
                  <Since {...dated} />
                </td>
                <td>
                  <Answer name={key} value={dated.value} />
                </td>
                <td>
                  <Says {...dated} />
                </td>
              </tr>
            ));
          })}
        </tbody>
      </table>
    </Wide>
  );
};

const Since = ({ from }: DatedValue) => {
  const locale = useLocale();
  return from === BEGINNING ? <Trans>ever</Trans> : formatDay(startOf(from), locale);
};

const Says = ({ source: { fact, mark, act, note }, assumption }: DatedValue) => {
  const { i18n } = useLingui();
  const word = assumption ? MARKS['A'] : mark && MARKS[mark];
  return (
    <>
      <b>{fact}</b>{' '}
      {word && <span className={assumption ? 'obstacle' : 'dim'}>{i18n._(word)}</span>}
      {act !== undefined && <div className="dim">{act}</div>}
      {note !== undefined && <div className="dim">{note}</div>}
    </>
  );
};

/** A value as people read it; what has parts of its own is shown as it stands in the pack. */
const Answer = ({ name, value }: { readonly name: string; readonly value: unknown }) => {
  const locale = useLocale();
  if (typeof value === 'number')
    return name.endsWith('Bps') ? formatShare(value, locale) : formatCount(value, locale);
  if (typeof value === 'boolean') return value ? <Trans>yes</Trans> : <Trans>no</Trans>;
  if (typeof value === 'string') return <code>{value}</code>;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.length === 0 ? <Trans>none</Trans> : <code>{value.join(', ')}</code>;
  if (isRange(value)) return `${formatCount(value.min, locale)}–${formatCount(value.max, locale)}`;
  return (
    <details>
      <summary>
        <Trans>As it stands in the pack</Trans>
      </summary>
      <pre className="bytes">{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
};

const isRange = (value: unknown): value is { readonly min: number; readonly max: number } =>
  typeof value === 'object' &&
  value !== null &&
  'min' in value &&
  'max' in value &&
  typeof value.min === 'number' &&
  typeof value.max === 'number' &&
  Object.keys(value).length === 2;
