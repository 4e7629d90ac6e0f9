import type { ServiceName } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect, Textarea } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type DragEvent } from 'react';

import { eventWords } from '../language/events.js';
import { formatCount, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { verifyInBrowser } from '../proof/verify.js';
import { useServicesThat } from '../session/allowed.js';
import { answerOf, esep, textAt } from '../session/esep.js';
import { pathOf, serviceOf, SERVICES } from '../session/services.js';
import { Asked, Empty, NotYours } from '../shell/asked.js';
import { Wide } from '../shell/wide.js';
import { Bytes, eventIn, Proof, ProofVerdict } from '../why/proof.js';

const route = getRouteApi('/ledger');

/** The five logs: their heads, their events, and the proof of any receipt that one has. */
export const LedgerPage = () => {
  const { i18n, t } = useLingui();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const readable = useServicesThat('GET', 'events') ?? [];
  const log = SERVICES.find((service) => service === search.log) ?? 'supervision';
  return (
    <>
      <h1>
        <Trans>Ledger</Trans>
      </h1>
      <div className="halves">
        <Check />
        <Heads />
      </div>
      {/* Who reads no log checks receipts and heads all the same. */}
      {readable.length > 0 && (
        <>
          <div className="head">
            <h2>
              <Trans>The newest events</Trans>
            </h2>
            <NativeSelect
              size="xs"
              aria-label={t`Log`}
              value={log}
              data={SERVICES.map((value) => ({ value, label: i18n._(SERVICE_NAMES[value]) }))}
              onChange={({ currentTarget }) =>
                void navigate({
                  search: (before) => ({ ...before, log: currentTarget.value, event: undefined }),
                })
              }
            />
          </div>
          {readable.includes(log) ? <Events log={log} /> : <NotYours />}
        </>
      )}
    </>
  );
};

/** Drop a receipt, and see what it proves: here, without asking anybody but for the log's key. */
const Check = () => {
  const { t } = useLingui();
  const [receipt, setReceipt] = useState<string>();
  const [key, setKey] = useState('');
  const take = (file: File | null | undefined) => void file?.text().then(setReceipt);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  return (
    <section
      className="side"
      aria-labelledby="check"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <h2 id="check">
        <Trans>Check a receipt</Trans>
      </h2>
      <p>
        <Trans>
          Drop a receipt here, or choose its file. It does not leave this browser, which checks it
          by the code of the command line.
        </Trans>
      </p>
      {/* The browser's own button speaks the language of the browser. */}
      <label className="choose">
        <Trans>Choose a file</Trans>
        <input
          type="file"
          accept="application/json,.json"
          onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
        />
      </label>
      <details>
        <summary>
          <Trans>Check it with a key that I have from elsewhere</Trans>
        </summary>
        <Textarea
          aria-label={t`Key of the log`}
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </details>
      {receipt !== undefined && <Checked receipt={receipt} key={receipt} ownKey={key.trim()} />}
    </section>
  );
};

const Checked = ({ receipt, ownKey }: { readonly receipt: string; readonly ownKey: string }) => {
  const query = useQuery({
    queryKey: ['check', receipt, ownKey],
    queryFn: async () => verifyInBrowser(receipt, ownKey || (await keyFor(receipt))),
    staleTime: Infinity,
  });
  return (
    <Asked query={query}>
      {(verdict) => (
        <>
          <ProofVerdict verdict={verdict} />
          {verdict.verdict !== 'unusable' && <Bytes text={eventIn(receipt)} />}
        </>
      )}
    </Asked>
  );
};

/** The key of the log that a receipt names; that of any log where it names none, which proves nothing. */
const keyFor = async (receipt: string): Promise<string> => {
  const log = /"log":"([^"]+)"/.exec(eventIn(receipt))?.[1] ?? '';
  return (await textAt(`/${serviceOf(log) ?? 'supervision'}/v1/log/key`)).trim();
};

/** How long each log is, by the head that it signed last. */
const Heads = () => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const heads = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ['head', service],
      queryFn: () => textAt(`/${service}/v1/log/checkpoint`),
    })),
  });
  return (
    <section className="side" aria-labelledby="heads">
      <h2 id="heads">
        <Trans>Signed heads</Trans>
      </h2>
      <Wide label={t`Signed heads`}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Log</Trans>
              </th>
              <th scope="col" className="figure">
                <Trans>Events</Trans>
              </th>
              <th scope="col">
                <Trans>Root of the log</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {SERVICES.map((service, at) => {
              const [, size, root] = heads[at]?.data?.split('\n') ?? [];
              return (
                <tr key={service}>
                  <th scope="row">{i18n._(SERVICE_NAMES[service])}</th>
                  <td className="figure">
                    {size === undefined ? '…' : formatCount(Number(size), locale)}
                  </td>
                  <td>
                    <code>{root}</code>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Wide>
    </section>
  );
};

const PAGE_EVENTS = 50;

interface Logged {
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly recordedAt: string;
}

const Events = ({ log }: { readonly log: ServiceName }) => {
  const { event: openEvent } = route.useSearch();
  const navigate = route.useNavigate();
  const locale = useLocale();
  const query = useQuery({
    queryKey: ['events', log],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET(pathOf(log, 'events'), {
          signal,
          params: { query: { order: 'newest', limit: PAGE_EVENTS } },
        }),
      ),
  });
  return (
    <Asked query={query}>
      {({ events }) =>
        events.length === 0 ? (
          <Empty>
            <Trans>Nothing was recorded in this log yet.</Trans>
          </Empty>
        ) : (
          <ul className="rows">
            {events.map(({ position, bytes }) => {
              const { eventId, type, stream, recordedAt } = JSON.parse(bytes) as Logged;
              const isOpen = openEvent === eventId;
              return (
                <li className="evidence" key={position}>
                  <button
                    type="button"
                    aria-expanded={isOpen}
                    onClick={() =>
                      void navigate({
                        replace: true,
                        search: (before) => ({ ...before, event: isOpen ? undefined : eventId }),
                      })
                    }
                  >
                    <span className="fact">
                      {eventWords(type)} <code>{type}</code> <code>{stream}</code>
                    </span>
                    <span>{formatInstant(recordedAt, locale)}</span>
                    <span className="figure">{formatCount(position, locale)}</span>
                  </button>
                  {isOpen && (
                    <div className="receipt">
                      <Proof path={`/${log}/v1/receipts/${eventId}`} />
                    </div>
                  )}
                </li>
              );
            })}
          </ul>
        )
      }
    </Asked>
  );
};
