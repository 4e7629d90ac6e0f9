import type { Instant, Moment } from '@esep/kernel';

import { IsInstant } from './fields.js';
import { Problem } from './problem.js';

// How a caller names the moment of an answer: the same two fields and the same refusal in each service.

/** The fields of a query. */
export interface MomentQuery {
  readonly knownAt?: Instant | undefined;
  readonly asOf?: Instant | undefined;
}

export const IsKnownAt = (): PropertyDecorator =>
  IsInstant({
    optional: true,
    description: 'Only what was recorded until then. Default: all.',
    within: 'known',
  });

export const IsAsOf = (): PropertyDecorator =>
  IsInstant({
    optional: true,
    description: 'Only what had happened until then, judged then. Default: knownAt.',
    within: 'known',
  });

/** True of a question that names no instant. */
export const isAboutNow = ({ knownAt, asOf }: MomentQuery): boolean =>
  knownAt === undefined && asOf === undefined;

/**
 * The moment of a question; `latest` stands for a `knownAt` that is not given. Throws 400
 * `as-of-after-known-at`: what happened after `knownAt` could not be known then.
 */
export const momentOf = (query: MomentQuery, latest: Instant): Moment => {
  const { knownAt = latest } = query;
  const { asOf = knownAt } = query;
  if (asOf > knownAt)
    throw new Problem(400, 'as-of-after-known-at', {
      detail: `asOf ${asOf} lies after knownAt ${knownAt}: nobody can say what is not known yet.`,
    });
  return { knownAt, asOf };
};
