import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import {
  formatCoins,
  formatCount,
  formatInstant,
  formatMoney,
  formatMonth,
  formatQuarter,
  formatShare,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { ASSESSMENT_STATES, BLOCKS, CONDITIONS, CONDITION_STATES } from '../language/words.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { Asked } from '../shell/asked.js';
import { Panel } from '../shell/panel.js';
import { Refusal } from '../shell/refusal.js';
import { useCommand } from '../shell/use-command.js';
import { Proof } from '../why/proof.js';
import { RecordPayment } from './payments.js';
import { useAssessment, useTaxExplanation, type AssessmentWhole } from './taxes.js';

const route = getRouteApi('/taxes');

interface AssessmentPanelProps {
  readonly licenseeId: string;
  readonly quarter: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** One quarter of a licensee: what is owed and why, its versions, and what may be released. */
export const AssessmentPanel = ({ licenseeId, quarter, name, onClose }: AssessmentPanelProps) => {
  const { t } = useLingui();
  const query = useAssessment(licenseeId, quarter, route.useSearch());
  return (
    <Panel title={name} label={t`Assessment`} onClose={onClose}>
      <Asked query={query}>{(assessment) => <Whole assessment={assessment} />}</Asked>
    </Panel>
  );
};

interface WholeProps {
  readonly assessment: AssessmentWhole;
}

const Whole = ({ assessment }: WholeProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { quarter, state, reason, detail, paid, amount, outstanding, credit } = assessment;
  const block = reason === undefined ? undefined : BLOCKS[reason];
  const isOfficer = haveRole('tax-officer');
  return (
    <>
      <p className="month">
        {formatQuarter(quarter, locale)}{' '}
        <span className={`badge a-${state}`}>{i18n._(ASSESSMENT_STATES[state])}</span>
      </p>
      {reason !== undefined && (
        <p className="refusal">
          {block ? i18n._(block) : reason}{' '}
          {detail !== undefined && <Detail reason={reason} detail={detail} />}
        </p>
      )}
      <dl className="facts">
        {amount && <Fact name={<Trans>Tax</Trans>}>{formatMoney(amount, locale)}</Fact>}
        <Fact name={<Trans>Accepted costs</Trans>}>{formatMoney(assessment.costs, locale)}</Fact>
        <Fact name={<Trans>Paid</Trans>}>{formatMoney(paid, locale)}</Fact>
        {outstanding && (
          <Fact name={<Trans>Still to be paid</Trans>}>{formatMoney(outstanding, locale)}</Fact>
        )}
        {credit && <Fact name={<Trans>Paid too much</Trans>}>{formatMoney(credit, locale)}</Fact>}
        {assessment.approvedBy !== undefined && (
          <Fact name={<Trans>Approved by</Trans>}>{assessment.approvedBy}</Fact>
        )}
      </dl>
      {isOfficer && assessment.version !== undefined && assessment.approvedBy === undefined && (
        <Approve assessment={assessment} version={assessment.version} />
      )}
      {isOfficer && outstanding && outstanding.amount !== '0' && (
        <RecordPayment of={`${assessment.licenseeId}/${quarter}`} owed={outstanding.amount} />
      )}
      <Explanation assessment={assessment} isOfficer={isOfficer} />
      <Versions assessment={assessment} />
    </>
  );
};

interface DetailProps {
  readonly reason: string;
  readonly detail: string;
}

/** What stands in the way; a day without a price leads to where one is proposed. */
const Detail = ({ reason, detail }: DetailProps) => {
  const [of = '', day = ''] = detail.split(' ');
  return /^(price|exchange-rate)-missing$/.test(reason) && day !== '' ? (
    <Link to="/taxes" search={{ view: 'prices', month: day.slice(0, 7), open: `${of}/${day}` }}>
      {of} · {day}
    </Link>
  ) : (
    <span lang="en">{detail}</span>
  );
};

const Fact = (props: { readonly name: ReactNode; readonly children: ReactNode }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
);

const Approve = (props: WholeProps & { readonly version: number }) => {
  const { assessment, version } = props;
  const { licenseeId, quarter } = assessment;
  const nth = formatCount(version, useLocale());
  const approve = useCommand((body: { readonly version: number }, headers) =>
    answerOf(
      esep.POST('/tax/v1/assessments/{licenseeId}/{quarter}/approve', {
        params: { path: { licenseeId, quarter } },
        body,
        headers,
      }),
    ),
  );
  return (
    <>
      <Button
        size="compact-sm"
        loading={approve.isPending}
        onClick={() => approve.mutate({ version })}
      >
        <Trans>Approve version {nth}</Trans>
      </Button>
      <Refusal error={approve.error} />
    </>
  );
};

const Explanation = ({ assessment, isOfficer }: WholeProps & { readonly isOfficer: boolean }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const query = useTaxExplanation(assessment, route.useSearch());
  const conditions =
    assessment.versions.find(({ version }) => version === assessment.version)?.conditions ?? [];
  return (
    <Asked query={query}>
      {({ base, rateBps, amount, steps, judgements }) => (
        <>
          <h3>
            <Trans>How it comes about</Trans>
          </h3>
          {base && amount && rateBps !== undefined && (
            <p className="month">
              {formatMoney(base, locale)} × {formatShare(rateBps, locale)} ={' '}
              <b>{formatMoney(amount, locale)}</b>
            </p>
          )}
          <ul>
            {conditions.map(({ condition, rule, state, detail }) => (
              <li key={condition} className="rejected">
                <span className={`badge c-${state}`}>{i18n._(CONDITION_STATES[state])}</span>{' '}
                {CONDITIONS[condition] ? i18n._(CONDITIONS[condition]) : condition}{' '}
                <code>{rule}</code> {state === 'broken' && <span lang="en">{detail}</span>}
              </li>
            ))}
          </ul>
          <details>
            <summary>
              <Trans>Every step, as it was recorded</Trans>
            </summary>
            <ol lang="en" className="steps">
              {steps.map(({ rule, text }) => (
                <li key={rule + text}>
                  <code>{rule}</code> {text}
                </li>
              ))}
            </ol>
          </details>
          <h3>
            <Trans>Months</Trans>
          </h3>
          <ul>
            {judgements.map(({ asset, period, mined }) => (
              <li key={asset + period} className="rejected">
                {formatMonth(period, locale)}: {formatCoins(mined, asset, locale)} {asset}{' '}
                {isOfficer && <Release licenseeId={assessment.licenseeId} {...{ asset, period }} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </Asked>
  );
};

interface ReleaseProps {
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: string;
}

/** Proposes that what need not be sold of a month may be moved. */
const Release = ({ licenseeId, asset, period }: ReleaseProps) => {
  const release = useCommand((body: ReleaseProps, headers) =>
    answerOf(esep.POST('/tax/v1/releases', { body: { ...body, asset: asset as 'BTC' }, headers })),
  );
  if (release.isSuccess)
    return (
      <span className="done" role="status">
        <Trans>It is proposed, and waits for a second person.</Trans>
      </span>
    );
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={release.isPending}
        onClick={() => release.mutate({ licenseeId, asset, period })}
      >
        <Trans>Propose to release what need not be sold</Trans>
      </Button>
      <Refusal error={release.error} />
    </>
  );
};

const Versions = ({ assessment: { versions } }: WholeProps) => {
  const locale = useLocale();
  const [shown, setShown] = useState<number>();
  if (versions.length === 0) return null;
  return (
    <>
      <h3>
        <Trans>Versions</Trans>
      </h3>
      <ul>
        {versions.map((one) => {
          const { version, base, rateBps, amount, difference, issuedAt, recordedBy, receipt } = one;
          const nth = formatCount(version, locale);
          const by = formatMoney(difference ?? { amount: '0', currency: 'KZT' }, locale);
          const isShown = shown === version;
          return (
            <li key={version}>
              <button
                type="button"
                className="line"
                aria-expanded={isShown}
                onClick={() => setShown(isShown ? undefined : version)}
              >
                <span className="fact">
                  <Trans>version {nth}</Trans>, {recordedBy}
                </span>
                <span className="figure">
                  {formatMoney(amount, locale)}
                  {difference && (
                    <span className="dim">
                      {' '}
                      <Trans>({by} from the one before)</Trans>
                    </span>
                  )}
                </span>
                <span>{formatInstant(issuedAt, locale)}</span>
              </button>
              {isShown && (
                <div className="receipt">
                  <p>
                    {formatMoney(base, locale)} × {formatShare(rateBps, locale)} ={' '}
                    <b>{formatMoney(amount, locale)}</b>
                  </p>
                  <Changed
                    version={one}
                    before={versions.find((other) => other.version === one.supersedes)}
                  />
                  <Proof path={receipt} />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
};

type Version = AssessmentWhole['versions'][number];
interface ChangedProps {
  readonly version: Version;
  readonly before: Version | undefined;
}

/** What a version says otherwise than the one before: what fell away, and what came instead. */
const Changed = ({ version, before }: ChangedProps) => {
  if (!before) return null;
  const [old, now] = [before, version].map(({ why }) => why.map(({ text }) => text));
  const gone = old?.filter((text) => !now?.includes(text)) ?? [];
  const come = now?.filter((text) => !old?.includes(text)) ?? [];
  return (
    <ul lang="en" className="changed">
      {gone.map((text) => (
        <li key={text}>
          <del>{text}</del>
        </li>
      ))}
      {come.map((text) => (
        <li key={text}>
          <ins>{text}</ins>
        </li>
      ))}
    </ul>
  );
};
