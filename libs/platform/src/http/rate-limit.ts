import type { NextFunction, Request, RequestHandler, Response } from 'express';

import { Problem } from './problem.js';
import { requestContext } from './request-context.js';

export interface RateLimit {
  /** Requests a second that a sender may go on with; 0 sets no limit. */
  readonly perSecond: number;
  /** Seconds' worth of requests that a sender may save up for a burst. */
  readonly burstSeconds?: number;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

interface Allowance {
  requests: number;
  at: number;
}

const SENDERS_MAX = 10_000;

/**
 * Token bucket per sender: 429 with `Retry-After` when it is empty. A sender is an organisation, or an
 * address for a request without a token. Each replica counts its own requests.
 */
export const limitRate = ({
  perSecond,
  burstSeconds = 10,
  now = () => performance.now(),
}: RateLimit): RequestHandler => {
  const most = perSecond * burstSeconds;
  const allowances = new Map<string, Allowance>();
  const allowanceOf = (sender: string): Allowance => {
    const at = now();
    const known = allowances.get(sender) ?? { requests: most, at };
    const earned = ((at - known.at) / 1_000) * perSecond;
    const allowance = { requests: Math.min(most, known.requests + earned), at };
    // Least recently used first.
    allowances.delete(sender);
    allowances.set(sender, allowance);
    if (allowances.size > SENDERS_MAX) allowances.delete(allowances.keys().next().value as string);
    return allowance;
  };
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (perSecond === 0) return next();
    const allowance = allowanceOf(senderOf(request));
    if (allowance.requests >= 1) {
      allowance.requests -= 1;
      return next();
    }
    const seconds = Math.ceil((1 - allowance.requests) / perSecond);
    next(
      new Problem(429, 'too-many-requests', {
        detail: `This sender may make ${perSecond} requests a second.`,
        headers: { 'Retry-After': String(seconds) },
      }),
    );
  };
};

const senderOf = (request: Request): string => {
  const organisation = requestContext()?.principal?.organisation;
  return organisation === undefined
    ? `address ${request.ip ?? ''}`
    : `organisation ${organisation}`;
};
