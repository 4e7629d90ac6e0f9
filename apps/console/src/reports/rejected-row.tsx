import { Trans, useLingui } from '@lingui/react/macro';

import { ROW_REMEDIES } from './remedies.js';

interface RejectedRowProps {
  readonly rowId: string;
  readonly code: string;
  /** What the API says, in English. */
  readonly message: string;
  /** As it was sent. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** A row that was rejected: its code, what it means and what to do. */
export const RejectedRow = ({ rowId, code, message, content }: RejectedRowProps) => {
  const { i18n } = useLingui();
  const remedy = ROW_REMEDIES[code];
  return (
    <li className="rejected">
      <code>{rowId}</code> <code className="rule">{code}</code>
      {remedy ? <p>{i18n._(remedy)}</p> : <p lang="en">{message}</p>}
      {content && (
        <details>
          <summary>
            <Trans>The row as it was sent</Trans>
          </summary>
          <pre className="bytes">{JSON.stringify(content, null, 2)}</pre>
        </details>
      )}
    </li>
  );
};
