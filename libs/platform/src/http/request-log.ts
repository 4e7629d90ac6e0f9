import type { LoggerService } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { destination, pino, type DestinationStream, type Logger } from 'pino';

import {
  contextOfHeaders,
  inContext,
  redacted,
  requestContext,
  type RequestContext,
} from './request-context.js';

export interface LogOptions {
  /** Stands in every line. */
  readonly service?: string;
  /** `silent`, `fatal` … `trace`. */
  readonly level: string;
  /** Where lines go; standard output without it. */
  readonly destination?: DestinationStream;
}

/**
 * One line of JSON each, with the correlation of whatever is being served. Identity numbers and
 * tokens are taken out of the finished line, because they may stand in any text: a URL, a message,
 * an error.
 */
export const createLogger = ({ service, level, destination: given }: LogOptions): Logger => {
  // Synchronous: the last lines before a crash are the ones that matter.
  const sink = given ?? destination(1);
  return pino(
    {
      level,
      base: service === undefined ? null : { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['authorization', '*.authorization', '*.*.authorization', 'token', '*.token'],
        censor: '[redacted]',
      },
      mixin: () => {
        const context = requestContext();
        if (!context) return {};
        const { requestId, correlationId, causationId } = context;
        return { requestId, correlationId, causationId };
      },
    },
    {
      write: (line: string) => {
        sink.write(redacted(withoutTokens(line)));
      },
    },
  );
};

/** Of these nobody wants a line each time. */
const UNLOGGED = /^\/(health|metrics)(\/|$)/;

/** Gives every request its context and its ids, and logs how it ended. */
export const requestLog =
  (service: string, logger: Logger): RequestHandler =>
  (request: Request, response: Response, next: NextFunction): void => {
    const context = contextOfHeaders(service, (name) => request.get(name));
    response.set('X-Request-Id', context.requestId);
    response.set('X-Correlation-Id', context.correlationId);
    if (!UNLOGGED.test(request.url)) logOutcome(logger, context, request, response);
    inContext(context, next);
  };

/** One line when the answer went out, or when the caller left before. */
const logOutcome = (
  logger: Logger,
  context: RequestContext,
  { method, originalUrl }: Request,
  response: Response,
): void => {
  const begunAt = performance.now();
  const end = (): void => {
    response.off('finish', end).off('close', end);
    const { statusCode: status } = response;
    const level = status >= 500 ? 'error' : 'info';
    if (!logger.isLevelEnabled(level)) return;
    const fields = {
      method,
      url: withoutSecrets(originalUrl),
      status,
      subject: context.principal?.subject,
      responseTime: Math.round(performance.now() - begunAt),
    };
    inContext(context, () => logger[level](fields, outcomeOf(response)));
  };
  response.once('finish', end).once('close', end);
};

const outcomeOf = ({ statusCode, writableFinished }: Response): string => {
  if (!writableFinished) return 'request aborted';
  return statusCode >= 500 ? 'request errored' : 'request completed';
};

// ── What is not for logs ────────────────────────────────────────────────────────────────────────

/** Names of parameters by whose values somebody may be let in. */
const SECRET =
  /token|secret|passw|passphrase|pwd|credential|auth|bearer|jwt|assertion|session|cookie|signature|(^|[^a-z])(sig|key|apikey|code|otp|pin|sid)($|[^a-z])|api.?key/i;

/** The URL without what may be a secret: senders put tokens where no service of ours reads them. */
export const withoutSecrets = (url: string): string => {
  const [path = '', ...queries] = url.split('?');
  if (queries.length === 0) return url;
  const pairs = queries.join('?').split(/([&;])/);
  return `${path}?${pairs.map(withoutSecret).join('')}`;
};

const withoutSecret = (pair: string): string => {
  const [name = '', ...values] = pair.split('=');
  const value = decoded(values.join('='));
  // An address in a parameter may carry a secret of its own.
  const isSecret = SECRET.test(decoded(name)) || (/[=:]/.test(value) && SECRET.test(value));
  return values.length > 0 && isSecret ? `${name}=[redacted]` : pair;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** Tokens by their looks, wherever they stand: JWTs, and what follows the name of a scheme. */
const withoutTokens = (line: string): string =>
  line
    .replaceAll(/eyJ[\w-]+(\.|%2e)[\w-]+((\.|%2e)[\w-]*)?/gi, '[token]')
    .replaceAll(/\b(Bearer|Basic|DPoP)(\s|%20|\+)+[\w.~+/=-]{8,}/gi, '$1 [redacted]');

/**
 * What a part of a service has to say, in the service's own lines. Nest's `Logger` is one for the
 * whole process: where several services are in it, lines would carry the name of whichever came last.
 */
export abstract class ServiceLog {
  /** The last of `rest` names the part. */
  abstract warn(message: unknown, ...rest: readonly string[]): void;
  abstract error(message: unknown, ...rest: readonly string[]): void;
}

/** What Nest itself has to say, through the same logger. */
export const nestLogger = (logger: Logger): LoggerService => {
  const at =
    (level: 'debug' | 'error' | 'fatal' | 'info' | 'trace' | 'warn') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const fields = message instanceof Error ? { err: message } : { stack: stackIn(rest) };
      logger[level](
        { context, ...fields },
        message instanceof Error ? message.message : String(message),
      );
    };
  return {
    log: at('debug'),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('trace'),
    fatal: at('fatal'),
  };
};

const stackIn = (rest: readonly unknown[]): unknown => (rest.length > 1 ? rest[0] : undefined);
