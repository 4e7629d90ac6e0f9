import type { MessageDescriptor } from '@lingui/core';
import { lazy, Suspense } from 'react';

import { moreWords } from '../language/language.js';
import type { Refused } from '../session/esep.js';

/** The code of a refusal, as the API has it. */
export const codeOf = ({ problem }: Refused): string =>
  problem.type.replace('urn:esep:problem:', '');

export interface RefusalProps {
  readonly error: Error | null;
  /** What codes mean here, where they mean something else than elsewhere. */
  readonly words?: Readonly<Record<string, MessageDescriptor>>;
}

/** There are many of them, and most people meet none. */
const Words = lazy(async () => {
  await moreWords();
  return { default: (await import('./refusal-words.js')).RefusalWords };
});

/** Why something was not done, and what to do. Nothing where it was not refused. */
export const Refusal = ({ error, ...rest }: RefusalProps) =>
  error && (
    <Suspense>
      <Words error={error} {...rest} />
    </Suspense>
  );
