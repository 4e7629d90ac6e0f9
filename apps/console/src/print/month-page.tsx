import './print.css';

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { assetIn, useBoard, type Asset } from '../board/board.js';
import {
  formatCoins,
  formatCount,
  formatDay,
  formatInstant,
  formatMonth,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { MARKS, nameOf, OBSTACLES, SET_ASIDE, SERVICE_NAMES, VERDICTS } from '../language/words.js';
import { SERVICES } from '../session/services.js';
import { me } from '../session/session.js';
import { Asked } from '../shell/asked.js';
import { Arithmetic } from '../why/arithmetic.js';
import { useExplanation, type Explanation } from '../why/explanation.js';
import { KeySourceWord } from '../why/proof.js';
import { usePrinted, type Printed, type PrintedRow } from './receipts.js';

const route = getRouteApi('/print/$licenseeId/$period');

/** A licensee's month for paper: all that somebody needs who checks it without us. */
export const MonthPrintPage = () => {
  const { licenseeId, period } = route.useParams();
  const search = route.useSearch();
  const asset = assetIn(search);
  const query = useExplanation(licenseeId, asset, period, search);
  return (
    <article className="paper">
      <Asked query={query}>
        {(explanation) => <Paper explanation={explanation} asset={asset} />}
      </Asked>
    </article>
  );
};

interface PaperProps {
  readonly explanation: Explanation;
  readonly asset: Asset;
}

const Paper = ({ explanation, asset }: PaperProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const query = usePrinted(explanation);
  const { licenseeId, period, row, rulePack, rules } = explanation;
  return (
    <>
      <p className="row by-hand">
        <Button size="compact-sm" disabled={!query.data} onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
        <Link to="/board" search={{ asset, cell: `${licenseeId}.${period}` }}>
          <Trans>Back to the month</Trans>
        </Link>
      </p>
      <h1>
        <Trans>Sale of mined coins: record of a month</Trans>
      </h1>
      <Identity explanation={explanation} asset={asset} />
      <h2>
        <Trans>The arithmetic</Trans>
      </h2>
      <p>
        <Trans>Verdict</Trans>: <b>{i18n._(VERDICTS[row.verdict])}</b>
      </p>
      <Arithmetic explanation={explanation} asset={asset} />
      <h2>
        <Trans>Rules, and where they stand</Trans>
      </h2>
      <p>
        <Trans>Rule pack</Trans> <code>{rulePack.packId}</code>, SHA-256{' '}
        <code>{rulePack.hash}</code>
      </p>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Rule</Trans>
            </th>
            <th scope="col">
              <Trans>Value</Trans>
            </th>
            <th scope="col">
              <Trans>Source</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ key, rule, value, source, assumption }) => {
            const mark = MARKS[source.mark ?? (assumption ? 'A' : 'S')];
            return (
              <tr key={key + rule}>
                <th scope="row">{rule}</th>
                <td>
                  <code>{key}</code> <code>{JSON.stringify(value)}</code>
                </td>
                <td>
                  {mark && i18n._(mark)}{' '}
                  <span lang="en">{[source.act, source.note].filter(Boolean).join(', ')}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Asked query={query}>{(printed) => <Evidence printed={printed} asset={asset} />}</Asked>
      <Signatures locale={locale} />
    </>
  );
};

const Identity = ({ explanation, asset }: PaperProps) => {
  const locale = useLocale();
  const search = route.useSearch();
  const { data } = useBoard(asset, search);
  const { licenseeId, period, start, end, due, knownAt, asOf } = explanation;
  const licensee = data?.licensees.find((one) => one.licenseeId === licenseeId);
  return (
    <dl className="facts">
      <Fact name={<Trans>Licensee</Trans>}>{licensee && <b>{nameOf(licensee)}</b>}</Fact>
      <Fact name={<Trans>Licences</Trans>}>{licensee?.licences.join(', ')}</Fact>
      <Fact name={<Trans>Id in the ledger</Trans>}>
        <code>{licenseeId}</code>
      </Fact>
      <Fact name={<Trans>Month</Trans>}>
        <b>{formatMonth(period, locale)}</b>, {asset}
      </Fact>
      <Fact name={<Trans>Period, by the clock of Almaty</Trans>}>
        {formatInstant(start, locale)} – {formatInstant(end, locale)}
      </Fact>
      <Fact name={<Trans>Due before</Trans>}>{formatDay(due, locale)}</Fact>
      <Fact name={<Trans>As known on</Trans>}>
        {formatInstant(knownAt, locale)} · <code>{knownAt}</code>
      </Fact>
      <Fact name={<Trans>As it stood on</Trans>}>
        {formatInstant(asOf, locale)} · <code>{asOf}</code>
      </Fact>
    </dl>
  );
};

const Fact = (props: { readonly name: ReactNode; readonly children: ReactNode }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
);

interface EvidenceProps {
  readonly printed: Printed;
  readonly asset: Asset;
}

const Evidence = ({ printed: { lists, left, logs }, asset }: EvidenceProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const count = formatCount(left, locale);
  const titles = [
    ['mined', <Trans key="mined">What was mined</Trans>],
    ['sales', <Trans key="sales">What was sold</Trans>],
    ['outflows', <Trans key="outflows">What left otherwise</Trans>],
    ['setAside', <Trans key="setAside">What does not stand</Trans>],
  ] as const;
  const wordOf = (service: string) => {
    const known = SERVICES.find((one) => one === service);
    return known ? i18n._(SERVICE_NAMES[known]) : service;
  };
  return (
    <>
      {titles.map(
        ([name, title]) =>
          lists[name].length > 0 && (
            <Rows key={name} title={title} rows={lists[name]} asset={asset} />
          ),
      )}
      {left > 0 && (
        <p>
          <Plural
            value={left}
            one={`${count} more row is not on paper. The list of the explanation has it.`}
            other={`${count} more rows are not on paper. The lists of the explanation have them.`}
          />
        </p>
      )}
      <h2>
        <Trans>The logs</Trans>
      </h2>
      {logs.map(({ service, keys, source, head }) => (
        <section key={service} className="log">
          <h3>{wordOf(service)}</h3>
          <p>
            <Trans>Key of the log</Trans>: <code>{keys.join(' ')}</code>
            <br />
            <Trans>Who says the key</Trans>: <KeySourceWord source={source} />
          </p>
          <pre>{head}</pre>
        </section>
      ))}
      <h2>
        <Trans>How to check this without us</Trans>
      </h2>
      <ol>
        <li>
          <Trans>
            Get the receipt of a row: <code>GET /…/receipts/…</code>, the address that stands under
            the row. It is a file that says nothing but what it proves.
          </Trans>
        </li>
        <li>
          <Trans>
            Check it offline, with the key of its log as it is published by the regulator, and not
            as it stands on this paper alone:
          </Trans>
          <pre>npx esep verify receipt.json --key “…”</pre>
        </li>
        <li>
          <Trans>Compare position and digest with those of this paper.</Trans>
        </li>
        <li>
          <Trans>Compute the arithmetic again from the rows and the rules that stand here.</Trans>
        </li>
      </ol>
    </>
  );
};

interface RowsProps {
  readonly title: ReactNode;
  readonly rows: readonly PrintedRow[];
  readonly asset: Asset;
}

const Rows = ({ title, rows, asset }: RowsProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  return (
    <>
      <h2>{title}</h2>
      <table className="plain evidence">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Row and its receipt</Trans>
            </th>
            <th scope="col">
              <Trans>When</Trans>
            </th>
            <th scope="col" className="figure">
              {asset}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.fact + row.at}>
              <th scope="row">
                <b>{row.fact}</b>
                {row.obstacles.map((code) => {
                  const word = OBSTACLES[code] ?? SET_ASIDE[code];
                  return <i key={code}> · {word ? i18n._(word) : code}</i>;
                })}
                {row.receipts.map(({ eventId, path, isProven, leaf, position, log }) => (
                  <p key={eventId}>
                    {isProven ? <Trans>Proven</Trans> : <Trans>Not proven</Trans>}
                    {', '}
                    <Trans>position {position}</Trans> <code>{log}</code>
                    <br />
                    <Trans>digest</Trans> <code>{leaf}</code>
                    <br />
                    <code>{path}</code>
                  </p>
                ))}
              </th>
              <td>{formatInstant(row.at, locale)}</td>
              <td className="figure">{formatCoins(row.quantity, asset, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};

/** Who printed it and when, and the space to sign. */
const Signatures = ({ locale }: { readonly locale: Parameters<typeof formatInstant>[1] }) => {
  const [at] = useState(() => Date.now());
  const person = me();
  const name = person?.name ?? person?.subject ?? '';
  const { subject = '', organisation = '' } = person ?? {};
  const when = formatInstant(at, locale);
  return (
    <section className="signatures">
      <p>
        <Trans>
          Printed by {name} ({subject}, {organisation}) on {when}, from Esep.
        </Trans>
      </p>
      <div className="sign">
        <p>
          <Trans>Name, position, signature, date</Trans>
        </p>
        <p>
          <Trans>Name, position, signature, date (second person)</Trans>
        </p>
      </div>
    </section>
  );
};
