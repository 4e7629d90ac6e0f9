import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiConsumes } from '@nestjs/swagger';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';

import {
  BODY_BYTES_MAX,
  NAMES_MAX,
  NESTING_MAX,
  PUBLIC_BODY_BYTES_MAX,
  ROWS_MAX,
  VALUES_MAX,
} from '@esep/kernel';

import { jsonFaultIn, type JsonAmbiguity, type JsonExcess, type JsonFault } from './json-fault.js';
import { Problem } from './problem.js';
import { requestContext } from './request-context.js';

const LONG_BODY_BYTES = 256 * 1024;

const raw = new WeakMap<IncomingMessage, Buffer>();
const refusals = new WeakMap<IncomingMessage, Problem>();

/** The bytes of a JSON body as they were sent, for checking a digest or a signature over them. */
export const rawBodyOf = (request: IncomingMessage): Buffer => raw.get(request) ?? Buffer.alloc(0);

const readBytes = (limit: number): RequestHandler =>
  express.raw({ limit, type: ['application/json', 'application/*+json'] });

const readBytesOfCaller = readBytes(BODY_BYTES_MAX);
const readBytesOfAnybody = readBytes(PUBLIC_BODY_BYTES_MAX);

/**
 * Reads JSON bodies after authentication. A wrong body is reported by `BodyGuard`, after authorisation, so
 * that an unauthorised caller gets 401 or 403.
 */
export const jsonBody = (request: Request, response: Response, next: NextFunction): void => {
  const isKnown = requestContext()?.principal !== undefined;
  const limit = isKnown ? BODY_BYTES_MAX : PUBLIC_BODY_BYTES_MAX;
  (isKnown ? readBytesOfCaller : readBytesOfAnybody)(request, response, (error?: unknown) => {
    const bytes: unknown = request.body;
    request.body = undefined;
    try {
      if (error) throw problemOfBody(error, limit);
      if (Buffer.isBuffer(bytes)) {
        raw.set(request, bytes);
        request.body = readJson(bytes, request.headers['content-type']);
        // Parsing has blocked the loop; other requests go first before the body is checked.
        if (bytes.length > LONG_BODY_BYTES) return void setImmediate(next);
      }
      next();
    } catch (problem) {
      if (!(problem instanceof Problem)) return next(problem);
      refusals.set(request, problem);
      next();
    }
  });
};

const problemOfBody = (error: unknown, limit: number): Problem => {
  switch ((error as { type?: string }).type) {
    case 'entity.too.large':
      return tooLarge(limit);
    case 'encoding.unsupported':
      return new Problem(415, 'content-encoding-unsupported', {
        detail: 'The body may be sent plain, or compressed with gzip, deflate or br.',
      });
    case 'request.aborted':
    case 'request.size.invalid':
      return malformed('The body did not arrive whole.');
    default:
      return malformed('The body could not be read.');
  }
};

const malformed = (detail: string): Problem => new Problem(400, 'body-malformed', { detail });

const tooLarge = (limit = BODY_BYTES_MAX): Problem =>
  new Problem(413, 'body-too-large', {
    detail: `A body of this call has at most ${limit} bytes. Send the rest in further calls.`,
  });

// ── JSON ────────────────────────────────────────────────────────────────────────────────────────

/** The value of a JSON text; undefined for no bytes. Throws a `Problem` for what `jsonFaultIn` finds. */
export const readJson = (bytes: Buffer, contentType?: string): unknown => {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType ?? '')?.[1];
  if ((charset !== undefined && !/^utf-?8$/i.test(charset)) || isUtf16Or32(bytes))
    throw new Problem(415, 'charset-unsupported', {
      detail: 'JSON is UTF-8. Send the body in UTF-8.',
      headers: { Accept: 'application/json' },
    });
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.');
  const text = withoutByteOrderMark(bytes);
  if (text.length === 0) return undefined;
  const fault = jsonFaultIn(text);
  if (fault) throw problemOfFault(fault);
  return JSON.parse(text.toString('utf8'));
};

/** Of UTF-8, as Windows programs write it. */
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

const withoutByteOrderMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;

/** UTF-16 and UTF-32 begin with their byte order mark, or have a zero in the first two bytes. */
const isUtf16Or32 = (bytes: Buffer): boolean => {
  const [first, second] = bytes;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (bytes.length > 1 && (first === 0 || second === 0))
  );
};

const problemOfFault = (fault: JsonFault): Problem => {
  if (fault.fault === 'malformed')
    return malformed(`The body is not JSON at line ${fault.line}, column ${fault.column}.`);
  const { pointer, fault: code } = fault;
  if (code in EXCESS_PROBLEMS) {
    const { status, fact, detail } = EXCESS_PROBLEMS[code as JsonExcess];
    return new Problem(status, fact, {
      detail,
      errors: [{ pointer, code, message: detail }],
    });
  }
  const message = AMBIGUITY_MESSAGES[code as JsonAmbiguity];
  return new Problem(400, 'body-invalid', {
    detail: '1 field of the body is wrong.',
    errors: [{ pointer, code, message }],
  });
};

const EXCESS_PROBLEMS: Readonly<
  Record<JsonExcess, { readonly status: number; readonly fact: string; readonly detail: string }>
> = {
  'nested-too-deep': {
    status: 400,
    fact: 'body-too-deep',
    detail: `Lists and objects stand at most ${NESTING_MAX} deep in each other.`,
  },
  'too-many-names': {
    status: 400,
    fact: 'too-many-names',
    detail: `A body has at most ${NAMES_MAX} different names. The API description lists the fields.`,
  },
  'too-many-items': {
    status: 413,
    fact: 'too-many-rows',
    detail: `A list has at most ${ROWS_MAX} items. Send the rest as further reports.`,
  },
  'too-many-values': {
    status: 413,
    fact: 'too-many-values',
    detail: `A body has at most ${VALUES_MAX} values. Send the rest in further calls.`,
  },
};

const AMBIGUITY_MESSAGES: Readonly<Record<JsonAmbiguity, string>> = {
  'name-duplicated': 'The object has this name before. Send each name once.',
  'text-malformed': 'Half of a surrogate pair stands alone. Send whole characters.',
  'number-inexact':
    'The number has more digits than a JSON number keeps. Send fewer, or text where the API takes quantities.',
};

// ── Other content than JSON ─────────────────────────────────────────────────────────────────────

const CONSUMES = 'esep:consumes';

/** A handler that takes other content than JSON; it reads the request by `bytesOf`. */
export const Consumes = (...mediaTypes: string[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(CONSUMES, mediaTypes), ApiConsumes(...mediaTypes));

/** Refuses a content type that the handler does not take, and a body that could not be read. */
@Injectable()
export class BodyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const taken = this.reflector.getAllAndOverride<string[] | undefined>(CONSUMES, [
      context.getHandler(),
      context.getClass(),
    ]) ?? ['application/json'];
    if (!hasBody(request)) return true;
    const refusal = refusals.get(request);
    if (request.is(taken) && refusal === undefined) return true;
    throw (
      refusal ??
      new Problem(415, 'content-type-unsupported', {
        detail: `Send the body as ${taken.join(' or ')}.`,
        headers: { Accept: taken.join(', ') },
      })
    );
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The bytes of a request that was not read as JSON; 413 beyond the limit. */
export const bytesOf = async (
  request: IncomingMessage,
  limit = BODY_BYTES_MAX,
): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  // Destroying the request would close the connection before the answer is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > limit) {
      request.resume();
      throw tooLarge(limit);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};
