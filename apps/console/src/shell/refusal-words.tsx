import { Trans, useLingui } from '@lingui/react/macro';

import { REFUSALS } from '../language/refusals.js';
import { Refused } from '../session/esep.js';
import { codeOf, type RefusalProps } from './refusal.js';

/** Why something was not done, and what to do. */
export const RefusalWords = ({ error, words = {} }: RefusalProps & { readonly error: Error }) => {
  const { i18n } = useLingui();
  if (!(error instanceof Refused))
    return (
      <p className="refusal" role="alert">
        <Trans>Esep does not answer. It may be starting, or the network is away.</Trans>
      </p>
    );
  const { errors = [] } = error.problem;
  const word = words[codeOf(error)] ?? REFUSALS[codeOf(error)];
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
