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

import { unknownCaller } from './auth.js';
import { Problem } from './problem.js';
import { requestContext } from './request-context.js';

/** The greatest body that is read (API.md, Submissions). */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;

const raw = new WeakMap<IncomingMessage, Buffer>();

/** The bytes of a JSON body as they were sent, for checking a digest or a signature over them. */
export const rawBodyOf = (request: IncomingMessage): Buffer => raw.get(request) ?? Buffer.alloc(0);

const readJson = (limit: number): RequestHandler =>
  express.json({
    limit,
    type: ['application/json', 'application/*+json'],
    strict: false,
    verify: (request, _response, bytes) => {
      if (!isUtf8(bytes)) throw new Error('not UTF-8');
      raw.set(request, bytes);
    },
  });

const readJsonOfCaller = readJson(BODY_BYTES_MAX);
/** Enough for what is public, and too little to hurt: whoever has no token cannot send more. */
const readJsonOfAnybody = readJson(64 * 1024);

/** Reads JSON bodies, once it is known who asks. */
export const jsonBody = (request: Request, response: Response, next: NextFunction): void => {
  const isKnown = requestContext()?.principal !== undefined;
  const done = (error?: unknown): void => {
    if (!error) next();
    else if (!isKnown && isTooLarge(error)) next(unknownCaller(request));
    else next(problemOfBody(error));
  };
  (isKnown ? readJsonOfCaller : readJsonOfAnybody)(request, response, done);
};

const isTooLarge = (error: unknown): boolean =>
  (error as { type?: string }).type === 'entity.too.large';

const problemOfBody = (error: unknown): unknown => {
  const { type, body, message } = error as { type?: string; body?: string; message?: string };
  switch (type) {
    case 'entity.too.large':
      return tooLarge();
    case 'entity.parse.failed':
      return malformed(`The body is not JSON${placeOf(String(body), String(message))}.`);
    case 'encoding.unsupported':
      return new Problem(415, 'content-encoding-unsupported', {
        detail: 'The body may be sent plain, or compressed with gzip, deflate or br.',
      });
    case 'charset.unsupported':
      return new Problem(415, 'charset-unsupported', { detail: 'JSON is UTF-8.' });
    case 'entity.verify.failed':
      return malformed('The body is not UTF-8.');
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

/** Line and column of what stopped the parser. Its own message would repeat the input. */
const placeOf = (text: string, message: string): string => {
  const position = /at position (\d+)/.exec(message)?.[1];
  const at = position === undefined ? positionOfBadToken(text) : Number(position);
  const before = text.slice(0, at).split('\n');
  return ` at line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
};

const TOKEN = /[ \t\r\n]+|"(?:[^"\\]|\\[^])*"|[-+.\w]+|[^]/gy;
const VALUE = /^(?:["{[]|-?\d|true$|false$|null$)/;

/** The parser gives no position when it misses a value; this finds where one should have begun. */
const positionOfBadToken = (text: string): number => {
  let before = ':';
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (/^[ \t\r\n]/.test(token)) continue;
    const emptyArray = before === '[' && token === ']';
    if (':,['.includes(before) && !VALUE.test(token) && !emptyArray) return index;
    before = token;
  }
  return text.length;
};

// ── Other content than JSON ─────────────────────────────────────────────────────────────────────

const CONSUMES = 'esep:consumes';

/** A handler that takes other content than JSON; it reads the request by `bytesOf`. */
export const Consumes = (...mediaTypes: string[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(CONSUMES, mediaTypes), ApiConsumes(...mediaTypes));

/** Refuses content that a handler does not take. */
@Injectable()
export class ContentTypeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const taken = this.reflector.getAllAndOverride<string[] | undefined>(CONSUMES, [
      context.getHandler(),
      context.getClass(),
    ]) ?? ['application/json'];
    if (!hasBody(request) || request.is(taken)) return true;
    throw new Problem(415, 'content-type-unsupported', {
      detail: `Send the body as ${taken.join(' or ')}.`,
      headers: { Accept: taken.join(', ') },
    });
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
  // The stream stays open when this ends early: closing it would cut off the answer too.
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
