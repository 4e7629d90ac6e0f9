import { STATUS_CODES, type ServerResponse } from 'node:http';

import {
  Catch,
  HttpException,
  Injectable,
  type ArgumentsHost,
  type CallHandler,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { SUBMISSION_MESSAGES } from '@esep/contracts';
import { ACT_REFUSALS, conflict, refusalAnswer, type Refusals } from '@esep/kernel';
import type { Request } from 'express';
import type { Logger } from 'pino';
import { map, type Observable } from 'rxjs';

import { StoreUnavailable } from '../event-store/event-store.js';
import { isTransientError, isDiskFull } from '../postgres/database-fault.js';
import { requestContext } from './request-context.js';

// Everything that is not an answer leaves as RFC 9457 `application/problem+json`. Its `type` is
// `urn:esep:problem:<kebab-fact>`: for a refusal of a decider, the refusal itself.

/** What is wrong with one field of the input. `pointer` is an RFC 6901 pointer into it. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** A sentence about this occurrence. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members beside the standard ones. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * An answer that is not a success. Thrown by applications only: controllers, guards, pipes, and what they
 * call to look something up. A domain returns its refusals, because a caller has to handle each.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    /** Kebab-case fact, e.g. `report-changed`. */
    readonly fact: string,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? titleOf(fact));
  }
}

/** Members of a problem document. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** `urn:uuid:` and the id of the request. */
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
}

/** What any service refuses, whatever it decides. */
export const REFUSALS = {
  ...ACT_REFUSALS,
  'clock-moves-forward-only': 'The clock stands later already. Send a later instant.',
  'idempotency-key-reused':
    'Another request came with this Idempotency-Key. Send this one under a key of its own.',
  'release-already-proposed': 'A release of this key waits for its second person.',
  'report-changed': conflict(SUBMISSION_MESSAGES['report-changed']),
  'wrong-expected-version': conflict('Somebody else was faster. Read it, and decide again.'),
  'event-id-reused': conflict(
    'An event with this id stands in the log already, and says otherwise.',
  ),
} satisfies Refusals;

const titleOf = (fact: string): string => {
  const words = fact.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const documentOf = (problem: Problem, requestId?: string): ProblemDocument => {
  const { detail, errors, extensions } = problem.options;
  return {
    type: `urn:esep:problem:${problem.fact}`,
    title: titleOf(problem.fact),
    status: problem.status,
    ...(detail === undefined ? {} : { detail }),
    ...(requestId === undefined ? {} : { instance: `urn:uuid:${requestId}` }),
    ...(errors === undefined ? {} : { errors }),
    ...extensions,
  };
};

/**
 * Turns a refusal that a handler returns into its problem, so that controllers need no `if`: with the
 * status that the service declares for it, and its own detail or else the message declared.
 */
@Injectable()
export class RefusalInterceptor implements NestInterceptor {
  private readonly refusals: Refusals;

  constructor(ofService: Refusals = {}) {
    this.refusals = { ...REFUSALS, ...ofService };
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!isRefusal(answer)) return answer;
        const { status, message } = refusalAnswer(this.refusals, answer.reason) ?? { status: 422 };
        const detail = answer.detail ?? message;
        throw new Problem(status, answer.reason, detail === undefined ? {} : { detail });
      }),
    );
  }
}

const isRefusal = (answer: unknown): answer is { reason: string; detail?: string } => {
  if (typeof answer !== 'object' || answer === null) return false;
  const { accepted, appended, reason } = answer as Record<string, unknown>;
  return (accepted === false || appended === false) && typeof reason === 'string';
};

/** Turns what was thrown into a problem. Messages of unexpected errors are not sent. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<ServerResponse>();
    const found = problemOf(thrown);
    const problem =
      found.fact === ROUTE_UNKNOWN ? (otherMethod(http.getRequest<Request>()) ?? found) : found;
    if (problem.status >= 500) this.logger.error({ err: thrown }, problem.message);
    // The headers are sent: only closing the connection shows that the answer is incomplete.
    if (response.headersSent) response.destroy();
    else sendProblem(response, problem);
  }
}

export const sendProblem = (response: ServerResponse, problem: Problem): void => {
  const document = JSON.stringify(documentOf(problem, requestContext()?.requestId));
  response.writeHead(problem.status, {
    ...problem.options.headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(document),
  });
  response.end(document);
};

const problemOf = (thrown: unknown): Problem => {
  if (thrown instanceof Problem) return thrown;
  if (isDiskFull(thrown))
    return new Problem(503, 'store-full', {
      detail:
        'The disk of the ledger is full, and nothing was recorded. Send the same request again when there is room.',
      headers: { 'Retry-After': '5' },
    });
  if (thrown instanceof StoreUnavailable || isTransientError(thrown))
    return new Problem(503, 'store-unavailable', {
      detail: 'The ledger did not answer in time. Send the same request again.',
      headers: { 'Retry-After': '1' },
    });
  if (thrown instanceof HttpException && thrown.getStatus() < 500) return problemOfNest(thrown);
  return new Problem(500, 'internal-error', {
    detail: `Something is wrong on our side. Quote ${requestContext()?.correlationId ?? 'the time'} when you report it.`,
    extensions: { correlationId: requestContext()?.correlationId },
  });
};

const ROUTE_UNKNOWN = 'route-unknown';

/** 405 when the address is known, but not for this method. */
const otherMethod = ({ app, path, method }: Request): Problem | undefined => {
  const { stack } = app.router as unknown as { readonly stack: readonly Layer[] };
  const found = stack.filter((layer) => layer.route !== undefined && layer.match(path));
  // What has an address of its own is none of those with a parameter that it would fit as well.
  const own = found.filter(({ route }) => route?.path === path);
  const methods = new Set(
    (own.length > 0 ? own : found).flatMap(({ route }) => Object.keys(route?.methods ?? {})),
  );
  if (methods.size === 0) return undefined;
  if (methods.has('get')) methods.add('head');
  const allowed = [...methods]
    .map((name) => name.toUpperCase())
    .toSorted()
    .join(', ');
  return new Problem(405, 'method-not-allowed', {
    detail: `There is no ${method} at this address. It has ${allowed}.`,
    headers: { Allow: allowed },
  });
};

/** An entry of Express's router; middleware has no route. */
interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** Thrown by Nest and Express before a handler. Their messages repeat the input, so they are not sent. */
const problemOfNest = (exception: HttpException): Problem => {
  const status = exception.getStatus();
  if (status === 404)
    return new Problem(404, ROUTE_UNKNOWN, {
      detail: 'There is nothing at this address.',
    });
  if (status === 400)
    return new Problem(400, 'request-malformed', { detail: 'The request could not be read.' });
  const name = STATUS_CODES[status] ?? 'Error';
  return new Problem(status, name.toLowerCase().replaceAll(/[^a-z]+/g, '-'));
};
