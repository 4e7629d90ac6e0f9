import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import { formatCount, formatInstant, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { FINDING_EVENTS, FINDINGS, nameOf, VERDICTS } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { useChanges, type Change } from './today.js';
import { markSeen, seenBefore } from './visit.js';

/** What changed last; each leads to the figure as it is known since, or to the finding. */
export const Changes = () => (
  <Asked query={useChanges()}>
    {({ items }) =>
      items.length === 0 ? (
        <Empty>
          <Trans>No verdict has changed yet, and nothing was found.</Trans>
        </Empty>
      ) : (
        <ChangesSince items={items} />
      )
    }
  </Asked>
);

/** The latest first; those stand out that somebody has not seen on an earlier visit. */
const ChangesSince = ({ items }: { readonly items: readonly Change[] }) => {
  const locale = useLocale();
  const [seen] = useState(seenBefore);
  const newest = items[0]?.position ?? 0;
  useEffect(() => markSeen(newest), [newest]);
  const isNew = ({ position }: Change) => seen !== undefined && position > seen.position;
  const count = items.filter(isNew).length;
  const shown = formatCount(count, locale);
  const since = seen && formatInstant(seen.at, locale);
  return (
    <>
      {seen && (
        <p className="dim since">
          {count === 0 ? (
            <Trans>Nothing has changed since your last visit, {since}.</Trans>
          ) : count === items.length ? (
            <Trans>All of these are new since your last visit, {since}.</Trans>
          ) : (
            <Plural
              value={count}
              one={`${shown} is new since your last visit, ${since}.`}
              other={`${shown} are new since your last visit, ${since}.`}
            />
          )}
        </p>
      )}
      <ul className="rows changes">
        {items.map((change) => (
          <li className="evidence" key={change.position}>
            {isNew(change) && (
              <span className="badge s-low">
                <Trans>New</Trans>
              </span>
            )}{' '}
            <Changed {...change} />{' '}
            <span className="dim">
              {nameOf(change)}, {formatMonth(change.period, locale)} {change.asset} ·{' '}
              {formatInstant(change.recordedAt, locale)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

const Changed = ({ type, licenseeId, period, asset, judged, finding }: Change) => {
  const { i18n } = useLingui();
  if (judged !== null)
    return (
      <Link to="/board" search={{ cell: `${licenseeId}.${period}`, asset }}>
        {i18n._(VERDICTS[judged.verdictBefore])} → <b>{i18n._(VERDICTS[judged.verdict])}</b>
      </Link>
    );
  if (finding === null) return null;
  const { findingId, findingType } = finding;
  return (
    <Link to="/findings" search={{ finding: findingId }}>
      <b>{FINDINGS[findingType] ? i18n._(FINDINGS[findingType]) : findingType}</b>
      {FINDING_EVENTS[type] && <>: {i18n._(FINDING_EVENTS[type])}</>}
    </Link>
  );
};
