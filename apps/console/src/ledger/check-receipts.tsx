import type { FileProblem } from '@esep/verifier';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState, type DragEvent } from 'react';

import { eventWords } from '../language/events.js';
import { formatCount } from '../language/format.js';
import { useLocale } from '../language/language.js';
import type { KeySource } from '../proof/key-sources.js';
import { keysOf } from '../proof/log-keys.js';
import type { ReceiptChecked } from '../proof/tasks.js';
import { inWorker } from '../proof/verify.js';
import { serviceOf, SERVICES } from '../session/services.js';
import { Asked } from '../shell/asked.js';
import { Keys } from './keys.js';
import { Bytes, KeySourceWord, ProofVerdict } from '../why/proof.js';

const PROBLEMS: Readonly<Record<FileProblem, MessageDescriptor>> = {
  'file-empty': msg`There is no receipt in this file: it is empty.`,
  'file-too-large': msg`This file is larger than 32 MB. Split it, and check its parts one by one.`,
  'file-no-text': msg`This file is no text. Receipts are JSON; unpack the file first, if it is packed.`,
  'file-no-json': msg`This file is no JSON. It may have one receipt, a list of them, or one on each line, as they were saved.`,
  'file-of-too-many': msg`This file has more than 1,000 receipts. Split it, and check its parts one by one.`,
};

interface Taken {
  readonly nth: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Drop receipts, and see what each proves: here, without asking anybody but for the keys of the logs. */
export const CheckReceipts = () => {
  const [taken, setTaken] = useState<Taken>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    setTaken((before) => ({ nth: (before?.nth ?? 0) + 1, name: file.name, bytes }));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <section
      className="side"
      aria-labelledby="check"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <h2 id="check">
        <Trans>Check receipts</Trans>
      </h2>
      <p>
        <Trans>
          Drop a file here, or choose it: one receipt, or up to 1,000. It does not leave this
          browser, which checks each by the code of the command line.
        </Trans>
      </p>
      {/* The browser's own button speaks the language of the browser. */}
      <label className="choose">
        <Trans>Choose a file</Trans>
        <input
          type="file"
          accept="application/json,.json,.jsonl,.ndjson"
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0]);
            // The same file, saved anew, is chosen again.
            currentTarget.value = '';
          }}
        />
      </label>
      <Keys />
      {taken && <Checked taken={taken} />}
    </section>
  );
};

const Checked = ({ taken }: { readonly taken: Taken }) => {
  const { i18n } = useLingui();
  const query = useQuery({
    queryKey: ['checked', taken.nth],
    staleTime: Infinity,
    // It has the bytes of the file.
    gcTime: 0,
    queryFn: async () => {
      const logs = await Promise.all(
        SERVICES.map(async (service) => ({ service, ...(await keysOf(service)) })),
      );
      const keys = logs.flatMap((log) => log.keys);
      const file = await inWorker('file', { bytes: taken.bytes, keys });
      return { file, sources: new Map(logs.map(({ service, source }) => [service, source])) };
    },
  });
  return (
    <div className="checked">
      <h3>{taken.name}</h3>
      <Asked query={query}>
        {({ file, sources }) =>
          file.ok ? (
            <>
              <Summary receipts={file.receipts} />
              <ul>
                {failedFirst(file.receipts).map((one) => (
                  <Receipt
                    key={one.nth}
                    {...one}
                    source={sources.get(serviceOf(one.receipt.log ?? '') ?? 'supervision')}
                  />
                ))}
              </ul>
            </>
          ) : (
            <p role="alert" className="refusal">
              {i18n._(PROBLEMS[file.reason])}
            </p>
          )
        }
      </Asked>
    </div>
  );
};

/** With the place that each has in the file: there may be 1,000, and one that fails. */
const failedFirst = (receipts: readonly ReceiptChecked[]) =>
  receipts
    .map((receipt, at) => ({ receipt, nth: at + 1 }))
    .toSorted((one, other) => Number(isProven(one.receipt)) - Number(isProven(other.receipt)));

const isProven = ({ verdict }: ReceiptChecked): boolean => verdict.verdict === 'proven';

const Summary = ({ receipts }: { readonly receipts: readonly ReceiptChecked[] }) => {
  const locale = useLocale();
  const proven = receipts.filter(isProven).length;
  const failed = receipts.length - proven;
  const [count, other] = [proven, failed].map((n) => formatCount(n, locale));
  return (
    <p role="status" className={failed === 0 ? 'done' : 'refusal'}>
      <Plural
        value={proven}
        one={`${count} receipt is proven.`}
        other={`${count} receipts are proven.`}
      />{' '}
      {failed > 0 && (
        <Plural
          value={failed}
          one={`${other} receipt is not.`}
          other={`${other} receipts are not.`}
        />
      )}
    </p>
  );
};

interface ReceiptProps {
  readonly receipt: ReceiptChecked;
  readonly nth: number;
  readonly source: KeySource | undefined;
}

const Receipt = ({ receipt: { event, verdict }, nth, source }: ReceiptProps) => {
  const number = formatCount(nth, useLocale());
  const [isOpen, setOpen] = useState(false);
  const [type = '', eventId = ''] =
    'subject' in verdict ? (verdict.subject?.['event'] ?? '').split(' ') : [];
  return (
    <li className="rejected">
      <b>
        <Trans>Receipt {number}</Trans>
        {eventId !== '' && (
          <>
            {' · '}
            {eventWords(type)} <code>{eventId}</code>
          </>
        )}
      </b>
      <ProofVerdict verdict={verdict} isOneOfMany />
      {verdict.verdict === 'proven' && source !== undefined && (
        <p className="dim">
          <Trans>Who says the key</Trans>: <KeySourceWord source={source} />
        </p>
      )}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <Trans>The bytes that were checked</Trans>
        </summary>
        {isOpen && <Bytes text={event} />}
      </details>
    </li>
  );
};
