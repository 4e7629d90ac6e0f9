import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { formatCoins, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { REPORT_EVENTS } from '../language/words.js';
import { Asked } from '../shell/asked.js';
import { Proof } from '../why/proof.js';
import { useReports, type Report } from './account.js';

/** What others reported about a licensee: each row with its proof, to be held against one's own books. */
export const Reports = ({ licenseeId }: { readonly licenseeId: string }) => (
  <section className="side reports">
    <h2>
      <Trans>What was reported about me</Trans>
    </h2>
    <p>
      <Trans>Open a row to check in this browser that it stands in the log as you see it.</Trans>
    </p>
    <h3>
      <Trans>By pools, and seen on the chain</Trans>
    </h3>
    <Rows kind="pools" licenseeId={licenseeId} />
    <h3>
      <Trans>By exchanges</Trans>
    </h3>
    <Rows kind="exchanges" licenseeId={licenseeId} />
  </section>
);

interface RowsProps {
  readonly kind: 'pools' | 'exchanges';
  readonly licenseeId: string;
}

const Rows = ({ kind, licenseeId }: RowsProps) => {
  const query = useReports(kind, licenseeId);
  return (
    <Asked query={query}>
      {({ pages }) => {
        const reports = pages.flatMap(({ items }) => items);
        return (
          <>
            {reports.length === 0 && (
              <p>
                <Trans>None is on record.</Trans>
              </p>
            )}
            <ul className="rows">
              {reports.map((report) => (
                <ReportRow key={report.eventId} report={report} />
              ))}
            </ul>
            {query.hasNextPage && (
              <Button
                size="compact-sm"
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                <Trans>Earlier ones</Trans>
              </Button>
            )}
          </>
        );
      }}
    </Asked>
  );
};

const ReportRow = ({ report }: { readonly report: Report }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const [isOpen, setIsOpen] = useState(false);
  const { type, at, organisation, body, receipt } = report;
  const { asset, net, amount, quantity } = body;
  const base = [net, amount, quantity].find((one) => typeof one === 'string');
  return (
    <li className="evidence">
      <button type="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span>
          {REPORT_EVENTS[type] ? i18n._(REPORT_EVENTS[type]) : type}
          {/* What is on the chain is nobody's report. */}
          {!type.startsWith('Chain') && ` · ${organisation}`}
        </span>
        <span>{formatInstant(at, locale)}</span>
        <span className="figure">
          {typeof base === 'string' &&
            typeof asset === 'string' &&
            `${formatCoins(base, asset, locale)} ${asset}`}
        </span>
      </button>
      {isOpen && (
        <div className="receipt">
          <Proof path={receipt} />
        </div>
      )}
    </li>
  );
};
