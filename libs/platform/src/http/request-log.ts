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
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * One JSON line each, with the ids of the current context. Identity numbers and tokens are redacted in the
 * finished line, because they can be in any text: a URL, a message, an error.
 */
export const createLogger = ({ service, level, destination: given }: LogOptions): Logger => {
  // Synchronous: asynchronous writes would lose the last lines before a crash.
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

/** Called every few seconds by probes and scrapers. */
const UNLOGGED = /^\/(health|metrics)(\/|$)/;

/** Runs every request in its context and logs its outcome. */
export const requestLog =
  (service: string, logger: Logger): RequestHandler =>
  (request: Request, response: Response, next: NextFunction): void => {
    const context = contextOfHeaders(service, (name) => request.get(name));
    response.set('X-Request-Id', context.requestId);
    response.set('X-Correlation-Id', context.correlationId);
    if (!UNLOGGED.test(request.url)) logOutcome(logger, context, request, response);
    inContext(context, next);
  };

/** One line when the answer is sent, or when the caller disconnects before. */
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

// ── Secrets ─────────────────────────────────────────────────────────────────────────────────────

/** Names of parameters that may hold credentials. */
const SECRET =
  /token|secret|passw|passphrase|pwd|credential|auth|bearer|jwt|assertion|session|cookie|signature|(^|[^a-z])(sig|key|apikey|code|otp|pin|sid)($|[^a-z])|api.?key/i;

/** Redacts credentials in a URL: callers send tokens even in parameters that no service reads. */
export const withoutSecrets = (url: string): string => {
  const [path = '', ...queries] = url.split('?');
  if (queries.length === 0) return url;
  const pairs = queries.join('?').split(/([&;])/);
  return `${path}?${pairs.map(withoutSecret).join('')}`;
};

const withoutSecret = (pair: string): string => {
  const [name = '', ...values] = pair.split('=');
  const value = decoded(values.join('='));
  // A URL in a parameter may have credentials of its own.
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

/** Redacts JWTs, and the text after the name of an authentication scheme. */
const withoutTokens = (line: string): string =>
  line
    .replaceAll(/eyJ[\w-]+(\.|%2e)[\w-]+((\.|%2e)[\w-]*)?/gi, '[token]')
    .replaceAll(/\b(Bearer|Basic|DPoP)(\s|%20|\+)+[\w.~+/=-]{8,}/gi, '$1 [redacted]');

/**
 * A logger for a part of a service. Nest's `Logger` is global: in a process with several services its lines
 * would have the name of the last one.
 */
export abstract class ServiceLog {
  /** The last of `rest` names the part. */
  abstract warn(message: unknown, ...rest: readonly string[]): void;
  abstract error(message: unknown, ...rest: readonly string[]): void;
}

/** Nest's own messages, through the same logger. */
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
