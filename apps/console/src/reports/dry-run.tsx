import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type DragEvent } from 'react';

import { formatCount } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { REPORT_KINDS } from '../language/words.js';
import { jsonSentTo } from '../session/esep.js';
import { Refusal } from '../shell/refusal.js';
import { RejectedRow } from './rejected-row.js';
import { REPORT_REMEDIES } from './remedies.js';
import { servicesOfMine, type Service, type SubmissionAnswer } from './reports.js';

const route = getRouteApi('/reports');

const KINDS: Readonly<Record<Service, readonly string[]>> = {
  'pool-reporting': ['distributions', 'payouts', 'reversals'],
  'exchange-settlement': ['fills', 'busts', 'corrections', 'deposits', 'withdrawals'],
};

/** A field that only rows of one kind have. Busts and deposits have none: their sender says what they are. */
const TELLING: Readonly<Record<string, string>> = {
  gross: 'distributions',
  paidAt: 'payouts',
  cause: 'reversals',
  side: 'fills',
};

const kindOf = (text: string): string | undefined => {
  try {
    const { rows } = JSON.parse(text) as { readonly rows?: readonly object[] };
    return Object.entries(TELLING).find(([field]) => field in (rows?.[0] ?? {}))?.[1];
  } catch {
    return undefined;
  }
};

/** What would become of a report, before it is sent. */
export const DryRun = () => {
  const { i18n, t } = useLingui();
  const { kind: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const [service = 'pool-reporting'] = servicesOfMine();
  const kinds = KINDS[service];
  const kind = kinds.find((one) => one === chosen) ?? kinds[0] ?? '';
  const [file, setFile] = useState<{ readonly name: string; readonly text: string }>();
  const run = useMutation({
    mutationFn: ({ as, text }: { readonly as: string; readonly text: string }) =>
      jsonSentTo<SubmissionAnswer>(`/${service}/v1/${as}?dryRun=true`, text),
  });
  const choose = (next: string) =>
    void navigate({ search: (before) => ({ ...before, kind: next }), resetScroll: false });
  const take = async (taken: File | undefined) => {
    if (!taken) return;
    const text = await taken.text();
    setFile({ name: taken.name, text });
    const found = kindOf(text);
    const as = kinds.find((one) => one === found) ?? kind;
    if (as !== kind) choose(as);
    run.mutate({ as, text });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <section className="below" aria-labelledby="dry-run">
      <div>
        <h2 id="dry-run">
          <Trans>Try a report before you send it</Trans>
        </h2>
        <p>
          <Trans>
            Nothing is recorded: you see which rows would be rejected, and why. The file is the body
            that you would send, as JSON.
          </Trans>
        </p>
        <div className="row">
          <NativeSelect
            size="xs"
            label={t`What is in it`}
            value={kind}
            data={kinds.map((value) => ({
              value,
              label: REPORT_KINDS[value] ? i18n._(REPORT_KINDS[value]) : value,
            }))}
            onChange={({ currentTarget: { value } }) => {
              choose(value);
              if (file) run.mutate({ as: value, text: file.text });
            }}
          />
        </div>
        <label className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <span>
            <Trans>Drop a file here, or choose one</Trans>
          </span>
          <input
            type="file"
            accept="application/json,.json"
            onChange={({ currentTarget }) => {
              void take(currentTarget.files?.[0]);
              // The same file, mended, is chosen again.
              currentTarget.value = '';
            }}
          />
          {file && <b>{file.name}</b>}
        </label>
      </div>
      <div>
        <Refusal error={run.error} words={REPORT_REMEDIES} />
        {run.data && <Outcome answer={run.data} />}
      </div>
    </section>
  );
};

const Outcome = ({ answer: { accepted, rejected } }: { readonly answer: SubmissionAnswer }) => {
  const locale = useLocale();
  const stand = formatCount(accepted, locale);
  const count = formatCount(rejected.length, locale);
  return (
    <div role="status" className="outcome">
      <p>
        <Plural
          value={accepted}
          one={`${stand} row would stand.`}
          other={`${stand} rows would stand.`}
        />{' '}
        {rejected.length > 0 && (
          <b>
            <Plural
              value={rejected.length}
              one={`${count} row would be rejected:`}
              other={`${count} rows would be rejected:`}
            />
          </b>
        )}
      </p>
      <ul>
        {rejected.map((row) => (
          <RejectedRow key={row.rowId + row.code} {...row} />
        ))}
      </ul>
    </div>
  );
};
