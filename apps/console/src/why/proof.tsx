import type { Verdict } from '@esep/verifier';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { eventIn } from '../proof/event-in.js';
import type { KeySource } from '../proof/key-sources.js';
import { keysOf } from '../proof/log-keys.js';
import { verifyInBrowser } from '../proof/verify.js';
import { textAt } from '../session/esep.js';
import { Asked } from '../shell/asked.js';
import { PROOF_PROBLEMS } from './proof-problems.js';

/** The receipt of an event, checked in this browser. */
export const useProof = (path: string) =>
  useQuery({
    queryKey: ['proof', path],
    queryFn: async () => {
      const [, service = ''] = path.split('/');
      // The key does not come with the receipt: who forges one forges the other.
      const [receipt, { keys, source }] = await Promise.all([textAt(path), keysOf(service)]);
      return { receipt, keys, source, verdict: await verifyInBrowser(receipt, keys) };
    },
    staleTime: Infinity,
  });

/** The proof of an event, checked in this browser, and the bytes that it proves. */
export const Proof = ({ path }: { readonly path: string }) => {
  const query = useProof(path);
  return (
    <Asked query={query}>
      {({ receipt, keys, source, verdict }) => (
        <>
          <ProofVerdict verdict={verdict} />
          <Bytes text={eventIn(receipt)} />
          <dl className="facts">
            <Fact name={<Trans>Key of the log</Trans>} text={keys.join(' ')} />
            <div>
              <dt>
                <Trans>Who says the key</Trans>
              </dt>
              <dd>
                <KeySourceWord source={source} />
              </dd>
            </div>
            {'subject' in verdict &&
              Object.entries(verdict.subject ?? {})
                .filter(([label]) => ['leaf', 'position', 'root'].includes(label))
                .map(([label, text]) => (
                  <Fact key={label} name={<SubjectWord label={label} />} text={text} />
                ))}
          </dl>
          <Save receipt={receipt} path={path} />
        </>
      )}
    </Asked>
  );
};

export const KeySourceWord = ({ source }: { readonly source: KeySource }) =>
  source === 'pasted' ? (
    <Trans>You pasted it</Trans>
  ) : source === 'console' ? (
    <Trans>Pinned by this console</Trans>
  ) : (
    <Trans>The host itself</Trans>
  );

interface ProofVerdictProps {
  readonly verdict: Verdict | undefined;
  /** One of many: what they come to is said once, by whoever shows them. */
  readonly isOneOfMany?: boolean;
}

/** Three answers and no shades. */
export const ProofVerdict = ({ verdict, isOneOfMany = false }: ProofVerdictProps) => {
  const { i18n } = useLingui();
  if (!verdict)
    return (
      <p role="status">
        <Loader size="xs" /> <Trans>Checking …</Trans>
      </p>
    );
  const reason = 'reason' in verdict ? PROOF_PROBLEMS[verdict.reason] : undefined;
  return (
    <p {...(!isOneOfMany && { role: 'status' })} className={`proof p-${verdict.verdict}`}>
      <b>
        {verdict.verdict === 'proven' && <Trans>Proven</Trans>}
        {verdict.verdict === 'not-proven' && <Trans>Not proven</Trans>}
        {verdict.verdict === 'unusable' && <Trans>No usable receipt</Trans>}
      </b>{' '}
      {reason ? (
        i18n._(reason)
      ) : (
        <Trans>
          Checked here, in your browser: the owner of the key signed a log in which exactly these
          bytes stand.
        </Trans>
      )}
    </p>
  );
};

const Fact = (props: { readonly name: ReactNode; readonly text: string }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>
      <code>{props.text}</code>
    </dd>
  </div>
);

const SubjectWord = ({ label }: { readonly label: string }) =>
  label === 'leaf' ? (
    <Trans>Hash of the event</Trans>
  ) : label === 'root' ? (
    <Trans>Root of the log</Trans>
  ) : (
    <Trans>Position</Trans>
  );

/** What was hashed, byte for byte. */
export const Bytes = ({ text }: { readonly text: string }) => {
  const { t } = useLingui();
  return (
    <pre className="bytes" aria-label={t`The bytes that were recorded`} tabIndex={0} role="region">
      {text}
    </pre>
  );
};

const Save = ({ receipt, path }: { readonly receipt: string; readonly path: string }) => {
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([receipt], { type: 'application/json' }));
    link.download = `receipt-${path.split('/').at(-1)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Button size="compact-sm" variant="default" onClick={save}>
      <Trans>Save the receipt</Trans>
    </Button>
  );
};
