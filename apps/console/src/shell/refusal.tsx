import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';

import { Refused } from '../session/esep.js';

interface RefusalProps {
  readonly error: Error | null;
  /** What each code means and what to do; the API's own English where there is none. */
  readonly words: Readonly<Record<string, MessageDescriptor>>;
}

/** Why something was not done. Nothing where it was not refused. */
export const Refusal = ({ error, words }: RefusalProps) => {
  const { i18n } = useLingui();
  if (error === null) return null;
  if (!(error instanceof Refused))
    return (
      <p className="refusal" role="alert">
        <Trans>Esep does not answer. It may be starting, or the network is away.</Trans>
      </p>
    );
  const { type, errors = [] } = error.problem;
  const word = words[type.replace('urn:esep:problem:', '')];
  return (
    <div className="refusal" role="alert">
      {word ? <p>{i18n._(word)}</p> : <p lang="en">{error.message}</p>}
      {errors.length > 0 && (
        <ul lang="en">
          {errors.map(({ pointer, message }) => (
            <li key={pointer + message}>
              <code>{pointer}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
