import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import type { Asset } from '../board/board.js';
import { formatCoins, formatCount, formatDay, formatShare } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { FIGURES, MARKS, PERIOD_STATES, VERDICTS } from '../language/words.js';
import type { Explanation, Rule } from './explanation.js';

/** Values that hold from the first day of all are as old as the pack. */
const FROM_THE_BEGINNING = '0001-01-01';

interface ArithmeticProps {
  readonly explanation: Explanation;
  readonly asset: Asset;
}

/** Each figure of a month, with the numbers that it is made of and the rules that say so. */
export const Arithmetic = ({ explanation, asset }: ArithmeticProps) => {
  const { i18n } = useLingui();
  const [openRule, setOpenRule] = useState<string>();
  return (
    <dl className="arithmetic">
      {explanation.steps.map(({ figure, rules }) => {
        const key = `${figure} `;
        const open = openRule?.startsWith(key) ? openRule.slice(key.length) : undefined;
        return (
          <div key={figure}>
            <dt>{FIGURES[figure] ? i18n._(FIGURES[figure]) : figure}</dt>
            <dd className="value">
              <Value {...{ figure, explanation, asset }} />
            </dd>
            <dd className="formula">
              <Formula {...{ figure, explanation, asset }} />{' '}
              {rules.map((rule) => (
                <button
                  key={rule}
                  type="button"
                  className="rule"
                  aria-expanded={open === rule}
                  onClick={() => setOpenRule(open === rule ? undefined : key + rule)}
                >
                  {rule}
                </button>
              ))}
              {open !== undefined && (
                <RuleText
                  rule={open}
                  rules={explanation.rules.filter((one) => one.rule === open)}
                />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
};

interface FigureProps extends ArithmeticProps {
  readonly figure: string;
}

const Value = ({ figure, explanation: { row }, asset }: FigureProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { state, verdict, soldBps, dischargedBps } = row;
  switch (figure) {
    case 'state':
      return PERIOD_STATES[state] ? i18n._(PERIOD_STATES[state]) : state;
    case 'verdict':
      return i18n._(VERDICTS[verdict]);
    case 'soldBps':
      return formatShare(soldBps, locale);
    case 'dischargedBps':
      return formatShare(dischargedBps, locale);
    default: {
      const value = row[figure as keyof typeof row];
      return typeof value === 'string' ? formatCoins(value, asset, locale) : null;
    }
  }
};

/** How the figure comes about, in words and numbers. */
const Formula = ({ figure, explanation, asset }: FigureProps): ReactNode => {
  const locale = useLocale();
  const { row, mined, paidBy, senders, sales, period } = explanation;
  const coins = (base: string | bigint) => formatCoins(base, asset, locale);
  const due = formatDay(explanation.due, locale);
  const end = formatDay(explanation.end, locale);
  const counted = sales
    .filter(({ at }) => at >= explanation.start && at < explanation.end)
    .reduce((sum, { counts, sourced }) => sum + (counts ? BigInt(sourced) : 0n), 0n);
  switch (figure) {
    case 'mined': {
      const count = formatCount(mined.length, locale);
      return (
        <Plural
          value={mined.length}
          one={`net of ${count} distribution that pools reported`}
          other={`net of ${count} distributions that pools reported`}
        />
      );
    }
    case 'required': {
      const shares = [...new Set(mined.map(({ shareBps }) => formatShare(shareBps, locale)))];
      const share = shares.join(', ');
      const from = coins(row.mined);
      return shares.length === 1 ? (
        <Trans>
          {share} of {from}
        </Trans>
      ) : (
        <Trans>of each distribution its share: {share}</Trans>
      );
    }
    case 'soldInTime':
    case 'soldLate': {
      const isInTime = figure === 'soldInTime';
      const payments = paidBy.filter(({ inTime }) => inTime === isInTime).length;
      const count = formatCount(payments, locale);
      return isInTime ? (
        <Plural
          value={payments}
          one={`${count} sale that counts, before ${due}`}
          other={`${count} sales that count, before ${due}`}
        />
      ) : (
        <Plural
          value={payments}
          one={`${count} sale that counts, from ${due} on`}
          other={`${count} sales that count, from ${due} on`}
        />
      );
    }
    case 'shortfall':
      return `${coins(row.required)} − ${coins(row.soldInTime)}`;
    case 'outstanding':
      return `${coins(row.shortfall)} − ${coins(row.soldLate)}`;
    case 'surplus':
      return <Trans>sold in this month, and owed by no month</Trans>;
    case 'dischargedBps':
      return `${coins(row.soldInTime)} ÷ ${coins(row.mined)}`;
    case 'soldBps':
      return BigInt(row.mined) === 0n || sales.length === 0 ? (
        <Trans>of what was mined</Trans>
      ) : (
        `${coins(counted)} ÷ ${coins(row.mined)}`
      );
    case 'retained':
      return `${coins(row.mined)} − ${coins(row.required)}`;
    case 'state': {
      const missing = senders
        .filter(({ complete, waived }) => !complete && !waived)
        .map(({ sender }) => sender)
        .join(', ');
      if (explanation.asOf < explanation.end) return <Trans>before its end, {end}</Trans>;
      if (explanation.asOf < explanation.due) return <Trans>before it is due, {due}</Trans>;
      return missing === '' ? (
        <Trans>it was due on {due}, and every report is in</Trans>
      ) : (
        <Trans>
          it was due on {due}; reports are missing from {missing}
        </Trans>
      );
    }
    case 'verdict': {
      const short = coins(row.shortfall);
      const owed = coins(row.outstanding);
      return row.state === 'final' ? (
        <Trans>
          short {short}, still owed {owed}
        </Trans>
      ) : (
        <Trans>judged when it is due and every report is in</Trans>
      );
    }
    default:
      return period;
  }
};

const RuleText = ({ rule, rules }: { readonly rule: string; readonly rules: readonly Rule[] }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  return (
    <div className="rule-text" role="status">
      <b>{rule}</b>
      {rules.length === 0 && (
        <p>
          <Trans>A rule without a value of its own: it says how this is counted.</Trans>
        </p>
      )}
      {rules.map(({ key, value, from, source, assumption }) => {
        const mark = MARKS[source.mark ?? (assumption ? 'A' : 'S')];
        const day = formatDay(from, locale);
        return (
          <p key={key}>
            <Link to="/rules" hash={key}>
              <code>{key}</code>
            </Link>{' '}
            <code>{JSON.stringify(value)}</code>
            {from > FROM_THE_BEGINNING && (
              <>
                {' · '}
                <Trans>since {day}</Trans>
              </>
            )}
            <br />
            {mark && <span className={assumption ? 'assumption' : ''}>{i18n._(mark)}</span>}{' '}
            <span lang="en">{[source.act, source.note].filter(Boolean).join(', ')}</span>
          </p>
        );
      })}
    </div>
  );
};
